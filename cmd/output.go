package cmd

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"
	_ "time/tzdata" // for --tz where the system has no time zones

	"github.com/spf13/pflag"
	"golang.org/x/term"

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
	if f, ok := w.(*os.File); ok && o.output == "-" && term.IsTerminal(int(f.Fd())) {
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

// write writes a report to where -o says. A file is replaced only when the report
// is whole.
func (o *outputOptions) write(w io.Writer, write func(io.Writer) error) error {
	if o.output == "-" {
		return write(w)
	}
	var b bytes.Buffer
	if err := write(&b); err != nil {
		return err
	}
	temporary, err := os.CreateTemp(filepath.Dir(o.output), filepath.Base(o.output)+".*")
	if err != nil {
		return err
	}
	defer os.Remove(temporary.Name())
	if _, err := temporary.Write(b.Bytes()); err != nil {
		temporary.Close()
		return err
	}
	if err := errors.Join(temporary.Chmod(0o644), temporary.Close()); err != nil {
		return err
	}
	return os.Rename(temporary.Name(), o.output)
}
