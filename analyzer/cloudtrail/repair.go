package cloudtrail

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
)

// errCut tells of a file that ends within a record or container.
var errCut = errors.New("file ends early")

// repair is the state of going on behind damage.
type repair struct {
	pending []*DamageError // to tell if the file turns out to hold records
	untried int            // more of them
	loose   bool           // brackets may close that were not seen to open
	torn    int            // the record that the end of the stream tore, or 0
	first   []byte         // the first key of the last record, if it is unusual
	retried int64          // bytes scanned more than once
}

// firsts are the keys that records and their containers usually begin with. A
// record with sorted keys begins with additionalEventData or awsRegion.
var firsts = []string{"eventVersion", "EventId", "additionalEventData", "awsRegion"}

// look is how many bytes of an object decide whether a record begins there.
const look = 128

// damaged tells that the object or array that is the next n bytes, or at least
// those if it is not whole, cannot be read. What looks like a record within it
// is read: an object that was not closed takes in those behind it.
func (r *Reader) damaged(n int, whole bool, err error) {
	record := 0
	if r.known() {
		r.index++
		record = r.index
	}
	offset := r.window.offset()
	if whole {
		if at := r.findStart(r.window.bytes()[:n], r.retry(1, n), true); at < n {
			n = at
			r.start()
		}
		r.lose(n)
		r.window.consume(n)
	} else {
		r.seek(r.retry(1, n))
	}
	r.report(offset, record, r.skipped(offset, err), record > 0)
}

// resync tells that what comes next, of which n bytes were scanned, is not JSON,
// and goes on where the next record seems to begin, at the byte from or behind.
func (r *Reader) resync(from, n int, err error) {
	known, offset := r.known(), r.window.offset()
	r.seek(r.retry(from, n))
	if !r.prose {
		r.report(offset, 0, r.skipped(offset, err), known)
	}
}

// cut ends an object or array that goes beyond the end of the stream.
func (r *Reader) cut() {
	n := len(r.window.bytes())
	if r.enter(n) {
		return
	}
	if r.findStart(r.window.bytes(), 1, true) < n {
		r.damaged(n, true, errJSON)
		return
	}
	known, offset := r.known(), r.window.offset()
	if known {
		r.index++
		r.torn = r.index
	}
	r.lose(n)
	r.window.consume(n)
	if r.window.err == io.EOF { // and else it is told why
		r.report(offset, r.torn, errCut, known)
		r.frames = r.frames[:0]
	}
}

// tooLong gives up on an object or array that is longer than MaxRecord. Most are
// records that were not closed.
func (r *Reader) tooLong() {
	n := r.maxRecord
	if r.enter(n) {
		return
	}
	if r.findStart(r.window.bytes()[:n], 1, true) < n {
		r.damaged(n, true, errJSON)
		return
	}
	record, offset := 0, r.window.offset()
	if r.known() {
		r.index++
		record = r.index
	}
	r.drain()
	r.report(offset, record, fmt.Errorf("longer than %d bytes", r.maxRecord), record > 0)
}

// enter goes into an object or array that is not whole or too long, of which n bytes
// were scanned, to read what is in it. It returns false if it may be a record.
func (r *Reader) enter(n int) bool {
	b := r.window.bytes()
	if r.inList() || len(r.frames) >= maxFrames || r.retry(1, n) > 1 {
		return false
	}
	f := frame{}
	if b[0] == '{' {
		key, _ := firstKey(b)
		if key == nil || isFirst(key) || listOf(key) != nil || r.decoder.beginsRecord(b[:n]) {
			return false
		}
		f = frame{object: true, loose: true}
		if len(r.frames) > 0 && !r.inObject() && len(r.first) == 0 { // the others of the array begin so, too
			r.first = append(r.first, key...)
		}
	}
	r.window.consume(1)
	r.push(f)
	return true
}

// drain consumes the rest of an object or array without keeping it.
func (r *Reader) drain() {
	s := &r.scanner
	s.reset(false)
	for {
		st := s.scan(r.window.bytes())
		r.lose(s.pos)
		r.window.consume(s.pos)
		s.forget()
		switch {
		case st == atEnd || st == needMore && !r.window.more():
			return
		case st != needMore:
			r.seek(0)
			return
		}
	}
}

// freeRetries is how many bytes may be scanned once more whatever the size of the
// file. It is less in tests.
var freeRetries int64 = 256 << 20

// retry returns the position from which to look for a record after n bytes were
// scanned in vain. Ordinarily that is from, but the time to read a file must not
// grow faster than the file.
func (r *Reader) retry(from, n int) int {
	const factor = 16
	r.retried += int64(n)
	if r.retried > freeRetries+factor*r.window.offset() {
		return max(from, n)
	}
	return from
}

// seek consumes what stands before the next record.
func (r *Reader) seek(from int) {
	const before = 16 // bytes that are kept to look back at
	for {
		b := r.window.bytes()
		at := r.findStart(b, from, r.window.err != nil)
		if at+look <= len(b) || at < len(b) && r.window.err != nil {
			r.lose(at)
			r.window.consume(at)
			r.start()
			return
		}
		behind := max(0, at-before)
		r.lose(behind)
		r.window.consume(behind)
		from = at - behind
		if !r.window.more() && at == len(b) {
			r.lose(from)
			r.window.consume(from)
			return
		}
	}
}

