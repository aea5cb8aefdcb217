package main

import (
	"math/rand/v2"
	"time"
)

// A call is one to an API of AWS, of the kind that fills most of a log.
type call struct {
	service string
	name    string
	request object
}

// consoleCalls are what pages of the console call.
var consoleCalls = []call{
	{"ec2", "DescribeInstances", object{"instancesSet": object{}, "filterSet": object{}}},
	{"ec2", "DescribeAccountAttributes", object{"accountAttributeNameSet": object{}, "filterSet": object{}}},
	{"s3", "ListBuckets", object{"Host": "s3." + tokyo + ".amazonaws.com"}},
	{"rds", "DescribeDBInstances", nil},
	{"lambda", "ListFunctions20150331", nil},
	{"monitoring", "DescribeAlarms", object{"maxRecords": 100}},
	{"logs", "DescribeLogGroups", object{"limit": 50}},
	{"health", "DescribeEventAggregates", object{"aggregateField": "eventTypeCategory"}},
	{"ce", "GetCostAndUsage", object{"granularity": "DAILY"}},
}

// auditCalls speak of sign-ins and are none.
var auditCalls = []call{
	{"cloudtrail", "LookupEvents", object{"maxResults": 50, "lookupAttributes": []object{{"attributeKey": "EventName", "attributeValue": "ConsoleLogin"}}}},
	{"events", "PutRule", object{"name": "console-sign-in", "state": "ENABLED", "eventPattern": `{"source":["aws.signin"],"detail":{"eventSource":["signin.amazonaws.com"],"eventName":["ConsoleLogin"]}}`}},
}

// thiefCalls are what the case of stolen credentials looks for first.
var thiefCalls = []call{
	{"sts", "GetCallerIdentity", nil},
	{"iam", "ListUsers", nil},
	{"s3", "ListBuckets", object{"Host": "s3.amazonaws.com"}},
	{"secretsmanager", "ListSecrets", nil},
}

// calls returns those of the session that a visit begins.
func (v *visit) calls() []record {
	r := stream("calls", v.person.name, timestamp(v.time))
	if v.story == stolenCredentials {
		var all []record
		for i, c := range thiefCalls {
			all = append(all, v.call(c, v.time.Add(time.Duration(i+1)*seconds(r, 20, 70))))
		}
		return all
	}
	var all []record
	if r.Float64() < .45 {
		all = append(all, v.call(consoleCalls[r.IntN(len(consoleCalls))], v.time.Add(seconds(r, 3, 1500))))
	}
	if v.person.role == "AdministratorAccess" && r.Float64() < .15 {
		all = append(all, v.call(auditCalls[r.IntN(len(auditCalls))], v.time.Add(seconds(r, 30, 1500))))
	}
	return all
}

func (v *visit) call(c call, t time.Time) record {
	rec := c.record(v.account, v.region(), t)
	rec.UserIdentity = v.inSession()
	rec.SourceIPAddress = v.address
	rec.UserAgent = v.userAgent()
	return rec
}

// record returns that of a call by nobody yet.
func (c call) record(account, region string, t time.Time) record {
	id := uuid("call", account, region, c.name, timestamp(t))
	return record{
		EventVersion:       "1.11",
		EventTime:          timestamp(t),
		EventSource:        c.service + ".amazonaws.com",
		EventName:          c.name,
		AWSRegion:          region,
		RequestParameters:  c.request,
		RequestID:          uuid("request", id),
		EventID:            id,
		ReadOnly:           c.name != "PutRule",
		EventType:          "AwsApiCall",
		ManagementEvent:    true,
		RecipientAccountID: account,
		EventCategory:      "Management",
		TLSDetails:         tls(c.service + "." + region + ".amazonaws.com"),
		time:               t,
	}
}

// background returns what services and programs do on working days, and sign-ins
// of names that do not exist.
func background() []record {
	var all []record
	for _, day := range workdays() {
		r := stream("background", day.Format(time.DateOnly))
		t := at(day, 9, 0, 0)
		all = append(all, assumedByService(t.Add(seconds(r, 0, 30000))), pipeline(t.Add(seconds(r, 0, 30000))))
		if r.Float64() < .1 {
			all = append(all, mistypedName(day, r))
		}
	}
	return all
}

// assumedByService returns the start of a function. Its address is the name of a
// service.
func assumedByService(t time.Time) record {
	const service = "lambda.amazonaws.com"
	c := call{"sts", "AssumeRole", object{"roleArn": "arn:aws:iam::" + production + ":role/service-role/order-worker", "roleSessionName": "order-worker"}}
	rec := c.record(production, tokyo, t)
	rec.UserIdentity = identity{Type: "AWSService", InvokedBy: service}
	rec.SourceIPAddress, rec.UserAgent = service, service
	rec.ResponseElements = object{"credentials": object{"accessKeyId": uniqueID("ASIA", 20, "worker", rec.EventID), "expiration": t.Add(time.Hour).UTC().Format("Jan 2, 2006, 3:04:05 PM")}}
	rec.TLSDetails = nil
	return rec
}

// pipeline returns the first call of a deployment, by a program with an access
// key.
func pipeline(t time.Time) record {
	rec := call{"sts", "GetCallerIdentity", nil}.record(production, tokyo, t)
	rec.UserIdentity = identity{
		Type:        "IAMUser",
		PrincipalID: uniqueID("AIDA", 21, "user", "deployment"),
		ARN:         "arn:aws:iam::" + production + ":user/deployment",
		AccountID:   production,
		AccessKeyID: new(uniqueID("AKIA", 20, "key", "deployment")),
		UserName:    "deployment",
	}
	rec.SourceIPAddress = "198.51.100.24"
	rec.UserAgent = "APN/1.0 HashiCorp/1.0 Terraform/1.14.3 (+https://www.terraform.io) aws-sdk-go-v2/1.41.0 lang/go#1.25.5"
	return rec
}

// mistypedName returns the sign-in of somebody in the office who mistypes the
// user name.
func mistypedName(day time.Time, r *rand.Rand) record {
	v := visit{
		person:  find(forgetful),
		account: production,
		time:    at(day, 9+r.IntN(8), r.IntN(60), r.IntN(60)),
		address: officeAddress,
		client:  find(forgetful).laptop,
	}
	return v.unknownUser()
}
