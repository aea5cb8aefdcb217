package main

import "time"

// A record is an event as CloudTrail writes it, with its members in order.
type record struct {
	EventVersion        string      `json:"eventVersion"`
	UserIdentity        identity    `json:"userIdentity"`
	EventTime           string      `json:"eventTime"`
	EventSource         string      `json:"eventSource"`
	EventName           string      `json:"eventName"`
	AWSRegion           string      `json:"awsRegion"`
	SourceIPAddress     string      `json:"sourceIPAddress"`
	UserAgent           string      `json:"userAgent"`
	ErrorCode           string      `json:"errorCode,omitempty"`
	ErrorMessage        string      `json:"errorMessage,omitempty"`
	RequestParameters   object      `json:"requestParameters"`
	ResponseElements    object      `json:"responseElements"`
	AdditionalEventData object      `json:"additionalEventData,omitempty"`
	RequestID           string      `json:"requestID,omitempty"`
	EventID             string      `json:"eventID"`
	ReadOnly            bool        `json:"readOnly"`
	EventType           string      `json:"eventType"`
	ManagementEvent     bool        `json:"managementEvent"`
	RecipientAccountID  string      `json:"recipientAccountId"`
	ServiceEventDetails object      `json:"serviceEventDetails,omitempty"`
	EventCategory       string      `json:"eventCategory"`
	TLSDetails          *tlsDetails `json:"tlsDetails,omitempty"`

	time time.Time
}

// An object is a JSON object; nil is null.
type object map[string]any

type tlsDetails struct {
	TLSVersion               string `json:"tlsVersion"`
	CipherSuite              string `json:"cipherSuite"`
	ClientProvidedHostHeader string `json:"clientProvidedHostHeader"`
}

func tls(host string) *tlsDetails {
	return &tlsDetails{"TLSv1.3", "TLS_AES_128_GCM_SHA256", host}
}

// timestamp returns a time as CloudTrail writes it.
func timestamp(t time.Time) string { return t.UTC().Format(time.RFC3339) }

// either returns yes if ok is true, or else no.
func either(ok bool, yes, no string) string {
	if ok {
		return yes
	}
	return no
}

// records returns the records of the sign-in service that a visit leaves.
func (v *visit) records() []record {
	var all []record
	r := stream("before", v.person.name, timestamp(v.time))
	failed := v.time.Add(-20 * time.Second)
	for range v.failures {
		failed = failed.Add(-seconds(r, 8, 34))
		all = append(all, v.failure(failed))
	}
	switch {
	case v.person.kind != identityCenter && v.person.mfa:
		all = append(all, v.checkMFA(v.time.Add(-seconds(r, 8, 19))))
	case v.person.portal && v.first:
		all = append(all, v.authentication(v.time.Add(-seconds(r, 15, 90)))...)
	}
	all = append(all, v.consoleLogin())
	if v.person.role == "AdministratorAccess" && r.Float64() < .1 {
		all = append(all, v.signinToken(v.time.Add(-time.Second)))
	}
	if v.person.kind == iamUser && v.story == "" && r.Float64() < .04 {
		all = append(all, v.switchRole(v.time.Add(seconds(r, 60, 900))))
	}
	return all
}

// signIn returns what the records of the sign-in service have in common.
func (v *visit) signIn(name string, t time.Time, id identity) record {
	region := v.region()
	return record{
		EventVersion:       "1.11",
		UserIdentity:       id,
		EventTime:          timestamp(t),
		EventSource:        "signin.amazonaws.com",
		EventName:          name,
		AWSRegion:          region,
		SourceIPAddress:    v.address,
		UserAgent:          v.userAgent(),
		ResponseElements:   object{name: "Success"},
		EventID:            uuid("event", v.person.name, timestamp(t), name, v.account),
		EventType:          "AwsConsoleSignIn",
		ManagementEvent:    true,
		RecipientAccountID: v.account,
		EventCategory:      "Management",
		TLSDetails:         tls(region + ".signin.aws.amazon.com"),
		time:               t,
	}
}

// region returns the one that a visit signs in through. It says nothing of
// where the person is.
func (v *visit) region() string {
	if v.story == stolenCredentials || v.person.region == virginia {
		return virginia
	}
	return tokyo
}

