package cmd

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
	_ "time/tzdata" // for --tz where the system has no time zones

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"golang.org/x/term"

	"loginodds/analyzer"
	"loginodds/cmd/report"
)

func newScanCommand() *cobra.Command {
	var o scanOptions
	cmd := &cobra.Command{
		Use:   "scan [PATH...]",
		Short: "Report the anomalous console sign-ins in CloudTrail logs",
		Long: `Scan reads CloudTrail logs, builds for every user histograms of place, browser, OS
and device, and reports the sign-ins that do not fit them.

A PATH is a file, a folder that is searched with all its subfolders, or - for
standard input. Files may be what CloudTrail delivers to S3, the output of "aws
cloudtrail lookup-events", arrays of records, single records or lines of them,
plain or compressed; what they are is told by their content, not by their name.

Every sign-in has five probabilities. Four say how probable it is that its
location, browser, OS or device comes from outside the habit of its user. The
fifth, overall, says how probable it is that the sign-in was not its user's at
all: a new place with a known laptop is likely a journey, and a known place with
a new laptop likely a purchase. A sign-in is reported when any of the five
reaches --threshold; with --on only those named are compared.

The report goes to standard output; progress, warnings and the summary of what
was read go to standard error.`,
		Example: `  loginodds scan AWSLogs/
  loginodds scan AWSLogs/ --on overall --threshold .5 --exit-code 1
  loginodds scan AWSLogs/ --user alice --all --sort time
  loginodds scan AWSLogs/ --since 30d --format jsonl | jq -r .eventID
  loginodds scan AWSLogs/ --geoip GeoLite2-City.mmdb --geoip GeoLite2-ASN.mmdb
  aws cloudtrail lookup-events --lookup-attributes \
      AttributeKey=EventName,AttributeValue=ConsoleLogin | loginodds scan -

EXIT STATUS
  0    the scan is complete
  N    something was reported, with --exit-code N
  2    bad usage, or nothing could be read
  3    part of the input could not be read, whether or not something was reported;
       the report is printed all the same (with --allow-partial this counts as 0)
  130  interrupted`,
		RunE: func(cmd *cobra.Command, args []string) error {
			return runScan(cmd.Context(), o, args, cmd.InOrStdin(), cmd.OutOrStdout(), cmd.ErrOrStderr())
		},
	}
	o.AddFlags(cmd.Flags())
	return cmd
}

type scanOptions struct {
	format       string
	output       string
	threshold    float64
	on           []string
	top          int
	all          bool
	users        []string
	since        string
	until        string
	geoIP        []string
	exitCode     int
	allowPartial bool
	identity     string
	outcomes     []string
	sort         string
	timeZone     string
	workers      int
	noProgress   bool
	quiet        bool
	noColor      bool
}

// AddFlags declares the flags of scan.
func (o *scanOptions) AddFlags(f *pflag.FlagSet) {
	f.SortFlags = false
	f.StringVarP(&o.format, "format", "f", "table", "write the report as `FORMAT`: "+strings.Join(report.Formats(), ", "))
	f.StringVarP(&o.output, "output", "o", "-", "write the report to `FILE`, - for standard output")
	f.Float64Var(&o.threshold, "threshold", .9, "report sign-ins with a probability of at least `P`, from 0 to 1")
	f.StringSliceVar(&o.on, "on", nil, "compare only this `PROBABILITY` with the threshold: overall, location, browser, os or device (repeatable)")
	f.IntVar(&o.top, "top", 0, "report at most the `N` most anomalous sign-ins")
	f.BoolVar(&o.all, "all", false, "report every sign-in, whatever its probability")
	f.StringSliceVar(&o.users, "user", nil, "report only this `NAME` or identity key; * and ? are wildcards (repeatable)")
	f.StringVar(&o.since, "since", "", "report only sign-ins since `TIME`: RFC 3339, a date, or an age such as 30d or 12h")
	f.StringVar(&o.until, "until", "", "report only sign-ins before `TIME`")
	f.StringArrayVar(&o.geoIP, "geoip", nil, "ask this .mmdb `FILE` too, before the embedded databases (repeatable)")
	f.IntVar(&o.exitCode, "exit-code", 0, "exit with status `N` if something is reported")
	f.BoolVar(&o.allowPartial, "allow-partial", false, "exit with 0 even if part of the input could not be read")
	f.StringVar(&o.identity, "identity", "person", "what one identity is, by `WORD`: person joins the role sessions of one name in several accounts and roles, principal keeps them apart")
	f.StringSliceVar(&o.outcomes, "outcome", []string{"success", "unknown"}, "report sign-ins with this `OUTCOME`: success, failure, unknown or all (repeatable)")
	f.StringVar(&o.sort, "sort", "overall", "order by `KEY`: overall or time")
	f.StringVar(&o.timeZone, "tz", "UTC", "show times of the table in this `ZONE`, such as Asia/Tokyo or Local")
	f.IntVar(&o.workers, "workers", 0, "read `N` files at a time (default: one per processor)")
	f.BoolVar(&o.noProgress, "no-progress", false, "show no progress bar")
	f.BoolVarP(&o.quiet, "quiet", "q", false, "print nothing but the report and errors")
	f.BoolVar(&o.noColor, "no-color", false, "use no colour, as with NO_COLOR in the environment")
}

