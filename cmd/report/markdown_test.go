package report

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"loginodds/analyzer"
)

// outside returns what of a line of Markdown is not in code spans.
func outside(line string) string {
	var out []string
	for i, part := range strings.Split(line, "`") {
		if i%2 == 0 {
			out = append(out, part)
		}
	}
	return strings.Join(out, "")
}

// checkMarkdown checks that the words of the log have not left their cells: every
// row has the cells of the first, the items of the coverage are as many as the
// lines of the summary, and all else is ours.
func checkMarkdown(t *testing.T, r *analyzer.Report) {
	t.Helper()
	out := write(t, "markdown", r, Options{Threshold: .9})
	if !strings.HasSuffix(out, "\n") {
		t.Errorf("got no final newline in %q", out)
	}
	var lines, items int
	for line := range strings.Lines(out) {
		if n := strings.Count(line, "`"); n%2 != 0 {
			t.Fatalf("got %d backticks in %q", n, line)
		}
		if s := outside(line); strings.ContainsAny(s, "<>[]@\\") {
			t.Errorf("got %q outside of code", s)
		}
		switch line[0] {
		case '|':
			lines++
			if n := strings.Count(line, "|"); n != 18 {
				t.Errorf("got %d pipes, want 18, in %q", n, line)
			}
		case '-':
			items++
		}
	}
	var summary strings.Builder
	if err := Summary(&summary, r, Options{}); err != nil {
		t.Fatal(err)
	}
	if want := strings.Count(summary.String(), "\n"); items != want {
		t.Errorf("got %d items, want %d, in\n%s", items, want, out)
	}
	if want := 2 + len(rows(r.Findings)); lines != want {
		t.Errorf("got %d rows, want %d, in\n%s", lines, want, out)
	}
}

func TestMarkdownCells(t *testing.T) {
	r := invented()
	for _, s := range hostile {
		r.Findings = append(r.Findings, chosen(r.Findings[0], s))
		r.Coverage.Damaged[0].File = s
		checkMarkdown(t, r)
	}
}

func FuzzMarkdown(f *testing.F) {
	for _, s := range hostile {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		r := invented()
		r.Findings = []analyzer.Finding{chosen(r.Findings[0], s)}
		r.Coverage.Damaged[0].File = s
		checkMarkdown(t, r)
	})
}

// TestMarkdownSize: a summary of GitHub may have 1 MiB, whatever is in the log.
func TestMarkdownSize(t *testing.T) {
	r := invented()
	r.Findings = slices.Repeat([]analyzer.Finding{chosen(r.Findings[0], strings.Repeat("|", 2000))}, 1000)
	for i := range r.Findings {
		r.Findings[i].Episode = fmt.Sprint(i)
	}
	r.Coverage.Damaged = slices.Repeat([]analyzer.Damage{{File: strings.Repeat("`", 5000), Offset: -1}}, 1000)
	out := write(t, "markdown", r, Options{})
	if len(out) > 1<<20 {
		t.Errorf("got %d bytes", len(out))
	}
	if n := strings.Count(out, "\n| "); n != markdownRows+2 || !strings.Contains(out, "\n… and 800 more episodes") {
		t.Errorf("got %d rows, want %d and how many more there are", n, markdownRows+2)
	}
}

func TestMarkdownOdds(t *testing.T) {
	o := Options{Threshold: .9, On: []analyzer.Feature{analyzer.Overall}}
	check := func(f analyzer.Feature, p float64, want string) {
		t.Helper()
		if got := o.markdownOdds(f, p); got != want {
			t.Errorf("%v %v: got %s, want %s", f, p, got, want)
		}
	}
	check(analyzer.Overall, .95, "**95.0%**")
	check(analyzer.Overall, .99999, "**&gt;99.9%**")
	check(analyzer.Overall, .5, "50.0%")
	check(analyzer.OS, .95, "95.0%") // not compared
	check(analyzer.OS, 1e-9, "&lt;0.1%")
	check(analyzer.OS, math.NaN(), "n/a")
}

func TestCode(t *testing.T) {
	check := func(in, want string) {
		t.Helper()
		if got := Code(in); got != want {
			t.Errorf("%q: got %s, want %s", in, got, want)
		}
	}
	check("", "") // two backticks would open a span
	check("mei", "`mei`")
	check("a|b", "`a\\x7cb`")
	check("`a``", "`\\x60a\\x60\\x60`")
	check("a\nb", "`a\\x0ab`")
	check("@team #1 <b>", "`@team #1 <b>`") // nothing of it means anything in code
	check("\u202e", "`\\u202e`")
	check("佐藤 さくら", "`佐藤 さくら`")
}
