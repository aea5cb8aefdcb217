package profile

import (
	"encoding/csv"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
	"time"
)

// The evaluation kit holds an executable specification of a smaller model, with
// fixed parameters and a hole of days around the judged sign-in in place of its
// unit. This file builds that model from the formulas of the package, and
// compares its numbers with those of the specification.

// referenceHoles are the half widths of the hole in days. What is shown of a
// single attribute goes by the first, and the overall odds are the larger ones.
var referenceHoles = [...]Day{7, 0}

// referenceModel is the fixed model.
type referenceModel struct {
	shown map[string]map[Day]bool // by identity and path
	under map[string][]Day        // by identity and parent, one entry a child
	users map[path]map[string]bool
	total map[parent]int
	own   map[string]int // by identity and parent: values it has shown

	alien   [numLevels + 1]float64 // of the marginals; of the place at numLevels
	classes [len(referenceHoles)][4]float64
}

// referencePath is a key of one identity.
func referencePath(identity string, l level, value, parent string) string {
	return fmt.Sprint(l, join(identity, value, parent))
}

func (m *referenceModel) add(s sample) {
	for _, p := range referencePaths(s.o) {
		key := referencePath(s.identity, p.level, p.value, p.parent)
		if m.shown[key] == nil {
			m.shown[key] = map[Day]bool{}
		}
		if !m.shown[key][s.o.Day] {
			m.shown[key][s.o.Day] = true
			up := referencePath(s.identity, p.level, "", p.parent)
			m.under[up] = append(m.under[up], s.o.Day)
		}
		if m.users[p] == nil {
			m.users[p] = map[string]bool{}
		}
		if !m.users[p][s.identity] {
			m.users[p][s.identity] = true
			m.total[parent{p.level, p.parent}]++
			m.own[referencePath(s.identity, p.level, "", p.parent)]++
		}
	}
}

// referencePaths returns the known paths that the specification has, too.
func referencePaths(o Observation) (all []path) {
	o.Place.Prefix = ""
	places, clients := o.Place.paths(), o.Client.paths()
	for _, p := range append(places[:], clients[:]...) {
		if p.value != "" {
			all = append(all, p)
		}
	}
	return all
}

// A referenceLikelihood holds ln p by hole, and ln q.
type referenceLikelihood struct {
	habit [len(referenceHoles)]float64
	other float64
	known bool
}

func (x *referenceLikelihood) add(y referenceLikelihood) {
	for i := range x.habit {
		x.habit[i] += y.habit[i]
	}
	x.other += y.other
	x.known = true
}

func (x referenceLikelihood) sums() sums {
	return sums{habit: x.habit[0], newcomer: x.other, known: x.known}
}

func (m *referenceModel) likelihood(s sample, p path) referenceLikelihood {
	k := &levels[p.level]
	users, total := len(m.users[p]), m.total[parent{p.level, p.parent}]
	total -= m.own[referencePath(s.identity, p.level, "", p.parent)]
	if m.users[p][s.identity] {
		users--
	}
	g := (float64(users) + 1/k.values) / (float64(total) + 1)
	x := referenceLikelihood{known: true, other: math.Log(stranger(g, k.values, .5))}
	for i, w := range referenceHoles {
		c, t := 0, 0
		for d := range m.shown[referencePath(s.identity, p.level, p.value, p.parent)] {
			if d < s.o.Day-w || d > s.o.Day+w {
				c++
			}
		}
		for _, d := range m.under[referencePath(s.identity, p.level, "", p.parent)] {
			if d < s.o.Day-w || d > s.o.Day+w {
				t++
			}
		}
		x.habit[i] = math.Log(predictive(c, t, g, k.concentration))
	}
	return x
}

// A referenceEvidence is what one sign-in says: place, client and marginals.
type referenceEvidence struct {
	place, client referenceLikelihood
	alone         map[level]referenceLikelihood
}

