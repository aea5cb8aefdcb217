package cmd

import (
	"strings"
	"testing"
	"time"

	"loginodds/analyzer"
)

// A screen is a line of a terminal.
type screen struct {
	cells  [80]rune
	column int
	t      *testing.T
}

func (s *screen) Write(p []byte) (int, error) {
	for _, r := range string(p) {
		if r == '\r' {
			s.column = 0
			continue
		}
		if s.column >= len(s.cells)-1 {
			s.t.Fatalf("the line is longer than the terminal: %q", p)
		}
		s.cells[s.column] = r
		s.column++
	}
	return len(p), nil
}

func (s *screen) String() string {
	return strings.TrimRight(strings.ReplaceAll(string(s.cells[:]), "\x00", " "), " ")
}

// TestProgressBar: whatever was drawn, nothing of it stays.
func TestProgressBar(t *testing.T) {
	for _, all := range []int64{0, 1000, 5e12} {
		s := &screen{t: t}
		b := &progressBar{w: s, width: func() int { return len(s.cells) }, begun: time.Now().Add(-time.Second)}
		for n := range 101 {
			b.drawn = time.Time{}
			b.update(analyzer.Progress{Files: n, AllFiles: 100, Bytes: all / 100 * int64(n), AllBytes: all})
			if s.String() == "" {
				t.Fatalf("%d of 100: nothing is shown", n)
			}
		}
		if want := "100 of 100 files"; !strings.Contains(s.String(), want) {
			t.Errorf("got %q at the end, want %q in it", s, want)
		}
		b.finish()
		if s.String() != "" || s.column != 0 {
			t.Errorf("got %q and column %d, want nothing to be left", s, s.column)
		}
	}
}

func TestProgressLine(t *testing.T) {
	check := func(p analyzer.Progress, passed time.Duration, width int, want string) {
		t.Helper()
		if got := progressLine(p, passed, width); got != want {
			t.Errorf("%+v after %v in %d columns: got %q, want %q", p, passed, width, got, want)
		}
	}
	quarter := analyzer.Progress{Files: 3, AllFiles: 10, Bytes: 250e6, AllBytes: 1e9}
	check(quarter, 5*time.Second, 79, "[====            ]  25%  3 of 10 files  250.0 MB of 1.0 GB  50.0 MB/s  15s left")
	check(quarter, 5*time.Second, 60, " 25%  3 of 10 files  250.0 MB of 1.0 GB  50.0 MB/s  15s left") // no room for a bar
	check(quarter, 5*time.Second, 20, " 25%  3 of 10 files ")                                         // nor for the rest
	check(analyzer.Progress{AllFiles: 1, Bytes: 250e6}, 5*time.Second, 79, "0 of 1 file  250.0 MB  50.0 MB/s")
	check(analyzer.Progress{AllFiles: 1, AllBytes: 10}, 0, 79, "[                                       ]   0%  0 of 1 file  0 B of 10 B  0 B/s")
	// A file that grows while it is read.
	check(analyzer.Progress{Files: 1, AllFiles: 1, Bytes: 20, AllBytes: 10}, time.Second, 40, "100%  1 of 1 file  20 B of 10 B  20 B/s ")
}
