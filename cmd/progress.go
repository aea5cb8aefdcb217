package cmd

import (
	"fmt"
	"io"
	"os"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/term"

	"loginodds/analyzer"
	"loginodds/cmd/report"
)

// A scan must take as long as showAfter to be worth a progress bar, and the bar is
// drawn again every drawEvery.
const (
	showAfter = 300 * time.Millisecond
	drawEvery = 100 * time.Millisecond
)

// A progressBar shows on a terminal, in one line, how far a scan has come. Its zero
// value shows nothing. It is one line of ours and no library's, as what it draws it
// must wipe away whole, and a frame that waits in another goroutine comes too late.
type progressBar struct {
	w     io.Writer
	width func() int // of the terminal
	begun time.Time
	drawn time.Time
	shown int // columns on the screen
}

// progressBar returns a bar on w, if that is a terminal and a bar is wanted.
func (o *inputOptions) progressBar(w io.Writer) *progressBar {
	f, ok := w.(*os.File)
	if !ok || o.noProgress || o.quiet || !term.IsTerminal(int(f.Fd())) {
		return &progressBar{}
	}
	width := func() int {
		if n, _, err := term.GetSize(int(f.Fd())); err == nil && n > 0 {
			return n
		}
		return 80
	}
	now := time.Now()
	return &progressBar{w: w, width: width, begun: now, drawn: now.Add(showAfter - drawEvery)}
}

// update tells the bar how far the scan is.
func (b *progressBar) update(p analyzer.Progress) {
	now := time.Now()
	if b.w == nil || now.Sub(b.drawn) < drawEvery {
		return
	}
	b.drawn = now
	b.draw(progressLine(p, now.Sub(b.begun), b.width()-1)) // in the last column it would wrap
}

// draw puts a line in the place of the last one.
func (b *progressBar) draw(line string) {
	n := utf8.RuneCountInString(line)
	fmt.Fprint(b.w, "\r", line, strings.Repeat(" ", max(0, b.shown-n)))
	b.shown = n
}

// finish wipes the bar away. With blanks, which every terminal understands.
func (b *progressBar) finish() {
	if b.shown > 0 {
		fmt.Fprint(b.w, "\r", strings.Repeat(" ", b.shown), "\r")
		b.shown = 0
	}
}

// progressLine says how far a scan is, in bytes as stored: with a bar and the time
// that is left, or without where the size of the input is not known.
func progressLine(p analyzer.Progress, passed time.Duration, width int) string {
	perSecond := float64(p.Bytes) / max(passed.Seconds(), .001)
	speed := report.Size(int64(perSecond)) + "/s"
	files := fmt.Sprintf("%d of %s", p.Files, report.Count(p.AllFiles, "file"))
	if p.AllBytes <= 0 {
		return cut(fmt.Sprintf("%s  %s  %s", files, report.Size(p.Bytes), speed), width)
	}
	share := min(float64(p.Bytes)/float64(p.AllBytes), 1)
	line := fmt.Sprintf("%3.0f%%  %s  %s of %s  %s", share*100, files, report.Size(p.Bytes), report.Size(p.AllBytes), speed)
	if perSecond > 0 {
		left := time.Duration(float64(p.AllBytes-p.Bytes) / perSecond * float64(time.Second))
		line += fmt.Sprintf("  %s left", max(left, 0).Round(time.Second))
	}
	if room := min(width-utf8.RuneCountInString(line)-3, 40); room >= 10 {
		full := int(share * float64(room))
		line = "[" + strings.Repeat("=", full) + strings.Repeat(" ", room-full) + "] " + line
	}
	return cut(line, width)
}

// cut returns at most so many letters of a line.
func cut(line string, width int) string {
	if r := []rune(line); len(r) > width {
		return string(r[:max(width, 0)])
	}
	return line
}
