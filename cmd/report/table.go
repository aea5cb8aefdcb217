package report

import (
	"fmt"
	"io"
	"math"
	"strings"
	"time"

	"github.com/olekukonko/tablewriter"
	"github.com/olekukonko/tablewriter/pkg/twwidth"
	"github.com/olekukonko/tablewriter/renderer"
	"github.com/olekukonko/tablewriter/tw"

	"loginodds/analyzer"
)

// A column is one property of a sign-in.
type column struct {
	head  string
	align tw.Align
	cell  func(r *row) string
	least int // width to which its cells may be cut; 0: they are never cut
}

// gap is the space between two columns.
const gap = 2

// Table writes one row per episode, in columns that fit the width of the
// terminal: the least important go first, and where even the essential ones are
// too wide, those that name the sign-in share one column on several lines.
func Table(w io.Writer, r *analyzer.Report, o Options) error {
	if len(r.Findings) == 0 {
		_, err := fmt.Fprintln(w, nothing(r, o))
		return err
	}
	all := rows(r.Findings)
	columns, widths := o.fit(all)
	var b strings.Builder
	table := tablewriter.NewTable(&b,
		tablewriter.WithEastAsian(tw.Off),
		tablewriter.WithTrimSpace(tw.Off),
		tablewriter.WithHeaderAutoFormat(tw.Off),
		tablewriter.WithHeaderAutoWrap(tw.WrapNone),
		tablewriter.WithRowAutoWrap(tw.WrapNone),
		tablewriter.WithPadding(tw.Padding{Left: "", Right: strings.Repeat(" ", gap), Overwrite: true}),
		tablewriter.WithRenderer(renderer.NewBlueprint(tw.Rendition{
			Borders: tw.BorderNone,
			Settings: tw.Settings{
				Separators: tw.Separators{BetweenColumns: tw.Off, BetweenRows: tw.Off},
				Lines:      tw.Lines{ShowHeaderLine: tw.Off, ShowTop: tw.Off, ShowBottom: tw.Off, ShowFooterLine: tw.Off},
			},
		})),
	)
	var heads []string
	var aligns []tw.Align
	for _, c := range columns {
		heads, aligns = append(heads, c.head), append(aligns, c.align)
	}
	table.Configure(func(c *tablewriter.Config) {
		c.Header.Alignment.PerColumn = aligns
		c.Row.Alignment.PerColumn = aligns
	})
	table.Header(heads)
	for _, r := range all {
		var cells []string
		for j, c := range columns {
			cells = append(cells, cut(c.cell(r), widths[j]))
		}
		if err := table.Append(cells); err != nil {
			return err
		}
	}
	if err := table.Render(); err != nil {
		return err
	}
	// The last column is padded as the others are, which would wrap at the edge.
	for line := range strings.Lines(b.String()) {
		if _, err := fmt.Fprintln(w, strings.TrimRight(line, " \n")); err != nil {
			return err
		}
	}
	return nil
}

// nothing says why a report is empty. One whose findings are all known does not
// look like one without any.
func nothing(r *analyzer.Report, o Options) string {
	if n := r.SuppressedCount().Findings; n > 0 {
		return fmt.Sprintf("Nothing to report, but %s suppressed.", count(n, "finding"))
	}
	return fmt.Sprintf("No sign-in reaches the threshold of %s.", percent(o.Threshold))
}

// fit chooses the columns to show, and the width of each.
func (o Options) fit(all []*row) ([]column, []int) {
	var odds []column
	for _, f := range []analyzer.Feature{analyzer.Overall, analyzer.Location, analyzer.Browser, analyzer.OS, analyzer.Device} {
		odds = append(odds, column{strings.ToUpper(f.String()), tw.AlignRight, func(r *row) string { return o.probability(f, r.Probability.Of(f)) }, 0})
	}
	left := func(head string, least int, cell func(r *row) string) column {
		return column{head, tw.AlignLeft, cell, least}
	}
	at := left("TIME ("+o.zone()+")", 0, func(r *row) string { return o.time(r.first) })
	last := left("LAST", 0, func(r *row) string { return o.time(r.last) })
	times := column{"N", tw.AlignRight, func(r *row) string { return fmt.Sprint(r.n) }, 0}
	who := left("IDENTITY", 16, func(r *row) string { return who(r.Finding) })
	from := left("FROM", 20, func(r *row) string { return from(r.Finding) })
	with := left("WITH", 15, func(r *row) string { return with(r.Finding) })
	id := left("EVENT ID", 0, func(r *row) string { return Terminal(r.EventID) })
	account := left("ACCOUNT", 0, func(r *row) string { return Terminal(r.RecipientAccountID) })
	address := left("ADDRESS", 15, func(r *row) string { return Terminal(r.SourceIPAddress) })
	mfa := left("MFA", 0, func(r *row) string { return r.MFAUsed })
	outcome := left("OUTCOME", 0, func(r *row) string { return r.Outcome.String() })
	failures := column{"FAILED BEFORE", tw.AlignRight, func(r *row) string { return fmt.Sprint(r.failures) }, 0}
	stacked := left("SIGN-IN ("+o.zone()+")", 36, o.stacked)

	for _, columns := range [][]column{
		append(odds[:5:5], times, at, last, who, from, with, address, account, mfa, failures, outcome, id),
		append(odds[:5:5], times, at, who, from, with, address, id),
		append(odds[:5:5], times, at, who, from, with, id),
		append(odds[:5:5], stacked),
		append(odds[:3:3], stacked),
	} {
		if widths, ok := o.widths(columns, all); ok {
			return columns, widths
		}
	}
	columns := append(odds[:1:1], stacked)
	widths, _ := o.widths(columns, all)
	return columns, widths
}

