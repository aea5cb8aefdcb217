package report

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/olekukonko/tablewriter/pkg/twwidth"

	"loginodds/analyzer"
)

// sample returns findings of invented people, some with names that are as wide as
// they are long or more.
func sample() []analyzer.Finding {
	var all []analyzer.Finding
	for i, name := range []string{"mei", "佐藤さくら@kawasemi.example", strings.Repeat("long", 30), ""} {
		f := analyzer.Finding{
			Episode:         name,
			EventID:         fmt.Sprintf("0f0f0f0f-0000-4000-8000-%012d", i),
			EventTime:       time.Date(2026, 5, 12, 3, 14, 7, 0, time.UTC),
			Identity:        analyzer.Identity{Key: name, Name: name},
			SourceIPAddress: "2001:db8:aaaa:bbbb:cccc:dddd:eeee:ffff",
			Probability:     analyzer.Probability{Overall: .95, Location: .999999, Browser: math.NaN(), OS: .0001, Device: 0},
		}
		f.Geo.Country, f.Geo.ASN, f.Geo.Organization = "JP", 64500, strings.Repeat("例", 20)
		f.Client.Browser, f.Client.OS = "Chrome", "macOS"
		f.Evidence.FailuresBefore = i
		all = append(all, f)
	}
	return all
}

func table(t *testing.T, o Options) string {
	t.Helper()
	var b strings.Builder
	if err := Table(&b, &analyzer.Report{Findings: sample()}, o); err != nil {
		t.Fatal("writing a table:", err)
	}
	return b.String()
}

// TestTableWidth: no line is wider than the terminal, and every sign-in keeps its
// event id and its overall probability.
func TestTableWidth(t *testing.T) {
	for width := 48; width <= 300; width++ {
		out := table(t, Options{Width: width, Threshold: .9})
		for line := range strings.Lines(out) {
			if got := twwidth.Width(strings.TrimSuffix(line, "\n")); got > width {
				t.Fatalf("width %d: got a line of %d columns: %s", width, got, line)
			}
		}
		for _, f := range sample() {
			if !strings.Contains(out, f.EventID) {
				t.Fatalf("width %d: event id %s is missing in\n%s", width, f.EventID, out)
			}
		}
		if strings.Count(out, "95.0%*") != len(sample()) {
			t.Fatalf("width %d: overall probability is missing in\n%s", width, out)
		}
		if width >= 80 && (!strings.Contains(out, "OS") || !strings.Contains(out, "DEVICE")) {
			t.Fatalf("width %d: a probability is missing in\n%s", width, out)
		}
	}
}

func TestTableColor(t *testing.T) {
	plain, color := table(t, Options{Threshold: .9}), table(t, Options{Threshold: .9, Color: true})
	if strings.Contains(plain, "\x1b") {
		t.Errorf("without colour: got an escape in\n%q", plain)
	}
	if !strings.Contains(color, "\x1b[1;31m95.0%\x1b[0m") || strings.Contains(color, "%*") {
		t.Errorf("with colour: got\n%q", color)
	}
	if got := strings.NewReplacer("\x1b[1;31m", "", "\x1b[0m ", "*").Replace(color); got != plain {
		t.Errorf("colour changes more than colour: got\n%s\nwant\n%s", got, plain)
	}
}

func TestStandsOut(t *testing.T) {
	o := Options{Threshold: .9, On: []analyzer.Feature{analyzer.Overall}}
	if o.standsOut(analyzer.Location, .99) || !o.standsOut(analyzer.Overall, .9) || o.standsOut(analyzer.Overall, math.NaN()) {
		t.Error("a probability stands out if it is compared and reaches the threshold")
	}
}

func TestPercent(t *testing.T) {
	check := func(p float64, want string) {
		t.Helper()
		if got := percent(p); got != want {
			t.Errorf("%v: got %s, want %s", p, got, want)
		}
	}
	check(0, "0.0%")
	check(1e-9, "<0.1%") // it is not impossible
	check(.0005, "0.1%")
	check(.1234, "12.3%")
	check(.9994, "99.9%")
	check(.9996, ">99.9%") // nor certain
	check(1, "100.0%")
}

func TestTerminal(t *testing.T) {
	check := func(in, want string) {
		t.Helper()
		if got := Terminal(in); got != want {
			t.Errorf("%q: got %s, want %s", in, got, want)
		}
	}
	check("mei@kawasemi.example", "mei@kawasemi.example")
	check("佐藤 さくら", "佐藤 さくら")
	check("a\x1b[2Jb", `a\x1b[2Jb`)
	check("a\nb\tc\r\x00\x7f", `a\x0ab\x09c\x0d\x00\x7f`)
	check("\u202eevil\u200b", `\u202eevil\u200b`) // right-to-left override, zero-width space
	check("\u009b31m", `\u009b31m`)               // one-character CSI
	check("a\xffb", `a\xffb`)                     // invalid UTF-8
	check("\ufffd", "\ufffd")
	check("\U000e0001", `\U000e0001`) // a language tag, invisible
}

func FuzzTerminal(f *testing.F) {
	f.Add("mei\x1b[31m\u202e\xff")
	f.Fuzz(func(t *testing.T, s string) {
		for _, r := range Terminal(s) {
			if unsafeRune(r) {
				t.Errorf("%q: got %q", s, r)
			}
		}
	})
}
