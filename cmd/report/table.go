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
	cell  func(f *analyzer.Finding) string
	least int // width to which its cells may be cut; 0: they are never cut
}

// gap is the space between two columns.
const gap = 2

// Table writes one row per finding, in columns that fit the width of the
// terminal: the least important go first, and where even the essential ones are
// too wide, those that name the sign-in share one column on several lines.
func Table(w io.Writer, r *analyzer.Report, o Options) error {
	if len(r.Findings) == 0 {
		_, err := fmt.Fprintf(w, "No sign-in reaches the threshold of %s.\n", percent(o.Threshold))
		return err
	}
	columns, widths := o.fit(r.Findings)
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
	for i := range r.Findings {
		var row []string
		for j, c := range columns {
			row = append(row, cut(c.cell(&r.Findings[i]), widths[j]))
		}
		if err := table.Append(row); err != nil {
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

// fit chooses the columns to show, and the width of each.
func (o Options) fit(all []analyzer.Finding) ([]column, []int) {
	var odds []column
	for _, f := range []analyzer.Feature{analyzer.Overall, analyzer.Location, analyzer.Browser, analyzer.OS, analyzer.Device} {
		odds = append(odds, column{head: strings.ToUpper(f.String()), align: tw.AlignRight, cell: func(x *analyzer.Finding) string {
			return o.probability(f, x.Probability.Of(f))
		}})
	}
	left := func(head string, least int, cell func(f *analyzer.Finding) string) column {
		return column{head, tw.AlignLeft, cell, least}
	}
	at := left("TIME ("+o.zone()+")", 0, func(f *analyzer.Finding) string { return o.time(f.EventTime) })
	who := left("IDENTITY", 16, who)
	from := left("FROM", 22, from)
	with := left("WITH", 15, with)
	id := left("EVENT ID", 0, func(f *analyzer.Finding) string { return Terminal(f.EventID) })
	account := left("ACCOUNT", 0, func(f *analyzer.Finding) string { return Terminal(f.RecipientAccountID) })
	address := left("ADDRESS", 15, func(f *analyzer.Finding) string { return Terminal(f.SourceIPAddress) })
	mfa := left("MFA", 0, func(f *analyzer.Finding) string { return f.MFAUsed })
	outcome := left("OUTCOME", 0, func(f *analyzer.Finding) string { return f.Outcome.String() })
	failures := column{"FAILED BEFORE", tw.AlignRight, func(f *analyzer.Finding) string { return fmt.Sprint(f.Evidence.FailuresBefore) }, 0}
	stacked := left("SIGN-IN ("+o.zone()+")", 36, func(f *analyzer.Finding) string {
		lines := []string{o.time(f.EventTime) + "  " + who.cell(f), from.cell(f), with.cell(f), id.cell(f)}
		if n := f.Evidence.FailuresBefore; n > 0 {
			lines[2] += ", after " + count(n, "failure")
		}
		return strings.Join(lines, "\n")
	})

	for _, columns := range [][]column{
		append(odds[:5:5], at, who, from, with, address, account, mfa, failures, outcome, id),
		append(odds[:5:5], at, who, from, with, address, id),
		append(odds[:5:5], at, who, from, with, id),
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
func (o Options) widths(columns []column, all []analyzer.Finding) ([]int, bool) {
	widths, total := make([]int, len(columns)), gap*(len(columns)-1)
	for i, c := range columns {
		widths[i] = len(c.head)
		for j := range all {
			for line := range strings.SplitSeq(c.cell(&all[j]), "\n") {
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
