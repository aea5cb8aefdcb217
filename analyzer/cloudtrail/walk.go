package cloudtrail

import (
	"bytes"
)

// A frame is a container that is read piece by piece.
type frame struct {
	list   *list     // whose elements are read; nil is any array
	object bool      // the object around a list
	loose  bool      // around one that others than CloudTrail have
	used   bool      // the array has elements
	behind bool      // the next is behind an element, with no comma between
	tally  nameTally // of its texts
}

// inObject says whether the next value is a member of an object.
func (r *Reader) inObject() bool {
	return len(r.frames) > 0 && r.frames[len(r.frames)-1].object
}

// inList says whether the next value is an element of a known list.
func (r *Reader) inList() bool {
	return len(r.frames) > 0 && r.frames[len(r.frames)-1].list != nil
}

// inRows says whether the next value is a row of a table.
func (r *Reader) inRows() bool {
	return r.inList() && r.frames[len(r.frames)-1].list.rows
}

func (r *Reader) push(f frame) { r.frames = append(r.frames, f) }
func (r *Reader) pop()         { r.frames = r.frames[:len(r.frames)-1] }

// maxFrames bounds how deep arrays are looked into for records.
const maxFrames = 16

// element reads what stands in an array, or outside of all. Commas may be
// missing or too many, as people put files together by hand; but what is no
// object stands behind a comma, or it is the rest of a damaged record.
func (r *Reader) element(c byte) {
	r.used = true
	var f frame
	top := len(r.frames) == 0
	if !top {
		last := &r.frames[len(r.frames)-1]
		f = *last
		last.behind = c != ','
		last.used = f.used || c != ',' && c != ']'
	}
	switch {
	case c == '{':
		r.object()
	case c == ',', top && r.loose && (c == ']' || c == '}'):
		r.window.consume(1)
	case c == ']' && !top:
		r.empty = r.empty || !f.used
		r.window.consume(1)
		r.pop()
	case c == '[' && r.inRows():
		r.scan(false, r.takeRow)
	case c == '[' && !f.behind && (top || f.list != nil) && len(r.frames) < maxFrames:
		r.window.consume(1)
		r.push(frame{})
	case c == '[' && !f.behind:
		r.scan(false, r.take)
	case c == '"' && !f.behind && !top:
		r.text(r.takeElement)
	case c == '"' && top && r.line():
	case !f.behind && !top && r.skipWord():
	case top && (r.skipMark() || r.skipTime() || r.skipProse()):
	default:
		r.resync(0, 0, errJSON)
	}
}

// member reads what stands in an object around a list.
func (r *Reader) member(c byte) {
	switch c {
	case ',':
		r.window.consume(1)
		return
	case '}':
		r.window.consume(1)
		r.pop()
		return
	case '"':
	default:
		r.resync(0, 0, errJSON)
		return
	}
	key, ok := r.key()
	if !ok {
		return
	}
	l := listOf(key)
	parameter := isParameter(normal(string(key)))
	switch c, ok := r.next(); {
	case !ok:
	case parameter && (c == '{' || c == '['):
		r.skip()
	case c == '[' && (l != nil || len(r.frames) < maxFrames):
		r.window.consume(1)
		r.push(frame{list: l})
	case c == '{' || c == '[':
		r.object()
	case c == '"' && parameter:
		r.text(r.window.consume)
	case c == '"':
		r.text(func(n int) { r.takeMember(key, n) })
	case !r.skipWord():
		r.resync(0, 0, errJSON)
	}
}

// key consumes the key of a member with its colon, and returns it as written. It
// returns false if it had to resynchronise.
func (r *Reader) key() ([]byte, bool) {
	b := r.window.bytes()
	end, ok := stringEnd(b, 1)
	for ; !ok && len(b) <= r.maxRecord && r.window.more(); end, ok = stringEnd(b, end) {
		b = r.window.bytes()
	}
	if !ok || end > r.maxRecord {
		r.resync(1, min(len(b), r.maxRecord), errJSON)
		return nil, false
	}
	key := bytes.Clone(b[1:min(end-1, maxFieldName)])
	r.window.consume(end)
	if c, ok := r.next(); !ok || c != ':' {
		r.resync(0, 0, errJSON)
		return nil, false
	}
	r.window.consume(1)
	return key, true
}

// object reads an object: a record, an envelope, or a document that holds a
// list.
func (r *Reader) object() {
	if r.inList() && !isPlain(r.window.bytes()) && r.atList() { // the list was not closed
		r.resync(0, 0, errJSON)
		return
	}
	r.scan(!r.inList(), r.take)
}

// skip reads an object or array that holds no records.
func (r *Reader) skip() {
	r.scan(false, r.window.consume)
}

// scan finds the end of an object or array and calls take with its length. In an
// object that is a document it ends at the first known list. Usual records of a
// list are taken on the way, and then it goes on with the record behind.
func (r *Reader) scan(document bool, take func(n int)) {
	s := &r.scanner
	s.reset(document)
	usual := r.inList() && isPlain(r.window.bytes())
	for {
		st := s.scan(r.window.bytes())
		if s.pos > r.maxRecord {
			r.tooLong()
			return
		}
		switch st {
		case needMore:
			if !r.window.more() {
				r.cut()
				return
			}
		case atArray:
			before := r.window.bytes()[:s.pos-1]
			l := listOf(keyBefore(before))
			if l == nil {
				continue
			}
			if r.decoder.beginsRecord(before) {
				s.arrays = false
				continue
			}
			r.lose(len(before))
			r.window.consume(s.pos)
			r.push(frame{object: true, loose: l.loose})
			r.push(frame{list: l})
			return
		case atEnd:
			if usual && r.takeUsual(s.pos) {
				s.reset(false)
				continue
			}
			take(s.pos)
			return
		case tooDeep:
			r.damaged(s.pos, false, errDeep)
			return
		case mismatch:
			if !r.enter(s.pos) {
				r.damaged(s.pos, false, errJSON)
			}
			return
		}
	}
}

