package cloudtrail

import (
	"strconv"
	"strings"
	"time"
)

// Source is the eventSource of all sign-in records.
const Source = "signin.amazonaws.com"

// Origin is a member that extracts of logs add to a record, to say where it stood:
// {"file":"…","record":17}. It takes the place of where it stands now.
const Origin = "loginodds_origin"

// A Record is one record of the sign-in service, a sign-in or its context, with
// the fields of CloudTrail by their names. A field that is absent, null, an
// object or an array where it should not be, is ""; a number or boolean in place
// of text is as written. Invalid UTF-8 is U+FFFD.
type Record struct {
	EventID             string
	EventName           string
	EventSource         string
	EventType           string
	EventTime           time.Time // UTC; zero if absent or impossible
	RawTime             string    // eventTime as written
	AWSRegion           string
	SourceIPAddress     string
	UserAgent           string
	RecipientAccountID  string
	ErrorCode           string
	ErrorMessage        string
	UserIdentity        UserIdentity
	AdditionalEventData AdditionalEventData

	// Result is what responseElements, or else serviceEventDetails, say under
	// the name of the event: "Success" or "Failure", or "" if nothing.
	Result string

	// Raw is the record as JSON on one line, if [Reader.KeepRaw] asks for it, or
	// nil. It is as logged, but without space, and with U+FFFD for invalid UTF-8.
	// Of what a table or another format shows of a record, it is a record with the
	// same fields. No other record shares its memory.
	Raw []byte

	File   string // as given to [Reader.Records], or archive!member
	Index  int    // number of the record in the file or member, from 1
	Digest Digest
}

// UserIdentity says whose record it is.
type UserIdentity struct {
	Type          string
	PrincipalID   string
	ARN           string
	AccountID     string
	AccessKeyID   string
	UserName      string
	CredentialID  string
	OnBehalfOf    OnBehalfOf
	SessionIssuer SessionIssuer
	CreationDate  string // of the session, as written
}

// OnBehalfOf names a user of IAM Identity Center.
type OnBehalfOf struct {
	UserID           string
	IdentityStoreARN string
}

// SessionIssuer names the role of a session.
type SessionIssuer struct {
	Type      string
	ARN       string
	AccountID string
	UserName  string
}

// AdditionalEventData are details of a sign-in. LoginTo is not among them: it
// may carry tokens.
type AdditionalEventData struct {
	MFAUsed         string
	UserName        string
	AuthWorkflowID  string
	CredentialType  string
	SwitchFrom      string
	SAMLProviderARN string
}

// IsSignIn says whether the record is a sign-in, and not its context.
func (r *Record) IsSignIn() bool {
	return r.EventSource == Source && (r.EventName == "ConsoleLogin" || r.EventName == "UserAuthentication")
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
	case strings.EqualFold(r.Result, "success"):
		return Success
	case strings.EqualFold(r.Result, "failure"), r.ErrorCode != "", r.ErrorMessage != "":
		return Failure
	}
	return Unknown
}

// A recordParser makes records of their JSON.
type recordParser struct {
	parser
	cache interned
}

// parseRecord returns the record that is an object of JSON. Most of its strings are
// shared with those of other records.
func (p *recordParser) parseRecord(json []byte) (*Record, error) {
	root, err := p.parse(json)
	if err != nil {
		return nil, err
	}
	get := func(n int32, key string) string { return p.stringOf(p.member(n, key)) }
	own := func(n int32, key string) string { // which other records seldom share
		if v := p.nodes[p.member(n, key)]; v.kind == kindString {
			return string(v.text)
		}
		return get(n, key)
	}
	user := p.member(root, "userIdentity")
	session := p.member(user, "sessionContext")
	issuer := p.member(session, "sessionIssuer")
	behalf := p.member(user, "onBehalfOf")
	details := p.member(root, "additionalEventData")
	r := &Record{
		EventID:            own(root, "eventID"),
		EventName:          get(root, "eventName"),
		EventSource:        get(root, "eventSource"),
		EventType:          get(root, "eventType"),
		RawTime:            own(root, "eventTime"),
		AWSRegion:          get(root, "awsRegion"),
		SourceIPAddress:    get(root, "sourceIPAddress"),
		UserAgent:          get(root, "userAgent"),
		RecipientAccountID: get(root, "recipientAccountId"),
		ErrorCode:          get(root, "errorCode"),
		ErrorMessage:       get(root, "errorMessage"),
		UserIdentity: UserIdentity{
			Type:         get(user, "type"),
			PrincipalID:  get(user, "principalId"),
			ARN:          get(user, "arn"),
			AccountID:    get(user, "accountId"),
			AccessKeyID:  get(user, "accessKeyId"),
			UserName:     get(user, "userName"),
			CredentialID: get(user, "credentialId"),
			OnBehalfOf: OnBehalfOf{
				UserID:           get(behalf, "userId"),
				IdentityStoreARN: get(behalf, "identityStoreArn"),
			},
			SessionIssuer: SessionIssuer{
				Type:      get(issuer, "type"),
				ARN:       get(issuer, "arn"),
				AccountID: get(issuer, "accountId"),
				UserName:  get(issuer, "userName"),
			},
			CreationDate: get(p.member(session, "attributes"), "creationDate"),
		},
		AdditionalEventData: AdditionalEventData{
			MFAUsed:         get(details, "MFAUsed"),
			UserName:        get(details, "UserName"),
			AuthWorkflowID:  own(details, "AuthWorkflowID"),
			CredentialType:  get(details, "CredentialType"),
			SwitchFrom:      get(details, "SwitchFrom"),
			SAMLProviderARN: get(details, "SamlProviderArn"),
		},
		Digest: p.digest(root),
	}
	r.File, r.Index = p.origin(p.member(root, Origin))
	r.EventTime = parseTime(r.RawTime)
	for _, from := range []string{"responseElements", "serviceEventDetails"} {
		if r.Result == "" {
			r.Result = get(p.member(root, from), r.EventName)
		}
	}
	return r, nil
}

// origin returns where a record stood, or "" if that is not said.
func (p *recordParser) origin(n int32) (file string, index int) {
	if n == 0 {
		return "", 0
	}
	index, err := strconv.Atoi(p.stringOf(p.member(n, "record")))
	file = p.stringOf(p.member(n, "file"))
	if err != nil || index < 1 || file == "" {
		return "", 0
	}
	return file, index
}

// stringOf returns the text of a string, number or boolean, and "" of anything
// else.
func (p *recordParser) stringOf(n int32) string {
	switch v := &p.nodes[n]; v.kind {
	case kindString, kindNumber:
		return p.cache.string(v.text)
	case kindTrue:
		return "true"
	case kindFalse:
		return "false"
	}
	return ""
}

// interned keeps one copy of the strings that come again and again, as most do.
type interned map[string]string

// These bound the memory of the cache, in strings and bytes.
const maxInterned, maxInternedLen = 4096, 256

func (c *interned) string(b []byte) string {
	if len(b) > maxInternedLen {
		return string(b)
	}
	if s, ok := (*c)[string(b)]; ok {
		return s
	}
	if *c == nil || len(*c) >= maxInterned {
		*c = interned{}
	}
	s := string(b)
	(*c)[s] = s
	return s
}
