package profile

import (
	"cmp"
	"compress/gzip"
	"encoding/csv"
	"fmt"
	"io"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// A labelled sign-in is one of a generated organisation, and what it really is; see
// testdata/README.md.
type labelled struct {
	organisation, identity string
	o                      Observation
	attack, incident       string // "" if it is its user's
	k                      int    // sign-ins of the incident
	outside                bool   // the place comes from outside the habit
}

// weight makes every incident weigh 1, however long it is.
func (s *labelled) weight() float64 {
	if s.attack == "" {
		return 1
	}
	return 1 / float64(s.k)
}

func readLabelled(t *testing.T) []labelled {
	t.Helper()
	f, err := os.Open("testdata/labelled.csv.gz")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(z).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	number := func(s string) int { n, _ := strconv.Atoi(s); return n }
	var all []labelled
	for _, r := range rows[1:] {
		all = append(all, labelled{
			organisation: r[0], identity: r[1],
			o: Observation{
				Day: Day(number(r[2])), Hour: number(r[3]),
				Place:  Place{Country: r[4], Network: r[5], Prefix: r[6], Hosting: r[7] != ""},
				Client: Client{Device: r[8], OS: r[9], Browser: r[10]}, Failed: r[11] != "",
			},
			attack: r[12], incident: r[13], k: number(r[14]), outside: r[15] != "",
		})
	}
	return all
}

// TestQuality measures how well takeovers are told from innocent sign-ins, beside
// the number of new values that rules count. It prints the tables with -v: with
// them, a change of the model shows what it does. What it demands is some way below
// what is reached, so that it fails when something breaks.
func TestQuality(t *testing.T) {
	all := readLabelled(t)
	scores := make([]Score, len(all))
	past, others := make([]float64, len(all)), make([]float64, len(all))
	for from := 0; from < len(all); {
		to := from
		for to < len(all) && all[to].organisation == all[from].organisation {
			to++
		}
		score(all[from:to], scores[from:to])
		newValues(all[from:to], past[from:to], others[from:to])
		from = to
	}
	overall := make([]float64, len(all))
	for i := range scores {
		overall[i] = scores[i].Overall
	}
	var b strings.Builder
	table := func(name string, scores []float64) quality {
		q := rank(all, scores, func(*labelled) bool { return true })
		fmt.Fprintf(&b, "%-28s %s\n", name, q)
		return q
	}
	fmt.Fprintf(&b, "\n%-28s    AUC     PR   @.1%%    @1%%   @10%%\n", "")
	got := table("overall", overall)
	rule := table("new values, past only", past)
	table("new values, leave-one-out", others)
	for _, attack := range []string{"naive", "vpn_cc", "same_browser", "targeted", "very_targeted"} {
		fmt.Fprintf(&b, "%-28s %s\n", "  of "+attack, rank(all, overall, func(s *labelled) bool { return s.attack == attack }))
	}
	for _, k := range [][2]int{{1, 1}, {2, 10}, {11, 1000}} {
		fmt.Fprintf(&b, "%-28s %s\n", fmt.Sprintf("  of %d to %d sign-ins", k[0], k[1]),
			rank(all, overall, func(s *labelled) bool { return s.k >= k[0] && s.k <= k[1] }))
	}
	reliability(&b, "overall", all, func(i int) (float64, bool) { return scores[i].Overall, all[i].attack != "" })
	reliability(&b, "location", all, func(i int) (float64, bool) { return scores[i].Location, all[i].outside })
	precision, recall := at(all, overall, .5)
	high, _ := at(all, overall, .9)
	var outside, told float64
	for i := range scores {
		if scores[i].Location >= .9 {
			told++
			if all[i].outside {
				outside++
			}
		}
	}
	fmt.Fprintf(&b, "\nat overall ≥ .5: precision %.3f, recall of incidents %.3f\n", precision, recall)
	t.Log(b.String())

	if got.auc < .96 || got.ap < .65 || got.t1 < .75 || got.ap < 5*rule.ap {
		t.Errorf("got %s, want at least AUC .96, PR .65, @1%% .75, and five times the PR of new values (%s)", got, rule)
	}
	if high < .9 || outside < .95*told {
		t.Errorf("at .9: got precision %.3f of overall, and %.3f of location, want at least .9 and .95", high, outside/told)
	}
	if precision < .95 || recall < .4 {
		t.Errorf("at overall ≥ .5: got precision %.3f, recall %.3f, want at least .95 and .4", precision, recall)
	}
}

// score scores one organisation.
func score(all []labelled, out []Score) {
	var set Set
	for _, s := range all {
		set.Add(s.identity, s.o)
	}
	m := set.Fit()
	scorers := map[string]*Scorer{}
	for i, s := range all {
		if scorers[s.identity] == nil {
			scorers[s.identity] = m.Identity(s.identity)
		}
		out[i] = scorers[s.identity].Score(s.o)
	}
}

// newValues counts the attributes of a sign-in that the identity has not shown
// before, and not in any other sign-in.
func newValues(all []labelled, past, others []float64) {
	values := func(s *labelled) [5]string {
		p, c := s.o.Place, s.o.Client
		return [5]string{p.Country, p.Network, c.Browser, c.OS, c.Device}
	}
	type key struct {
		identity  string
		attribute int
		value     string
	}
	counts, seen := map[key]int{}, map[key]bool{}
	for i := range all {
		for a, v := range values(&all[i]) {
			k := key{all[i].identity, a, v}
			if counts[k]++; !seen[k] {
				past[i]++
			}
			seen[k] = true
		}
	}
	for i := range all {
		for a, v := range values(&all[i]) {
			if counts[key{all[i].identity, a, v}] == 1 {
				others[i]++
			}
		}
	}
}

// A quality says how scores rank takeovers: area under the ROC curve, average
// precision, and the share of them found at .1, 1 and 10 % false positives.
type quality struct{ auc, ap, t01, t1, t10 float64 }

func (q quality) String() string {
	return fmt.Sprintf("%6.3f %6.3f %6.3f %6.3f %6.3f", q.auc, q.ap, q.t01, q.t1, q.t10)
}

// rank compares the takeovers to keep with all innocent sign-ins. Those of one
// score share a step of the curve.
func rank(all []labelled, scores []float64, keep func(*labelled) bool) quality {
	index := make([]int, len(all))
	var positive, negative float64
	for i := range all {
		index[i] = i
		switch {
		case all[i].attack == "":
			negative++
		case keep(&all[i]):
			positive += all[i].weight()
		}
	}
	slices.SortFunc(index, func(a, b int) int { return cmp.Compare(scores[b], scores[a]) })
	var q quality
	var tp, fp float64
	curve := [][2]float64{{0, 0}}
	for len(index) > 0 {
		n, hits, misses := 0, 0.0, 0.0
		for ; n < len(index) && scores[index[n]] == scores[index[0]]; n++ {
			switch s := &all[index[n]]; {
			case s.attack == "":
				misses++
			case keep(s):
				hits += s.weight()
			}
		}
		index = index[n:]
		before := tp
		tp, fp = tp+hits, fp+misses
		q.auc += misses / negative * (before + tp) / 2 / positive
		if hits > 0 {
			q.ap += hits / positive * tp / (tp + fp)
		}
		curve = append(curve, [2]float64{fp / negative, tp / positive})
	}
	q.t01, q.t1, q.t10 = interpolate(curve, .001), interpolate(curve, .01), interpolate(curve, .1)
	return q
}

// interpolate returns the share found at a share of false positives.
func interpolate(curve [][2]float64, x float64) float64 {
	i, _ := slices.BinarySearchFunc(curve, x, func(p [2]float64, x float64) int {
		if p[0] <= x {
			return -1
		}
		return 1
	})
	if i == len(curve) {
		return curve[i-1][1]
	}
	a, b := curve[i-1], curve[i]
	return a[1] + (b[1]-a[1])*(x-a[0])/(b[0]-a[0])
}

// at returns the precision of sign-ins and the recall of incidents at a threshold.
func at(all []labelled, scores []float64, threshold float64) (precision, recall float64) {
	var hits, flagged, found, incidents float64
	for i := range all {
		attack := all[i].attack != ""
		if attack {
			incidents += all[i].weight()
		}
		if scores[i] < threshold {
			continue
		}
		flagged++
		if attack {
			hits++
			found += all[i].weight()
		}
	}
	return hits / flagged, found / incidents
}

// reliability prints, in ten bins, what was printed and what was so, and the
// expected calibration error.
func reliability(w io.Writer, name string, all []labelled, of func(i int) (p float64, so bool)) {
	edges := []float64{0, .01, .05, .1, .25, .5, .75, .9, .95, .99, math.Inf(1)}
	var n, printed, observed [10]float64
	total := 0.0
	for i := range all {
		p, so := of(i)
		if math.IsNaN(p) {
			continue
		}
		bin := 0
		for p >= edges[bin+1] {
			bin++
		}
		n[bin]++
		total++
		printed[bin] += p
		if so {
			observed[bin]++
		}
	}
	ece := 0.0
	fmt.Fprintf(w, "\n%-12s %8s %8s %8s\n", name, "n", "printed", "observed")
	for bin := range n {
		if n[bin] > 0 {
			fmt.Fprintf(w, "from %-7v %8.0f %8.3f %8.3f\n", edges[bin], n[bin], printed[bin]/n[bin], observed[bin]/n[bin])
			ece += math.Abs(printed[bin]-observed[bin]) / total
		}
	}
	fmt.Fprintf(w, "ECE %.4f\n", ece)
}
