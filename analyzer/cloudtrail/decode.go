package cloudtrail

import (
	"bytes"
	"errors"
)

// A list is a container that holds records in an array. The array is read
// element by element, so it may be of any length.
type list struct {
	key string // of the array, in an object that is a document
}

// lists are the known ones, each with who writes it.
var lists = []list{
	{"Records"}, // a trail, to S3
	{"Events"},  // aws cloudtrail lookup-events; its elements are envelopes
}

// listOf returns the list whose array stands under a key, or nil. The key is as
// written, between its quotes.
func listOf(key []byte) *list {
	key = unquote(key)
	for i := range lists {
		if lists[i].key == string(key) {
			return &lists[i]
		}
	}
	return nil
}

// An envelope is a container that holds one record in an object.
type envelope struct {
	key string // of the record, in the object
	// open returns the JSON of the record, given that of the key's value.
	open func(value []byte) ([]byte, error)
}

// envelopes are the known ones, each with who writes it.
var envelopes = []envelope{
	{"CloudTrailEvent", quoted}, // aws cloudtrail lookup-events
}

// maxEnvelopes is how many envelopes a record may be in, one within another.
const maxEnvelopes = 4

// errQuoted tells of a record that should be in a string.
var errQuoted = errors.New("record is not in a string")

// quoted opens an envelope whose record is JSON within a JSON string.
func quoted(value []byte) ([]byte, error) {
	p := parser{data: value}
	if p.peek() != '"' {
		return nil, errQuoted
	}
	return p.string()
}

// A content is what a JSON object turns out to be.
type content int

const (
	nothing content = iota // no part of CloudTrail
	event                  // a record of any service
	insight                // a record of CloudTrail Insights
	digest                 // checksums of the files that a trail delivers
	contents
)

// A decoder tells what JSON objects are.
type decoder struct {
	scanner scanner // of the values of members
}

// classify tells what an object is by its own members, whose order does not
// count, and returns the JSON of the record if it is one. Unless it is suspect of
// being a sign-in, it may still be in its envelope.
func (d *decoder) classify(v []byte, suspect bool) (content, []byte, error) {
	for range maxEnvelopes {
		if isPlain(v, plain) {
			return event, v, nil
		}
		m, err := d.survey(v)
		switch {
		case err != nil:
			return nothing, nil, err
		case m.insight && !m.user:
			return insight, nil, nil
		case m.name || m.version && m.user:
			return event, v, nil
		case m.digest && m.logFiles:
			return digest, nil, nil
		case m.envelope == nil:
			return nothing, nil, nil
		case !suspect && isPlain(m.enclosed, plainQuoted):
			return event, v, nil
		}
		if v, err = m.envelope.open(m.enclosed); err != nil {
			return nothing, nil, err
		}
	}
	return nothing, nil, nil
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
// record needs no survey.
func isPlain(v []byte, form string) bool {
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

// members says what is known of an object by the keys of its members.
type members struct {
	version, name, user, insight bool
	digest, logFiles             bool
	envelope                     *envelope
	enclosed                     []byte // the envelope's value
}

// survey looks at the members of an object, without parsing their values.
func (d *decoder) survey(v []byte) (m members, err error) {
	err = d.members(v, func(key, value []byte) {
		switch string(key) {
		case "eventVersion":
			m.version = true
		case "eventName":
			m.name = true
		case "userIdentity":
			m.user = true
		case "eventType":
			m.insight = len(value) > 2 && string(unquote(value[1:len(value)-1])) == insightType
		case "digestStartTime":
			m.digest = true
		case "logFiles":
			m.logFiles = true
		}
		for i := range envelopes {
			if envelopes[i].key == string(key) {
				m.envelope, m.enclosed = &envelopes[i], value
			}
		}
	})
	return m, err
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
