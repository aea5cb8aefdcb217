package cmd

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"loginodds/analyzer"
	"loginodds/cmd/report"
)

func newScanCommand(s *settings) *cobra.Command {
	var o scanOptions
	cmd := &cobra.Command{
		Use:   "scan [PATH...]",
		Short: "Report the anomalous console sign-ins in CloudTrail logs",
		Long: `Scan reads CloudTrail logs, builds for every user histograms of place, browser,
OS and device, and reports the sign-ins that do not fit them.

A PATH is a file, a folder that is searched with all its subfolders, or - for
standard input. Files may be what CloudTrail delivers to S3; the output of "aws
cloudtrail lookup-events", of CloudTrail Lake, CloudWatch Logs or EventBridge;
the CSV of the Event history; exports of Splunk, Elastic, Wazuh, Panther and
Security Lake (OCSF); arrays, lines or single records; plain, compressed, or in
zip and tar archives. What they are is told by their content, not by their name.

Sign-ins are those to the console, through IAM Identity Center and by "aws
login". CloudTrail records them in us-east-1, us-east-2, eu-north-1,
ap-southeast-2 and the regions that users sign in to: export all of these, by
the EventSource signin.amazonaws.com rather than by one EventName. Records that
name one person in several ways are linked; --identity principal keeps them
apart.

Every sign-in has five probabilities. Four say how probable it is that its
location, browser, OS or device comes from outside the habit of its user. The
fifth, overall, says how probable it is that the sign-in was not its user's at
all: a new place with a known laptop is likely a journey, and a known place with
a new laptop likely a purchase, unless hours, networks, failures or another
country within minutes speak against it. A sign-in is reported when any of the
five reaches --threshold; with --on only those named are compared.

` + priorHelp + `

For people there are table and html, one page that needs nothing else, with the
histories of those who are reported and a map.

Formats for other programs: json (one object with coverage and findings), jsonl
(one finding per line), csv, markdown (for the summary of a CI job), ocsf (OCSF
Detection Findings) and timesketch (JSONL for its import).

--suppress names a YAML file with a list of what is known: entries with any of
identity, value, cidr and eventID, all of which must hold, and with reason,
owner and expires, the last day of sign-ins that is covered. Every report says
what was suppressed.

With --baseline the sign-ins are scored against profiles that "loginodds profile
build" saved, and teach them nothing; memory does not grow with the logs, unless
html is asked for. See "loginodds profile --help".

With --prequential every sign-in is scored only against the days before its own,
as a live system that learns at midnight UTC would have done. That takes several
times as long, and shows what was to be known at the time; without it, a sign-in
is also compared with what came later, which tells habits better.

Settings can also come from a file and from the environment; see "loginodds
config --help".

A file is replaced when the report is whole, and keeps its mode; a new one can
be read by its owner alone. Devices and pipes are written to.

The report goes to standard output; progress, warnings and the summary of what
was read go to standard error.`,
		Example: `  loginodds scan AWSLogs/
  loginodds scan AWSLogs/ --on overall --threshold .5 --exit-code 1
  loginodds scan AWSLogs/ --user alice --all --sort time
  loginodds scan AWSLogs/ -f table -f html=report.html -f json=report.json
  loginodds scan AWSLogs/ --since 30d --format jsonl | jq -r .eventID
  loginodds scan AWSLogs/ --geoip GeoLite2-City.mmdb --geoip GeoLite2-ASN.mmdb
  loginodds scan June/ --baseline base.json.gz --update base.json.gz
  aws cloudtrail lookup-events --lookup-attributes \
      AttributeKey=EventSource,AttributeValue=signin.amazonaws.com |
      loginodds scan -

EXIT STATUS
  0    the scan is complete
  N    something was reported, with --exit-code N
  2    bad usage, or nothing could be read
  3    part of the input could not be read, or some sign-ins have no time,
       identity or address, whether or not something was reported; the report
       is printed all the same (with --allow-partial this counts as 0)
  130  interrupted`,
		RunE: func(cmd *cobra.Command, args []string) error {
			o.settings = strings.Join(s.lines, "; ")
			return runScan(cmd.Context(), o, args, cmd.InOrStdin(), cmd.OutOrStdout(), cmd.ErrOrStderr())
		},
	}
	o.AddFlags(cmd.Flags())
	return cmd
}

type scanOptions struct {
	inputOptions
	outputOptions
	selectionOptions
	priorOptions
	formats  []string
	top      int
	sort     string
	exitCode int
	baseline string
	update   string
	past     bool
	settings string // that are not on the command line, for people
}

// AddFlags declares the flags of scan.
func (o *scanOptions) AddFlags(f *pflag.FlagSet) {
	f.SortFlags = false
	f.StringArrayVarP(&o.formats, "format", "f", []string{"table"}, "write the report as `FORMAT`: "+strings.Join(report.Formats(), ", ")+"; as FORMAT=FILE, repeatable, to write several")
	o.selectionOptions.AddFlags(f)
	o.priorOptions.AddFlags(f)
	f.IntVar(&o.top, "top", 0, "report at most the `N` most anomalous sign-ins")
	f.StringVar(&o.sort, "sort", "overall", "order by `KEY`: overall or time")
	f.IntVar(&o.exitCode, "exit-code", 0, "exit with status `N` if something is reported")
	f.BoolVar(&o.past, "prequential", false, "score each sign-in only against the days before its own, as a live system would")
	f.StringVar(&o.baseline, "baseline", "", "score against the profiles in `FILE`, that \"loginodds profile build\" wrote, instead of against the logs themselves")
	f.StringVar(&o.update, "update", "", "afterwards write to `FILE` the profiles of --baseline and of the logs")
	o.outputOptions.AddFlags(f)
	o.inputOptions.AddFlags(f)
}

