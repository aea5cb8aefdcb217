package cmd

import (
	"context"
	"fmt"
	"io"
	"os"
	"time"
	_ "time/tzdata" // for --tz where the system has no time zones

	"github.com/spf13/pflag"
	"golang.org/x/term"

	"loginodds/analyzer"
	"loginodds/cmd/report"
)

// outputOptions say where to write a result, and how it looks.
type outputOptions struct {
	output   string
	timeZone string
	noColor  bool
}

// AddFlags declares the flags.
func (o *outputOptions) AddFlags(f *pflag.FlagSet) {
	f.StringVarP(&o.output, "output", "o", "-", "write the report to `FILE`, - for standard output")
	f.StringVar(&o.timeZone, "tz", "UTC", "show times in this `ZONE`, such as Asia/Tokyo or Local; JSON is always in UTC")
	f.BoolVar(&o.noColor, "no-color", false, "use no colour, as with NO_COLOR in the environment")
}

// style returns how to write the report.
func (o *outputOptions) style(w io.Writer) (report.Options, error) {
	zone, err := time.LoadLocation(o.timeZone)
	if err != nil {
		return report.Options{}, fmt.Errorf("--tz: %w", err)
	}
	style := report.Options{Location: zone}
	if f, ok := w.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		style.Color = !o.noColor && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"
		if width, _, err := term.GetSize(int(f.Fd())); err == nil {
			style.Width = width
		}
	}
	if style.Width == 0 {
		style.Width = columns()
	}
	return style, nil
}

// A reportFile is a report to write, and where.
type reportFile struct {
	format  report.Format
	to      *destination
	details bool // whether it needs them
}

// write writes the report. Only where it goes to standard output does it fit the
// terminal.
func (x reportFile) write(ctx context.Context, r *analyzer.Report, style report.Options) error {
	if x.to.name != "-" {
		style.Width, style.Color = columns(), false
	}
	return x.to.write(ctx, func(w io.Writer) error { return x.format(w, r, style) })
}