func (m *referenceModel) weigh(s sample) referenceEvidence {
	e := referenceEvidence{alone: map[level]referenceLikelihood{}}
	for _, p := range referencePaths(s.o) {
		x := m.likelihood(s, p)
		switch p.level {
		case osAlone, browserAlone:
			e.alone[p.level] = x
		case device:
			e.alone[p.level] = x
			e.client.add(x)
		case deviceOS, deviceBrowser:
			e.client.add(x)
		default:
			e.place.add(x)
		}
	}
	return e
}

// fit returns the evidence of all samples, and fits π and v to it. Each user-day
// weighs 1, however many sign-ins it has.
func (m *referenceModel) fit(all []sample) []referenceEvidence {
	perDay := map[string]float64{}
	key := func(s sample) string { return fmt.Sprint(s.identity, "\x00", s.o.Day) }
	for _, s := range all {
		perDay[key(s)]++
	}
	var evidence []referenceEvidence
	var marginal [numLevels + 1][]ratio
	var place, client [len(referenceHoles)][]ratio
	for _, s := range all {
		e, w := m.weigh(s), 1/perDay[key(s)]
		evidence = append(evidence, e)
		for l, x := range e.alone {
			marginal[l] = append(marginal[l], ratio{x.sums().ratio(), w})
		}
		if e.place.known {
			marginal[numLevels] = append(marginal[numLevels], ratio{e.place.sums().ratio(), w})
		}
		for i := range referenceHoles {
			place[i] = append(place[i], ratio{math.Exp(min(e.place.other-e.place.habit[i], 300)), w})
			client[i] = append(client[i], ratio{math.Exp(min(e.client.other-e.client.habit[i], 300)), w})
		}
	}
	for l := range numLevels {
		rate, _ := alienRate(marginal[l])
		m.alien[l] = max(rate, .01)
	}
	rate, _ := alienRate(marginal[numLevels])
	m.alien[numLevels] = max(rate, .005)
	for i := range referenceHoles {
		m.classes[i] = referenceClasses(place[i], client[i])
	}
	return evidence
}

// referenceClasses fits v, the weights of habit, new place, new client and both,
// by expectation maximisation with the Dirichlet prior of 100 sign-ins.
func referenceClasses(place, client []ratio) [4]float64 {
	prior := [4]float64{94, 3, 2, 1}
	v := [4]float64{.94, .03, .02, .01}
	for range 200 {
		next, total, change := prior, 100.0, 0.0
		for i := range place {
			x := [4]float64{v[0], v[1] * place[i].value, v[2] * client[i].value, v[3] * place[i].value * client[i].value}
			for k := range x {
				next[k] += place[i].weight * x[k] / (x[0] + x[1] + x[2] + x[3])
			}
			total += place[i].weight
		}
		for k := range next {
			next[k] /= total
			change = max(change, math.Abs(next[k]-v[k]))
		}
		v = next
		if change < 1e-8 {
			break
		}
	}
	return v
}

func (m *referenceModel) score(e referenceEvidence) Score {
	const takeover, imitate = .002, .3
	odds := math.Inf(-1)
	for i := range referenceHoles {
		v, p, c := &m.classes[i], e.place, e.client
		innocent := logSum(math.Log(v[0])+p.habit[i]+c.habit[i], math.Log(v[1])+p.other+c.habit[i],
			math.Log(v[2])+p.habit[i]+c.other, math.Log(v[3])+p.other+c.other)
		intruder := p.other + logSum(math.Log(1-imitate)+c.other, math.Log(imitate)+c.habit[i])
		odds = max(odds, logit(takeover)+intruder-innocent)
	}
	return Score{
		Overall:  sigmoid(odds),
		Location: posterior(m.alien[numLevels], e.place.sums()),
		Browser:  posterior(m.alien[browserAlone], e.alone[browserAlone].sums()),
		OS:       posterior(m.alien[osAlone], e.alone[osAlone].sums()),
		Device:   posterior(m.alien[device], e.alone[device].sums()),
	}
}

