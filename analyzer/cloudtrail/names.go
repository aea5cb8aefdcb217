package cloudtrail

import (
	"bytes"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// An Unread is a file of which fewer sign-ins were read than there are names of
// such events in it, in the place of an event's name.
type Unread struct {
	File    string // or archive!member
	Names   int    // of sign-ins that were not read
	SignIns int    // that were
	Why     string
}

// signInNames are the names of events that may be sign-ins, and ssoNames those that
// are only with [SourceSSO], as others have events of such names, too.
var signInNames, ssoNames = signInsOf(kinds), signInsOf(kindsSSO)

func signInsOf(kinds map[string]Kind) (names []string) {
	for _, name := range slices.Sorted(maps.Keys(kinds)) {
		if kinds[name] == SignIn {
			names = append(names, name)
		}
	}
	return names
}

// A nameTally counts the names of sign-ins among the texts of a row or object.
type nameTally struct {
	names   int
	sso     bool // [SourceSSO] is among the texts
	waiting int  // names that count if it is
}

func (t *nameTally) count(text string) {
	switch {
	case isSSO(text):
		t.sso = true
	case slices.Contains(signInNames, text):
		t.names++
	case slices.Contains(ssoNames, text):
		t.waiting++
	}
	if t.sso {
		t.names, t.waiting = t.names+t.waiting, 0
	}
}

// nameKeys are the last parts of the names of fields, in normal form, that an
// event's name stands behind.
var nameKeys = []string{"eventname", "action", "operation"}

// countNames counts the names of sign-ins in text that no record was made of,
// where the name of an event stands: behind such a key, in whatever quotes, or
// alone in a cell of what seems to be a row. A rule that speaks of such events, as
// eventName = "ConsoleLogin", has no such place.
func countNames(b []byte) int { return countNamesIn(b, 0, len(b)) }

// countNamesIn counts those that begin at the byte from or behind, and before to.
func countNamesIn(b []byte, from, to int) int {
	n := countAmong(signInNames, b, from, to, func(int) bool { return true })
	if !bytes.Contains(b, []byte(SourceSSO)) {
		return n
	}
	return n + countAmong(ssoNames, b, from, to, func(at int) bool { return isBesideSSO(b, at) })
}

// countAmong counts some names, but those in places that are not right.
func countAmong(names []string, b []byte, from, to int, right func(at int) bool) int {
	n := 0
	for _, name := range names {
		for at := from; at < to; at += len(name) {
			i := bytes.Index(b[at:], []byte(name))
			if at += i; i < 0 || at >= to {
				break
			}
			if right(at) && (isBehindKey(b[:at], b[at+len(name):]) || isCell(b, at, at+len(name)) || isElement(b, at, at+len(name))) {
				n++
			}
		}
	}
	return n
}

// near is how far it is looked around a name, in bytes.
const near = 2 << 10

// isSSO says whether a text is [SourceSSO], maybe with another behind or before it,
// where a separator is lost.
func isSSO(text string) bool {
	return strings.HasPrefix(text, SourceSSO) || strings.HasSuffix(text, SourceSSO)
}

// isBesideSSO says whether [SourceSSO] stands near a place. In the name of a role it
// stands behind a slash.
func isBesideSSO(b []byte, at int) bool {
	b = b[max(0, at-near):min(len(b), at+near)]
	for {
		i := bytes.Index(b, []byte(SourceSSO))
		if i < 0 {
			return false
		}
		if i == 0 || !isWord(b[i-1]) && b[i-1] != '/' {
			return true
		}
		b = b[i+len(SourceSSO):]
	}
}

// isBehindKey says whether the text before a name ends as a member does before its
// value, in JSON or in JSON in a string, or as an element of XML begins.
func isBehindKey(before, behind []byte) bool {
	before = before[max(0, len(before)-near):]
	const quotes = `\"'`
	s := bytes.TrimRight(before, quotes)
	switch {
	case bytes.HasSuffix(s, []byte(">")) && len(s) == len(before):
		if s = s[:len(s)-1]; bytes.HasSuffix(s, []byte("<t")) { // a cell of a spreadsheet
			return true
		}
	case len(s) == len(before) || len(behind) == 0 || bytes.IndexByte([]byte(quotes), behind[0]) < 0:
		return false
	default:
		if s = bytes.TrimRight(s, " \t\r\n"); !bytes.HasSuffix(s, []byte(":")) {
			return false
		}
		key := bytes.TrimRight(s[:len(s)-1], " \t\r\n")
		if s = bytes.TrimRight(key, quotes); len(s) == len(key) {
			return false
		}
	}
	return isNameKey(s)
}

// isNameKey says whether text ends with the name of a field that an event's name
// stands in.
func isNameKey(s []byte) bool {
	i := len(s)
	for i > 0 && isWord(s[i-1]) {
		i--
	}
	key := normal(string(s[i:]))
	return slices.ContainsFunc(nameKeys, func(name string) bool { return strings.HasSuffix(key, name) })
}

func isWord(c byte) bool {
	return isDigit(c) || c|0x20 >= 'a' && c|0x20 <= 'z' || c == '_' || c == '.' || c == '@' || c == '-'
}

// dated finds what a row of a log has: a day, or an address.
var dated = regexp.MustCompile(`\d{4}-\d\d-\d\d|\d\d?/\d\d?/\d{4}|\d+\.\d+\.\d+\.\d+|\b1[5-9]\d{8}`)

// isCell says whether a text is a cell of a row, alone between separators, or the
// value in key=value, in a line that has a day or an address, and is no JSON.
func isCell(b []byte, from, to int) bool {
	const separators = ",;\t|\r\n"
	before, behind := b[max(0, from-near):from], b[to:min(len(b), to+near)]
	line := lineAround(before, behind, b[from:to])
	if !dated.Match(line) || bytes.Contains(line, []byte(`":`)) {
		return false
	}
	if key, ok := bytes.CutSuffix(before, []byte("=")); ok {
		return bytes.Count(line, []byte("=")) > 2 && isNameKey(key)
	}
	before, behind = bytes.TrimRight(before, "\" "), bytes.TrimLeft(behind, "\" ")
	return (len(before) == 0 || bytes.IndexByte([]byte(separators), before[len(before)-1]) >= 0) &&
		(len(behind) == 0 || bytes.IndexByte([]byte(separators), behind[0]) >= 0)
}

// isElement says whether a text is an element of an array that has a day or an
// address, too: a row without names.
func isElement(b []byte, from, to int) bool {
	before, behind := b[max(0, from-near):from], b[to:min(len(b), to+near)]
	const quotes, space = `\"`, " \t\r\n"
	left := bytes.TrimRight(bytes.TrimRight(before, quotes), space)
	right := bytes.TrimLeft(bytes.TrimLeft(behind, quotes), space)
	if len(left) == 0 || len(right) == 0 || bytes.IndexByte([]byte("[,"), left[len(left)-1]) < 0 || bytes.IndexByte([]byte(",]"), right[0]) < 0 {
		return false
	}
	start, end := bytes.LastIndexAny(left, "[]{}"), bytes.IndexAny(right, "[]{}")
	if start < 0 || end < 0 || left[start] != '[' && right[end] != ']' { // in cells beside there may be structures
		return false
	}
	return dated.Match(left[start:]) || dated.Match(right[:end])
}

// lineAround returns the line that a text is in.
func lineAround(before, behind, text []byte) []byte {
	before = before[bytes.LastIndexByte(before, '\n')+1:]
	if i := bytes.IndexByte(behind, '\n'); i >= 0 {
		behind = behind[:i]
	}
	return slices.Concat(before, text, behind)
}

// dropped is text of a file that was given up and whose names are not yet counted:
// pieces that stand one behind another count as one.
type dropped struct {
	text    []byte
	counted int   // of its bytes
	end     int64 // offset behind it
}

// lose counts the names in the next n bytes, which are given up.
func (r *Reader) lose(n int) {
	d := &r.dropped
	if r.window.offset() != d.end || len(d.text) == 0 {
		r.countDropped()
	}
	d.end = r.window.offset() + int64(n)
	const most = 16 * near
	for b := r.window.bytes()[:n]; len(b) > 0; {
		k := min(len(b), most-len(d.text))
		d.text, b = append(d.text, b[:k]...), b[k:]
		if len(d.text) < most {
			return
		}
		to := most - near // so that there is enough to look at behind
		r.unread.Names += countNamesIn(d.text, d.counted, to)
		keep := to - near
		d.text, d.counted = append(d.text[:0], d.text[keep:]...), near
	}
}

// countDropped counts what is not yet counted.
func (r *Reader) countDropped() {
	d := &r.dropped
	r.unread.Names += countNamesIn(d.text, d.counted, len(d.text))
	d.text, d.counted = d.text[:0], 0
}

// These tell why names were not read.
const (
	whyForm   = "it is in no form that is known"
	whyBeside = "parts of it are in no form that is known"
	whyDamage = "it is damaged"
)

// maxUnread is how many members of an archive are told of one by one.
const maxUnread = 1000

// tellUnread adds to the counts what was not read of the file.
func (r *Reader) tellUnread() {
	r.countDropped()
	if r.unread.Names == 0 {
		return
	}
	r.unread.File = r.name
	switch {
	case r.stats.Damaged > 0:
		r.unread.Why = whyDamage
	case r.stats.Records > 0:
		r.unread.Why = whyBeside
	default:
		r.unread.Why = whyForm
	}
	r.stats.Unread = append(r.stats.Unread, r.unread)
}

// addUnread adds what was not read of what is within the file: to its own counts,
// if it is no member of an archive.
func (r *Reader) addUnread(in *Reader) {
	in.countDropped()
	if in.name == r.name || len(r.stats.Unread)+len(in.stats.Unread) >= maxUnread {
		r.unread.SignIns += in.unread.SignIns
		r.unread.Names += in.unread.Names
	} else {
		in.tellUnread()
	}
	r.stats.Unread = append(r.stats.Unread, in.stats.Unread...)
}
