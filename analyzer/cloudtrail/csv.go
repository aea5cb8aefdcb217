package cloudtrail

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
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
	json         int      // column of the record, or -1

	cells [][]byte // of the current row
	text  []byte   // of those that were quoted
	rowScan
}

// columns are names of those that a table of CloudTrail has. With the event's
// name it has two others at least, as people leave out what they do not need.
var columns = []string{
	"eventid", "eventtime", "eventsource", "username", "useridentity", "sourceipaddress", "useragent", "awsregion", "errorcode",
	"awsaccesskey", "resources", "recipientaccountid", "requestid", "eventtype", "eventversion", "responseelements", "additionaleventdata",
}

// jsonColumns are names of those that hold a record in JSON: of lookup-events, of
// CloudWatch Logs Insights, Splunk and Elastic.
var jsonColumns = []string{"cloudtrailevent", "message", "raw", "eventoriginal", "sourceeventoriginal"}

// These bound the length of the first row, and of a row over several lines, in
// bytes: most rows are such only because a quote is missing.
const maxHead, maxRow = 64 << 10, 1 << 20

// table returns the table that begins here, and consumes its first row. If it is
// something else, it returns nil.
func (r *Reader) table() *table {
	r.skipMark()
	if c, ok := r.next(); !ok || c == '{' || c == '[' {
		return nil
	}
	if head := r.firstLine(); bytes.HasPrefix(head, []byte("sep=")) { // which Excel wants
		r.window.consume(len(head))
	}
	head := r.firstLine()
	r.window.atLeast(len(head) + 1)
	b := r.window.bytes()
	for _, comma := range []byte(",;\t|") {
		t := table{comma: comma}
		if t.split(b[:len(head)]); !t.begin() {
			continue
		}
		if t.name < 0 && bytes.HasPrefix(b[len(head):], []byte("{")) { // a word, and records behind it
			return nil
		}
		r.window.consume(len(head))
		r.used, r.empty = true, true // until there is a row
		return &t
	}
	return nil
}

// firstLine returns the line that comes next.
func (r *Reader) firstLine() []byte {
	for {
		b := r.window.bytes()
		if i := bytes.IndexByte(b, '\n'); i >= 0 {
			return b[:i+1]
		}
		if len(b) > maxHead || !r.window.more() {
			return r.window.bytes()
		}
	}
}

// begin takes the current row for the first of a table. It returns false if it
// cannot be.
func (t *table) begin() bool {
	var names []string
	known, json := 0, -1
	for i, cell := range t.cells {
		name := normal(string(cell[:min(len(cell), maxFieldName)]))
		names = append(names, name)
		if slices.Contains(columns, name) {
			known++
		}
		if json < 0 && slices.Contains(jsonColumns, name) {
			json = i
		}
	}
	name := slices.Index(names, "eventname")
	if (name < 0 || known < 2) && json < 0 || slices.Contains(names, findingColumn) {
		return false
	}
	t.names, t.json = names, json
	t.source, t.name = slices.Index(names, "eventsource"), name
	t.time, t.account = slices.Index(names, "eventtime"), slices.Index(names, "recipientaccountid")
	return true
}

// isAgain says whether the current row is a first row once more, as in files that
// were put together, and takes it for that.
func (t *table) isAgain() bool {
	for _, i := range []int{0, t.name, t.json} {
		cell := t.cell(i)
		if len(cell) == 0 || len(cell) > maxFieldName {
			continue
		}
		if name := normal(string(cell)); slices.Contains(columns, name) || name == "eventname" || slices.Contains(jsonColumns, name) {
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
	case err == nil && (t.isBlank() || t.isAgain()):
	case err == nil:
		r.index++
		err = r.takeCells(t)
	default:
		r.index++
	}
	r.window.consume(n)
	switch {
	case err == errTorn:
		r.torn = r.index // which is told with the reason
	case err == errLong:
		r.drainLine()
		r.report(offset, r.index, fmt.Errorf("longer than %d bytes", r.maxRecord), t.json < 0)
	case err != nil:
		r.report(offset, r.index, r.skipped(offset, err), t.json < 0)
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

// takeCells counts the current row, and yields its record if it is one of the
// sign-in service.
func (r *Reader) takeCells(t *table) error {
	what, rec, json, err := r.parser.parseCells(t, &r.decoder)
	switch {
	case err != nil:
		return err
	case json != nil:
		r.keepJSON(rec, json)
	default:
		r.keepFields(rec)
	}
	r.seen[what] = true
	switch what {
	case insight:
		r.settle()
		r.stats.InsightRecords++
	case event:
		r.settle()
		r.stats.Records++
		if rec == nil {
			r.stamp(stamp{t.cell(t.time), []byte(account(string(t.cell(t.account))))})
		} else {
			r.stamp(stampOf(rec))
		}
		r.give(rec)
	}
	return nil
}

// parseCells tells what the current row is, and returns its record if it is one
// of the sign-in service, and any record whose JSON is in a cell, with that.
func (p *recordParser) parseCells(t *table, d *decoder) (content, *Record, []byte, error) {
	if json := t.cell(t.json); bytes.HasPrefix(json, []byte("{")) {
		what, json, err := d.classify(json, true)
		if err != nil || what != event {
			return what, nil, nil, err
		}
		rec, err := p.parseRecord(json)
		return what, rec, json, err
	}
	name, source := t.cell(t.name), t.cell(t.source)
	if len(name) > 0 && !takes(sourceOf(string(source), string(name)), string(name)) {
		return event, nil, nil, nil // most rows, without a look at the others of their cells
	}
	w := row{}
	for i, cell := range t.cells[:min(len(t.cells), len(t.names))] {
		w.add(p, t.names[i], string(cell))
	}
	what, rec := w.record()
	return what, rec, nil, nil
}
