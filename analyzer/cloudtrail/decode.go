package cloudtrail

import (
	"bytes"
	"slices"
)

// A content is what a JSON object turns out to be.
type content int

const (
	nothing  content = iota // no part of CloudTrail
	event                   // a record of any service
	insight                 // a record of CloudTrail Insights
	digest                  // checksums of the files that a trail delivers
	ocsf                    // a record of any service, translated
	document                // records of their own, in an envelope
	contents
)

// A decoder tells what JSON objects are.
type decoder struct {
	scanner scanner // of the values of members
	parser  parser  // of records that may not be whole
	plain   bool    // whether the last record classified is plain, and needed no survey
	stamp   stamp   // of it otherwise
}

// classify tells what an object is by its own members, whose order does not
// count, and returns the JSON of the record if it is one, or else of what it
// holds. Unless it is suspect of being a sign-in, it may still be in its envelope.
func (d *decoder) classify(v []byte, suspect bool) (content, []byte, error) {
	return d.open(v, suspect, maxEnvelopes)
}

// open classifies an object that so many may be in, itself among them.
func (d *decoder) open(v []byte, suspect bool, more int) (content, []byte, error) {
	if d.plain = isPlain(v); d.plain {
		return event, v, nil
	}
	m, err := d.survey(v)
	switch {
	case err != nil:
		return nothing, nil, err
	case m.insight && !m.user:
		return insight, nil, nil
	case m.finding:
		return nothing, nil, nil
	case m.isRecord():
		d.stamp = m.stamp
		return event, v, nil
	case m.digest && m.logFiles:
		return digest, nil, nil
	case m.class && m.api:
		return ocsf, v, nil
	case more == 1:
		return nothing, nil, nil
	}
	var first error
	for i, value := range m.enclosed {
		if value == nil {
			continue
		}
		if !suspect && hasForm(value, plainQuoted) {
			d.plain, d.stamp = false, quotedStamp(value)
			return event, v, nil
		}
		what, json, err := d.enclosed(&envelopes[i], value, suspect, more-1)
		if what == event && suspect && slices.ContainsFunc(m.enclosed[i+1:], isThere) { // another may be whole
			if _, err = d.parser.parse(json); err != nil {
				what = nothing
			}
		}
		if what != nothing {
			return what, json, nil
		}
		if first == nil {
			first = err
		}
	}
	return nothing, nil, first
}

func isThere(value []byte) bool { return value != nil }

// enclosed classifies what an envelope holds, given the value of its key.
func (d *decoder) enclosed(e *envelope, value []byte, suspect bool, more int) (content, []byte, error) {
	v, err := e.open(value)
	switch {
	case v == nil:
		return nothing, nil, err
	case e.document:
		return document, v, nil
	}
	return d.open(v, suspect, more)
}

// beginsRecord says whether an object of which v is the beginning has turned out
// to be a record of any service.
func (d *decoder) beginsRecord(v []byte) bool {
	m, _ := d.survey(v)
	return m.isRecord()
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

// findingSchema begins the schema of what this program reports of a sign-in, and
// findingColumn is a column of its tables. A report beside the logs is no log.
const findingSchema, findingColumn = "loginodds.", "probabilityoverall"

// members says what is known of an object by the keys of its members.
type members struct {
	version, name, user, insight bool
	digest, logFiles             bool
	class, api                   bool
	finding                      bool
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
			m.name = true
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
			m.finding = value[0] == '"' && bytes.HasPrefix(unquote(value[1:len(value)-1]), []byte(findingSchema))
		case "class_uid":
			m.class = true
		case "api":
			m.api = true
		}
		if envelopeLens&(1<<len(key)) == 0 { // most keys, and so it is worth it
			return
		}
		for i := range envelopes {
			if envelopes[i].key == string(key) {
				m.enclosed[i] = value
			}
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
