package report

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"loginodds/analyzer"
)

// checkTimesketch checks what Timesketch wants of every line: that it is a flat
// object with a message and a time that it can parse.
func checkTimesketch(t *testing.T, r *analyzer.Report) {
	t.Helper()
	n := 0
	for line := range strings.Lines(write(t, "timesketch", r, Options{Threshold: .9})) {
		n++
		var event map[string]any
		if err := json.Unmarshal([]byte(line), &event); err != nil {
			t.Fatalf("decoding %s: %v", line, err)
		}
		for name, v := range event {
			if _, ok := v.(map[string]any); ok {
				t.Errorf("%s is not flat in %s", name, line)
			}
		}
		message, _ := event["message"].(string)
		if message == "" || strings.ContainsFunc(message, unsafeRune) {
			t.Errorf("got message %q", message)
		}
		if desc, _ := event["timestamp_desc"].(string); desc == "" {
			t.Errorf("got no timestamp_desc in %s", line)
		}
		datetime, _ := event["datetime"].(string)
		at, err := time.Parse("2006-01-02T15:04:05.999999-07:00", datetime)
		if err != nil {
			t.Fatalf("parsing datetime: %v", err)
		}
		if got := event["timestamp"]; got != float64(at.UnixMicro()) {
			t.Errorf("got timestamp %v, want %d as in %s", got, at.UnixMicro(), datetime)
		}
	}
	if n != len(r.Findings) {
		t.Errorf("got %d lines, want %d", n, len(r.Findings))
	}
}

// FuzzTimesketch is for OCSF as well: each finding is one line of JSON.
func FuzzTimesketch(f *testing.F) {
	for _, s := range hostile {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		r := invented()
		r.Findings = append(r.Findings, chosen(r.Findings[0], s))
		checkTimesketch(t, r)
		validateOCSF(t, r)
	})
}

func TestSentence(t *testing.T) {
	all := invented().Findings
	check := func(i int, want string) {
		t.Helper()
		if got := sentence(&all[i]); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	check(0, "ConsoleLogin (success) of mei from Ashburn US AS64500 Example Hosting, Inc. with Edge on Windows, anomaly probability 99.1%")
	check(2, "ConsoleLogin (failure) of (name hidden) from service AWS Internal with unknown, anomaly probability 50.0%")
}
