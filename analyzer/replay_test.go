package analyzer

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

// past scores a log prequentially, and returns every finding as JSON by event id.
func past(t *testing.T, all []login, workers int, selection Selection) map[string]string {
	t.Helper()
	selection.All = true
	r := run(t, Options{Paths: []string{"-"}, Stdin: strings.NewReader(records(all)), Select: selection, Prequential: true, Workers: workers})
	if len(r.Coverage.Remarks) != 1 || r.Coverage.Identities != 8 {
		t.Errorf("got remarks %q and %d identities", r.Coverage.Remarks, r.Coverage.Identities)
	}
	out := map[string]string{}
	for _, f := range r.Findings {
		f.Record = 0
		j, err := json.Marshal(f)
		if err != nil {
			t.Fatal("encoding:", err)
		}
		out[f.EventID] = string(bytes.TrimSpace(j))
	}
	return out
}

// TestPrequential: what comes later changes nothing, nor does the number of workers or
// what else is selected; and a sign-in is compared with what came before.
func TestPrequential(t *testing.T) {
	all := office()
	early := slices.DeleteFunc(office(), func(l login) bool { return !l.at.Before(start.AddDate(0, 0, 70)) })
	whole, half := past(t, all, 1, Selection{}), past(t, early, 3, Selection{})
	if len(half) != len(early) || len(half) < 500 {
		t.Fatalf("got %d findings of %d sign-ins", len(half), len(early))
	}
	for id, want := range half {
		if whole[id] != want {
			t.Fatalf("%s: got %s, want %s, as without the days after", id, whole[id], want)
		}
	}
	alone := past(t, all, 2, Selection{Since: start.AddDate(0, 0, 60), Until: start.AddDate(0, 0, 61)})
	if alone["stolen"] != whole["stolen"] || len(alone) > 10 {
		t.Errorf("got %s of %d, want %s, as when all are selected", alone["stolen"], len(alone), whole["stolen"])
	}
}

// TestPrequentialHistory: the histories are those of the days before.
func TestPrequentialHistory(t *testing.T) {
	r := run(t, Options{Paths: []string{"-"}, Stdin: strings.NewReader(records(office())), Select: Selection{All: true}, Prequential: true})
	if f := find(t, r, "stolen"); f.Evidence.Days != 60 || f.Probability.Overall < .5 || f.Probability.Location < .9 {
		t.Errorf("got %d days, %+v, want 60 days and suspicion", f.Evidence.Days, f.Probability)
	}
	first := find(t, r, "person30")
	if want := "no successful sign-in of this identity is in the logs of the days before"; first.Evidence.Days != 0 || first.Probability.Overall > .5 || !slices.Contains(first.Evidence.Notes, want) {
		t.Errorf("got %+v, %+v for a first sign-in", first.Probability, first.Evidence)
	}
	// An innocent value is new but once. What is done from the same network with the same
	// client is left out, so it is seen from another one that the identity has.
	moved := append(office(), login{"new", "person1", tokyo, edgeWindows, start.AddDate(0, 0, 80), false},
		login{"still", "person1", tokyo, edgeWindows, start.AddDate(0, 0, 81), false},
		login{"known", "person1", osaka, edgeWindows, start.AddDate(0, 0, 89).Add(time.Hour), false})
	r = run(t, Options{Paths: []string{"-"}, Stdin: strings.NewReader(records(moved)), Select: Selection{All: true}, Prequential: true})
	for id, want := range map[string]int{"new": 0, "still": 0, "known": 2} {
		if got := find(t, r, id).Evidence.OS.SeenDays; got != want {
			t.Errorf("%s: got the OS seen on %d days before, want %d", id, got, want)
		}
	}
	if first, then := find(t, r, "new").Probability, find(t, r, "known").Probability; then.OS >= first.OS {
		t.Errorf("got %v for the OS at first and %v once it is known", first.OS, then.OS)
	}
}

// osaka is an address of another access network in Japan.
const osaka = "153.160.112.9"

// TestPrequentialWorkers: the number of workers changes nothing, not a bit of what is
// explained, though all judge by what the same model has learned. The log has all that
// depends on others: a new network of several, strange blocks, failures and journeys.
func TestPrequentialWorkers(t *testing.T) {
	all := slices.Concat(office(), journeys(), newcomers())
	for i, user := range []string{"person5", "person6", "person7"} {
		at := start.AddDate(0, 0, 70+i)
		all = append(all, login{"moved" + user, user, osaka, chromeMac, at.Add(time.Hour), false},
			login{"strange" + user, user, virginia, edgeWindows, at.Add(2 * time.Hour), false},
			login{"failed" + user, user, virginia, edgeWindows, at.Add(time.Hour), true})
	}
	scores := func(workers int) string {
		o := Options{Paths: []string{"-"}, Stdin: strings.NewReader(records(all)), Select: Selection{All: true, Outcomes: []Outcome{Success, Failure, Unknown}}, Prequential: true, Details: true, Workers: workers}
		var b strings.Builder
		for _, f := range run(t, o).Findings {
			x := *f.Explanation
			f.Explanation = nil
			fmt.Fprintf(&b, "%+v %+v\n", f, x)
		}
		return b.String()
	}
	want := scores(1)
	if n := strings.Count(want, "\n"); n != len(all) {
		t.Fatalf("got %d findings of %d sign-ins", n, len(all))
	}
	for workers := 2; workers <= 6; workers++ {
		if got := scores(workers); got != want {
			t.Errorf("%d workers: got other findings than with one", workers)
		}
	}
}

// TestPrequentialExplained: explain gives the numbers of the scan.
func TestPrequentialExplained(t *testing.T) {
	dir := t.TempDir()
	write(t, dir+"/log.json", []byte(records(office())))
	o := Options{Paths: []string{dir}, Prequential: true, Select: Selection{All: true}}
	want := find(t, run(t, o), "stolen")
	all, _, err := Explain(t.Context(), o, "stolen")
	if err != nil {
		t.Fatal("explaining:", err)
	}
	if got := all[0].Finding; got.Probability != want.Probability || got.Explanation.Strand.Held {
		t.Errorf("got %+v, held %v, want %+v, not held", got.Probability, got.Explanation.Strand.Held, want.Probability)
	}
}
