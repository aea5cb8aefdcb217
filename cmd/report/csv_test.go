package report

import (
	"encoding/csv"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"

	"loginodds/analyzer"
)

func readCSV(t *testing.T, text string) [][]string {
	t.Helper()
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatalf("reading %q: %v", text, err)
	}
	return rows
}

// TestCSVReadsBack: what a reader gets is what was put in, disarmed, and an empty
// cell where something is unknown.
func TestCSVReadsBack(t *testing.T) {
	r := invented()
	rows := readCSV(t, write(t, "csv", r, Options{}))
	if len(rows) != 1+len(r.Findings) {
		t.Fatalf("got %d rows, want %d", len(rows), 1+len(r.Findings))
	}
	check := func(row int, name, want string) {
		t.Helper()
		if got := rows[row][slices.Index(rows[0], name)]; got != want {
			t.Errorf("row %d, %s: got %q, want %q", row, name, got, want)
		}
	}
	for i := range r.Findings {
		check(1+i, "eventID", Cell(r.Findings[i].EventID))
		check(1+i, "identity.name", Cell(r.Findings[i].Identity.Name))
		check(1+i, "userAgent", Cell(r.Findings[i].UserAgent))
	}
	check(1, "eventTime", "2026-05-12T03:14:07Z")
	check(1, "probability.overall", "0.991476")
	check(1, "probability.device", "1e-09")
	check(1, "evidence.location.usual", "JP (43)")
	check(1, "evidence.notes", "2 failures in the hour before; signed in without MFA")
	check(2, "eventID", "'=cmd|' /C calc'!A0")
	check(3, "eventTime", "")
	check(3, "probability.location", "")
	check(3, "geo.asn", "0")
}

// TestCSVNames: the columns are the members of the JSON, but for the schema.
func TestCSVNames(t *testing.T) {
	f := newFinding(&invented().Findings[0])
	line, err := encode(f)
	if err != nil {
		t.Fatal(err)
	}
	var object map[string]any
	if err := json.Unmarshal(line, &object); err != nil {
		t.Fatal(err)
	}
	delete(object, "schema")
	want := map[string]bool{}
	flatten(want, "", object)
	rows := readCSV(t, write(t, "csv", &analyzer.Report{}, Options{}))
	if got := slices.Sorted(slices.Values(rows[0])); !slices.Equal(got, slices.Sorted(maps.Keys(want))) {
		t.Errorf("got %v, want %v", got, slices.Sorted(maps.Keys(want)))
	}
}

func flatten(names map[string]bool, prefix string, object map[string]any) {
	for name, v := range object {
		if inner, ok := v.(map[string]any); ok {
			flatten(names, prefix+name+".", inner)
			continue
		}
		names[prefix+name] = true
	}
}

func TestCSVLines(t *testing.T) {
	out := write(t, "csv", invented(), Options{})
	if n := strings.Count(out, "\n"); n != strings.Count(out, "\r\n") || n != 1+len(invented().Findings) || !strings.HasSuffix(out, "\r\n") {
		t.Errorf("want %d lines that end with CR LF, got %q", 1+len(invented().Findings), out)
	}
}

func TestCell(t *testing.T) {
	check := func(in, want string) {
		t.Helper()
		if got := Cell(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
	check("", "")
	check("mei", "mei")
	check("mei-lin@kawasemi.example", "mei-lin@kawasemi.example")
	check("=1", "'=1")
	check("+1", "'+1")
	check("-1", "'-1")
	check("@A1", "'@A1")
	check("\tx", `'\x09x`)
	check("\rx", `'\x0dx`)
	check("  =1", "'  =1") // spaces are dropped on import
	check("＝1", "'＝1")     // full width
	check("a;=1", "a;'=1") // where ; separates
	check("a; \"=1", "a;' \"=1")
	check("Mozilla/5.0 (Windows NT 10.0; Win64; x64)", "Mozilla/5.0 (Windows NT 10.0; Win64; x64)")
	check("a=1", "a=1")
}

// FuzzCell: no cell can begin with a formula, and cells survive the writing and
// reading of CSV.
func FuzzCell(f *testing.F) {
	for _, s := range hostile {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		safe := Cell(s)
		for part := range strings.SplitSeq(safe, ";") {
			if part = strings.TrimLeft(part, ` "`); part != "" && strings.ContainsRune("=+-@＝＋－＠", []rune(part)[0]) {
				t.Errorf("%q: got %q", s, safe)
			}
		}
		if strings.ContainsFunc(safe, unsafeRune) {
			t.Errorf("%q: got %q with a control character", s, safe)
		}
		r := &analyzer.Report{Findings: []analyzer.Finding{chosen(invented().Findings[0], s)}}
		rows := readCSV(t, write(t, "csv", r, Options{}))
		if len(rows) != 2 || rows[1][slices.Index(rows[0], "userAgent")] != safe {
			t.Errorf("%q: got rows %q, want a user agent of %q", s, rows, safe)
		}
	})
}
