package analyzer

import (
	"encoding/json"
	"iter"
	"strings"
	"testing"

	"loginodds/analyzer/cloudtrail"
)

// parse returns a sign-in of the given userIdentity, with more members of the
// record behind it.
func parse(t *testing.T, user string, more ...string) *cloudtrail.Record {
	t.Helper()
	members := append([]string{
		`"eventVersion":"1.08","userIdentity":` + user,
		`"eventSource":"signin.amazonaws.com"`, `"eventName":"ConsoleLogin"`, `"recipientAccountId":"111122223333"`,
	}, more...)
	text := "{" + strings.Join(members, ",") + "}"
	if !json.Valid([]byte(text)) {
		t.Fatalf("not JSON: %s", text)
	}
	var r cloudtrail.Reader
	for rec, err := range r.Records("test", strings.NewReader(text)) {
		if err != nil {
			t.Fatal("reading a record:", err)
		}
		return rec
	}
	t.Fatalf("no record in %s", text)
	return nil
}

func TestIdentity(t *testing.T) {
	check := func(key, name, user string, more ...string) {
		t.Helper()
		got := Person.claim(parse(t, user, more...))
		if got.Key != key || got.Name != name {
			t.Errorf("%s: got key %q, name %q, want %q, %q", user, got.Key, got.Name, key, name)
		}
	}
	// An IAM user, in a success and in a failure, which lacks the arn.
	check("111122223333:user/mei", "mei", `{"type":"IAMUser","principalId":"AIDAEXAMPLE","arn":"arn:aws:iam::111122223333:user/staff/mei","accountId":"111122223333","userName":"mei"}`)
	check("111122223333:user/mei", "mei", `{"type":"IAMUser","principalId":"AIDAEXAMPLE","accountId":"111122223333","accessKeyId":"","userName":"mei"}`)
	// The same name in another account is somebody else.
	check("444455556666:user/mei", "mei", `{"type":"IAMUser","accountId":"444455556666","userName":"mei"}`)
	// A name that does not exist is nobody's.
	check("", "", `{"type":"IAMUser","accountId":"111122223333","accessKeyId":"","userName":"HIDDEN_DUE_TO_SECURITY_REASONS"}`)

	// Root has no user name; its failures may lack the arn, and the account is that of the record.
	check("111122223333:root", "root", `{"type":"Root","principalId":"111122223333","arn":"arn:aws:iam::111122223333:root","accountId":"111122223333","accessKeyId":""}`)
	check("111122223333:root", "root", `{"type":"Root"}`)

	// One person through Identity Center in two accounts and roles; case does not count in a mail address.
	const sso = `{"type":"AssumedRole","principalId":"AROAEXAMPLE:Mei@kawasemi.example","arn":"arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_Admin_0123456789abcdef/Mei@kawasemi.example","accountId":"111122223333"}`
	check("person:mei@kawasemi.example", "Mei@kawasemi.example", sso)
	check("person:mei@kawasemi.example", "mei@kawasemi.example",
		`{"type":"AssumedRole","principalId":"AROAOTHER:mei@kawasemi.example","arn":"arn:aws:sts::444455556666:assumed-role/AWSReservedSSO_Billing_fedcba9876543210/mei@kawasemi.example","accountId":"444455556666"}`)
	// Without an arn the role comes from the session issuer.
	check("person:mei@kawasemi.example", "mei@kawasemi.example",
		`{"type":"AssumedRole","principalId":"AROAOTHER:mei@kawasemi.example","accountId":"444455556666","sessionContext":{"sessionIssuer":{"type":"Role","userName":"AWSReservedSSO_Billing_fedcba9876543210"}}}`)
	// SAML names the person in the session of any role.
	check("person:mei", "mei", `{"type":"AssumedRole","arn":"arn:aws:sts::111122223333:assumed-role/Admin/mei","accountId":"111122223333"}`,
		`"additionalEventData":{"SamlProviderArn":"arn:aws:iam::111122223333:saml-provider/idp"}`)
	// Another role's session may have any name: it is a principal.
	check("111122223333:assumed-role/Broker/session", "session", `{"type":"AssumedRole","arn":"arn:aws:sts::111122223333:assumed-role/Broker/session","accountId":"111122223333"}`)
	check("AROAEXAMPLE", "", `{"type":"AssumedRole","principalId":"AROAEXAMPLE","accountId":"111122223333"}`)

	// Identity Center, new and old; the name is only on some of the new records.
	const behalf = `{"type":"IdentityCenterUser","accountId":"111122223333","onBehalfOf":{"userId":"90676e0a","identityStoreArn":"arn:aws:identitystore::111122223333:identitystore/d-90676e0a1b"}}`
	check("identitycenter:d-90676e0a1b/90676e0a", "90676e0a", behalf)
	check("identitycenter:d-90676e0a1b/90676e0a", "mei", behalf, `"additionalEventData":{"UserName":"mei"}`)
	check("identitycenter:111122223333/mei", "Mei", `{"type":"Unknown","principalId":"111122223333","accountId":"111122223333","userName":"Mei"}`)
	check("identitycenter:111122223333/mei", "mei", `{"type":"IdentityCenterUser","accountId":"111122223333"}`, `"additionalEventData":{"UserName":"mei"}`)
	check("", "", `{"type":"IdentityCenterUser","accountId":"111122223333","userName":"HIDDEN_DUE_TO_SECURITY_REASONS"}`)

	// A table tells no type.
	check("111122223333:user/mei", "mei", `{"userName":"mei","accountId":"111122223333"}`)
	check("person:mei@kawasemi.example", "Mei@kawasemi.example", `{"userName":"Mei@kawasemi.example"}`)
	check("111122223333:root", "root", `{"userName":"root"}`)
	check("", "", `{"userName":"HIDDEN_DUE_TO_SECURITY_REASONS"}`)

	// A federated user, and what has no name at all.
	check("arn:aws:sts::111122223333:federated-user/mei", "mei", `{"type":"FederatedUser","arn":"arn:aws:sts::111122223333:federated-user/mei","accountId":"111122223333"}`)
	check("", "", `{}`)
	check("", "", `null`)
}

