package cmd

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"loginodds/analyzer"
	"loginodds/cmd/report"
)

func newProfileShowCommand() *cobra.Command {
	var o profileShowOptions
	cmd := &cobra.Command{
		Use:   "show [FILE|PATH...]",
		Short: "Show what users usually do",
		Long: `Show prints the histograms of every user: places, browsers, operating systems
and devices with the number of days and the last day, and the hours in UTC. It
reads baselines, which it merges, or logs. Of a fit, which has no profiles, it
says what it was made of.`,
		Example: `  loginodds profile show base.json.gz --user 'alice*'
  loginodds profile show AWSLogs/ -f json |
      jq -r '.identities[] | [.days, .key] | @tsv'

EXIT STATUS
  0    the profiles are shown
  2    bad usage, or nothing could be read
  3    part of the logs could not be read (0 with --allow-partial)
  130  interrupted`,
		RunE: func(cmd *cobra.Command, args []string) error {
			return runProfileShow(cmd.Context(), o, args, cmd.InOrStdin(), cmd.OutOrStdout(), cmd.ErrOrStderr())
		},
	}
	o.AddFlags(cmd.Flags())
	return cmd
}

type profileShowOptions struct {
	inputOptions
	format string
	users  []string
}

// AddFlags declares the flags of profile show.
func (o *profileShowOptions) AddFlags(f *pflag.FlagSet) {
	f.SortFlags = false
	f.StringVarP(&o.format, "format", "f", "text", "write the profiles as `FORMAT`: json or text")
	f.StringSliceVar(&o.users, "user", nil, "show only this `NAME` or identity key; * and ? are wildcards (repeatable)")
	o.inputOptions.AddFlags(f)
}

func runProfileShow(ctx context.Context, o profileShowOptions, paths []string, stdin io.Reader, w, wErr io.Writer) error {
	write, err := one("--format", o.format, map[string]func(io.Writer, *analyzer.Baseline, []analyzer.Profile) error{
		"text": showProfiles, "json": showProfilesJSON,
	})
	if err != nil {
		return err
	}
	if len(paths) == 1 && isSaved(paths[0], analyzer.IsFit) {
		f, err := loadFit(paths[0])
		if err != nil {
			return err
		}
		describeFit(w, f)
		return nil
	}
	var b *analyzer.Baseline
	var status error
	if len(paths) > 0 && isSaved(paths[0], analyzer.IsBaseline) {
		b, err = loadBaselines(paths)
	} else {
		var coverage *analyzer.Coverage
		b, coverage, err = o.buildBaseline(ctx, paths, stdin, wErr, nil)
		if err == nil {
			status = o.status(coverage)
		}
	}
	if err != nil {
		return err
	}
	var profiles []analyzer.Profile
	for p := range b.Profiles() {
		if p.Days() > 0 && (len(o.users) == 0 || analyzer.IsNamed(p, o.users)) {
			profiles = append(profiles, p)
		}
	}
	if err := write(w, b, profiles); err != nil {
		return err
	}
	if !o.quiet && o.format == "text" {
		fmt.Fprintln(wErr)
		describeBaseline(wErr, b)
	}
	return status
}

// shownAttributes are those that people are shown, under their names in JSON.
var shownAttributes = []struct {
	head, name string
	value      func(analyzer.Place, analyzer.Client) string
}{
	{"Place", "places", func(p analyzer.Place, _ analyzer.Client) string {
		if p.Network == "" {
			return p.Country
		}
		return strings.TrimSpace(p.Country + " AS" + p.Network)
	}},
	{"Browser", "browsers", func(_ analyzer.Place, c analyzer.Client) string { return c.Browser }},
	{"OS", "os", func(_ analyzer.Place, c analyzer.Client) string { return c.OS }},
	{"Device", "devices", func(_ analyzer.Place, c analyzer.Client) string { return c.Device }},
}

// valuesShown is how many values of a histogram people are shown. JSON has all.
const valuesShown = 8

