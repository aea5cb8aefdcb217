package odds

import (
	"math"
	"testing"

	"loginodds/profile"
)

// checkTerm fails unless a term has those likelihoods in innocent classes and in takeovers,
// or their ratio if the innocent one is 0.
func checkTerm(t *testing.T, why string, x term, s *Scorer, of *subject, innocent, intruder float64) {
	t.Helper()
	l := x.weigh(s, of, nil)
	for _, k := range []int{newPlace, newClient, newBoth} {
		near(t, why+", "+classNames[k], l[k], l[habit])
	}
	near(t, why+", innocent", math.Exp(l[habit]), innocent)
	near(t, why+", takeover", math.Exp(l[takeover]), intruder)
	var e Evidence
	if got := x.weigh(s, of, &e); got != l {
		t.Errorf("%s: got %v when explained, want %v", why, got, l)
	}
}

// TestTermNames: what explain prints has a name of its own for each term.
func TestTermNames(t *testing.T) {
	seen := map[string]bool{}
	for _, x := range terms {
		if x.name() == "" || seen[x.name()] {
			t.Errorf("got the name %q twice, or none", x.name())
		}
		seen[x.name()] = true
	}
}

// TestHosting: .3 of intruders and .15 of innocents come from servers, so the factor is 2 or
// .7/.85; an address of no known network tells nothing.
func TestHosting(t *testing.T) {
	x := &subject{}
	checkTerm(t, "unknown network", hostingTerm{}, nil, x, 1, 1)
	x.levels[network].known = true
	checkTerm(t, "a line", hostingTerm{}, nil, x, .85, .7)
	x.hosting = true
	checkTerm(t, "a server", hostingTerm{}, nil, x, .15, .3)
}

// TestFailures: a failure before doubles the odds. None tells something only of who has
// failed at another time.
func TestFailures(t *testing.T) {
	h := &history{strands: []strand{{failed: true}, {}}}
	s := &Scorer{history: h}
	check := func(why string, at int32, failedStrands int, failed bool, innocent, intruder float64) {
		t.Helper()
		h.failed = failedStrands
		x := &subject{at: at}
		x.failed = failed
		checkTerm(t, why, failureTerm{}, s, x, innocent, intruder)
	}
	check("never failed", 1, 0, false, 1, 1)
	check("failed before", 0, 1, true, .1, .2)
	check("failed before and otherwise", 0, 2, true, .1, .2)
	check("failed otherwise only", 1, 1, false, .9, .8)
	check("a new strand of who failed otherwise", -1, 1, false, .9, .8)
	check("another sign-in of the only strand that failed", 0, 1, false, 1, 1)
}

// TestHours by hand: 10 sign-ins at 9 o'clock with 12 uniform ones before. An hour later the
// kernel has .2, which gives (24 × 2 + 12) / 22.
func TestHours(t *testing.T) {
	h := &history{}
	h.hours[9] = 10
	s := &Scorer{history: h}
	check := func(why string, hours map[int]uint16, r float64) {
		t.Helper()
		x := &subject{at: -1}
		for hour, n := range hours {
			x.hours[hour] = n
		}
		checkTerm(t, why, hoursTerm{}, s, x, .1+.9*r, .5+.5*r)
	}
	check("no hour", nil, 1)
	check("at 9", map[int]uint16{9: 1}, (24*4.+12)/22)
	check("at 10", map[int]uint16{10: 1}, (24*2.+12)/22)
	check("at 8", map[int]uint16{8: 1}, (24*2.+12)/22)
	check("at 7", map[int]uint16{7: 1}, (24*1.+12)/22)
	check("at 12", map[int]uint16{12: 1}, 12./22)
	check("at 9 and 12", map[int]uint16{9: 1, 12: 1}, (108./22)*(12./22))
	check("on 40 days at 12, which count as 3", map[int]uint16{12: 40}, math.Pow(12./22, 3))
	h.hours[9], h.hours[23] = 0, 10
	check("an hour after midnight", map[int]uint16{0: 1}, (24*2.+12)/22)
}

// TestHoursBounds: the factor is at most 5, and at least .5/.9.
func TestHoursBounds(t *testing.T) {
	h := &history{}
	h.hours[9] = 1_000_000
	s := &Scorer{history: h}
	for hour, want := range map[int]float64{21: 5, 9: .5 / .9} {
		x := &subject{at: -1}
		x.hours[hour] = 1000
		l := hoursTerm{}.weigh(s, x, nil)
		if got := math.Exp(l[takeover] - l[habit]); math.Abs(got-want) > 1e-3 {
			t.Errorf("at %d o'clock: got a factor of %v, want %v", hour, got, want)
		}
	}
}

