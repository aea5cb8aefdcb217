package cloudtrail

import (
	"cmp"
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

// get returns the text of a field, by CloudTrail's path to it in normal form, or
// by the first of its other names that there is text of.
func (w row) get(path string) string { return w.of(path, func(string) bool { return true }) }

// of returns the first text of a field that is right.
func (w row) of(path string, right func(text string) bool) string {
	for _, name := range synonyms[path] {
		if s := w[name]; s != "" && right(s) {
			return s
		}
	}
	return ""
}

// isEvent says whether the row is a record of any service: it has the name of an
// event, and two other fields at least, as people leave out what they do not need.
func (w row) isEvent() bool {
	if w.get("eventname") == "" {
		return false
	}
	n := 0
	for name := range w {
		if columns[name] || isDetail(name) {
			n++
		}
	}
	return n > 2
}

// isForeign says whether a row whose fields have the names of another schema is a
// record of CloudTrail. Others have such fields, too.
func (w row) isForeign() bool {
	return w.isEvent() && (strings.HasSuffix(w.get("eventsource"), ".amazonaws.com") || sourceOf("", w.get("eventname")) == Source)
}

// source returns the eventSource of the row. Where no field of that name shows it, the
// events of IAM Identity Center are known if another does, as others have events of
// such names, too.
func (w row) source() string {
	source, name := w.get("eventsource"), w.get("eventname")
	if source == "" && kindsSSO[name] != Uncharted {
		for _, text := range w {
			if text == SourceSSO {
				return SourceSSO
			}
		}
	}
	return sourceOf(source, name)
}

// record tells what a row was made of, and returns the record if it is one of the
// sign-in services.
func (w row) record() (content, *Record) {
	name := w.get("eventname")
	switch {
	case name == "":
		return nothing, nil
	case !takes(w.source(), name):
		return event, nil
	}
	return event, w.signIn()
}

// signIn returns the record of a sign-in service that a row was made of.
func (w row) signIn() *Record {
	const user = "useridentity"
	const session, details = user + "sessioncontext", "additionaleventdata"
	const issuer = session + "sessionissuer"
	name := w.get("eventname")
	r := &Record{
		EventID:            w.get("eventid"),
		EventName:          name,
		EventSource:        w.source(),
		EventType:          w.get("eventtype"),
		RawTime:            w.get("eventtime"),
		AWSRegion:          w.get("awsregion"),
		SourceIPAddress:    w.get("sourceipaddress"),
		UserAgent:          w.get("useragent"),
		RecipientAccountID: account(w.get("recipientaccountid")),
		ErrorCode:          w.get("errorcode"),
		ErrorMessage:       w.get("errormessage"),
		UserIdentity: UserIdentity{
			Type:         w.get(user + "type"),
			PrincipalID:  w.of(user+"principalid", func(s string) bool { return !isARN(s) }),
			ARN:          w.of(user+"arn", isARN),
			AccountID:    account(w.get(user + "accountid")),
			AccessKeyID:  w.get(user + "accesskeyid"),
			UserName:     w.get(user + "username"),
			CredentialID: w.get(user + "credentialid"),
			OnBehalfOf: OnBehalfOf{
				UserID:           w.get(user + "onbehalfofuserid"),
				IdentityStoreARN: w.get(user + "onbehalfofidentitystorearn"),
			},
			SessionIssuer: SessionIssuer{
				Type:        w.get(issuer + "type"),
				PrincipalID: w.get(issuer + "principalid"),
				ARN:         w.get(issuer + "arn"),
				AccountID:   w.get(issuer + "accountid"),
				UserName:    w.get(issuer + "username"),
			},
			WebIDProvider:    w.get(session + "webidfederationdatafederatedprovider"),
			CreationDate:     w.get(session + "attributescreationdate"),
			SignInSessionARN: w.get(session + "signinsessionarn"),
		},
		AdditionalEventData: AdditionalEventData{
			MFAUsed:         yesNo(w.get(details + "mfaused")),
			LoginTo:         loginTo(w.get(details + "loginto")),
			UserName:        w.get(details + "username"),
			AuthWorkflowID:  w.get(details + "authworkflowid"),
			CredentialType:  w.get(details + "credentialtype"),
			SwitchFrom:      w.get(details + "switchfrom"),
			SAMLProviderARN: w.get(details + "samlproviderarn"),
		},
		GrantType: w.grantType(),
		Result:    w.result(normal(name)),
	}
	return w.finish(r)
}

// result returns what the row says of the outcome of an event.
func (w row) result(eventName string) string {
	s := cmp.Or(w["responseelements"+eventName], w["serviceeventdetails"+eventName], w["additionaleventdatasuccess"])
	if s == "" {
		s = outcomes[strings.ToLower(w.get(outcomeField))]
	}
	return s
}

// grantType returns that of the parameters of a request, which may be text.
func (w row) grantType() string {
	const parameters = "requestparameters"
	if text := w[parameters]; strings.HasPrefix(text, "{") {
		inner := row{}
		inner.add(new(recordParser), parameters, text)
		w = inner
	}
	return w.get(parameters + "granttype")
}

// outcomes are the words that others have for the result of a sign-in.
var outcomes = map[string]string{"success": "Success", "succeeded": "Success", "failure": "Failure", "failed": "Failure"}

func isARN(s string) bool { return strings.HasPrefix(s, "arn:") }

// yesNo spells a boolean as CloudTrail does.
func yesNo(s string) string {
	switch s {
	case "true":
		return "Yes"
	case "false":
		return "No"
	}
	return s
}

func (w row) stamp() stamp {
	return stamp{[]byte(w.get("eventtime")), []byte(account(w.get("recipientaccountid")))}
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

// add adds a field. Text that is an object of JSON, or a structure as others
// print one, is added as the fields it holds.
func (w row) add(p *recordParser, name, text string) {
	text = strings.TrimSpace(text)
	if len(name) > maxFieldName || text == "" || text == "null" {
		return
	}
	if text[0] == '{' || strings.HasPrefix(text, "@{") {
		if w.addJSON(name, text) || w.addJSON(name, fromPython(text)) {
			return
		}
		inner := row{}
		rest, ok := inner.addStruct(p, name, structOf(text), 1)
		for key, s := range inner { // what can be told is told
			w.set(key, s)
		}
		if ok && rest == "" {
			return
		}
	}
	w.set(name, p.cache.string([]byte(strings.ToValidUTF8(text, "\uFFFD"))))
}

// set sets the text of a field, unless only what stands before its name tells it
// from one that is there. Of those what was flattened as it was logged counts.
func (w row) set(name, text string) {
	if c := column(name); c == name || w[c] == "" || strings.HasPrefix(name, prefixes[0]) {
		w[c] = text
	}
}

// addJSON adds the fields of an object of JSON, and returns false if the text is
// none.
func (w row) addJSON(name, text string) bool {
	var inner recordParser
	root, err := inner.parse([]byte(text))
	if err == nil {
		w.addTree(&inner, root, name, 1)
	}
	return err == nil
}

// fromPython returns the JSON of an object as Python prints it, which a data frame
// that was saved as CSV has in its cells. Of other text it makes no JSON.
func fromPython(text string) string {
	if !strings.HasPrefix(text, "{'") {
		return ""
	}
	b := make([]byte, 0, len(text))
	var quote byte // of the string, or 0 outside
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == '\\' && quote != 0 && i+1 < len(text):
			i++
			if text[i] != '\'' { // which JSON does not escape
				b = append(b, c)
			}
			b = append(b, text[i])
		case quote == 0 && (c == '\'' || c == '"'), c == quote:
			quote = c ^ quote
			b = append(b, '"')
		case c == '"':
			b = append(b, `\"`...)
		case quote != 0:
			b = append(b, c)
		default:
			n := 1
			for _, word := range pythonWords {
				if strings.HasPrefix(text[i:], word[0]) {
					b, n = append(b, word[1]...), len(word[0])
				}
			}
			if n == 1 {
				b = append(b, c)
			}
			i += n - 1
		}
	}
	return string(b)
}

var pythonWords = [...][2]string{{"None", "null"}, {"True", "true"}, {"False", "false"}}

// structOf returns a structure as PowerShell prints it, @{a=1; b=2}, as Athena
// does. Other text is returned as it is.
func structOf(text string) string {
	if rest, ok := strings.CutPrefix(text, "@{"); ok {
		return strings.ReplaceAll("{"+rest, "; ", ", ")
	}
	return text
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
		s := p.stringOf(n)
		if strings.HasPrefix(s, "{") && holdsFields(column(path)) {
			w.add(p, path, s)
		} else if s != "" {
			w.set(path, s)
		}
	}
}

// holdsFields says whether a field, by its name in normal form, is a structure that
// others have as text.
func holdsFields(name string) bool { return isDetail(name) || name == "useridentity" }
