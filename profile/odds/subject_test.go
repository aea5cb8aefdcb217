package odds

import (
	"math"
	"testing"

	"loginodds/profile"
)

// smallHistory is that of the arithmetic below, in which three strands make up 13 days:
//
//	10 days, 0 to 9    at home with Chrome on macOS
//	 2 days, 10 and 11 at home with Chrome on Windows
//	 1 day, 12         from Germany with Chrome on macOS
func smallHistory() []signIn {
	home, away := line("JP", "1", "x"), line("DE", "2", "y")
	c := newCompany(1)
	for day := range 10 {
		c.add("ana", at(day, 9, home, chromeMac))
	}
	c.add("ana", at(10, 9, home, chromeWindows))
	c.add("ana", at(11, 9, home, chromeWindows))
	c.add("ana", at(12, 9, away, chromeMac))
	return c.all
}

// TestCounts by hand: the day in Germany is judged by the other 12.
func TestCounts(t *testing.T) {
	s := fit(smallHistory()).Identity("ana")
	j := s.Judge(at(12, 9, line("DE", "2", "y"), chromeMac))
	if u := j.Strand; !u.Held || u.SignIns != 1 || u.Days != 1 || u.First != 20012 || u.Last != 20012 || j.Thin {
		t.Fatalf("got %+v, want the day in Germany", u)
	}
	// Chrome on macOS was used on 10 of the 12 other days. At home another client was used
	// on 2 days, so that home is known by 2/3 without it. 10/12 is what is mostly used.
	share := 10. / 12
	most := math.Pow(share, 4) / (math.Pow(share, 4) + math.Pow(1-share, 4))
	client := (1-most)*10*2/3 + most*10
	browser := j.Client[2]
	near(t, "c of the browser", browser.Days, client)
	near(t, "its grade, of 12 days before", browser.Grade, most+(1-most)*(1-math.Exp(-12*12/(14.*14))))
	// Nothing was seen from Germany. Of the 12 days, 10 share the client with it, and count
	// as far as the client is known.
	nation := j.Place[0]
	near(t, "c of the country", nation.Days, 0)
	near(t, "T of the country", nation.OfDays, 12-10*(1-client/(client+1)))
	// Japan is a habit and the first one, so that nothing varied on the 12 days.
	near(t, "values that varied", nation.Varied, 0)
	near(t, "exposure", nation.Exposure, math.Log(11.515/.515))
	α := 1 / (math.Log(11.515/.515) + 1/.015)
	near(t, "α", nation.Alpha, α)
	// There is nobody else, so that all countries are alike.
	g := 1. / 240
	q := .5/240 + .5*g
	near(t, "G", nation.Base, g)
	near(t, "q", nation.Newcomer, q)
	near(t, "r", nation.Intruder, q)
	near(t, "p", nation.Habit, α*q/(nation.OfDays+α))
	// The network tells nothing under a new country, so that the location is the country; four
	// tenths of new places are in it.
	odds := .03 / .97 * (.4*nation.Habit + .6*q) / nation.Habit
	near(t, "location", j.Score.Location, odds/(1+odds))
}

// TestReadinessByHand goes on with the same history.
func TestReadinessByHand(t *testing.T) {
	j := fit(smallHistory()).Identity("ana").Judge(at(12, 9, line("DE", "2", "y"), chromeMac))
	// Of the 12 days at home 10 are vouched for by Chrome on macOS, which is seen on 1 day
	// elsewhere, by 1/2 each; the day in Germany by 10/11. One value is no news.
	places := 10*.5/12 + 10./11 - 1
	// Of the 11 days of Chrome on macOS 10 are vouched for by home, seen on 2 days with
	// another client, by 2/3 each; the days of Windows by home on 10 days, by 10/11.
	clients := 10*2./3/11 + 10./11 - 1
	everybody := func(prior, n float64) float64 { return (prior*300 + math.Round(1000*n)/1000) / (300 + 13) }
	// Without the strand nothing is new of her own, on 12 days.
	place, client := everybody(.03, places)*20/(20+12), everybody(.01, clients)*20/(20+12)
	both := .0002*(1+60./13) + place*client
	for k, want := range []float64{1 - place - client - both, place, client, both, .004} {
		near(t, j.Classes[k].Name, math.Exp(j.Classes[k].LogWeight), want)
	}
}

// TestReadinessBounds: nobody is half as ready as all others, or less, nor more than three
// tenths of all days.
func TestReadinessBounds(t *testing.T) {
	x := &subject{at: -1}
	m := &Model{}
	s := &Scorer{model: m, history: &history{totals: totals{units: 1_000_000}}}
	r := s.readiness(x)
	near(t, "new places of the most faithful", r.place, .015)
	near(t, "new clients of the most faithful", r.client, .005)
	near(t, "new both of the most faithful", r.both, .0002*(1+60./1_000_001)+.015*.005)
	s.news[network] = 2_000_000
	near(t, "new places of the least faithful", s.readiness(x).place, .3)
	// Three tenths of 3,000 days of everybody, and 300 of .03 before.
	m.news, s.history.units, s.news[network] = news{places: 900_000, days: 3000}, 0, 0
	near(t, "new places where everybody travels", s.readiness(x).place, (9+900)/3300.)
}