// widths returns the width of each column, and whether all fit side by side.
func (o Options) widths(columns []column, all []*row) ([]int, bool) {
	widths, total := make([]int, len(columns)), gap*(len(columns)-1)
	for i, c := range columns {
		widths[i] = len(c.head)
		for _, r := range all {
			for line := range strings.SplitSeq(c.cell(r), "\n") {
				widths[i] = max(widths[i], twwidth.Width(line))
			}
		}
		total += widths[i]
	}
	if o.Width <= 0 {
		return widths, true
	}
	// Cut the widest column that may be cut until all fit.
	for total > o.Width {
		widest := -1
		for i, c := range columns {
			if c.least > 0 && widths[i] > max(c.least, len(c.head)) && (widest < 0 || widths[i] > widths[widest]) {
				widest = i
			}
		}
		if widest < 0 {
			return widths, false
		}
		widths[widest]--
		total--
	}
	return widths, true
}

// cut shortens every line of a cell to width columns.
func cut(cell string, width int) string {
	lines := strings.Split(cell, "\n")
	for i, line := range lines {
		if twwidth.Width(line) > width {
			lines[i] = twwidth.Truncate(line, width, "…")
		}
	}
	return strings.Join(lines, "\n")
}

func (o Options) time(t time.Time) string {
	if t.IsZero() {
		return "unknown"
	}
	if o.Location == nil {
		o.Location = time.UTC
	}
	return t.In(o.Location).Format("2006-01-02 15:04")
}

// zone names the time zone of the times.
func (o Options) zone() string {
	if o.Location == nil {
		return "UTC"
	}
	return o.Location.String()
}

func who(f *analyzer.Finding) string {
	if f.Identity.Name == "" {
		return "(name hidden)"
	}
	return Terminal(f.Identity.Name)
}

func from(f *analyzer.Finding) string {
	if f.Geo.Kind == "named" {
		return Terminal(f.Geo.Organization)
	}
	var parts []string
	for _, s := range []string{f.Geo.City, f.Geo.Country} {
		if s != "" {
			parts = append(parts, s)
		}
	}
	if f.Geo.ASN != 0 {
		parts = append(parts, strings.TrimSpace(fmt.Sprintf("AS%d %s", f.Geo.ASN, f.Geo.Organization)))
	}
	if f.Geo.Kind != "" && len(parts) == 0 {
		parts = append(parts, string(f.Geo.Kind), f.SourceIPAddress)
	}
	return Terminal(strings.Join(parts, " "))
}

func with(f *analyzer.Finding) string {
	c := f.Client
	switch {
	case c.Browser != "" && c.OS != "":
		return Terminal(c.Browser + " on " + c.OS)
	case c.Browser != "":
		return Terminal(c.Browser)
	case c.OS != "":
		return Terminal(c.OS)
	}
	return "unknown"
}

// probability writes a probability, and makes it stand out where it is one that
// made the sign-in anomalous: in red on a terminal with colour, else by a star.
func (o Options) probability(f analyzer.Feature, p float64) string {
	switch {
	case math.IsNaN(p):
		return "n/a "
	case !o.standsOut(f, p):
		return percent(p) + " "
	case o.Color:
		return "\x1b[1;31m" + percent(p) + "\x1b[0m "
	}
	return percent(p) + "*"
}

// percent never rounds to certainty.
func percent(p float64) string {
	switch {
	case p > 0 && p < .0005:
		return "<0.1%"
	case p < 1 && p >= .9995:
		return ">99.9%"
	}
	return fmt.Sprintf("%.1f%%", 100*p)
}
