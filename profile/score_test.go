package profile

import (
	"encoding/csv"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// TestVectors checks the formulas against hand arithmetic: a browser nobody has
// to show, with α = .2, K = 15, G = .12 and π = .01.
func TestVectors(t *testing.T) {
	check := func(c, days int, want float64) {
		t.Helper()
		x := likelihood{known: true, other: math.Log(stranger(.12, 15))}
		x.habit[0] = math.Log(predictive(c, days, .12, .2))
		if got := posterior(.01, x); math.Abs(got-want) > want/100 {
			t.Errorf("seen on %d of %d days: got %.4f, want %.4f", c, days, got, want)
		}
	}
	check(0, 100, .797) // q = .0333+.06, p = .024/100.2, ratio 389.6, odds 3.94
	check(0, 10, .286)
	check(0, 3, .112)
	check(0, 0, .0078) // p = G: no history, no alarm
	check(5, 100, .0185)

	// A country that none of 250 identities has: G = (0+1/240)/251,
	// p = .5 G/93.5 = 8.88e-8, q = .5/240 + .5 G = 2.09e-3.
	g := base(0, 250, 240)
	if got := stranger(g, 240) / predictive(0, 93, g, .5); math.Abs(got-23560) > 50 {
		t.Errorf("ratio of a country nobody has: got %.0f, want 23560", got)
	}
}

// A sample is a list of observations with the probabilities to expect.
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
	var set Set
	for _, s := range all {
		set.Add(s.identity, s.o)
	}
	m := set.fit(fixed)
	for i, s := range all {
		got := m.Identity(s.identity).Score(s.o)
		for j := range 5 {
			if d := math.Abs(*got.at(j) - *s.want.at(j)); !(d <= 1e-6) {
				t.Fatalf("sign-in %d of %s: got %+v, want %+v", i, s.identity, got, s.want)
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

// office makes the sign-ins of people who vary as little or as much as given,
// on about two of three days.
func office(rng *rand.Rand, people, days int, vary float64) []sample {
	places := []Place{{Country: "JP", Network: "64501"}, {Country: "JP", Network: "64502"}, {Country: "SE", Network: "64503"}, {Country: "DE", Network: "64504"}}
	clients := []Client{{"desktop", "macOS", "Chrome"}, {"desktop", "Windows", "Chrome"}, {"mobile", "iOS", "Safari"}, {"desktop", "Linux", "Firefox"}}
	var all []sample
	for i := range people {
		home, own := places[i%2], clients[i%2]
		for d := range days {
			if rng.IntN(3) == 0 {
				continue
			}
			o := Observation{Day(20000 + d), home, own}
			if rng.Float64() < vary {
				o.Place = places[rng.IntN(len(places))]
			}
			if rng.Float64() < vary {
				o.Client = clients[rng.IntN(len(clients))]
			}
			all = append(all, sample{identity: fmt.Sprintf("person%02d", i), o: o})
		}
	}
	return all
}

func fitAll(all []sample) *Model {
	var set Set
	for _, s := range all {
		set.Add(s.identity, s.o)
	}
	return set.Fit()
}

// TestSeedCase: somebody who always signs in from Japan with Chrome on macOS is
// seen once from the United States with Edge on Windows.
func TestSeedCase(t *testing.T) {
	all := office(rand.New(rand.NewPCG(1, 1)), 30, 90, .005)
	stolen := sample{identity: "person00", o: Observation{20060, Place{Country: "US", Network: "14618"}, Client{"desktop", "Windows", "Edge"}}}
	m := fitAll(append(all, stolen))
	got := m.Identity(stolen.identity).Score(stolen.o)
	if got.Location < .99 || got.Browser < .99 || got.Overall < .9 {
		t.Errorf("got %+v, want location and browser ≥ .99, overall ≥ .9", got)
	}
	for _, s := range all {
		if got := m.Identity(s.identity).Score(s.o); got.Overall > .5 {
			t.Errorf("innocent sign-in %+v: got overall %v, want at most .5", s, got.Overall)
		}
	}
}

// TestVariety: the less the identity and its population vary, the more an
// unseen country tells.
func TestVariety(t *testing.T) {
	location := func(vary float64) float64 {
		all := office(rand.New(rand.NewPCG(2, 2)), 30, 90, vary)
		return fitAll(all).Identity("person00").Score(Observation{20045, Place{Country: "BR", Network: "64999"}, Client{}}).Location
	}
	still, lively := location(0), location(.3)
	if still < .99 || lively > still-.02 {
		t.Errorf("an unseen country: got %v where nobody varies and %v where everybody does", still, lively)
	}
}

func TestLaws(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 3))
	all := office(rng, 12, 60, .2)
	for i := range all { // what the logs do not say
		if rng.IntN(5) == 0 {
			all[i].o.Place = Place{}
		}
		if rng.IntN(5) == 0 {
			all[i].o.Client.Browser = ""
		}
	}
	m := fitAll(all)

	t.Run("range", func(t *testing.T) {
		for _, s := range all {
			got := m.Identity(s.identity).Score(s.o)
			for j := range 5 {
				p := *got.at(j)
				known := j == 0 || j == 1 && s.o.Place != (Place{}) || j == 2 && s.o.Client.Browser != "" || j > 2
				if known && !(p >= 0 && p <= 1) || !known && !math.IsNaN(p) {
					t.Fatalf("%+v: got %+v", s, got)
				}
			}
		}
	})
	t.Run("order", func(t *testing.T) {
		shuffled := slices.Clone(all)
		rng.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		other := fitAll(shuffled)
		for _, s := range all {
			a, b := m.Identity(s.identity).Score(s.o), other.Identity(s.identity).Score(s.o)
			for j := range 5 {
				if math.Float64bits(*a.at(j)) != math.Float64bits(*b.at(j)) {
					t.Fatalf("%+v: got %+v and %+v", s, a, b)
				}
			}
		}
	})
	t.Run("unknown", func(t *testing.T) {
		// A place that is not known leaves the odds to the client alone.
		s := m.Identity("person00")
		nothing := s.Score(Observation{Day: 20030})
		if want := sigmoid(logit(.002)); math.Abs(nothing.Overall-want) > 1e-3 {
			t.Errorf("nothing known: got overall %v, want the prior %v", nothing.Overall, want)
		}
	})
	t.Run("no history", func(t *testing.T) {
		got := m.Identity("nobody").Score(Observation{20030, Place{Country: "SE", Network: "64503"}, Client{"mobile", "iOS", "Safari"}})
		if got.Overall > .01 || got.Location > .2 || got.Browser > .2 {
			t.Errorf("first sign-in: got %+v, want no alarm", got)
		}
	})
	t.Run("scoring changes nothing", func(t *testing.T) {
		s := m.Identity("person01")
		o := Observation{20030, Place{Country: "BR", Network: "1"}, Client{"tablet", "Android", "Opera"}}
		first := s.Score(o)
		s.Score(Observation{20001, o.Place, o.Client})
		if again := s.Score(o); again != first {
			t.Errorf("got %+v, then %+v", first, again)
		}
	})
	t.Run("repetition within a day", func(t *testing.T) {
		// Fifty sign-ins of one day do not make a place habitual.
		burst := slices.Clone(all)
		intruder := sample{identity: "person00", o: Observation{20030, Place{Country: "BR", Network: "64999"}, Client{"tablet", "Android", "Opera"}}}
		for range 50 {
			burst = append(burst, intruder)
		}
		if got := fitAll(burst).Identity("person00").Score(intruder.o); got.Location < .9 {
			t.Errorf("got %+v, want location ≥ .9", got)
		}
	})
}

func TestEmpty(t *testing.T) {
	var set Set
	got := set.Fit().Identity("nobody").Score(Observation{Place: Place{Country: "JP"}})
	if !(got.Overall >= 0 && got.Overall <= 1) || !math.IsNaN(got.Browser) {
		t.Errorf("got %+v", got)
	}
}

func TestHabit(t *testing.T) {
	var set Set
	jp, se := Place{Country: "JP", Network: "64501"}, Place{Country: "SE", Network: "64503"}
	chrome := Client{"desktop", "macOS", "Chrome"}
	for d := range Day(30) {
		set.Add("mei", Observation{100 + d, jp, chrome})
	}
	set.Add("mei", Observation{129, jp, chrome}) // the same day again: no further day
	set.Add("mei", Observation{101, se, chrome})
	s := set.Fit().Identity("mei")
	// Days 108 to 122 are within a week of day 115: 15 of 30 are left.
	got := s.Habit(Country, Observation{115, se, chrome})
	if want := (Habit{1, 16, []Count{{"JP", 15}, {"SE", 1}}}); !slices.Equal(got.Usual, want.Usual) || got.SeenDays != 1 || got.OfDays != 16 {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if got := s.Habit(Network, Observation{115, Place{Country: "JP", Network: "64999"}, chrome}); got.SeenDays != 0 || got.OfDays != 15 {
		t.Errorf("network: got %+v, want 0 of 15 days", got)
	}
	if got := s.Habit(Region, Observation{115, jp, chrome}); got.OfDays != 0 || got.Usual != nil {
		t.Errorf("unknown region: got %+v, want nothing", got)
	}
	if signIns, days := s.History(); signIns != 32 || days != 30 {
		t.Errorf("history: got %d sign-ins on %d days, want 32 on 30", signIns, days)
	}
}

// TestJoin: values cannot be made up so that they pass for those of another path.
func TestJoin(t *testing.T) {
	for _, x := range [][2][]string{
		{{"a", "b"}, {"a\x00/b", ""}},
		{{"a", "b"}, {"a\x00/b"}},
		{{"a\x00", "b"}, {"a", "\x00b"}},
	} {
		if join(x[0]...) == join(x[1]...) {
			t.Errorf("%q and %q are the same", x[0], x[1])
		}
	}
}

func TestDayOf(t *testing.T) {
	check := func(at string, want Day) {
		t.Helper()
		x, err := time.Parse(time.RFC3339, at)
		if err != nil {
			t.Fatal(err)
		}
		if got := DayOf(x); got != want {
			t.Errorf("%s: got %d, want %d", at, got, want)
		}
	}
	check("1970-01-01T00:00:00Z", 0)
	check("1970-01-01T23:59:59Z", 0)
	check("1969-12-31T23:59:59Z", -1)
	check("2026-01-01T08:59:59+09:00", 20453) // still the last day of 2025 in UTC
}

func FuzzJoin(f *testing.F) {
	f.Add("a", "b", "c", "d")
	f.Add("a\x00/", "b", "a", "\x00/b")
	f.Fuzz(func(t *testing.T, a, b, c, d string) {
		if join(a, b) == join(c, d) && (a != c || b != d) {
			t.Errorf("%q, %q and %q, %q are the same", a, b, c, d)
		}
	})
}

// BenchmarkMillion fits and scores a million sign-ins of 10,000 identities.
func BenchmarkMillion(b *testing.B) {
	rng := rand.New(rand.NewPCG(4, 4))
	var countries, networks []string
	for i := range 60 {
		countries = append(countries, "C"+strconv.Itoa(i))
	}
	for i := range 2000 {
		networks = append(networks, strconv.Itoa(i))
	}
	clients := []Client{{"desktop", "macOS", "Chrome"}, {"desktop", "Windows", "Chrome"}, {"desktop", "Windows", "Edge"}, {"mobile", "iOS", "Safari"}, {"desktop", "Linux", "Firefox"}}
	type signIn struct {
		identity string
		o        Observation
	}
	all := make([]signIn, 0, 1_000_000)
	for i := range 10_000 {
		name := strings.Repeat("x", 20) + strconv.Itoa(i)
		home, own := Place{Country: countries[i%7], Network: networks[i%300]}, clients[i%5]
		for range 100 {
			o := Observation{Day(20000 + rng.IntN(365)), home, own}
			if rng.IntN(20) == 0 {
				o.Place.Network = networks[rng.IntN(len(networks))]
			}
			if rng.IntN(50) == 0 {
				o.Place.Country = countries[rng.IntN(len(countries))]
			}
			if rng.IntN(20) == 0 {
				o.Client = clients[rng.IntN(5)]
			}
			all = append(all, signIn{name, o})
		}
	}
	b.ReportAllocs()
	heap := func() float64 { // in use, with what is garbage by now
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return float64(m.HeapAlloc)
	}
	runtime.GC()
	before, peak := heap(), 0.0
	for b.Loop() {
		var set Set
		for _, s := range all {
			set.Add(s.identity, s.o)
		}
		m := set.Fit()
		peak = max(peak, heap())
		var scorer *Scorer
		last := ""
		for _, s := range all {
			if s.identity != last {
				scorer, last = m.Identity(s.identity), s.identity
			}
			scorer.Score(s.o)
		}
		peak = max(peak, heap())
	}
	b.ReportMetric((peak-before)/float64(len(all)), "heap-B/sign-in")
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(all)), "ns/sign-in")
}
