package cloudtrail

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// A table is a file of values with commas between, or semicolons or tabs, and the
// names of the columns in its first row: a download of the Event history, results
// of CloudTrail Lake or Athena, or records as JSON in one column.
type table struct {
	comma        byte
	names        []string // of the columns, in normal form
	source, name int      // columns of the event's source and name, or -1
	time         int      // and of its time
	account      int      // and account
	ours         bool     // this program has reported it
	texts        []int    // columns of records in JSON
	only         bool     // there are no others

	order order    // of day and month in its times
	row   []cell   // the current row
	cells [][]byte // of the current row
	text  []byte   // of those that were quoted
	rowScan
}

// These bound the length of the first row, and of a row over several lines, in
// bytes: most rows are such only because a quote is missing.
const maxHead, maxRow = 64 << 10, 1 << 20

// maxNotes is how many lines there may be before the first row that are for a program.
const maxNotes = 2

// table returns the table that begins here, and consumes its first row. If it is
// something else, it returns nil.
func (r *Reader) table() *table {
	r.skipMark()
	if c, ok := r.next(); !ok || c == '{' || c == '[' {
		return nil
	}
	for range maxNotes {
		head := r.firstLine()
		if !bytes.HasPrefix(head, []byte("sep=")) && !bytes.HasPrefix(head, []byte("#TYPE")) && !bytes.HasPrefix(head, []byte(`"#TYPE`)) {
			break
		}
		r.window.consume(len(head)) // which Excel wants, and PowerShell writes
	}
	head := r.firstLine()
	r.window.atLeast(len(head) + maxHead)
	b := r.window.bytes()
	b = b[:min(len(b), len(head)+maxHead)] // and no more, as that depends on the pieces that come
	for _, comma := range []byte(",;\t|") {
		t := table{comma: comma}
		if t.split(b[:len(head)]); !t.begin() {
			if n, ok := t.beginJSON(b, len(head)); ok {
				r.window.consume(n)
				r.used, r.empty = true, true
				return &t
			}
			continue
		}
		if t.only && bytes.HasPrefix(b[len(head):], []byte("{")) { // a word, and records behind it
			return nil
		}
		if !t.ours {
			r.lose(len(head)) // in which a row may be, without an end of the line between
		}
		r.window.consume(len(head))
		r.used, r.empty = true, !t.ours // until there is a row
		r.learnTimes(&t)
		return &t
	}
	return nil
}

// firstLine returns the line that comes next.
func (r *Reader) firstLine() []byte {
	for {
		b := r.window.bytes()
		if i := bytes.IndexByte(b[:min(len(b), maxHead)], '\n'); i >= 0 {
			return b[:i+1]
		}
		if len(b) > maxHead {
			return b[:maxHead]
		}
		if !r.window.more() {
			return r.window.bytes()
		}
	}
}

// begin takes the current row for the first of a table. It returns false if it
// cannot be: with the event's name a table has two other fields at least, as people
// leave out what they do not need, or else it has records as text.
func (t *table) begin() bool {
	var names []string
	var texts []int
	known := 0
	for i, cell := range t.cells {
		name := column(normal(string(cell[:min(len(cell), maxFieldName)])))
		names = append(names, name)
		if (columns[name] || isDetail(name)) && !slices.Contains(names[:i], name) {
			known++
		}
		if slices.Contains(textColumns, name) {
			texts = append(texts, i)
		}
	}
	name := indexOf(names, "eventname")
	t.ours = slices.Contains(names, findingColumn)
	isOCSF := slices.Contains(names, "classuid") && slices.Contains(names, "api") // whose names are within structures
	if (name < 0 || known < 3) && len(texts) == 0 && !t.ours && !isOCSF {
		return false
	}
	t.names, t.texts, t.only = names, texts, name < 0 && !isOCSF
	t.source, t.name = indexOf(names, "eventsource"), name
	t.time, t.account = indexOf(names, "eventtime"), indexOf(names, "recipientaccountid")
	return true
}

// beginJSON says whether b, which begins with a line, is a table of which a column
// holds records: one without names, or with a name that says nothing. It returns the
// length of the names, too.
func (t *table) beginJSON(b []byte, line int) (int, bool) {
	for _, from := range []int{0, line} {
		t.rowScan = rowScan{start: true}
		t.scan(b[from:], true) // to the end of b, if the row goes on
		t.split(b[from : from+t.pos])
		for i, cell := range t.cells {
			if text := bytes.TrimSpace(cell); bytes.HasPrefix(text, []byte("{\"")) && mayBeRecord(text) && b[from] != '{' {
				t.names, t.texts, t.only = make([]string, len(t.cells)), []int{i}, true
				t.names[i] = textColumns[0]
				t.name, t.source, t.time, t.account = -1, -1, -1, -1
				return from, true
			}
		}
	}
	return 0, false
}

// indexOf returns the first column that a field has, by its names, or -1.
func indexOf(columns []string, field string) int {
	for _, name := range synonyms[field] {
		if i := slices.Index(columns, name); i >= 0 {
			return i
		}
	}
	return -1
}