// keyBefore returns the key, as written, of the value that begins behind b.
func keyBefore(b []byte) []byte {
	for _, c := range []byte(`:"`) {
		b = bytes.TrimRight(b, " \t\r\n")
		if len(b) == 0 || b[len(b)-1] != c {
			return nil
		}
		b = b[:len(b)-1]
	}
	for i := len(b) - 1; i >= 0; i-- {
		text := bytes.TrimRight(b[:i], `\`)
		if b[i] == '"' && (i-len(text))%2 == 0 {
			return b[i+1:]
		}
	}
	return nil
}

// text reads a string, and calls take with its length.
func (r *Reader) text(take func(n int)) {
	b := r.window.bytes()
	end, ok := stringEnd(b, 1)
	for ; !ok && len(b) <= r.maxRecord && r.window.more(); end, ok = stringEnd(b, end) {
		b = r.window.bytes()
	}
	if !ok || end > r.maxRecord {
		r.resync(1, min(len(b), r.maxRecord), errJSON)
		return
	}
	take(end)
}

// line reads a string that is a line of its own, and returns false if it holds no
// record: then it is text of whatever kind.
func (r *Reader) line() bool {
	b := r.window.bytes()
	end, ok := stringEnd(b, 1)
	for ; !ok && len(b) <= r.maxRecord && r.window.more(); end, ok = stringEnd(b, end) {
		b = r.window.bytes()
	}
	if !ok || end > r.maxRecord {
		return false
	}
	all, err := r.decoder.search(b[:end], true)
	if err != nil && !mayBeRecord(b[:end]) || err == nil && len(all) == 0 {
		return false
	}
	r.takeFound(end, all, err)
	return true
}

// skipWord reads a number or literal, and returns false if there is none.
func (r *Reader) skipWord() bool {
	n := wordLen(r.window.bytes())
	for n == len(r.window.bytes()) && n <= r.maxRecord && r.window.more() {
		n = wordLen(r.window.bytes())
	}
	if n > r.maxRecord {
		return false
	}
	switch word := string(r.window.bytes()[:n]); {
	case word == "null", word == "true", word == "false", n > 0 && (isDigit(word[0]) || word[0] == '-'):
		r.window.consume(n)
		return true
	}
	return false
}

// skipMark reads a byte order mark, and returns false if there is none.
func (r *Reader) skipMark() bool {
	const mark = "\uFEFF"
	r.window.atLeast(len(mark))
	if !bytes.HasPrefix(r.window.bytes(), []byte(mark)) {
		return false
	}
	r.window.consume(len(mark))
	return true
}

// timeStamp is what an export task of CloudWatch Logs writes before each record,
// with ? for a digit.
const timeStamp = "????-??-??T??:??:??.???Z "

// skipTime reads the time before a record, and returns false if there is none.
func (r *Reader) skipTime() bool {
	r.window.atLeast(len(timeStamp) + 1)
	b := r.window.bytes()
	if !hasForm(b, timeStamp) || len(b) == len(timeStamp) || b[len(timeStamp)] != '{' {
		return false
	}
	r.window.consume(len(timeStamp))
	return true
}

// isProse says whether a file begins as YAML does, or with a comment: it may be an
// export, or a rule with records to test it, and text in it is no damage.
func isProse(b []byte) bool {
	b = bytes.TrimLeft(b, " \t\r\n")
	line, _, _ := bytes.Cut(b, []byte("\n"))
	line = bytes.TrimRight(line, " \r")
	key, rest, ok := bytes.Cut(bytes.TrimPrefix(line, []byte("- ")), []byte(":"))
	switch {
	case bytes.Equal(line, []byte("---")), bytes.HasPrefix(line, []byte("# ")):
		return true
	case !ok || len(rest) > 0 && rest[0] != ' ' || len(key) == 0:
		return false
	}
	return len(bytes.TrimFunc(key, func(c rune) bool { return c < 128 && isWord(byte(c)) })) == 0
}

// maxProse is how long text before a record may be on its line, in bytes.
const maxProse = 1 << 10

// skipProse reads text before a record that begins on the same line, as of syslog
// or of an output of AWS in columns, and the text of such a file that goes on behind
// the record. It returns false if there is none, or it looks as if it were part of a
// record.
func (r *Reader) skipProse() bool {
	r.window.atLeast(maxProse + look)
	b := r.window.bytes()
	n := bytes.IndexAny(b[:min(len(b), maxProse)], "\"{}\n")
	switch {
	case n < 0, n == 0 && b[0] != '\n':
		return false
	case b[n] == '{':
		key, _ := firstKey(b[n:])
		if !isFirst(key) {
			return false
		}
		r.prefixed = true
	case b[n] != '\n' || !r.prefixed:
		return false
	}
	r.window.consume(n) // it tells of the event whose record is in the line
	return true
}