// A sample is an observation with the probabilities to expect.
type sample struct {
	identity string
	o        Observation
	want     Score
}

// readSample reads the columns time, identity and attributes, and if the last
// five are there, the probabilities.
func readSample(t *testing.T, name string, columns [9]string, probabilities ...string) []sample {
	t.Helper()
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	column := map[string]int{}
	for i, h := range rows[0] {
		column[h] = i
	}
	var all []sample
	for _, r := range rows[1:] {
		v := func(i int) string { return r[column[columns[i]]] }
		at, err := time.Parse(time.RFC3339, v(0))
		if err != nil {
			t.Fatal(err)
		}
		s := sample{identity: v(1), o: Observation{
			Day:    DayOf(at),
			Place:  Place{Country: v(2), Region: v(3), City: v(4), Network: v(5)},
			Client: Client{Device: v(6), OS: v(7), Browser: v(8)},
		}}
		for i, p := range probabilities {
			x, err := strconv.ParseFloat(r[column[p]], 64)
			if err != nil {
				t.Fatal(err)
			}
			*s.want.at(i) = x
		}
		all = append(all, s)
	}
	return all
}

func (s *Score) at(i int) *float64 {
	return []*float64{&s.Overall, &s.Location, &s.Browser, &s.OS, &s.Device}[i]
}

func compare(t *testing.T, all []sample) {
	t.Helper()
	m := &referenceModel{shown: map[string]map[Day]bool{}, under: map[string][]Day{}, users: map[path]map[string]bool{}, total: map[parent]int{}, own: map[string]int{}}
	for _, s := range all {
		m.add(s)
	}
	for i, e := range m.fit(all) {
		got := m.score(e)
		for j := range 5 {
			if d := math.Abs(*got.at(j) - *all[i].want.at(j)); !(d <= 1e-6) {
				t.Fatalf("sign-in %d of %s: got %+v, want %+v", i, all[i].identity, got, all[i].want)
			}
		}
	}
}

// TestReference compares with numbers of an independent implementation; see
// testdata/README.md.
func TestReference(t *testing.T) {
	compare(t, readSample(t, "testdata/reference.csv",
		[9]string{"time", "identity", "country", "region", "city", "network", "device", "os", "browser"},
		"p_overall", "p_location", "p_browser", "p_os", "p_device"))
}

// TestReferenceLive does the same on a year of generated sign-ins, where the
// evaluation kit and Python are at hand.
func TestReferenceLive(t *testing.T) {
	kit, err := filepath.Abs("../../shared/eval")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(kit); err != nil {
		t.Skip("no evaluation kit")
	}
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("no Python")
	}
	dir := t.TempDir()
	file := filepath.Join(dir, "signins.csv")
	// The kit takes an empty region for a value; here it is unknown.
	script := fmt.Sprintf(`
import sys, csv
sys.dont_write_bytecode = True
sys.path.insert(0, %q)
import gen, reference
rows = gen.generate(7, users=40)
for r in rows:
    r['asn'] = str(r['asn'])
    for k in ('region', 'city'): r[k] = r[k] or '-'
overall, feature = reference.score(rows)
w = csv.writer(open(%q, 'w', newline=''))
cols = 'timestamp user country region city asn device os browser'.split()
w.writerow(cols + 'p_overall p_location p_browser p_os p_device'.split())
for i, r in enumerate(rows):
    w.writerow([r[c] for c in cols] + [repr(overall[i])] + [repr(feature[k][i]) for k in ('location', 'browser', 'os', 'device')])
`, kit, file)
	if out, err := exec.Command(python, "-c", script).CombinedOutput(); err != nil {
		t.Fatalf("running the reference: %v\n%s", err, out)
	}
	compare(t, readSample(t, file,
		[9]string{"timestamp", "user", "country", "region", "city", "asn", "device", "os", "browser"},
		"p_overall", "p_location", "p_browser", "p_os", "p_device"))
}
