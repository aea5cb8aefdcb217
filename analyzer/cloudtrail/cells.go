package cloudtrail

import "bytes"

// A rowScan is how far the row of a table is scanned.
type rowScan struct {
	pos    int  // bytes scanned
	line   int  // length of the first line, if the row goes over several; or 0
	start  bool // at pos a cell starts
	quoted bool // pos is in a cell in quotes
	lone   bool // there is a quote that should be two
}

// scan goes on to the end of the row that b begins with. It returns false if b
// ends before, and is not all there is, or if the row cannot be right.
func (t *table) scan(b []byte, all bool) bool {
	for t.pos < len(b) {
		c := b[t.pos]
		switch {
		case t.quoted && c == '"':
			if len(b)-t.pos < 3 && !all {
				return false
			}
			t.quote(b[t.pos+1:])
		case t.quoted && c == '\n':
			if t.line == 0 {
				t.line = t.pos + 1
			}
		case t.quoted:
		case c == '\n':
			t.pos++
			return true
		default:
			t.quoted = c == '"' && t.start
			t.start = c == t.comma
		}
		if t.isWrong() {
			return false
		}
		t.pos++
	}
	return all && !t.quoted
}

// isWrong says whether the row cannot be one: what goes over several lines, and
// has quotes that are not doubled, are several rows, and a quote is missing.
func (s *rowScan) isWrong() bool { return s.lone && s.line > 0 }

// quote scans a quote in a cell in quotes, given what is behind it: two are a
// quote in the text, and one ends the cell.
func (t *table) quote(behind []byte) {
	switch {
	case len(behind) == 0, behind[0] == t.comma, behind[0] == '\n', bytes.HasPrefix(behind, []byte("\r\n")):
		t.quoted = false
	case behind[0] == '"':
		t.pos++
	default:
		t.lone = true
	}
}

// take makes b the current row, and says what is wrong with it. A row may have
// fewer cells than there are columns, as spreadsheets leave out empty ones at its
// end; but not if it goes over several lines, or quotes are doubtful, or it ends
// with the file.
func (t *table) take(b []byte) error {
	t.split(b)
	n := len(t.names)
	switch {
	case len(t.cells) > n && !isBlank(t.cells[n:]):
		return errCells
	case len(t.cells) == n, len(t.cells) > n && !t.lone:
	case t.line > 0 || t.lone:
		return errQuote
	case len(b) > 0 && b[len(b)-1] != '\n':
		return errCut
	}
	return nil
}

// split splits b, which is a row, into cells.
func (t *table) split(b []byte) {
	t.cells, t.text = t.cells[:0], t.text[:0]
	b = bytes.TrimSuffix(bytes.TrimSuffix(b, []byte("\n")), []byte("\r"))
	for more := true; more; {
		var cell []byte
		if len(b) > 0 && b[0] == '"' {
			cell, b, more = t.unquote(b[1:])
		} else {
			cell, b, more = bytes.Cut(b, []byte{t.comma})
		}
		t.cells = append(t.cells, cell)
	}
}

// unquote returns the text of a cell in quotes, of which the first is before b,
// and what is behind it. It returns false if that was the last cell.
func (t *table) unquote(b []byte) (cell, rest []byte, more bool) {
	from := len(t.text)
	for i := 0; i < len(b); i++ {
		if b[i] == '"' {
			behind := b[i+1:]
			switch {
			case len(behind) == 0:
				return t.text[from:], nil, false
			case behind[0] == t.comma:
				return t.text[from:], behind[1:], true
			case behind[0] == '"':
				i++
			}
		}
		t.text = append(t.text, b[i])
	}
	return t.text[from:], nil, false
}

// cell returns a cell of the current row, by column, or nil if there is none.
func (t *table) cell(column int) []byte {
	if column < 0 || column >= len(t.cells) {
		return nil
	}
	return bytes.TrimSpace(t.cells[column])
}

// isBlank says whether all cells of the current row are empty.
func (t *table) isBlank() bool { return isBlank(t.cells) }

func isBlank(cells [][]byte) bool {
	for _, cell := range cells {
		if len(bytes.TrimSpace(cell)) > 0 {
			return false
		}
	}
	return true
}