// TestHoursOfOthers: a strand does not tell its own usual hours.
func TestHoursOfOthers(t *testing.T) {
	c := newCompany(1)
	for day := range 20 {
		c.add("ana", at(day, 9, line("JP", "1", "x"), chromeMac))
		c.add("ana", at(day, 9, ec2, edgeWindows))
	}
	s := fit(c.all).Identity("ana")
	x, _ := s.of(at(3, 9, ec2, edgeWindows))
	rest, all := s.otherHours(x)
	if rest[9] != 20 || all != 20 {
		t.Errorf("got %v of %v at 9 o'clock, want the 20 of the other strand", rest[9], all)
	}
}

// TestTravelFactors: .3 of intruders are apart; of innocent strands .015 impossibly and .1
// hastily, so that the factors are 20 and 3 — less for who is apart all the time.
func TestTravelFactors(t *testing.T) {
	h := &history{strands: []strand{{apart: profile.Impossible}, {apart: profile.Impossible}}, totals: totals{apart: 2}}
	s := &Scorer{history: h}
	check := func(why string, at int32, apart profile.Apart, innocent, intruder float64) {
		t.Helper()
		x := &subject{at: at}
		x.apart = apart
		checkTerm(t, why, travelTerm{}, s, x, innocent, intruder)
	}
	check("near", 0, profile.Near, 1, 1)
	check("impossible", 0, profile.Impossible, .015, .3)
	check("hasty", 0, profile.Hasty, .1, .3)
	// Of 20 strands 6 are apart: but for itself and the other end, 4.
	h.strands = make([]strand, 20)
	h.strands[0].apart, h.apart = profile.Impossible, 6
	check("often impossible", 0, profile.Impossible, (.015*10+4)/(10+20), .3)
	check("often hasty", 0, profile.Hasty, (.1*10+4)/(10+20), .3)
	check("once more", -1, profile.Impossible, (.015*10+5)/(10+20), .3)
	h.apart = 20
	check("always", 0, profile.Impossible, (.015*10+18)/30, (.015*10+18)/30)
}

// TestPersistence by hand: an intruder is half gone after 20 days, by the square; what has
// more than half of the days is the less an intruder's.
func TestPersistence(t *testing.T) {
	h := &history{totals: totals{units: 100}, courses: []course{{days: 2, first: 20000, last: 20100}}}
	s := &Scorer{history: h}
	check := func(why string, course, days int32, span int, want float64) {
		t.Helper()
		x := &subject{held: days}
		x.course, x.days, x.first, x.last = course, days, 20000, profile.Day(20000+span)
		checkTerm(t, why, persistenceTerm{}, s, x, 1, want)
	}
	check("one day", -1, 1, 0, 1)
	check("20 days", -1, 1, 20, .5)
	check("40 days", -1, 1, 40, 1./5)
	check("60 days", -1, 1, 60, 1./10)
	check("a year", -1, 1, 365, .02)
	check("its network and client for 100 days", 0, 1, 0, 1./26)
	check("half of all days", -1, 50, 0, 1)
	check("three quarters", -1, 75, 0, 1./9)
	check("9 of 10 for 20 days", -1, 90, 20, .5/81)
	check("nearly all", -1, 99, 0, .001)
}

// TestShareOf by hand: 20 days before something began weigh 5 each.
func TestShareOf(t *testing.T) {
	h := &history{totals: totals{units: 30}}
	for day := range 30 {
		h.cells = append(h.cells, profile.Cell{Day: profile.Day(20000 + day)})
	}
	near(t, "10 days after 20", h.shareOf(10, 20020, 0), 10./(30+4*20))
	near(t, "one more, that the history lacks", h.shareOf(11, 20020, 1), 11./(30+1+4*20))
	near(t, "from the beginning", h.shareOf(30, 20000, 0), 1)
}

// TestClientImitation: half of all intruders show a client of the identity's.
func TestClientImitation(t *testing.T) {
	x := &subject{}
	x.levels[device] = likelihood{known: true, habit: .9, newcomer: .3, intruder: .2}
	x.levels[deviceBrowser] = likelihood{known: true, habit: .1, newcomer: .2, intruder: .4}
	x.levels[browserAlone] = likelihood{known: true, habit: .5, newcomer: .5, intruder: .5} // which does not count twice
	l := clientTerm{}.weigh(nil, x, nil)
	for k, want := range []float64{.09, .09, .06, .06, .5*.09 + .5*.08} {
		near(t, classNames[k], math.Exp(l[k]), want)
	}
}

