package cloudtrail

import (
	"crypto/sha256"
	"encoding/binary"
	"maps"
	"slices"
	"strings"
)

// A row is a record as far as a table, or the format of somebody else, shows it:
// the text of its fields by their names in normal form. Fields without text are
// none.
type row map[string]string

// normal returns the normal form of a field's name, or of the path to it. Letters
// and digits count, and not their case: "Event name" is eventName, and
// "useridentity.arn" is userIdentity_arn.
func normal(name string) string {
	return strings.Map(func(c rune) rune {
		switch {
		case c >= 'A' && c <= 'Z':
			return c | 0x20
		case c >= 'a' && c <= 'z' || c >= '0' && c <= '9':
			return c
		}
		return -1
	}, name)
}

// first returns the text of the first of these fields that has any.
func (w row) first(names ...string) string {
	for _, name := range names {
		if s := w[normal(name)]; s != "" {
			return s
		}
	}
	return ""
}

// record tells what a row of CloudTrail Lake, Athena or an Event history was made
// of, and returns the record if it is one of the sign-in service.
func (w row) record() (content, *Record) {
	name := w["eventname"]
	switch {
	case name == "":
		return nothing, nil
	case !takes(sourceOf(w["eventsource"], name), name):
		return event, nil
	}
	return event, w.signIn()
}

// signIn returns the record of the sign-in service that a row was made of. Tables
// have the fields of userIdentity in columns of their own, too.
func (w row) signIn() *Record {
	const user, session = "userIdentity.", "userIdentity.sessionContext."
	const issuer, details = session + "sessionIssuer.", "additionalEventData."
	name := w.first("eventName")
	r := &Record{
		EventID:            w.first("eventID"),
		EventName:          name,
		EventSource:        sourceOf(w.first("eventSource"), name),
		EventType:          w.first("eventType"),
		RawTime:            w.first("eventTime"),
		AWSRegion:          w.first("awsRegion"),
		SourceIPAddress:    w.first("sourceIPAddress"),
		UserAgent:          w.first("userAgent"),
		RecipientAccountID: account(w.first("recipientAccountId")),
		ErrorCode:          w.first("errorCode"),
		ErrorMessage:       w.first("errorMessage"),
		UserIdentity: UserIdentity{
			Type:         w.first(user + "type"),
			PrincipalID:  w.first(user+"principalId", "principalId"),
			ARN:          w.first(user+"arn", "arn"),
			AccountID:    account(w.first(user+"accountId", "accountId")),
			AccessKeyID:  w.first(user+"accessKeyId", "accessKeyId", "AWS access key"),
			UserName:     w.first(user+"userName", "userName"),
			CredentialID: w.first(user + "credentialId"),
			OnBehalfOf: OnBehalfOf{
				UserID:           w.first(user + "onBehalfOf.userId"),
				IdentityStoreARN: w.first(user + "onBehalfOf.identityStoreArn"),
			},
			SessionIssuer: SessionIssuer{
				Type:        w.first(issuer + "type"),
				PrincipalID: w.first(issuer + "principalId"),
				ARN:         w.first(issuer + "arn"),
				AccountID:   w.first(issuer + "accountId"),
				UserName:    w.first(issuer + "userName"),
			},
			WebIDProvider:    w.first(session+"webIdFederationData.federatedProvider", session+"webIdFederation.federatedProvider"),
			CreationDate:     w.first(session + "attributes.creationDate"),
			SignInSessionARN: w.first(session+"signInSessionArn", user+"signInSessionArn"),
		},
		AdditionalEventData: AdditionalEventData{
			MFAUsed:         w.first(details+"MFAUsed", "MFAUsed"),
			LoginTo:         loginTo(w.first(details + "LoginTo")),
			UserName:        w.first(details + "UserName"),
			AuthWorkflowID:  w.first(details + "AuthWorkflowID"),
			CredentialType:  w.first(details + "CredentialType"),
			SwitchFrom:      w.first(details + "SwitchFrom"),
			SAMLProviderARN: w.first(details + "SamlProviderArn"),
		},
		GrantType: w.first("requestParameters.grantType", "requestParameters.grant_type"),
		Result:    w.first("responseElements."+name, "serviceEventDetails."+name, details+"success"),
	}
	return w.finish(r)
}

func (w row) stamp() stamp {
	return stamp{[]byte(w.first("eventTime")), []byte(account(w.first("recipientAccountId")))}
}

// finish sets what is made of the fields.
func (w row) finish(r *Record) *Record {
	r.EventTime = parseTime(r.RawTime)
	r.Digest = w.digest()
	return r
}

// digest returns the digest of an object with the fields as its members.
func (w row) digest() Digest {
	b := []byte{byte(kindObject)}
	for _, key := range slices.Sorted(maps.Keys(w)) {
		b = append(binary.AppendUvarint(b, uint64(len(key))), key...)
		b = append(b, byte(kindString))
		b = append(binary.AppendUvarint(b, uint64(len(w[key]))), w[key]...)
	}
	sum := sha256.Sum256(append(b, '.'))
	return Digest(sum[:16])
}

// account returns the account that s spells, or "": a spreadsheet makes a number
// of it, such as 5.28758E+11, of which no account is left.
func account(s string) string {
	if len(s) != 12 || strings.Trim(s, "0123456789") != "" {
		return ""
	}
	return s
}

// maxFields bounds how deep a row's fields are nested, and maxFieldName how long
// their names are, in bytes.
const maxFields, maxFieldName = 8, 256

// add adds a field. Text that is an object of JSON, or a structure as Lake and
// Athena print them, is added as the fields it holds.
func (w row) add(p *recordParser, name, text string) {
	text = strings.TrimSpace(text)
	if len(name) > maxFieldName || text == "" {
		return
	}
	if text[0] == '{' {
		var inner recordParser
		if root, err := inner.parse([]byte(text)); err == nil {
			w.addTree(&inner, root, name, 1)
			return
		}
		if rest, ok := w.addStruct(p, name, text, 1); ok && rest == "" {
			return
		}
	}
	w[name] = p.cache.string([]byte(strings.ToValidUTF8(text, "\uFFFD")))
}

// addTree adds the values of an object of JSON, each by the path to it.
func (w row) addTree(p *recordParser, n int32, path string, depth int) {
	if depth > maxFields || len(path) > maxFieldName {
		return
	}
	switch v := p.nodes[n]; v.kind {
	case kindObject, kindArray:
		for i := v.first; i != 0; i = p.nodes[i].next {
			w.addTree(p, i, path+normal(string(p.nodes[i].key)), depth+1)
		}
	default:
		if s := p.stringOf(n); s != "" {
			w[path] = s
		}
	}
}
