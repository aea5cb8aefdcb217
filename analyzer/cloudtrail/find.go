package cloudtrail

import (
	"bytes"
	"cmp"
	"encoding/base64"
	"slices"
	"strings"
	"unicode/utf8"
)

// A found is a piece of CloudTrail in a JSON value.
type found struct {
	what    content
	json    []byte  // of a record, or a document
	suspect bool    // the record may be one of the sign-in service
	fields  bool    // the record was made of fields, and is rec
	rec     *Record // or nil if it is one of another service
	stamp   stamp   // of a record that is not suspect
	err     error   // of what is broken
}

// maxNested bounds how deep objects, arrays and strings are searched, one within
// another, for the objects that are records.
const maxNested = 16

// maxFieldsLen bounds how long an object is, in bytes, that shows a record by the
// names of another schema. A record is no longer than 1 MiB.
const maxFieldsLen = 2 << 20

// search returns the records in a value, in its order, and what else there is of
// CloudTrail. An object that is a record is not searched itself: whatever looks
// like a record in it is what a caller sent. What is returned is valid as long as
// v, and until the next search. An error says that the value is no JSON, or that
// there is nothing but what is broken.
func (d *decoder) search(v []byte, suspect bool) ([]found, error) {
	d.found, d.lost = d.found[:0], 0
	err := d.value(v, suspect, 0)
	if d.isEmpty(0) && len(d.found) > 0 && err == nil {
		err = d.found[0].err
	}
	if err != nil && d.isEmpty(0) {
		return nil, err
	}
	return d.found, nil
}

// searchRow returns what a row of CloudTrail Lake is: what has the name of an event
// is a record there, and nothing else.
func (d *decoder) searchRow(v []byte) ([]found, error) {
	d.found, d.lost = d.found[:0], 0
	var cells []cell
	err := d.elements(v, func(e []byte) {
		if e[0] == '{' {
			_ = d.members(e, func(key, value []byte) { cells = append(cells, cell{normal(string(key)), validOf(value)}) })
		}
	})
	if err == nil {
		_, err = d.rows.parse(v)
	}
	if err == nil {
		err = d.rowOf(cells, true, 0, func(w row) bool { return w.get("eventname") != "" })
	}
	if err != nil {
		return nil, err
	}
	return d.found, nil
}

func (d *decoder) add(f found) { d.found = append(d.found, f) }

// isEmpty says whether nothing was found from a place on, but what is broken.
func (d *decoder) isEmpty(from int) bool {
	return !slices.ContainsFunc(d.found[from:], func(f found) bool { return f.what != broken })
}

// value searches a value at a depth.
func (d *decoder) value(v []byte, suspect bool, depth int) error {
	switch {
	case len(v) == 0 || depth == maxNested:
		return nil
	case v[0] == '{':
		return d.object(v, suspect, depth)
	case v[0] == '[':
		return d.array(v, suspect, depth)
	case v[0] == '"':
		return d.text(v, suspect, depth)
	}
	return nil
}

// object tells what an object is by its own members, whose order does not count,
// or else searches it.
func (d *decoder) object(v []byte, suspect bool, depth int) error {
	if suspect && isPlain(v) {
		d.add(found{what: event, json: v, suspect: true})
		return nil
	}
	m, err := d.survey(v)
	switch {
	case err != nil:
		return err
	case m.insight && !m.user:
		d.add(found{what: insight})
	case m.finding:
		d.add(found{what: ours})
	case m.isRecord():
		d.add(found{what: event, json: v, suspect: suspect || !m.source && m.signIn, stamp: m.stamp})
	case m.digest && m.logFiles:
		d.add(found{what: digest})
	case m.class && m.api:
		return d.ocsf(v)
	default:
		return d.around(v, &m, suspect, depth)
	}
	return nil
}

// A part is a member of an object.
type part struct{ key, value []byte }

// maxParts is how many members an object has, or elements a row, that may show a
// record by other names than CloudTrail's.
const maxParts = 4096

