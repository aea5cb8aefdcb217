package cloudtrail

import (
	"bytes"
	"slices"
)

// A content is what a JSON value turns out to be.
type content int

const (
	nothing  content = iota // no part of CloudTrail
	event                   // a record of any service
	insight                 // a record of CloudTrail Insights
	digest                  // checksums of the files that a trail delivers
	document                // a file of its own, in a string
	ours                    // what this program has reported
	broken                  // what should be a record, and cannot be read
	contents
)

// A decoder tells what JSON values are.
type decoder struct {
	scanner scanner      // of the values of members
	rows    recordParser // of objects that show a record otherwise than CloudTrail
	found   []found
	lost    int // names of sign-ins beside what was found
}

// beginsRecord says whether an object of which v is the beginning has turned out
// to be a record of any service, a row of one, or a finding.
func (d *decoder) beginsRecord(v []byte) bool {
	m, _ := d.survey(v)
	if m.isRecord() || m.finding || m.class && m.api {
		return true
	}
	var all []part
	_ = d.members(v, func(key, value []byte) { all = append(all, part{key, value}) })
	return isRow(all)
}

// insightType is the eventType of the records of CloudTrail Insights. They have
// no userIdentity.
const insightType = "AwsCloudTrailInsight"

// These are how the records begin that CloudTrail writes, in JSON and in a JSON
// string, with ? for a digit.
const (
	plain       = `{"eventVersion":"?.??","userIdentity":{`
	plainQuoted = `"{\"eventVersion\":\"?.??\",\"userIdentity\":{`
)

// isPlain says whether v begins as a record does. It is a short cut: such a
// record needs no survey. Texts of up to 16 bytes are compared without a call.
func isPlain(v []byte) bool {
	return len(v) >= len(plain) && string(v[:16]) == `{"eventVersion":` && v[16] == '"' &&
		isDigit(v[17]) && v[18] == '.' && isDigit(v[19]) && isDigit(v[20]) &&
		string(v[21:37]) == `","userIdentity"` && string(v[37:39]) == `:{`
}

// hasForm says whether v begins with a form, in which ? stands for a digit.
func hasForm(v []byte, form string) bool {
	if len(v) < len(form) {
		return false
	}
	for i := range len(form) {
		if v[i] != form[i] && !(form[i] == '?' && isDigit(v[i])) {
			return false
		}
	}
	return true
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// findingSchema begins the schema of what this program reports of a sign-in,
// findingColumn is a column of its tables, and findingType what it calls an event
// for Timesketch. A report beside the logs is no log.
const findingSchema, findingColumn, findingType = "loginodds.", "probabilityoverall", "aws:cloudtrail:loginodds"

// members says what is known of an object by the keys of its members.
type members struct {
	version, name, user, insight bool
	digest, logFiles             bool
	class, api                   bool
	finding                      bool
	source                       bool                   // it has an eventSource, of whatever kind
	signIn                       bool                   // its eventName is one of the sign-in service
	table                        bool                   // it may be around the rows of a table
	enclosed                     [len(envelopes)][]byte // values, by envelope
	stamp                        stamp
}

// isRecord says whether the object is a record of any service.
func (m *members) isRecord() bool { return m.name || m.version && m.user }

// survey looks at the members of an object, without parsing their values. With
// an error it returns what is known of the members before.
func (d *decoder) survey(v []byte) (m members, err error) {
	err = d.members(v, func(key, value []byte) {
		switch string(key) {
		case "eventVersion":
			m.version = true
		case "eventName":
			m.name, m.signIn = true, sourceOf("", string(textOf(value))) == Source
		case "eventSource":
			m.source = value[0] != 'n'
		case "userIdentity":
			m.user = true
		case "eventTime":
			m.stamp.time = textOf(value)
		case "recipientAccountId":
			m.stamp.account = textOf(value)
		case "eventType":
			m.insight = value[0] == '"' && string(unquote(value[1:len(value)-1])) == insightType
		case "digestStartTime":
			m.digest = true
		case "logFiles":
			m.logFiles = true
		case "schema":
			m.finding = m.finding || value[0] == '"' && bytes.HasPrefix(unquote(value[1:len(value)-1]), []byte(findingSchema))
		case "class_uid":
			m.class = true
			m.finding = m.finding || value[0] == '2' // a finding, ours or that of others, with the events it is of
		case "columns", "fields", "meta", "Rows":
			m.table = true
		case "data_type":
			m.finding = m.finding || string(textOf(value)) == findingType
		case "api":
			m.api = true
		}
		if envelopeLens&(1<<len(key)) == 0 { // most keys, and so it is worth it
			return
		}
		if i := slices.Index(envelopes[:], string(key)); i >= 0 {
			m.enclosed[i] = value
		}
	})
	return m, err
}

// textOf returns the text of a string, or of a number or literal as written, and
// nil of anything else.
func textOf(value []byte) []byte {
	switch value[0] {
	case '"':
		return unquote(value[1 : len(value)-1])
	case '{', '[', 'n':
		return nil
	}
	return value
}

// members calls f for every member of an object, with the key unescaped and the
// value as it is.
func (d *decoder) members(v []byte, f func(key, value []byte)) error {
	at := func(i int, c byte) bool { return i < len(v) && v[i] == c }
	i := skipSpace(v, 0)
	if !at(i, '{') {
		return errJSON
	}
	for first := true; ; first = false {
		i = skipSpace(v, i+1)
		if first && at(i, '}') {
			return nil
		}
		if !at(i, '"') {
			return errJSON
		}
		end, ok := stringEnd(v, i+1)
		if !ok {
			return errJSON
		}
		key := unquote(v[i+1 : end-1])
		if i = skipSpace(v, end); !at(i, ':') {
			return errJSON
		}
		i = skipSpace(v, i+1)
		n := d.valueLen(v[i:])
		if n == 0 {
			return errJSON
		}
		f(key, v[i:i+n])
		switch i = skipSpace(v, i+n); {
		case at(i, ','):
		case at(i, '}'):
			return nil
		default:
			return errJSON
		}
	}
}

// valueLen returns the length of the value that b begins with, or 0 if it is not
// whole.
func (d *decoder) valueLen(b []byte) int {
	if len(b) == 0 {
		return 0
	}
	switch b[0] {
	case '"':
		if end, ok := stringEnd(b, 1); ok {
			return end
		}
		return 0
	case '{', '[':
		d.scanner.reset(false)
		if d.scanner.scan(b) != atEnd {
			return 0
		}
		return d.scanner.pos
	}
	return wordLen(b)
}

// wordLen returns the length of what may be a number or literal at the beginning
// of b.
func wordLen(b []byte) int {
	for i, c := range b {
		if !isDigit(c) && (c|0x20 < 'a' || c|0x20 > 'z') && c != '-' && c != '+' && c != '.' {
			return i
		}
	}
	return len(b)
}

// unquote returns the text of a string, given what is between its quotes. What
// is no string is returned as it is.
func unquote(s []byte) []byte {
	if bytes.IndexByte(s, '\\') < 0 {
		return s
	}
	p := parser{data: append(append([]byte{'"'}, s...), '"')}
	if text, err := p.string(); err == nil {
		return text
	}
	return s
}
