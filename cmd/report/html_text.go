package report

import (
	"fmt"
	"unicode/utf8"

	"github.com/olekukonko/tablewriter/pkg/twwidth"
)

// Log text is as long as whoever wrote it wanted. In a list it is cut to a line, and
// where it is shown in full, to a paragraph.
const (
	lineWidth      = 100  // in columns
	paragraphBytes = 2048 // before it is escaped
)

// line makes log text fit a cell.
func line(s string) string {
	s = Terminal(head(s, 4*lineWidth)) // no character has more bytes
	if twwidth.Width(s) > lineWidth {
		return twwidth.Truncate(s, lineWidth, "…")
	}
	return s
}

// paragraph shows log text in full, if it is not absurdly long.
func paragraph(s string) string {
	if len(s) <= paragraphBytes {
		return Terminal(s)
	}
	return Terminal(head(s, paragraphBytes)) + fmt.Sprintf("… (%s bytes in all)", thousands(len(s)))
}

// head returns the first n bytes, or fewer so that no character is cut.
func head(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for i := n; i > n-utf8.UTFMax; i-- {
		if utf8.RuneStart(s[i]) {
			return s[:i]
		}
	}
	return s[:n]
}
