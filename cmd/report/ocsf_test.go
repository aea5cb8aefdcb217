package report

import (
	"math"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"loginodds/analyzer"
)

// loadOCSF compiles the schema once, which takes longer than to validate with it.
var loadOCSF = sync.OnceValues(func() (*jsonschema.Schema, error) {
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	return c.Compile("testdata/ocsf-detection-finding.schema.json")
})

func compileOCSF(t *testing.T) *jsonschema.Schema {
	t.Helper()
	schema, err := loadOCSF()
	if err != nil {
		t.Fatal("compiling the schema:", err)
	}
	return schema
}

// validateOCSF validates every line with the part of the OCSF schema that we use,
// and returns the lines as JSON values.
func validateOCSF(t *testing.T, r *analyzer.Report) []map[string]any {
	t.Helper()
	schema := compileOCSF(t)
	var all []map[string]any
	for line := range strings.Lines(write(t, "ocsf", r, Options{Threshold: .9})) {
		v, err := jsonschema.UnmarshalJSON(strings.NewReader(line))
		if err != nil {
			t.Fatalf("decoding %s: %v", line, err)
		}
		if err := schema.Validate(v); err != nil {
			t.Errorf("validating %s: %v", line, err)
		}
		all = append(all, v.(map[string]any))
	}
	if len(all) != len(r.Findings) {
		t.Errorf("got %d lines, want %d", len(all), len(r.Findings))
	}
	return all
}

// TestOCSFValid: a finding is valid, whatever is unknown of it and whatever was
// written into it.
func TestOCSFValid(t *testing.T) {
	r := invented()
	for _, s := range hostile {
		r.Findings = append(r.Findings, chosen(r.Findings[0], s))
	}
	nan := math.NaN()
	r.Findings = append(r.Findings, analyzer.Finding{EventName: "ConsoleLogin", Probability: analyzer.Probability{Overall: nan, Location: nan, Browser: nan, OS: nan, Device: nan}})
	validateOCSF(t, r)
}

// TestOCSFInvalid: the schema sees what is wrong.
func TestOCSFInvalid(t *testing.T) {
	schema := compileOCSF(t)
	line := write(t, "ocsf", &analyzer.Report{Findings: invented().Findings[:1]}, Options{})
	check := func(old, new string) {
		t.Helper()
		v, err := jsonschema.UnmarshalJSON(strings.NewReader(strings.Replace(line, old, new, 1)))
		if err != nil || !strings.Contains(line, old) {
			t.Fatalf("replacing %s: %v", old, err)
		}
		if schema.Validate(v) == nil {
			t.Errorf("%s is valid in place of %s", new, old)
		}
	}
	check(`"class_uid":2004`, `"class_uid":2001`)
	check(`"time":1778555647000,`, ``)
	check(`"time":1778555647000,`, `"time":1778555647000000,`) // microseconds
	check(`"severity_id":4`, `"severity_id":7`)
	check(`"ip":"192.0.2.7"`, `"ip":"AWS Internal"`)
	check(`"country":"US"`, `"country":"USA"`)
	check(`"city":"Ashburn"`, `"city":""`)
	check(`"user_agent"`, `"userAgent"`)
}

// TestOCSFUID: a finding is known by the event it is about, so that a second scan
// does not make it another.
func TestOCSFUID(t *testing.T) {
	r := invented()
	r.Findings = append(r.Findings, analyzer.Finding{EventName: "ConsoleLogin", File: "a.csv", Record: 3})
	lines := validateOCSF(t, r)
	check := func(i int, want string) {
		t.Helper()
		if got := lines[i]["finding_info"].(map[string]any)["uid"]; got != want {
			t.Errorf("line %d: got %v, want %s", i, got, want)
		}
	}
	check(0, "loginodds:276b880a-9cdf-4389-8a48-1cd5d1ce664e")
	check(len(lines)-1, "loginodds:a.csv:3") // without an event id
}

func TestOCSFGrades(t *testing.T) {
	check := func(p float64, severity, confidence string) {
		t.Helper()
		if got := ocsfSeverity(p).caption; got != severity {
			t.Errorf("%v: got severity %s, want %s", p, got, severity)
		}
		if got := ocsfConfidence(p).caption; got != confidence {
			t.Errorf("%v: got confidence %s, want %s", p, got, confidence)
		}
	}
	check(1, "High", "High")
	check(.95, "High", "High")
	check(.9499, "Medium", "High")
	check(.9, "Medium", "High")
	check(.8, "Medium", "Medium")
	check(.5, "Low", "Medium")
	check(.4999, "Informational", "Low")
	check(0, "Informational", "Low")
	check(math.NaN(), "Unknown", "Unknown")
}

// TestOCSFTime: milliseconds, or 0 where the record says none.
func TestOCSFTime(t *testing.T) {
	r := invented()
	r.Findings = r.Findings[:1]
	check := func(at time.Time, want string) {
		t.Helper()
		r.Findings[0].EventTime = at
		if got := write(t, "ocsf", r, Options{}); !strings.Contains(got, want) {
			t.Errorf("%v: got %s, want %s", at, got, want)
		}
	}
	check(time.Date(2026, 5, 12, 3, 14, 7, 123456789, time.UTC), `"time":1778555647123,`) // date -ud 2026-05-12T03:14:07 +%s
	check(time.Time{}, `"time":0,`)
}