// around searches an object that is no record itself.
func (d *decoder) around(v []byte, m *members, suspect bool, depth int) error {
	from := len(d.found)
	var first error
	if !m.table { // of which most are done with that
		if first = d.envelopes(m, suspect, depth); !d.isEmpty(from) {
			return nil
		}
	}
	var all []part
	n := 0
	_ = d.members(v, func(key, value []byte) { // which the survey has read
		if n++; n <= maxParts {
			all = append(all, part{key, value})
		}
	})
	switch {
	case n > maxParts && m.table:
		return d.others(v, suspect, depth, nil)
	case n > maxParts:
		return d.others(v, suspect, depth, envelopes[:])
	case m.table:
		if d.rowsBelow(all, suspect, depth) {
			return nil
		}
		if first = d.envelopes(m, suspect, depth); !d.isEmpty(from) {
			return nil
		}
	}
	if isRow(all) {
		return d.fields(v, row.isEvent)
	}
	if err := d.others(v, suspect, depth, envelopes[:]); first == nil {
		first = err
	}
	if d.isEmpty(from) {
		if err := d.fields(v, row.isForeign); first == nil {
			first = err
		}
	}
	return first
}

// envelopes searches the members that speak for the whole object, until there is
// a record in one.
func (d *decoder) envelopes(m *members, suspect bool, depth int) error {
	var first error
	from, lost := len(d.found), d.lost
	for i, value := range m.enclosed {
		if value == nil {
			continue
		}
		if !suspect && hasForm(value, plainQuoted) && bytes.Contains(value, []byte(sourceQuoted)) {
			d.add(found{what: event, stamp: quotedStamp(value)})
			return nil
		}
		err := d.value(value, suspect, depth+1)
		if suspect && err == nil && len(d.found) == from+1 && slices.ContainsFunc(m.enclosed[i+1:], isThere) { // another may be whole
			if f := &d.found[from]; f.what == event && f.json != nil {
				if _, err = d.rows.parse(f.json); err != nil {
					d.found = d.found[:from]
				}
			}
		}
		if !d.isEmpty(from) {
			return nil
		}
		if err == nil && envelopes[i] == "CloudTrailEvent" {
			err = errEnclosed
		}
		if first == nil {
			first = err
		}
		d.found, d.lost = d.found[:from], lost
	}
	return first
}

func isThere(value []byte) bool { return value != nil }

// others searches all members but those that are already searched.
func (d *decoder) others(v []byte, suspect bool, depth int, searched []string) error {
	var first error
	start, beside := len(d.found), 0
	_ = d.members(v, func(key, value []byte) {
		if slices.Contains(searched, string(key)) || value[0] != '{' && value[0] != '[' && value[0] != '"' || isParameter(normal(string(key))) {
			return
		}
		from := len(d.found)
		err := d.value(value, suspect, depth+1)
		if err == nil && string(key) == "awslogs" && d.isEmpty(from) {
			err = errBase64
		}
		if err != nil && first == nil && (value[0] != '"' || mayBeRecord(value)) {
			first = err
		}
		if d.isEmpty(from) {
			beside += countNames(value)
		}
	})
	if !d.isEmpty(start) {
		d.lost += beside
	}
	return first
}

// mayBeRecord says whether text that cannot be read was a record, and no text of
// somebody else that begins with a brace.
func mayBeRecord(text []byte) bool {
	return bytes.Contains(text, []byte("eventVersion")) || bytes.Contains(text, []byte("eventName"))
}

// last returns the value of the last member of a key, or nil.
func last(all []part, key string) []byte {
	for _, m := range slices.Backward(all) {
		if string(m.key) == key {
			return m.value
		}
	}
	return nil
}

// isRow says whether an object shows a record by its own members, with other names
// than CloudTrail's, as a row of a table does.
func isRow(all []part) bool {
	known, named := 0, false
	for _, m := range all {
		name := normal(string(m.key))
		switch {
		case slices.Contains(synonyms["eventname"], name):
			named = true
		case columns[column(name)] || isDetail(column(name)):
			known++
		}
	}
	return named && known > 1
}

