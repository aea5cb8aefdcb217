package analyzer

import (
	"bytes"
	"math"
	"slices"
	"strings"
	"testing"
)

// TestPrior: the odds of every overall probability are proportional to the prior, in
// whatever way it is computed, and the other probabilities do not depend on it.
func TestPrior(t *testing.T) {
	all := append(office(), newcomers()...)
	file, b := writeLogs(t, all), build(t, writeLogs(t, office()))
	fit := fitOf(t, strings.NewReader(records(all)))
	of := func(f []Finding) map[string]Probability {
		p := map[string]Probability{}
		for _, x := range f {
			p[x.EventID] = x.Probability
		}
		return p
	}
	stream := func(prior float64) []Finding {
		var lines bytes.Buffer
		_, _, err := Extract(t.Context(), Options{Paths: []string{file}, Keyed: true}, &lines)
		if err != nil {
			t.Fatal("extracting:", err)
		}
		sorted := strings.SplitAfter(strings.TrimSuffix(lines.String(), "\n"), "\n")
		slices.Sort(sorted)
		var found []Finding
		if _, err := ScoreStream(t.Context(), Options{Prior: prior, Select: Selection{All: true}}, fit, strings.NewReader(strings.Join(sorted, "")), func(f []Finding) error {
			found = append(found, f...)
			return nil
		}); err != nil {
			t.Fatal("scoring:", err)
		}
		return found
	}
	scan := func(o Options) func(float64) []Finding {
		return func(prior float64) []Finding {
			o.Paths, o.Prior, o.Select = []string{file}, prior, Selection{All: true}
			return run(t, o).Findings
		}
	}
	odds := func(p float64) float64 { return p / (1 - p) }
	for what, score := range map[string]func(float64) []Finding{
		"scan": scan(Options{}), "live": scan(Options{Prequential: true}), "a baseline": scan(Options{Baseline: b}), "a stream": stream,
	} {
		plain, same, likely := of(score(0)), of(score(DefaultPrior)), of(score(10*DefaultPrior))
		if len(plain) < len(all)-1 {
			t.Errorf("%s: got %d findings of %d sign-ins", what, len(plain), len(all))
		}
		for id, p := range plain {
			if same[id] != p {
				t.Errorf("%s, %s: got %v with the default and %v without a prior", what, id, same[id], p)
			}
			q := likely[id]
			rounded := 1e-5/(1-p.Overall) + 1e-5/(1-q.Overall) // to six digits, both
			if want := 10 * odds(p.Overall); math.Abs(odds(q.Overall)/want-1) > rounded {
				t.Errorf("%s, %s: got the odds %v, want %v", what, id, odds(q.Overall), want)
			}
			if q.Overall = p.Overall; q != p {
				t.Errorf("%s, %s: got %v for the attributes, want %v", what, id, q, p)
			}
		}
	}
}