// start leaves the containers that the record which comes next cannot be in.
func (r *Reader) start() {
	r.loose = true
	switch {
	case r.atList():
		r.frames = r.frames[:0]
	case r.inObject():
		r.pop()
	}
}

// findStart returns where in b, at the byte from or behind, a record or a
// container seems to begin, or else len(b). Unless b is all, one might also begin
// there whose first key is not whole.
func (r *Reader) findStart(b []byte, from int, all bool) int {
	bracket := byte('{')
	if r.inRows() {
		bracket = '['
	}
	for i := from; i < len(b); i++ {
		j := bytes.IndexByte(b[i:], bracket)
		if j < 0 {
			break
		}
		if i += j; r.isStart(b, i, all) {
			return i
		}
	}
	return len(b)
}

// isStart says whether the brace at i seems to begin a record or a container: by
// its first key, or outside of all containers by its place at the beginning of a
// line. The value of a member cannot be one, nor the first element of an array
// within a list, as it would be part of the damaged record.
func (r *Reader) isStart(b []byte, i int, all bool) bool {
	if b[i] == '[' { // a row, which is an array of objects
		j := skipSpace(b, i+1)
		return j < len(b) && b[j] == '{' || j == len(b) && !all
	}
	before := bytes.TrimRight(b[max(0, i-16):i], " \t\r\n")
	if bytes.HasSuffix(before, []byte(":")) && !r.prose || r.inList() && bytes.HasSuffix(before, []byte("[")) {
		return false
	}
	if len(r.frames) == 0 && i > 0 && b[i-1] == '\n' {
		return true
	}
	key, whole := firstKey(b[i:])
	return isFirst(key) || listOf(key) != nil || len(r.first) > 0 && bytes.Equal(key, r.first) ||
		!whole && !all && len(b)-i < look
}

func isFirst(key []byte) bool { return slices.Contains(firsts, string(key)) }

// firstKey returns the first key of an object, as written, or false if b ends
// before it.
func firstKey(b []byte) ([]byte, bool) {
	b = b[:min(len(b), look)]
	i := skipSpace(b, 1)
	if i >= len(b) {
		return nil, false
	}
	if b[i] != '"' {
		return nil, true
	}
	end, ok := stringEnd(b, i+1)
	if !ok {
		return nil, false
	}
	return b[i+1 : end-1], true
}

// atList says whether the object that comes next begins with a known list.
func (r *Reader) atList() bool {
	r.window.atLeast(look)
	key, _ := firstKey(r.window.bytes())
	return key != nil && listOf(key) != nil
}

// known says whether what comes next is part of CloudTrail beyond doubt, as it
// stands in a known list or begins like a record.
func (r *Reader) known() bool {
	sure := func(f frame) bool {
		return f.list != nil && (!f.list.loose || r.seen[event]) || f.object && (!f.loose || r.seen[event])
	}
	if slices.ContainsFunc(r.frames, sure) {
		return true
	}
	b := r.window.bytes()
	if len(b) == 0 || b[0] != '{' {
		return false
	}
	key, _ := firstKey(b)
	l := listOf(key)
	return isFirst(key) || l != nil && !l.loose
}

// learn notes how records begin.
func (r *Reader) learn(v []byte) {
	if isPlain(v) {
		return
	}
	if key, _ := firstKey(v); !isFirst(key) {
		r.first = append(r.first[:0], key...)
	}
}

// skipped adds to err how much was not read.
func (r *Reader) skipped(offset int64, err error) error {
	return fmt.Errorf("%w, %d bytes skipped", err, r.window.offset()-offset)
}

// report tells of damage that is known to be of a CloudTrail file. Otherwise it
// waits until a record is found: a file without any is no damaged one.
func (r *Reader) report(offset int64, record int, err error, known bool) {
	switch {
	case known || r.seen[event] || r.seen[insight] || r.stats.Damaged > 0:
		r.settle()
		r.tell(offset, record, err)
	case len(r.pending) < r.maxDamage:
		r.pending = append(r.pending, &DamageError{r.name, offset, record, err})
	default:
		r.untried++
	}
}

// settle tells of the damage that was waiting.
func (r *Reader) settle() {
	for _, e := range r.pending {
		r.tell(e.Offset, e.Record, e.Err)
	}
	r.stats.Damaged += r.untried
	r.pending, r.untried = nil, 0
}

// tell tells the caller of damage, unless that was often enough.
func (r *Reader) tell(offset int64, record int, err error) {
	r.stats.Damaged++
	if r.place >= 0 {
		offset = r.place
	}
	if r.told < r.maxDamage && !r.stopped {
		r.told++
		r.stopped = !r.yield(nil, &DamageError{r.name, offset, record, err})
	}
}

// untold tells how often damage was not told.
func (r *Reader) untold() {
	if more := r.stats.Damaged - r.told; more > 0 && !r.stopped {
		err := fmt.Errorf("%d more places that could not be read", more)
		r.stopped = !r.yield(nil, &DamageError{r.name, -1, 0, err})
	}
}