func (v *visit) consoleLogin() record {
	rec := v.signIn("ConsoleLogin", v.time, v.identity())
	rec.AdditionalEventData = v.details()
	return rec
}

// details returns what a sign-in says of itself. Of one through Identity Center
// it is that there was no second factor, because that was asked for elsewhere.
func (v *visit) details() object {
	region, p := v.region(), v.person
	mobile := v.client.platform == iPhone || v.client.platform == android
	d := object{
		"LoginTo":       "https://" + region + ".console.aws.amazon.com/console/home?region=" + region + "&state=hashArgs%23&isauthcode=true",
		"MobileVersion": either(mobile, "Yes", "No"),
		"MFAUsed":       "No",
	}
	if p.kind != identityCenter && p.mfa {
		d["MFAUsed"] = "Yes"
		d["MFAIdentifier"] = "arn:aws:iam::" + p.account + ":mfa/" + either(p.kind == root, "root-account-mfa-device", p.name)
	}
	return d
}

// failure returns a sign-in with a wrong password.
func (v *visit) failure(t time.Time) record {
	rec := v.signIn("ConsoleLogin", t, v.unproven())
	rec.ErrorMessage = "Failed authentication"
	rec.ResponseElements = object{"ConsoleLogin": "Failure"}
	rec.AdditionalEventData = v.details()
	delete(rec.AdditionalEventData, "MFAIdentifier")
	rec.AdditionalEventData["MFAUsed"] = "No"
	return rec
}

// checkMFA returns the question for the second factor.
func (v *visit) checkMFA(t time.Time) record {
	rec := v.signIn("CheckMfa", t, v.unproven())
	rec.AdditionalEventData = object{"MfaType": "Virtual MFA"}
	return rec
}

// authentication returns what IAM Identity Center writes before the first
// sign-in of a day. Not all records name the user.
func (v *visit) authentication(t time.Time) []record {
	var all []record
	workflow := uuid("workflow", v.person.name, timestamp(t))
	for i, name := range []string{"CredentialChallenge", "CredentialVerification", "UserAuthentication"} {
		rec := v.signIn(name, t.Add(time.Duration(i*3)*time.Second), v.person.inIdentityCenter())
		rec.RecipientAccountID = management
		rec.EventType = "AwsServiceEvent"
		rec.ResponseElements = nil
		rec.TLSDetails = nil
		rec.RequestID = uuid("request", rec.EventID)
		rec.ServiceEventDetails = object{name: "Success"}
		rec.AdditionalEventData = object{"AuthWorkflowID": workflow, "CredentialType": "PASSWORD"}
		if name == "UserAuthentication" {
			rec.AdditionalEventData["UserName"] = v.person.mail()
			rec.AdditionalEventData["LoginTo"] = "https://d-" + hexadecimal(10, "identity store") + ".awsapps.com/start/"
		}
		all = append(all, rec)
	}
	return all
}

// signinToken returns the exchange of a role's credentials for a token, by a
// machine on the way.
func (v *visit) signinToken(t time.Time) record {
	rec := v.signIn("GetSigninToken", t, v.identity())
	rec.SourceIPAddress = "AWS Internal"
	rec.UserAgent = "Jersey/${project.version} (HttpUrlConnection 17.0.15)"
	rec.ResponseElements = object{"credentials": object{"accessKeyId": uniqueID("ASIA", 20, "token", rec.EventID)}, "GetSigninToken": "Success"}
	rec.AdditionalEventData = object{"MobileVersion": "No", "MFAUsed": "No"}
	return rec
}

// switchRole returns the change of an IAM user to a role of the other account,
// which is where the record is.
func (v *visit) switchRole(t time.Time) record {
	other := either(v.account == production, management, production)
	rec := v.signIn("SwitchRole", t, roleSession(other, "Audit", v.person.name, t))
	rec.RecipientAccountID = other
	rec.AdditionalEventData = object{
		"RedirectTo": "https://" + rec.AWSRegion + ".console.aws.amazon.com/console/home",
		"SwitchFrom": v.person.arn(),
	}
	return rec
}

// unknownUser returns a sign-in with a user name that does not exist.
func (v *visit) unknownUser() record {
	rec := v.failure(v.time)
	rec.UserIdentity = nobody(v.account)
	rec.ErrorMessage = "No username found in supplied account"
	return rec
}
