package cloudtrail

import (
	"reflect"
	"strings"
	"testing"
)

// authentication returns a sign-in as Security Lake writes it today.
func authentication(id string) string {
	return `{"metadata":{"product":{"version":"1.08","name":"CloudTrail","vendor_name":"AWS"},"event_code":"AwsConsoleSignIn","uid":"` + id + `","version":"1.1.0"},` +
		`"time":1778555647000,"cloud":{"region":"us-east-1","account":{"uid":"111122223333"},"provider":"AWS"},` +
		`"api":{"response":{"error":null,"message":null},"operation":"ConsoleLogin","service":{"name":"signin.amazonaws.com"}},` +
		`"user":{"type":"IAMUser","name":"alice","uid_alt":"AIDAEXAMPLE","uid":"arn:aws:iam::111122223333:user/alice","account":{"uid":"111122223333"}},` +
		`"src_endpoint":{"ip":"192.0.2.7"},"http_request":{"user_agent":"Mozilla/5.0"},"class_name":"Authentication","class_uid":3002,"category_uid":3,` +
		`"is_mfa":true,"status":"Success","status_id":1,"observables":[{"name":"x","value":"y"}]}`
}

// firstAuthentication is the same by the first release of the schema.
const firstAuthentication = `{"metadata":{"event_code":"AwsConsoleSignIn","uid":"a","version":"1.0.0-rc.2"},"time":1778555647000,"cloud":{"region":"us-east-1",` +
	`"account_uid":"111122223333","provider":"AWS"},"api":{"operation":"ConsoleLogin","service":{"name":"signin.amazonaws.com"}},"actor":{"user":{"type":"IAMUser",` +
	`"name":"alice","uid":"AIDAEXAMPLE","uuid":"arn:aws:iam::111122223333:user/alice","account_uid":"111122223333"}},"src_endpoint":{"ip":"192.0.2.7"},` +
	`"http_request":{"user_agent":"Mozilla/5.0"},"class_uid":3002,"mfa":true,"status":"Success"}`

func TestOCSF(t *testing.T) {
	for _, in := range []string{authentication("a"), firstAuthentication} {
		got := readString(t, in)
		if len(got.records) != 1 || len(got.damage) > 0 || got.stats.Records != 1 {
			t.Fatalf("got %v, want one record", got)
		}
		want := Record{
			EventID: "a", EventName: "ConsoleLogin", EventSource: Source, EventType: "AwsConsoleSignIn", EventTime: parseTime("2026-05-12T03:14:07Z"),
			RawTime: "1778555647000", AWSRegion: "us-east-1", SourceIPAddress: "192.0.2.7", UserAgent: "Mozilla/5.0", RecipientAccountID: "111122223333",
			UserIdentity: UserIdentity{
				Type: "IAMUser", PrincipalID: "AIDAEXAMPLE", ARN: "arn:aws:iam::111122223333:user/alice", AccountID: "111122223333", UserName: "alice",
			},
			AdditionalEventData: AdditionalEventData{MFAUsed: "Yes"},
			Result:              "Success", File: "test", Index: 1, Digest: got.records[0].Digest,
		}
		if !reflect.DeepEqual(*got.records[0], want) {
			t.Errorf("got  %+v\nwant %+v", *got.records[0], want)
		}
	}
}

func TestOCSFClasses(t *testing.T) {
	check := func(what, in, want string, records int64) {
		t.Helper()
		if got := readString(t, in); got.String() != want || got.stats.Records != records {
			t.Errorf("%s: got %v of %d records, want %s of %d", what, got, got.stats.Records, want, records)
		}
	}
	a, b := authentication("a"), authentication("b")
	change := func(from, to string) string { return strings.Replace(a, from, to, 1) }
	check("lines", a+"\n"+b, "a:1 b:2", 2)
	check("an array", "["+a+","+b+"]", "a:1 b:2", 2)
	check("another class", change("3002", "6003")+b, "b:2", 2)
	check("another service", change(Source, "sts.amazonaws.com")+b, "b:2", 2)
	check("another service that mentions it", change(Source, "sts.amazonaws.com\",\"x\":\""+Source)+b, "b:2", 2)
	check("no service", change(`"service":{"name":"signin.amazonaws.com"}`, `"x":1`), "a:1", 1)
	check("an escaped service", change("signin", `\u0073ignin`), "a:1", 1)
	check("invalid JSON", change("1778555647000", "1778x")+"\n"+b, "b:1 !0/0", 1)

	failed := readString(t, change(`"Success"`, `"Failure"`)).records[0]
	denied := readString(t, change(`"status":"Success",`, "")).records[0]
	if failed.Outcome() != Failure || denied.Outcome() != Unknown {
		t.Errorf("got outcomes %v and %v, want failure and unknown", failed.Outcome(), denied.Outcome())
	}
}

// FuzzOCSF finds events on which a reader panics.
func FuzzOCSF(f *testing.F) {
	f.Add(`"time":1,"api":{"operation":"ConsoleLogin"}`)
	f.Add(authentication("a")[1:])
	f.Add(`"api":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":1}}}}}}}}}`)
	f.Fuzz(func(t *testing.T, in string) { readString(t, `{"class_uid":3002,`+in+`}`) })
}