func showProfiles(w io.Writer, _ *analyzer.Baseline, profiles []analyzer.Profile) error {
	var b strings.Builder
	for i, p := range profiles {
		if i > 0 {
			b.WriteByte('\n')
		}
		showProfile(&b, p)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func showProfile(b *strings.Builder, p analyzer.Profile) {
	fmt.Fprintf(b, "%s (%s)\n", report.Terminal(strings.Join(analyzer.Names(p), ", ")), report.Terminal(p.Identity))
	if aliases := report.Aliases(analyzer.Aliases(p)); aliases != "" {
		fmt.Fprintf(b, "  also known as %s\n", aliases)
	}
	fmt.Fprintf(b, "  %s, %s to %s", report.Count(p.Days(), "day"), date(p.First().Time()), date(p.Last().Time()))
	if n := p.Failures(); n > 0 {
		fmt.Fprintf(b, "; failures on %s", report.Count(n, "day"))
	}
	b.WriteByte('\n')
	var histograms [][]analyzer.Count
	width := 0
	for _, a := range shownAttributes {
		counts := p.Histogram(a.value)
		for _, c := range counts[:min(len(counts), valuesShown)] {
			width = max(width, utf8.RuneCountInString(report.Terminal(c.Value)))
		}
		histograms = append(histograms, counts)
	}
	for i, counts := range histograms {
		head := shownAttributes[i].head
		for j, c := range counts {
			if j == valuesShown {
				fmt.Fprintf(b, "  %-9s… and %d more\n", "", len(counts)-j)
				break
			}
			fmt.Fprintf(b, "  %-9s%-*s %5d  %s  last %s\n", head, width, report.Terminal(c.Value), c.Days, bar(c.Days, p.Days()), date(c.Last.Time()))
			head = ""
		}
	}
	fmt.Fprintf(b, "  %-9s00 %s 23 UTC\n", "Hours", columnsOf(p.Hours()))
}

func date(t time.Time) string { return t.Format(time.DateOnly) }

// barWidth is the width of a bar of all days.
const barWidth = 20

// bar draws n of so many as a bar, in eighths of a letter. Anything is seen.
func bar(n, of int) string {
	eighths := max(1, (n*barWidth*8+of/2)/of)
	s := strings.Repeat("█", eighths/8)
	if rest := eighths % 8; rest > 0 {
		s += string([]rune("▏▎▍▌▋▊▉")[rest-1])
	}
	return s + strings.Repeat(" ", barWidth-utf8.RuneCountInString(s))
}

// columnsOf draws the hours of the day as columns, the highest full.
func columnsOf(hours [24]int) string {
	most := 1
	for _, n := range hours {
		most = max(most, n)
	}
	var b strings.Builder
	for _, n := range hours {
		if n == 0 {
			b.WriteRune('·')
			continue
		}
		b.WriteRune([]rune("▁▂▃▄▅▆▇█")[(n*8-1)/most])
	}
	return b.String()
}

// profilesSchema is the version of what show prints as JSON.
const profilesSchema = "loginodds.profiles/v1"

type jsonProfiles struct {
	Schema     string        `json:"schema"`
	First      string        `json:"first"`
	Last       string        `json:"last"`
	Identities []jsonProfile `json:"identities"`
}

type jsonProfile struct {
	Key         string      `json:"key"`
	Names       []string    `json:"names"`
	AlsoKnownAs []string    `json:"alsoKnownAs"`
	Types       []string    `json:"types"`
	First       string      `json:"first"`
	Last        string      `json:"last"`
	Days        int         `json:"days"`
	FailureDays int         `json:"failureDays"`
	Places      []jsonCount `json:"places"`
	Browsers    []jsonCount `json:"browsers"`
	OS          []jsonCount `json:"os"`
	Devices     []jsonCount `json:"devices"`
	Hours       [24]int     `json:"hours"`
}

type jsonCount struct {
	Value string `json:"value"`
	Days  int    `json:"days"`
	Last  string `json:"last"`
}

func showProfilesJSON(w io.Writer, b *analyzer.Baseline, profiles []analyzer.Profile) error {
	out := jsonProfiles{Schema: profilesSchema, Identities: []jsonProfile{}}
	if first, last := b.Span(); !first.IsZero() {
		out.First, out.Last = date(first), date(last)
	}
	for _, p := range profiles {
		j := jsonProfile{
			Key: p.Identity, Names: append([]string{}, analyzer.Names(p)...), AlsoKnownAs: append([]string{}, analyzer.Aliases(p)...), Types: append([]string{}, p.Types...),
			First: date(p.First().Time()), Last: date(p.Last().Time()), Days: p.Days(), FailureDays: p.Failures(), Hours: p.Hours(),
		}
		for i, to := range []*[]jsonCount{&j.Places, &j.Browsers, &j.OS, &j.Devices} {
			*to = []jsonCount{}
			for _, c := range p.Histogram(shownAttributes[i].value) {
				*to = append(*to, jsonCount{c.Value, c.Days, date(c.Last.Time())})
			}
		}
		out.Identities = append(out.Identities, j)
	}
	return writeJSON(w, out)
}

func writeJSON(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(v)
}
