package cloudtrail

import "strings"

// A Kind says what an event of the sign-in services is taken for.
type Kind uint8

// The kinds of events.
const (
	Uncharted Kind = iota // no event that is known
	SignIn                // somebody signed in, or tried to
	Step                  // part of a sign-in; its failure is that of the sign-in
	Context               // anything else: it names people and sessions, and is no sign-in
)

// kinds has all events of [Source] that are known, and kindsSSO those of [SourceSSO] that
// are read. docs/sign-ins.md has the source of each row.
var (
	kinds = map[string]Kind{
		"ConsoleLogin":              SignIn,
		"UserAuthentication":        SignIn,
		"AuthorizeOAuth2Access":     SignIn,
		"CreateOAuth2Token":         SignIn,
		"ExternalIdPDirectoryLogin": SignIn, // if it failed: what succeeds is followed by a UserAuthentication

		"CheckMfa":               Step,
		"CredentialChallenge":    Step,
		"CredentialVerification": Step,

		"SwitchRole":                Context,
		"ExitRole":                  Context,
		"RenewRole":                 Context,
		"GetSigninToken":            Context,
		"PasswordRecoveryRequested": Context,
		"PasswordRecoveryCompleted": Context,
		"PasswordUpdated":           Context,
		"EmailUpdated":              Context,
		"Logout":                    Context,
	}
	kindsSSO = map[string]Kind{
		"Authenticate": SignIn,
		"CreateToken":  SignIn,
		"Federate":     SignIn,
	}
)

// takes says whether an event is one of the sign-in services.
func takes(eventSource, eventName string) bool {
	return eventSource == Source || eventSource == SourceSSO && kindsSSO[eventName] != Uncharted
}

// sourceOf returns the eventSource of a row that shows these. Without a source the
// events of the sign-in service are known by their names.
func sourceOf(eventSource, eventName string) string {
	if eventSource == "" && kinds[eventName] != Uncharted {
		return Source
	}
	return eventSource
}

// Kind says what the record is taken for. A token that is renewed, or waited for, is no
// sign-in, nor is a request that a policy denies.
func (r *Record) Kind() Kind {
	k := kinds[r.EventName]
	if r.EventSource == SourceSSO {
		k = kindsSSO[r.EventName]
	}
	switch {
	case k != SignIn:
	case r.EventName == "ExternalIdPDirectoryLogin" && r.Outcome() != Failure,
		r.isCall() && r.isDenied(),
		r.EventSource == SourceSSO && r.ErrorCode != "", // as AuthorizationPendingException, which is asked every few seconds
		r.GrantType == "refresh_token":
		return Context
	}
	return k
}

// IsSignIn says whether the record is a sign-in, and not its context.
func (r *Record) IsSignIn() bool { return r.Kind() == SignIn }

// IsFailure says whether the record shows that somebody failed to sign in. A mistyped
// role in Switch Role does not.
func (r *Record) IsFailure() bool {
	return r.Outcome() == Failure && (r.Kind() == SignIn || r.Kind() == Step)
}

// isCall says whether the record is the call of an API, which has succeeded unless it
// tells an error.
func (r *Record) isCall() bool {
	return r.EventSource == SourceSSO || r.EventName == "AuthorizeOAuth2Access" || r.EventName == "CreateOAuth2Token"
}

func (r *Record) isDenied() bool { return strings.Contains(strings.ToLower(r.ErrorCode), "denied") }

// Application names what somebody signed in to through IAM Identity Center if it is
// neither the access portal nor the console: "WorkSpaces", "Transfer" or a host name; ""
// otherwise, and if the record does not say.
func (r *Record) Application() string {
	if r.EventName != "UserAuthentication" {
		return ""
	}
	_, to, _ := strings.Cut(strings.ToLower(r.AdditionalEventData.LoginTo), "://")
	host, path, _ := strings.Cut(to, "/")
	host, _, _ = strings.Cut(host, ":")
	switch {
	case strings.Contains(to, "workspaces"):
		return "WorkSpaces"
	case strings.Contains(host, "transfer"):
		return "Transfer"
	case strings.HasSuffix(host, ".awsapps.com") && (path == "" || path == "start" || path == "console"),
		strings.Contains(host, ".portal.") && strings.HasSuffix(host, ".app.aws"),
		strings.HasSuffix(host, "aws.amazon.com"), strings.HasSuffix(host, ".amazonaws.cn"):
		return ""
	}
	return host
}

// An Outcome says how a sign-in ended.
type Outcome uint8

// The outcomes of a sign-in.
const (
	Unknown Outcome = iota // the record does not say
	Success
	Failure
)

// String returns "unknown", "success" or "failure".
func (o Outcome) String() string { return [...]string{"unknown", "success", "failure"}[o] }

// Outcome returns what the record says of its outcome: its result, or else that
// there was an error.
func (r *Record) Outcome() Outcome {
	switch {
	case strings.EqualFold(r.Result, "success"), r.Result == "true":
		return Success
	case strings.EqualFold(r.Result, "failure"), r.Result == "false", r.ErrorCode != "", r.ErrorMessage != "":
		return Failure
	case r.isCall():
		return Success
	}
	return Unknown
}