// fields makes a record of the fields in an object, if they are those of one.
func (d *decoder) fields(v []byte, isRecord func(row) bool) error {
	if len(v) > maxFieldsLen {
		return nil
	}
	root, err := d.rows.parse(v)
	if err != nil {
		return err
	}
	w := row{}
	if w.addTree(&d.rows, root, "", 0); isRecord(w) {
		d.addRow(w)
	}
	return nil
}

func (d *decoder) addRow(w row) {
	what, rec := w.record()
	d.add(found{what: what, fields: true, rec: rec, stamp: w.stamp()})
}

// ocsf makes a record of an event of the Open Cybersecurity Schema Framework, as
// Security Lake has it. Of other classes than Authentication it is none of the
// sign-in service, but it may be one of IAM Identity Center.
func (d *decoder) ocsf(v []byte) error {
	root, err := d.rows.parse(v)
	if err != nil {
		return err
	}
	w := row{}
	authentication := d.rows.stringOf(d.rows.member(root, "class_uid")) == "3002"
	if authentication {
		w.addTree(&d.rows, root, "", 0)
	} else {
		for _, key := range []string{"time", "time_dt", "cloud", "api"} {
			w.addTree(&d.rows, d.rows.member(root, key), normal(key), 1)
		}
	}
	var rec *Record
	name := w.get("eventname")
	if source := w.source(); takes(source, name) && (authentication || source == SourceSSO) {
		w.addTree(&d.rows, root, "", 0)
		rec = w.signIn()
	}
	d.add(found{what: event, fields: true, rec: rec, stamp: w.stamp()})
	return nil
}

// array searches the elements of an array, or the cells of a row.
func (d *decoder) array(v []byte, suspect bool, depth int) error {
	cells, err := d.cellsOf(v)
	if err != nil {
		return err
	}
	if from := len(d.found); len(cells) > 0 && (d.rowOf(cells, suspect, depth, row.isEvent) != nil || !d.isEmpty(from)) {
		return nil
	}
	return d.elements(v, func(e []byte) {
		from := len(d.found)
		err := d.value(e, suspect, depth+1)
		switch {
		case err != nil && (e[0] != '"' || mayBeRecord(e)):
			d.add(found{what: broken, json: e, err: err})
		case d.isEmpty(from):
			d.lost += countNames(e)
		}
	})
}

// gzipBase64 is how gzip data begin in base64.
const gzipBase64 = "H4sI"

// jsonBase64 are how objects and arrays begin in base64.
var jsonBase64 = []string{"eyJ", "eyA", "ewo", "ew0", "W3s", "Wwo", "W3", "Wy"}

// text searches a string: it may hold JSON, maybe in base64 and compressed, or
// lines of it.
func (d *decoder) text(v []byte, suspect bool, depth int) error {
	p := parser{data: v}
	s, err := p.string()
	if err != nil {
		return err
	}
	return d.textOf(bytes.TrimSpace(s), suspect, depth)
}

func (d *decoder) textOf(s []byte, suspect bool, depth int) error {
	switch {
	case len(s) < 2:
		return nil
	case s[0] == '{' || s[0] == '[' || s[0] == '"' && s[1] == '{':
		return d.json(s, suspect, depth)
	case bytes.HasPrefix(s, []byte(gzipBase64)):
		if data := fromBase64(s); data != nil {
			d.add(found{what: document, json: data})
		}
	case slices.ContainsFunc(jsonBase64, func(head string) bool { return bytes.HasPrefix(s, []byte(head)) }):
		if data := fromBase64(s); len(data) > 1 && (data[0] == '{' || data[0] == '[') {
			return d.json(data, true, depth)
		}
	case bytes.Contains(s, []byte(`{"eventVersion"`)): // a line of a log, with more than the record
		d.add(found{what: document, json: s})
	}
	return nil
}

