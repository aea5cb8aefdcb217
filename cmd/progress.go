package cmd

import (
	"fmt"
	"io"
	"os"
	"sync/atomic"
	"time"

	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"
	"golang.org/x/term"

	"loginodds/analyzer"
)

// showAfter is how long a scan must take to be worth a progress bar.
const showAfter = 300 * time.Millisecond

// A progressBar shows on a terminal how far a scan has come. Its zero value shows
// nothing.
type progressBar struct {
	container *mpb.Progress
	bar       *mpb.Bar
	files     atomic.Int64
	drawn     time.Time
}

// progressBar returns a bar on w, if that is a terminal and a bar is wanted.
func (o *inputOptions) progressBar(w io.Writer) *progressBar {
	f, ok := w.(*os.File)
	if !ok || o.noProgress || o.quiet || !term.IsTerminal(int(f.Fd())) {
		return &progressBar{}
	}
	shown := make(chan any)
	time.AfterFunc(showAfter, func() { close(shown) })
	return &progressBar{container: mpb.New(mpb.WithOutput(w), mpb.WithAutoRefresh(), mpb.WithRenderDelay(shown))}
}

// update tells the bar how far the scan is.
func (b *progressBar) update(p analyzer.Progress) {
	b.files.Store(int64(p.Files))
	if b.container == nil || time.Since(b.drawn) < 50*time.Millisecond {
		return
	}
	b.drawn = time.Now()
	if b.bar == nil {
		b.bar = b.start(p)
	}
	current := p.Bytes
	if p.AllBytes > 0 { // at its total the bar would end, though the last records may still be waiting
		current = min(current, p.AllBytes-1)
	}
	b.bar.SetCurrent(current)
}

// start draws a bar of bytes as stored: with an end and a time to it, or only the
// rate where the size of the input is not known.
func (b *progressBar) start(p analyzer.Progress) *mpb.Bar {
	files := decor.Any(func(decor.Statistics) string { return fmt.Sprintf("%d of %d files  ", b.files.Load(), p.AllFiles) })
	speed := decor.AverageSpeed(decor.SizeB1000(0), "  % .0f")
	if p.AllBytes == 0 {
		return b.container.New(0, mpb.SpinnerStyle(), mpb.BarFillerTrim(), mpb.PrependDecorators(files, decor.Current(decor.SizeB1000(0), "% .1f  ")), mpb.AppendDecorators(speed))
	}
	return b.container.New(p.AllBytes, mpb.BarStyle(), mpb.PrependDecorators(files, decor.Counters(decor.SizeB1000(0), "% .1f of % .1f  ")),
		mpb.AppendDecorators(decor.Percentage(decor.WCSyncSpace), speed, decor.Name("  "), decor.AverageETA(decor.ET_STYLE_GO), decor.Name(" left")))
}

// finish wipes the bar away.
func (b *progressBar) finish() {
	if b.bar != nil {
		b.bar.Abort(true)
	}
	if b.container != nil {
		b.container.Shutdown()
	}
}