func TestGrouping(t *testing.T) {
	r := parse(t, `{"type":"AssumedRole","arn":"arn:aws:sts::444455556666:assumed-role/AWSReservedSSO_Admin_0123456789abcdef/mei@kawasemi.example","accountId":"444455556666"}`)
	if got, want := Principal.claim(r).Key, "444455556666:assumed-role/AWSReservedSSO_Admin_0123456789abcdef/mei@kawasemi.example"; got != want {
		t.Errorf("by principal: got %q, want %q", got, want)
	}
}

func TestMFA(t *testing.T) {
	check := func(want, user, used string) {
		t.Helper()
		if got := mfa(parse(t, user, `"additionalEventData":`+used)); got != want {
			t.Errorf("%s %s: got %q, want %q", user, used, got, want)
		}
	}
	check("yes", `{"type":"IAMUser","userName":"mei"}`, `{"MFAUsed":"Yes"}`)
	check("yes", `{"type":"IAMUser","userName":"mei"}`, `{"MFAUsed":"YES"}`)
	check("no", `{"type":"IAMUser","userName":"mei"}`, `{"MFAUsed":"No"}`)
	check("no", `{"type":"Root"}`, `{"MFAUsed":"No"}`)
	check("unknown", `{"type":"IAMUser","userName":"mei"}`, `{}`)
	// The identity provider asks for the second factor, and CloudTrail does not know.
	check("unknown", `{"type":"AssumedRole"}`, `{"MFAUsed":"No"}`)
}

// recordsOf yields the records of a text.
func recordsOf(text string) iter.Seq[*cloudtrail.Record] {
	return func(yield func(*cloudtrail.Record) bool) {
		var r cloudtrail.Reader
		for rec, err := range r.Records("test", strings.NewReader(text)) {
			if err == nil && !yield(rec) {
				return
			}
		}
	}
}