// TestPlaceMixtures by hand: an innocent new place is in the identity's country with
// probability .4, or .9 with a new client; intruders come from the country with .25, from
// its very network with .07, and else from anywhere.
func TestPlaceMixtures(t *testing.T) {
	x := &subject{at: -1}
	for i := range x.place {
		x.place[i] = node{absent, absent}
	}
	x.levels[country] = likelihood{known: true, habit: .9, newcomer: .02, intruder: .03}
	x.levels[network] = likelihood{known: true, habit: .5, newcomer: .1, intruder: .2}
	x.levels[prefix] = likelihood{known: true, habit: .6, newcomer: .001, intruder: .002}
	s := &Scorer{model: &Model{population: newPopulation(nil)}, history: &history{totals: totals{units: 10}}}
	l := placeTerm{}.weigh(s, x, nil)
	p, q, near0 := .9*.5*.6, .02*.1*.001, .9*.1*.001
	anywhere, inCountry, inNetwork := .03*.2*.002, .9*.2*.002, .9*.5*.002
	for k, want := range []float64{
		p, .4*near0 + .6*q, p, .9*near0 + .1*q,
		.07*inNetwork + .25*inCountry + .68*anywhere,
	} {
		near(t, classNames[k], math.Exp(l[k])/want, 1)
	}
	// Without a country nothing of this is known.
	x.levels[country].known = false
	l = placeTerm{}.weigh(s, x, nil)
	for k, want := range []float64{.3, .0001, .3, .0001, .0004} {
		near(t, "no country, "+classNames[k], math.Exp(l[k])/want, 1)
	}
}

// TestCompanyFactor by hand: each victim's block and client are strange by 100/105 to him
// and to the other one, so that the factor is 1 + 4 × .952 × 100/105.
func TestCompanyFactor(t *testing.T) {
	c := newCompany(1)
	c.employOne("ana", 100)
	c.employOne("ben", 100)
	o := at(100, 3, ec2, edgeWindows)
	factor := func(all []signIn) float64 {
		s := fit(all).Identity("ana")
		x, _ := s.of(o)
		s.weigh(x)
		l := companyTerm{}.weigh(s, x, nil)
		return math.Exp(l[takeover] - l[habit])
	}
	one := with(c.all, signIn{"ana", o})
	near(t, "alone", factor(one), 1)
	if got, want := factor(with(one, signIn{"ben", o})), 1+4*.952*100./105; math.Abs(got-want) > 1e-5 {
		t.Errorf("two victims: got a factor of %v, want %v", got, want)
	}
	// Three or more are as bad as one that is wholly strange.
	many := with(one, signIn{"ben", o})
	for i := range 3 {
		c := newCompany(1)
		c.employOne(user(i), 100)
		many = with(many, with(c.all, signIn{user(i), o})...)
	}
	if got, want := factor(many), 1+4*100./105; math.Abs(got-want) > 1e-5 {
		t.Errorf("five victims: got a factor of %v, want %v", got, want)
	}
	// It is no news to who mostly uses the block and the client.
	habitual := with(one)
	for day := range 300 {
		habitual = with(habitual, signIn{"ben", at(day, 15, ec2, edgeWindows)})
	}
	if got := factor(habitual); got > 1.1 {
		t.Errorf("a block that another mostly uses: got a factor of %v, want 1", got)
	}
}

// TestJoining by hand: 6 of 10 have a network for a habit, 3 with a client that is seen there
// only. It is taken up by 6-2 others on
// 1,000 days and 2,000 before, and by .3 × (4/(10+20))² of everybody.
func TestJoining(t *testing.T) {
	p := newPopulation(nil)
	n := p.number(path{network, "64500", join("JP")})
	p.levels[network].values[n.value].joined = 3
	x := &subject{}
	x.place[network] = n
	x.levels[network].measure.users = 5 // without the identity itself
	s := &Scorer{model: &Model{population: p, learned: learned{news{days: 1000, identities: 10}}}}
	check := func(why string, users, own float64) {
		t.Helper()
		a, b := s.joining(x)
		near(t, why+", at all", a, users)
		near(t, why+", with a client of its own", b, own)
	}
	check("others", 4./3000+.3*16/(30*30), 2./3000)
	s.joined = []uint32{n.value}
	check("without itself", 4./3000+.3*16/(30*30), 1./3000)
	s.model.outsider = true
	check("a stranger", 4./3000+.3*16/(30*30), 2./3000)
	x.levels[network].measure.users = 1
	check("one other, who may be a victim", 0, 2./3000)
	s.model.news.days = 0
	check("nothing learned", 0, 0)
	s.model.news.days, x.place[network].value = 1000, absent
	check("a network of nobody", 0, 0)
}