// TestGraded by hand: the square of the days over 14.
func TestGraded(t *testing.T) {
	for days, want := range map[float64]float64{-3: 0, 0: 0, 14: 1 - 1/math.E, 28: 1 - math.Exp(-4), 7: 1 - math.Exp(-.25)} {
		near(t, "graded", graded(days), want)
	}
}

// TestGrade: what shares a value vouches the more, the longer before or after it was; what
// is mostly shown always does.
func TestGrade(t *testing.T) {
	check := func(first, last, day int, further float64) {
		t.Helper()
		c := newCompany(1)
		c.add("ana", at(first, 9, line("JP", "1", "x"), chromeMac))
		c.add("ana", at(last, 10, line("JP", "1", "z"), chromeMac))
		for d := range 18 {
			c.add("ana", at(d, 9, line("BR", "1", "x"), chromeMac))
		}
		o := at(day, 9, line("JP", "1", "y"), chromeWindows)
		c.add("ana", o)
		most := .1 * .1 * .1 * .1 / (.1*.1*.1*.1 + .9*.9*.9*.9) // of 2 in 20 days
		near(t, "grade", fit(c.all).Identity("ana").Judge(o).Place[0].Grade, most+(1-most)*(1-math.Exp(-further*further/196)))
	}
	check(0, 1, 14, 14)
	check(0, 13, 14, 14) // the first day counts
	check(20, 34, 20, 14)
	check(6, 14, 20, 14)
	check(0, 90, 20, 70) // the further end
	check(20, 20, 20, 0) // of the same day nothing vouches
	check(0, 0, 1, 1)
}

// TestHabits: what counts as a habit is what was shown on half of the days, or what 3 days
// vouch for, 15 days apart at least, and a tenth of all.
func TestHabits(t *testing.T) {
	check := func(want bool, why string, units int, days int32, vouched float64, span int) {
		t.Helper()
		b := bar{days: days, vouched: vouched, first: ends{best: 20000}, last: ends{best: 20000 + profile.Day(span)}}
		if got := b.isHabit(&history{totals: totals{units: units}}); got != want {
			t.Errorf("%s: got %v, want %v", why, got, want)
		}
	}
	check(true, "one day of two", 2, 1, 0, 0)
	check(false, "one day of three", 3, 1, 1, 0)
	check(true, "a tenth, 15 days", 30, 3, 3, 15)
	check(false, "a tenth, 14 days", 30, 3, 3, 14)
	check(false, "less than a tenth", 31, 3, 3, 100)
	check(false, "two days", 20, 2, 2, 100)
	check(false, "nothing vouches", 30, 10, 2.9, 100)
}

// TestStrangeness by hand: the place and the client are new, on one day of 101, and 100
// cells before weigh 5 each. 100 other days tell 100/105 of it.
func TestStrangeness(t *testing.T) {
	c := newCompany(1)
	c.employOne("ana", 100)
	c.add("ana", at(100, 3, ec2, edgeWindows))
	h := fit(c.all).Identity("ana").history
	share := 1. / (101 + 4*100)
	most := math.Pow(share, 4) / (math.Pow(share, 4) + math.Pow(1-share, 4))
	want := (1 - most) * 100 / 105
	all := h.strange()
	if len(all) != 1 {
		t.Fatalf("got %v, want one strange block", all)
	}
	for _, got := range all {
		if got != int32(math.Round(1000*want)) {
			t.Errorf("got %d thousandths, want those of %v", got, want)
		}
	}
}

// TestVaried: what is judged is no proof of variety, as far as the rest does not show it.
func TestVaried(t *testing.T) {
	c := newCompany(1)
	abroad := line("DE", "3320", "y")
	for day := range 30 {
		c.add("ana", at(day, 9, line("JP", "1", "x"), chromeMac))
		if day%2 == 0 {
			c.add("ana", at(day, 20, abroad, chromeMac))
			c.add("ana", at(day, 21, line("JP", "1", "z"), chromeMac))
		}
	}
	s := fit(c.all).Identity("ana")
	check := func(o profile.Observation, nation, block float64) {
		t.Helper()
		j := s.Judge(o)
		near(t, "countries beyond the first", j.Place[0].Varied, nation)
		near(t, "blocks of the network beyond the first", j.Place[2].Varied, block)
	}
	check(at(0, 20, abroad, chromeMac), 0, 0)
	check(at(0, 9, line("JP", "1", "x"), chromeMac), 1, 0)
	check(at(0, 9, line("BR", "2", "x"), chromeMac), 1, 0)
	check(at(0, 9, line("JP", "1", "new"), chromeMac), 1, 1)
}