func runScan(ctx context.Context, o scanOptions, paths []string, stdin io.Reader, w, wErr io.Writer) error {
	if len(paths) == 0 {
		return &hintError{errors.New("no logs to scan"),
			"name files or folders with CloudTrail logs, or - for standard input: loginodds scan AWSLogs/"}
	}
	options, err := o.analysis(paths, stdin, time.Now())
	if err != nil {
		return err
	}
	style, err := o.style(w)
	if err != nil {
		return err
	}
	format, err := report.Lookup(o.format)
	if err != nil {
		return err
	}
	bar := o.progressBar(wErr)
	options.Progress = bar.update
	r, err := analyzer.Run(ctx, options)
	bar.finish()
	if err != nil {
		return err
	}
	if err := o.write(w, func(w io.Writer) error { return format(w, r, style) }); err != nil {
		return err
	}
	if !o.quiet {
		if o.format == "table" {
			fmt.Fprintln(wErr)
		}
		if err := report.Summary(wErr, r, style); err != nil {
			return err
		}
	}
	return o.status(r)
}

// analysis checks the flags and makes them options of the analysis.
func (o *scanOptions) analysis(paths []string, stdin io.Reader, now time.Time) (analyzer.Options, error) {
	var none analyzer.Options
	if !(o.threshold >= 0 && o.threshold <= 1) {
		return none, fmt.Errorf("--threshold %v must be in range [0, 1]", o.threshold)
	}
	if o.top < 0 {
		return none, fmt.Errorf("--top %d must not be negative", o.top)
	}
	if o.workers < 0 {
		return none, fmt.Errorf("--workers %d must not be negative", o.workers)
	}
	if o.exitCode < 0 || o.exitCode > 125 {
		return none, fmt.Errorf("--exit-code %d must be in range [0, 125]", o.exitCode)
	}
	on, err := each("--on", o.on, features)
	if err != nil {
		return none, err
	}
	outcomes, err := o.parseOutcomes()
	if err != nil {
		return none, err
	}
	grouping, err := one("--identity", o.identity, groupings)
	if err != nil {
		return none, err
	}
	byTime, err := one("--sort", o.sort, map[string]bool{"overall": false, "time": true})
	if err != nil {
		return none, err
	}
	since, err := parseTime("--since", o.since, now)
	if err != nil {
		return none, err
	}
	until, err := parseTime("--until", o.until, now)
	if err != nil {
		return none, err
	}
	if !since.IsZero() && !until.IsZero() && !since.Before(until) {
		return none, fmt.Errorf("--since %s is not before --until %s", o.since, o.until)
	}
	if n := slices.Index(paths, "-"); n >= 0 && slices.Contains(paths[n+1:], "-") {
		return none, errors.New("standard input (-) is named twice")
	}
	return analyzer.Options{
		Paths:    paths,
		Stdin:    stdin,
		GeoIP:    o.geoIP,
		Grouping: grouping,
		Workers:  o.workers,
		Select: analyzer.Selection{
			Threshold: o.threshold,
			On:        on,
			All:       o.all,
			Top:       o.top,
			Users:     o.users,
			Since:     since,
			Until:     until,
			Outcomes:  outcomes,
			ByTime:    byTime,
		},
	}, nil
}

var (
	features = map[string]analyzer.Feature{
		"overall": analyzer.Overall, "location": analyzer.Location, "browser": analyzer.Browser,
		"os": analyzer.OS, "device": analyzer.Device,
	}
	groupings = map[string]analyzer.Grouping{"person": analyzer.Person, "principal": analyzer.Principal}
	outcomes  = map[string]analyzer.Outcome{"success": analyzer.Success, "failure": analyzer.Failure, "unknown": analyzer.Unknown}
)

func (o *scanOptions) parseOutcomes() ([]analyzer.Outcome, error) {
	if slices.Contains(o.outcomes, "all") {
		return []analyzer.Outcome{analyzer.Success, analyzer.Failure, analyzer.Unknown}, nil
	}
	return each("--outcome", o.outcomes, outcomes)
}

// style returns how to write the report.
func (o *scanOptions) style(w io.Writer) (report.Options, error) {
	zone, err := time.LoadLocation(o.timeZone)
	if err != nil {
		return report.Options{}, fmt.Errorf("--tz: %w", err)
	}
	style := report.Options{Location: zone, Threshold: o.threshold, All: o.all}
	for _, name := range o.on {
		style.On = append(style.On, features[name])
	}
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
func (o *scanOptions) write(w io.Writer, write func(io.Writer) error) error {
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

// status returns the error that carries the exit status of a finished scan.
func (o *scanOptions) status(r *analyzer.Report) error {
	c := &r.Coverage
	switch {
	case c.Files == 0 && c.DamagedFiles > 0:
		return &exitError{exitFailure, errors.New("nothing could be read")}
	case c.Files == 0 && c.Records == 0:
		return &exitError{exitFailure, &hintError{errors.New("no CloudTrail logs found"), "see README.md for how to get them out of AWS"}}
	case c.DamagedFiles > 0 && !o.allowPartial:
		return &exitError{exitPartial, nil}
	case o.exitCode > 0 && len(r.Findings) > 0:
		return &exitError{o.exitCode, nil}
	}
	return nil
}
