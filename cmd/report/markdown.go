package report

import (
	"fmt"
	"io"
	"math"
	"strings"

	"loginodds/analyzer"
)

// The summary of a CI job may have 1 MiB at GitHub. Rows and cells are bounded so
// that no report is longer than that.
const (
	markdownRows = 200
	markdownCell = 80  // columns of text in a cell, before it is escaped
	markdownItem = 500 // and in an item of the coverage
)

// Markdown writes a short report for the summary of a CI job, in what GitHub and
// GitLab have in common: a table with a row per episode, and a list of the coverage.
func Markdown(w io.Writer, r *analyzer.Report, o Options) error {
	var b strings.Builder
	fmt.Fprintf(&b, "## Console sign-ins: %d of %d reported\n\n", len(r.Findings), r.Coverage.SignIns.All())
	if len(r.Findings) == 0 {
		b.WriteString(nothing(r, o) + "\n")
	} else {
		fmt.Fprintf(&b, "Probabilities in bold reach the threshold of %s.\n\n", oddsOf(o.Threshold))
		o.markdownTable(&b, rows(r.Findings))
	}
	b.WriteString("\n### Coverage\n\n")
	if err := o.markdownCoverage(&b, r); err != nil {
		return err
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func (o Options) markdownTable(b *strings.Builder, all []*row) {
	fmt.Fprintf(b, "| Overall | Location | Browser | OS | Device | N | First (%s) | Last | Identity | From | With | Address | Account | MFA | Failed before | Outcome | Event ID |\n", o.zone())
	b.WriteString("| ---: | ---: | ---: | ---: | ---: | ---: | --- | --- | --- | --- | --- | --- | --- | --- | ---: | --- | --- |\n")
	for _, r := range all[:min(len(all), markdownRows)] {
		fmt.Fprintf(b, "| %s |\n", strings.Join(o.markdownCells(r), " | "))
	}
	if more := len(all) - markdownRows; more > 0 {
		fmt.Fprintf(b, "\n… and %s, which the other formats have in full.\n", count(more, "more episode"))
	}
}

func (o Options) markdownCells(r *row) []string {
	var cells []string
	for _, f := range []analyzer.Feature{analyzer.Overall, analyzer.Location, analyzer.Browser, analyzer.OS, analyzer.Device} {
		cells = append(cells, o.markdownOdds(f, r.Probability.Of(f)))
	}
	text := func(s string) string { return Code(cut(Terminal(s), markdownCell)) }
	return append(cells,
		fmt.Sprint(r.n),
		o.time(r.first),
		o.time(r.last),
		text(who(r.Finding)),
		text(from(r.Finding)),
		text(with(r.Finding)),
		text(r.SourceIPAddress),
		text(r.RecipientAccountID),
		r.MFAUsed,
		fmt.Sprint(r.failures),
		r.Outcome.String(),
		text(r.EventID),
	)
}

func (o Options) markdownOdds(f analyzer.Feature, p float64) string {
	s := strings.NewReplacer("<", "&lt;", ">", "&gt;").Replace(oddsOf(p))
	if o.standsOut(f, p) {
		return "**" + s + "**"
	}
	return s
}

// markdownCoverage makes a list of the lines of the summary, which begin with one
// word, or with none where they continue the line before.
func (o Options) markdownCoverage(b *strings.Builder, r *analyzer.Report) error {
	var lines strings.Builder
	if err := Summary(&lines, r, o); err != nil {
		return err
	}
	var head string
	for line := range strings.Lines(lines.String()) {
		word, text, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
		if word != "" {
			head = word
		}
		fmt.Fprintf(b, "- %s: %s\n", head, Code(cut(strings.TrimLeft(text, " "), markdownItem)))
	}
	return nil
}

// odds writes a probability.
func oddsOf(p float64) string {
	if math.IsNaN(p) {
		return "n/a"
	}
	return percent(p)
}

// Code makes log text safe in Markdown, by making it a code span. There nothing is
// HTML, a link, a mention or a reference, and what looks like one is not made one
// later. Backticks, which would end the span, and pipes, which would end the cell
// of a table around it, are escaped in the manner of [Terminal].
func Code(s string) string {
	if s == "" {
		return ""
	}
	return "`" + strings.NewReplacer("`", `\x60`, "|", `\x7c`).Replace(Terminal(s)) + "`"
}
