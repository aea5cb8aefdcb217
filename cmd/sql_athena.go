package cmd

import (
	"iter"
	"strings"
	"time"
)

// A member is one of a CloudTrail record. Its column is the name in lower case.
type member struct {
	name     string
	members  []member // of an object
	document bool     // whether the column has JSON in its text
}

// recordMembers are what the CloudTrail table of the Athena manual has of a
// sign-in.
var recordMembers = []member{
	{name: "eventVersion"},
	{name: "userIdentity", members: []member{
		{name: "type"}, {name: "principalId"}, {name: "arn"}, {name: "accountId"},
		{name: "invokedBy"}, {name: "accessKeyId"}, {name: "userName"},
		{name: "onBehalfOf", members: []member{{name: "userId"}, {name: "identityStoreArn"}}},
		{name: "sessionContext", members: []member{
			{name: "attributes", members: []member{{name: "mfaAuthenticated"}, {name: "creationDate"}}},
			{name: "sessionIssuer", members: []member{
				{name: "type"}, {name: "principalId"}, {name: "arn"}, {name: "accountId"}, {name: "userName"},
			}},
		}},
	}},
	{name: "eventTime"},
	{name: "eventSource"},
	{name: "eventName"},
	{name: "awsRegion"},
	{name: "sourceIPAddress"},
	{name: "userAgent"},
	{name: "errorCode"},
	{name: "errorMessage"},
	{name: "requestParameters", document: true},
	{name: "responseElements", document: true},
	{name: "additionalEventData", document: true},
	{name: "serviceEventDetails", document: true},
	{name: "requestID"},
	{name: "eventID"},
	{name: "readOnly"},
	{name: "eventType"},
	{name: "recipientAccountId"},
	{name: "sharedEventID"},
	{name: "vpcEndpointId"},
}

// mapEntry returns the expression that makes an entry of a JSON object of a member.
// The path is that of the object, "" or with a full stop at its end. Map and CAST
// are in every version of Athena, json_object is not.
func mapEntry(m member, path, indent string) string {
	column := path + strings.ToLower(m.name)
	value := "CAST(" + column + " AS json)"
	switch {
	case m.document: // or else a text, which must not make the statement fail
		value = "coalesce(try(json_parse(" + column + ")), " + value + ")"
	case m.members != nil:
		var all []string
		for _, inner := range m.members {
			all = append(all, indent+"  "+mapEntry(inner, column+".", indent+"  "))
		}
		value = "CAST(map_from_entries(ARRAY[\n" + strings.Join(all, ",\n") + "\n" + indent + "]) AS json)"
	}
	return "('" + m.name + "', " + value + ")"
}

// hiveField returns the declaration of a member in a table of Hive. The separator
// stands between name and type.
func hiveField(m member, separator, indent string) string {
	kind := "STRING"
	if m.members != nil {
		var all []string
		for _, inner := range m.members {
			all = append(all, indent+"  "+hiveField(inner, ": ", indent+"  "))
		}
		kind = "STRUCT<\n" + strings.Join(all, ",\n") + ">"
	}
	return strings.ToLower(m.name) + separator + kind
}

// athenaStatements returns a statement for every account and month.
func athenaStatements(e engine, q query) iter.Seq2[string, error] {
	q.Members = recordMembers
	if q.createTable {
		e.literal = backslashed // as this statement is one of Hive
		return oneStatement(e, q)
	}
	accounts := q.Accounts
	if len(accounts) == 0 {
		accounts = []string{""}
	}
	return func(yield func(string, error) bool) {
		for _, account := range accounts {
			for slice := range q.ofAccount(account).months() {
				if !yield(e.render("athena.sql", slice)) {
					return
				}
			}
		}
	}
}

// ofAccount returns the query for one account; "" is all.
func (q query) ofAccount(account string) query {
	if q.Account = account; account != "" {
		q.Output += "account=" + account + "/"
	}
	return q
}

// months divides a query that has a beginning into months of UTC. Without an end
// it goes on to the end of the current month.
func (q query) months() iter.Seq[query] {
	return func(yield func(query) bool) {
		if q.since.IsZero() {
			yield(q.days(q.since, q.until))
			return
		}
		end := q.until
		if end.IsZero() {
			end = nextMonth(q.now.UTC())
		}
		for since := q.since.UTC(); since.Before(end); {
			until := nextMonth(since)
			if until.After(end) {
				until = end
			}
			slice := q.between(since, until).days(since, until)
			slice.Output += "month=" + since.Format("2006-01") + "/"
			if !yield(slice) {
				return
			}
			since = until
		}
	}
}

func nextMonth(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month()+1, 1, 0, 0, 0, 0, time.UTC)
}

// late is how long after an event its record may be delivered. Minutes are usual;
// the day in the name of a folder is that of the delivery.
const late = 48 * time.Hour

// days limits the partitions to those that may have records of a span of time.
func (q query) days(since, until time.Time) query {
	const day = "2006/01/02"
	if q.DayColumn == "" {
		return q
	}
	if !since.IsZero() {
		q.FirstDay = since.UTC().Format(day)
	}
	if !until.IsZero() {
		q.LastDay = until.UTC().Add(late).Format(day)
	}
	return q
}

// regions are those that CloudTrail may have delivered from, but for the
// partitions of China and of governments.
var regions = []string{
	"af-south-1", "ap-east-1", "ap-east-2", "ap-northeast-1", "ap-northeast-2", "ap-northeast-3",
	"ap-south-1", "ap-south-2", "ap-southeast-1", "ap-southeast-2", "ap-southeast-3", "ap-southeast-4",
	"ap-southeast-5", "ap-southeast-6", "ap-southeast-7", "ca-central-1", "ca-west-1", "eu-central-1",
	"eu-central-2", "eu-north-1", "eu-south-1", "eu-south-2", "eu-west-1", "eu-west-2", "eu-west-3",
	"il-central-1", "me-central-1", "me-south-1", "mx-central-1", "sa-east-1",
	"us-east-1", "us-east-2", "us-west-1", "us-west-2",
}