// isAgain says whether the current row is a first row once more, as in files that
// were put together, and takes it for that.
func (t *table) isAgain() bool {
	for _, i := range append([]int{0, t.name}, t.texts...) {
		cell := t.cell(i)
		if len(cell) == 0 || len(cell) > maxFieldName {
			continue
		}
		if name := normal(string(cell)); columns[name] || slices.Contains(textColumns, name) {
			return t.begin()
		}
	}
	return false
}

// readTable reads the rows of a table.
func (r *Reader) readTable(t *table) {
	for !r.stopped {
		switch {
		case len(r.window.bytes()) > 0 || r.window.more():
			r.readRow(t)
		case !r.end():
			return
		}
	}
}

// These tell what is wrong with a row.
var (
	errCells = errors.New("row with too many cells")
	errQuote = errors.New("row with a quote that is not closed")
	errTorn  = errors.New("row that the end of the stream tore")
	errLong  = errors.New("row that is too long")
)

// readRow reads the row that comes next. Of one that cannot be right and goes
// over several lines only the first is lost: in the others there may be rows.
func (r *Reader) readRow(t *table) {
	offset := r.window.offset()
	n, err := r.rowLen(t)
	if err == nil {
		if err = t.take(r.window.bytes()[:n]); err != nil && t.line > 0 {
			n, err = t.line, errQuote
		}
	}
	switch {
	case t.ours:
		err = nil
	case err == nil && (t.isBlank() || t.isAgain()):
	case err == nil:
		r.index++
		err = r.takeCells(t)
	default:
		r.index++
	}
	if err != nil {
		r.lose(n)
	}
	r.window.consume(n)
	switch {
	case err == errTorn:
		r.torn = r.index // which is told with the reason
	case err == errLong:
		r.drainLine()
		r.report(offset, r.index, fmt.Errorf("longer than %d bytes", r.maxRecord), !t.only)
	case err != nil:
		r.report(offset, r.index, r.skipped(offset, err), !t.only)
	}
}

// rowLen returns the length of the row that comes next. With an error it returns
// how much is lost.
func (r *Reader) rowLen(t *table) (int, error) {
	t.rowScan = rowScan{start: true}
	limit := r.maxRecord
	whole := false
	for {
		whole = t.scan(r.window.bytes(), r.window.err != nil)
		if t.line > 0 {
			limit = min(limit, maxRow)
		}
		if whole || t.pos > limit || t.isWrong() || r.window.err != nil {
			break
		}
		r.window.more()
	}
	b := r.window.bytes()
	switch torn := t.pos == len(b) && r.window.err != nil && r.window.err != io.EOF; {
	case whole && torn && b[t.pos-1] != '\n':
		return t.pos, errTorn
	case whole:
		return t.pos, nil
	case t.line > 0:
		return t.line, errQuote
	case t.pos > limit:
		return t.pos, errLong
	case torn:
		return len(b), errTorn
	}
	return len(b), errCut
}

// drainLine consumes the rest of a line without keeping it.
func (r *Reader) drainLine() {
	for {
		b := r.window.bytes()
		if i := bytes.IndexByte(b, '\n'); i >= 0 {
			r.window.consume(i + 1)
			return
		}
		r.window.consume(len(b))
		if !r.window.more() {
			return
		}
	}
}

// takeCells takes the current row.
func (r *Reader) takeCells(t *table) error {
	if made, ok := t.isOther(); ok {
		r.unread.Names += t.astray()
		r.index--
		r.tally(event, made)
		return nil
	}
	d := &r.decoder
	d.found, d.lost, t.row = d.found[:0], 0, t.row[:0]
	for i, text := range t.cells[:min(len(t.cells), len(t.names))] {
		if i == t.time {
			text = t.inOrder(text)
		}
		t.row = append(t.row, cell{t.names[i], text})
	}
	err := d.rowOf(t.row, true, 0, func(w row) bool { return w.get("eventname") != "" })
	if err == nil && len(d.found) == 1 {
		err = r.parse(&d.found[0])
	}
	if err != nil {
		return err
	}
	if len(d.found) > 0 {
		r.index-- // which is counted again
	}
	for i := 0; i < len(d.found) && !r.stopped; i++ {
		r.takeOne(&d.found[i], len(d.found) > 1)
	}
	return nil
}

// astray counts the names of sign-ins in the current row, which is none, as cells are
// missing or too many.
func (t *table) astray() int {
	var cells nameTally
	for _, cell := range t.cells {
		cells.count(strings.Trim(string(cell), `" `))
	}
	return cells.names
}

// isOther says whether the current row is one of another service, as most are,
// without a look at the others of its cells.
func (t *table) isOther() (stamp, bool) {
	for _, i := range t.texts {
		if len(t.cell(i)) > 0 {
			return stamp{}, false
		}
	}
	name, source := t.cell(t.name), t.cell(t.source)
	if len(name) == 0 || takes(sourceOf(string(source), string(name)), string(name)) || len(source) == 0 && kindsSSO[string(name)] != Uncharted {
		return stamp{}, false
	}
	return stamp{t.inOrder(t.cell(t.time)), []byte(account(string(t.cell(t.account))))}, true
}