// json searches text that begins as JSON.
func (d *decoder) json(s []byte, suspect bool, depth int) error {
	n := d.valueLen(s)
	rest := bytes.TrimSpace(s[n:])
	switch {
	case n > 0 && len(rest) == 0:
		return d.value(s[:n], suspect, depth+1)
	case n > 0 && (rest[0] == '{' || rest[0] == '['): // one behind another
		d.add(found{what: document, json: s})
	case s[0] == '{':
		return errJSON
	}
	return nil
}

// fromBase64 returns what s encodes, as far as it does: of damage behind, the
// compression tells. It returns nil if that is nothing.
func fromBase64(s []byte) []byte {
	s = bytes.TrimRight(s, "=")
	data := make([]byte, base64.RawStdEncoding.DecodedLen(len(s)))
	n, _ := base64.RawStdEncoding.Decode(data, s)
	return data[:n:n]
}

// A cell is one of a row, by the name of its column in normal form.
type cell struct {
	name string
	text []byte
}

// cellsOf returns the cells of a row that is an array of objects: of one member
// each, as CloudTrail Lake has it, or of field and value, as Logs Insights has it.
// It returns none if the array is something else.
func (d *decoder) cellsOf(v []byte) (cells []cell, err error) {
	isRow := true
	err = d.elements(v, func(e []byte) {
		if isRow = isRow && e[0] == '{' && len(cells) < maxParts; !isRow {
			return
		}
		c, ok := d.cellOf(e)
		if isRow = ok && !slices.ContainsFunc(cells, func(other cell) bool { return other.name == c.name }); isRow {
			cells = append(cells, c)
		}
	})
	if !isRow {
		cells = nil
	}
	return cells, err
}

// cellOf returns the cell that an object is, or false if it is something else.
func (d *decoder) cellOf(e []byte) (c cell, ok bool) {
	n := 0
	err := d.members(e, func(key, value []byte) {
		switch n++; {
		case n == 1:
			c.name, ok = normal(string(key)), value[0] != '{' && value[0] != '['
			c.text = validOf(value)
		case n == 2 && c.name == "field" && string(key) == "value":
			c = cell{normal(string(c.text)), validOf(value)}
		default:
			ok = false
		}
	})
	return c, ok && err == nil
}

// validOf returns the text of a value, with every invalid byte made U+FFFD.
func validOf(value []byte) []byte {
	s := textOf(value)
	if utf8.Valid(s) {
		return s
	}
	return appendValid(nil, s)
}

// rowOf makes a record of a row: of the text of it in one of its columns, or else
// of its fields if they are those of one. An error says that the text is broken and
// there are no such fields.
func (d *decoder) rowOf(cells []cell, suspect bool, depth int, isRecord func(row) bool) error {
	var first error
	from := len(d.found)
	for _, c := range cells {
		if text := bytes.TrimSpace(c.text); slices.Contains(textColumns, c.name) {
			if err := d.textOf(text, suspect, depth+1); first == nil {
				first = err
			}
			if !d.isEmpty(from) {
				return nil
			}
			d.found = d.found[:from]
		}
	}
	w := row{}
	for _, c := range cells {
		w.add(&d.rows, c.name, string(c.text))
	}
	if isRecord(w) {
		d.addRow(w)
		return nil
	}
	if first != nil {
		d.add(found{what: broken, err: first})
	}
	return first
}

// These are members of an object with a table: the names of its columns, and its
// rows as arrays.
var (
	heads = []string{
		"columns", // Azure Monitor, also of Sentinel; SQL and ES|QL of Elastic; pandas, split
		"fields",  // Splunk, json_rows
		"meta",    // ClickHouse, JSONCompact
	}
	bodies = []string{
		"rows",   // Azure Monitor, Splunk, SQL of Elastic
		"values", // ES|QL of Elastic
		"data",   // ClickHouse, pandas
		"Rows",   // Athena, get-query-results, whose first row are the names
	}
)

