package profile

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// TestVectors checks the formulas against hand arithmetic: a browser nobody has
// to show, with α = .2, K = 15, G = .12 and π = .01.
func TestVectors(t *testing.T) {
	check := func(c, days int, want float64) {
		t.Helper()
		x := sums{known: true, newcomer: math.Log(stranger(.12, 15, .5)), habit: math.Log(predictive(c, days, .12, .2))}
		if got := posterior(.01, x); math.Abs(got-want) > want/100 {
			t.Errorf("seen on %d of %d days: got %.4f, want %.4f", c, days, got, want)
		}
	}
	check(0, 100, .797) // q = .0333+.06, p = .024/100.2, ratio 389.6, odds 3.94
	check(0, 10, .286)
	check(0, 3, .112)
	check(0, 0, .0078) // p = G: no history, no alarm
	check(5, 100, .0185)

	// A country that none of 250 identities has, where 4 countries are those of
	// one of them: unseen = 5/252 = .01984, G = .01984/240 = 8.267e-5,
	// p = .5 G/93.5 = 4.421e-7, q = .5/240 + .5 G = 2.125e-3.
	g := measure{users: 0, total: 250, once: 4}.base(240)
	if got := stranger(g, 240, .5) / predictive(0, 93, g, .5); math.Abs(got-4806) > 5 {
		t.Errorf("ratio of a country nobody has: got %.0f, want 4806", got)
	}
	// One that 50 of them have: G = 8.267e-5 + .98016 · 50/250 = .19611.
	if got := (measure{users: 50, total: 250, once: 4}).base(240); math.Abs(got-.19611) > 1e-5 {
		t.Errorf("G of a country that a fifth has: got %.5f, want .19611", got)
	}
	// Nobody else is known: G = 1/K.
	if got := (measure{}).base(240); got != 1./240 {
		t.Errorf("G of anything where nobody else is known: got %v, want 1/240", got)
	}
}

// TestSize checks against hand arithmetic: on one day an intruder adds 3 to his
// first sign-in, so that 5 have probability (3/4)^4 / 4 = .0791; somebody who
// adds 1 on average shows 5 with (1/2)^4 / 2 = .03125.
func TestSize(t *testing.T) {
	if got, want := geometric(4, 3)-geometric(4, 1), math.Log(.0791015625/.03125); math.Abs(got-want) > 1e-12 {
		t.Errorf("got %v, want %v", got, want)
	}
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
			o := Observation{Day: Day(20000 + d), Hour: 9 + rng.IntN(8), Place: home, Client: own}
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
	stolen := sample{identity: "person00", o: Observation{Day: 20060, Hour: 10, Place: Place{Country: "US", Network: "14618", Hosting: true}, Client: Client{"desktop", "Windows", "Edge"}}}
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

// TestEpisode: an intruder who comes back for weeks does not vouch for himself,
// nor for a failure that the set does not hold.
func TestEpisode(t *testing.T) {
	all := office(rand.New(rand.NewPCG(1, 1)), 30, 90, .005)
	o := Observation{Day: 20040, Hour: 3, Place: Place{Country: "US", Network: "14618", Hosting: true}, Client: Client{"desktop", "Windows", "Edge"}}
	for i := range Day(20) {
		o.Day = 20040 + i
		all = append(all, sample{identity: "person00", o: o})
	}
	s := fitAll(all).Identity("person00")
	check := func(d Day) {
		t.Helper()
		o.Day = d
		if got := s.Score(o); got.Overall < .9 || got.Location < .99 {
			t.Errorf("day %d: got %+v, want overall ≥ .9 and location ≥ .99", d, got)
		}
	}
	check(20040)
	check(20050)
	check(20059)
	check(20036) // before
	check(20064) // and after
	if got := s.Explain(o).Episode; !got.Held || got.SignIns != 20 || got.First != 20040 || got.Last != 20059 {
		t.Errorf("got episode %+v, want the 20 sign-ins", got)
	}
}

// TestVariety: the less the identity and its population vary, the more an
// unseen country tells.
func TestVariety(t *testing.T) {
	location := func(vary float64) float64 {
		all := office(rand.New(rand.NewPCG(2, 2)), 30, 90, vary)
		return fitAll(all).Identity("person00").Score(Observation{Day: 20045, Hour: 10, Place: Place{Country: "BR", Network: "64999"}, Client: Client{}}).Location
	}
	still, lively := location(0), location(.3)
	if still < .99 || logit(lively) > logit(still)-math.Log(5) {
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
		got := m.Identity("nobody").Score(Observation{Day: 20030, Hour: 10, Place: Place{Country: "SE", Network: "64503"}, Client: Client{"mobile", "iOS", "Safari"}})
		if got.Overall > .01 || got.Location > .2 || got.Browser > .2 {
			t.Errorf("first sign-in: got %+v, want no alarm", got)
		}
	})
	t.Run("scoring changes nothing", func(t *testing.T) {
		s := m.Identity("person01")
		o := Observation{Day: 20030, Hour: 10, Place: Place{Country: "BR", Network: "1"}, Client: Client{"tablet", "Android", "Opera"}}
		first := s.Score(o)
		s.Score(Observation{Day: 20001, Hour: 10, Place: o.Place, Client: o.Client})
		if again := s.Score(o); again != first {
			t.Errorf("got %+v, then %+v", first, again)
		}
	})
	t.Run("repetition within a day", func(t *testing.T) {
		// Fifty sign-ins of one day do not make a place habitual.
		burst := slices.Clone(all)
		intruder := sample{identity: "person00", o: Observation{Day: 20030, Hour: 10, Place: Place{Country: "BR", Network: "64999"}, Client: Client{"tablet", "Android", "Opera"}}}
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

// TestRecalibration by hand: three sign-ins go 8/9 of the way from even odds to e^2.5, and
// two 3/4 of that from e^-2, which is 1 of the 2.1 from the first knot to the second, where
// 3 are gained. Beyond the last one 2.5 are added, before the first nothing.
func TestRecalibration(t *testing.T) {
	check := func(other, own float64, signIns int, thin bool, want float64) {
		t.Helper()
		e := evidence{thin: thin}
		e.size.signIns = signIns
		got := math.Exp(e.overall(&judgement{classes: [numClasses]float64{takeover: other, habit: own}}))
		if math.Abs(got-want) > 1e-9*want {
			t.Errorf("got odds %v, want %v", got, want)
		}
	}
	check(.2, .2, 1, false, 1)
	check(.2, .2, 3, false, math.Exp(8./9*2.5))
	check(math.Exp(-2), 1, 2, false, math.Exp(-2+.75*(-3+3/2.1+2)))
	check(.9, .009, 2, false, 100*math.Exp(.75*2.5))
	check(.01, .99, 50, false, 1./99)
	check(.2, .2, 3, true, 1)
}