func runScan(ctx context.Context, o scanOptions, paths []string, stdin io.Reader, w, wErr io.Writer) error {
	options, err := o.analysis(paths, stdin)
	if err != nil {
		return err
	}
	if err := o.apply(&options); err != nil {
		return err
	}
	reports, err := o.reports(w)
	if err != nil {
		return err
	}
	baseline, err := o.updated(reports)
	if err != nil {
		return err
	}
	if options.Outputs, err = notRead(paths, destinations(reports, baseline)...); err != nil {
		return err
	}
	if options.Select, err = o.selection(time.Now()); err != nil {
		return err
	}
	if options.Suppress, err = readSuppressions(o.suppress); err != nil {
		return err
	}
	if options.Baseline, err = o.loadBaseline(); err != nil {
		return err
	}
	options.Learn, options.Prequential = o.update != "", o.past
	style, err := o.style(w)
	if err != nil {
		return err
	}
	style.Threshold, style.On, style.All = o.threshold, options.Select.On, o.all
	options.Details = slices.ContainsFunc(reports, func(x reportFile) bool { return x.details })
	r, err := o.run(ctx, options, wErr)
	if err != nil {
		return err
	}
	style.Settings = o.settings
	for _, x := range reports {
		if err := x.write(ctx, r, style); err != nil {
			return err
		}
	}
	if !o.quiet {
		if slices.Contains(o.formats, "table") {
			fmt.Fprintln(wErr)
		}
		if err := report.Summary(wErr, r, style); err != nil {
			return err
		}
	}
	if err := o.updateBaseline(ctx, baseline, r); err != nil {
		return err
	}
	return o.status(r)
}

// loadBaseline reads that of --baseline, if any.
func (o *scanOptions) loadBaseline() (*analyzer.Baseline, error) {
	if o.baseline == "" {
		if o.update != "" {
			return nil, &hintError{errors.New("--update needs --baseline"), `to make a baseline, use "loginodds profile build"`}
		}
		return nil, nil
	}
	if o.past {
		return nil, errors.New("--prequential scores the logs against themselves, so it excludes --baseline")
	}
	b, err := loadBaseline(o.baseline)
	if err != nil {
		return nil, fmt.Errorf("--baseline %w", err)
	}
	return b, nil
}

// updated returns where --update writes to, nil for nowhere.
func (o *scanOptions) updated(reports []reportFile) (*destination, error) {
	if o.update == "" {
		return nil, nil
	}
	if o.update == "-" {
		return nil, errors.New("--update - must be a file, as standard output is for the report")
	}
	d, err := newDestination(o.update, nil)
	if err != nil {
		return nil, fmt.Errorf("--update: %w", err)
	}
	for _, x := range reports {
		if x.to.file != "" && x.to.file == d.file {
			return nil, fmt.Errorf("--update %s and a report are to be written to the same place", o.update)
		}
	}
	return d, nil
}

// updateBaseline writes what --update asks for, unless nothing was read.
func (o *scanOptions) updateBaseline(ctx context.Context, to *destination, r *analyzer.Report) error {
	if to == nil || r.Coverage.Files == 0 {
		return nil
	}
	r.Baseline.Tools = append(r.Baseline.Tools, version())
	return to.write(ctx, r.Baseline.Save)
}

// destinations returns where a scan writes to.
func destinations(reports []reportFile, baseline *destination) []*destination {
	all := []*destination{baseline}
	for _, x := range reports {
		all = append(all, x.to)
	}
	return all
}

// reports checks --format and --output.
func (o *scanOptions) reports(stdout io.Writer) ([]reportFile, error) {
	var all []reportFile
	written := map[string]string{}
	for _, f := range o.formats {
		name, file, ok := strings.Cut(f, "=")
		if !ok {
			file = o.output
		}
		format, err := report.Lookup(name)
		if err != nil {
			return nil, err
		}
		if file == "" {
			return nil, fmt.Errorf("--format %s must be followed by the name of a file", f)
		}
		to, err := newDestination(file, stdout)
		if err != nil {
			return nil, err
		}
		place := cmp.Or(to.file, file)
		if other, ok := written[place]; ok {
			return nil, fmt.Errorf("--format %s and --format %s are to be written to the same place; use --format %s=FILE", other, f, name)
		}
		written[place] = f
		all = append(all, reportFile{format, to, report.NeedsDetails(name)})
	}
	toOutput := func(format string) bool { return !strings.Contains(format, "=") }
	if o.output != "-" && !slices.ContainsFunc(o.formats, toOutput) {
		return nil, &hintError{fmt.Errorf("--output %s would get nothing, as every --format names a file of its own", o.output), "add -f table, or what else it is to get"}
	}
	return all, nil
}

// selection checks the flags that say what to report.
func (o *scanOptions) selection(now time.Time) (analyzer.Selection, error) {
	var none analyzer.Selection
	if o.top < 0 {
		return none, fmt.Errorf("--top %d must not be negative", o.top)
	}
	if o.exitCode < 0 || o.exitCode > 125 {
		return none, fmt.Errorf("--exit-code %d must be in range [0, 125]", o.exitCode)
	}
	byTime, err := one("--sort", o.sort, map[string]bool{"overall": false, "time": true})
	if err != nil {
		return none, err
	}
	s, err := o.selectionOptions.selection(now)
	s.Top, s.ByTime = o.top, byTime
	return s, err
}

// status returns the error that carries the exit status of a finished scan.
func (o *scanOptions) status(r *analyzer.Report) error {
	err := o.inputOptions.status(&r.Coverage)
	if err == nil && o.exitCode > 0 && len(r.Findings) > 0 {
		err = &exitError{o.exitCode, nil}
	}
	return err
}
