package cloudtrail

import (
	"cmp"
	"strconv"
	"strings"
	"time"
)

// Source is the eventSource of most sign-in records, and SourceSSO that of what IAM
// Identity Center logs of them.
const (
	Source    = "signin.amazonaws.com"
	SourceSSO = "sso.amazonaws.com"
)

// Origin is a member that extracts of logs add to a record, to say where it stood:
// {"file":"…","record":17}. It takes the place of where it stands now. Where the identity
// was linked with others, its key and name are told as well: {…,"key":"…","name":"…"}; and
// so is how many failures of nobody went before: {…,"nobodyBefore":3}.
const Origin = "loginodds_origin"

// A Record is one record of the sign-in services, a sign-in or its context, with
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

	// GrantType is that of a request for a token, which tells a new one from one
	// that is renewed; "" if there is none.
	GrantType string

	// Result is what responseElements, or else serviceEventDetails, say under
	// the name of the event: "Success" or "Failure"; or what additionalEventData says of
	// success: "true" or "false"; or "" if nothing.
	Result string

	// Raw is the record as JSON on one line, if [Reader.KeepRaw] asks for it, or
	// nil. It is as logged, but without space, and with U+FFFD for invalid UTF-8.
	// Of what a table or another format shows of a record, it is a record with the
	// same fields. No other record shares its memory.
	Raw []byte

	File   string // as given to [Reader.Records], or archive!member
	Index  int    // number of the record in the file or member, from 1
	Linked Linked // what an extract tells of its identity
	Digest Digest
}

// Linked says what an extract has found in other records: whom a record belongs to, "" if
// that is as the record says; and how many failures that name nobody came from its
// address in the hour before.
type Linked struct {
	Key, Name string
	Nobody    int
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

	WebIDProvider    string // by whose token the session was opened
	CreationDate     string // of the session, as written
	SignInSessionARN string // that the tokens of one sign-in share
}

// OnBehalfOf names a user of IAM Identity Center.
type OnBehalfOf struct {
	UserID           string
	IdentityStoreARN string
}

// SessionIssuer names the role of a session, or the user whose key made it.
type SessionIssuer struct {
	Type        string
	PrincipalID string
	ARN         string
	AccountID   string
	UserName    string
}

// AdditionalEventData are details of a sign-in.
type AdditionalEventData struct {
	// LoginTo is the scheme, host and first part of the path of what was signed in
	// to. The rest may carry tokens.
	LoginTo         string
	MFAUsed         string
	UserName        string
	AuthWorkflowID  string
	CredentialType  string
	SwitchFrom      string
	SAMLProviderARN string
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
				Type:        get(issuer, "type"),
				PrincipalID: get(issuer, "principalId"),
				ARN:         get(issuer, "arn"),
				AccountID:   get(issuer, "accountId"),
				UserName:    get(issuer, "userName"),
			},
			WebIDProvider:    get(p.member(session, "webIdFederationData"), "federatedProvider"),
			CreationDate:     get(p.member(session, "attributes"), "creationDate"),
			SignInSessionARN: cmp.Or(get(session, "signInSessionArn"), get(user, "signInSessionArn")),
		},
		AdditionalEventData: AdditionalEventData{
			MFAUsed:         get(details, "MFAUsed"),
			LoginTo:         loginTo(own(details, "LoginTo")),
			UserName:        get(details, "UserName"),
			AuthWorkflowID:  own(details, "AuthWorkflowID"),
			CredentialType:  get(details, "CredentialType"),
			SwitchFrom:      get(details, "SwitchFrom"),
			SAMLProviderARN: get(details, "SamlProviderArn"),
		},
		GrantType: p.grantType(p.member(root, "requestParameters")),
		Digest:    p.digest(root),
	}
	p.setOrigin(r, p.member(root, Origin))
	r.EventTime = parseTime(r.RawTime)
	for _, from := range []string{"responseElements", "serviceEventDetails"} {
		if r.Result == "" {
			r.Result = get(p.member(root, from), r.EventName)
		}
	}
	if r.Result == "" {
		r.Result = get(details, "success")
	}
	return r, nil
}

// grantType returns that of the parameters of a request, which some forms put one level
// deeper.
func (p *recordParser) grantType(parameters int32) string {
	for _, n := range []int32{parameters, p.member(parameters, "tokenInput")} {
		for _, key := range []string{"grantType", "grant_type"} {
			if s := p.stringOf(p.member(n, key)); s != "" {
				return s
			}
		}
	}
	return ""
}

// loginTo cuts an address to what cannot carry tokens.
func loginTo(address string) string {
	scheme, rest, ok := strings.Cut(address, "://")
	if !ok {
		return ""
	}
	host, path, _ := strings.Cut(cutAny(rest, "?#"), "/")
	first, _, _ := strings.Cut(path, "/")
	return strings.Clone((scheme + "://" + host + "/" + first)[:min(len(scheme)+len(host)+len(first)+4, maxLoginTo)])
}

const maxLoginTo = 128 // bytes

// cutAny returns what is before the first of some characters.
func cutAny(s, chars string) string {
	if i := strings.IndexAny(s, chars); i >= 0 {
		return s[:i]
	}
	return s
}

// setOrigin notes where a record stood, and whose it is, if that is said.
func (p *recordParser) setOrigin(r *Record, n int32) {
	if n == 0 {
		return
	}
	r.Linked = Linked{Key: p.stringOf(p.member(n, "key")), Name: p.stringOf(p.member(n, "name"))}
	r.Linked.Nobody, _ = strconv.Atoi(p.stringOf(p.member(n, "nobodyBefore")))
	index, err := strconv.Atoi(p.stringOf(p.member(n, "record")))
	file := p.stringOf(p.member(n, "file"))
	if err != nil || index < 1 || file == "" {
		return
	}
	r.File, r.Index = file, index
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
