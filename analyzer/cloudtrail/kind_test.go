package cloudtrail

import (
	"fmt"
	"testing"
)

// TestKind checks what events are taken for, and how they ended. docs/sign-ins.md says
// where each is described.
func TestKind(t *testing.T) {
	check := func(kind Kind, outcome Outcome, source, name, more string) {
		t.Helper()
		o := readString(t, fmt.Sprintf(`{"eventVersion":"1.11","userIdentity":{"type":"IAMUser"},"eventTime":"2026-05-12T03:14:07Z","eventSource":%q,"eventName":%q%s}`, source, name, more))
		if len(o.records) != 1 {
			t.Fatalf("%s %s: got %d records, want 1", name, more, len(o.records))
		}
		r := o.records[0]
		if r.Kind() != kind || r.Outcome() != outcome {
			t.Errorf("%s %s: got kind %d, outcome %s, want %d, %s", name, more, r.Kind(), r.Outcome(), kind, outcome)
		}
	}
	check(SignIn, Success, Source, "ConsoleLogin", `,"responseElements":{"ConsoleLogin":"Success"}`)
	check(SignIn, Unknown, Source, "ConsoleLogin", ``)
	check(SignIn, Success, Source, "UserAuthentication", `,"serviceEventDetails":{"UserAuthentication":"Success"}`)
	check(Step, Failure, Source, "CredentialVerification", `,"serviceEventDetails":{"CredentialVerification":"Failure"}`)
	check(SignIn, Failure, Source, "ExternalIdPDirectoryLogin", `,"errorMessage":"Invalid SAML response"`)
	check(Context, Success, Source, "ExternalIdPDirectoryLogin", `,"responseElements":{"ExternalIdPDirectoryLogin":"Success"}`)
	check(Context, Failure, Source, "SwitchRole", `,"responseElements":{"SwitchRole":"Failure"}`)
	check(Uncharted, Unknown, Source, "OpenSesame", ``)

	// Tokens: their outcome, and what is no new one.
	check(SignIn, Success, Source, "CreateOAuth2Token", `,"additionalEventData":{"success":"true"}`)
	check(SignIn, Success, Source, "AuthorizeOAuth2Access", `,"additionalEventData":{"success":true}`)
	check(SignIn, Failure, Source, "CreateOAuth2Token", `,"additionalEventData":{"success":"false"}`)
	check(Context, Failure, Source, "CreateOAuth2Token", `,"errorCode":"AccessDenied"`)
	check(Context, Failure, Source, "AuthorizeOAuth2Access", `,"errorCode":"AccessDeniedException","additionalEventData":{"success":"false"}`)
	check(Context, Success, Source, "CreateOAuth2Token", `,"requestParameters":{"tokenInput":{"grantType":"refresh_token"}}`)
	check(SignIn, Success, SourceSSO, "CreateToken", `,"requestParameters":{"grantType":"urn:ietf:params:oauth:grant-type:device_code"}`)
	check(Context, Failure, SourceSSO, "CreateToken", `,"errorCode":"AuthorizationPendingException"`)
	check(SignIn, Success, SourceSSO, "Authenticate", ``)
	check(SignIn, Success, SourceSSO, "Federate", `,"serviceEventDetails":{"role_name":"Admin","account_id":"111122223333"}`)
}

// TestSSOIsFound checks that what Identity Center logs is found among what it does not
// log, whose roles have its name.
func TestSSOIsFound(t *testing.T) {
	const record = `{"eventVersion":"1.11","userIdentity":{"type":"AssumedRole","arn":"arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Admin_0123456789abcdef"},` +
		`"eventTime":"2026-05-12T03:14:07Z","eventSource":%q,"eventName":%q,"requestParameters":{"padding":"%0200d"}}`
	check := func(want int, source, name string) {
		t.Helper()
		one := fmt.Sprintf(record, source, name, 0)
		for _, in := range []string{one, `{"Records":[` + one + `]}`, `{"message":` + fmt.Sprintf("%q", one) + `}`} {
			if o := readString(t, in); len(o.records) != want {
				t.Errorf("%s: got %d records, want %d", in, len(o.records), want)
			}
		}
	}
	check(1, SourceSSO, "CreateToken")
	check(0, SourceSSO, "ListAccounts")
	check(0, "sts.amazonaws.com", "Authenticate")
	check(1, Source, "SwitchRole")
}

func TestApplication(t *testing.T) {
	check := func(want, to string) {
		t.Helper()
		r := Record{EventName: "UserAuthentication", AdditionalEventData: AdditionalEventData{LoginTo: loginTo(to)}}
		if got := r.Application(); got != want {
			t.Errorf("%s: got %q, want %q", to, got, want)
		}
	}
	check("", "")
	check("", "https://kawasemi.awsapps.com/start/#/?tab=accounts")
	check("", "https://ssoins-0123456789abcdef.portal.us-east-1.app.aws/")
	check("", "https://us-east-1.signin.aws.amazon.com/platform/login")
	check("WorkSpaces", "https://kawasemi.awsapps.com/workspaces?x=1")
	check("WorkSpaces", "https://0f1e2d3c.workspaces-web.com/")
	check("Transfer", "https://webapp-0123456789abcdef0.transfer-webapp.us-east-1.on.aws/")
	check("chat.example", "https://chat.example/path/secret?token=1")
	if got := loginTo("https://a.example/first/second?token=secret"); got != "https://a.example/first" {
		t.Errorf("got %q, which may hold a token", got)
	}
}