// rowsBelow reads a table in an object. It returns false if there is none.
func (d *decoder) rowsBelow(all []part, suspect bool, depth int) bool {
	var head []string
	for _, key := range heads {
		if v := last(all, key); v != nil && v[0] == '[' && head == nil {
			head, _ = d.textsOf(v)
		}
	}
	from := len(d.found)
	if d.columnsBelow(last(all, "columns"), last(all, "fields"), suspect, depth); !d.isEmpty(from) {
		return true
	}
	for _, key := range bodies {
		rows := last(all, key)
		if rows == nil || rows[0] != '[' || (head == nil) != (key == "Rows") {
			continue
		}
		err := d.elements(rows, func(v []byte) {
			texts, err := d.textsOf(v)
			switch {
			case err != nil:
				d.add(found{what: broken, json: v, err: err})
			case head == nil:
				head = texts
			case len(texts) > len(head):
				d.add(found{what: broken, json: v, err: errCells})
			default:
				d.texts(head, texts, suspect, depth)
			}
		})
		if err != nil {
			d.add(found{what: broken, err: err})
		}
	}
	return !d.isEmpty(from)
}

// texts makes a record of the texts of a row, below the names of their columns.
func (d *decoder) texts(head, cellTexts []string, suspect bool, depth int) {
	var cells []cell
	for i, text := range cellTexts {
		cells = append(cells, cell{normal(head[i]), []byte(text)})
	}
	_ = d.rowOf(cells, suspect, depth+1, row.isEvent) // of what is broken, it says so
}

// columnsBelow reads a table column by column, as Splunk has it in json_cols.
func (d *decoder) columnsBelow(columns, names []byte, suspect bool, depth int) {
	if columns == nil || names == nil || names[0] != '[' || columns[0] != '[' {
		return
	}
	head, err := d.textsOf(names)
	var all [][]string
	n := 0
	if err == nil {
		err = d.elements(columns, func(v []byte) {
			texts, e := d.textsOf(v)
			all, n, err = append(all, texts), max(n, len(texts)), cmp.Or(err, e)
		})
	}
	if err != nil || len(all) != len(head) {
		return
	}
	for i := range n {
		row := make([]string, len(all))
		for j, column := range all {
			if i < len(column) {
				row[j] = column[i]
			}
		}
		d.texts(head, row, suspect, depth)
	}
}

// textsOf returns the texts of the elements of an array: of objects that of their
// name, or of Athena's VarCharValue. Of what is no array, nor Athena's row, there are
// none.
func (d *decoder) textsOf(v []byte) ([]string, error) {
	root, err := d.rows.parse(v)
	if err != nil {
		return nil, err
	}
	p := &d.rows
	if data := p.member(root, "Data"); data != 0 {
		root = data
	}
	if p.nodes[root].kind != kindArray {
		return nil, nil
	}
	texts := []string{}
	for n := p.nodes[root].first; n != 0; n = p.nodes[n].next {
		s := p.stringOf(n)
		for _, key := range []string{"VarCharValue", "name", "ColumnName"} {
			if m := p.member(n, key); m != 0 && s == "" {
				s = p.stringOf(m)
			}
		}
		texts = append(texts, strings.Clone(s))
	}
	return texts, nil
}

// elements calls f for every element of an array.
func (d *decoder) elements(v []byte, f func(e []byte)) error {
	i := skipSpace(v, 1)
	if i < len(v) && v[i] == ']' {
		return nil
	}
	for {
		i = skipSpace(v, i)
		n := d.valueLen(v[min(i, len(v)):])
		if n == 0 {
			return errJSON
		}
		f(v[i : i+n])
		if i = skipSpace(v, i+n); i >= len(v) || v[i] != ',' && v[i] != ']' {
			return errJSON
		}
		if v[i] == ']' {
			return nil
		}
		i++
	}
}
