package odds

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"

	"loginodds/profile"
)

// The laws hold of any history. They are tried on drawn ones.

// TestLawRange: a probability is in [0,1], or NaN where the attribute is unknown.
func TestLawRange(t *testing.T) {
	rng := rand.New(rand.NewPCG(11, 1))
	for range 300 {
		c := randomCompany(rng)
		m := fit(c.all)
		for range 20 {
			identity, o := c.all[rng.IntN(len(c.all))].identity, c.drawn()
			got := parts(m.Identity(identity).Score(o))
			p, k := o.Place, o.Client
			for i, known := range []bool{true, p.Country != "" || p.Region != "" || p.Network != "", k.Browser != "", k.OS != "", k.Device != ""} {
				if known && !(got[i] >= 0 && got[i] <= 1) || !known && !math.IsNaN(got[i]) {
					t.Fatalf("%s, %+v: got %v", identity, o, got)
				}
			}
		}
	}
}

// TestLawOrder: the order in which sign-ins are added changes no bit, nor does it that
// they are added in several parts.
func TestLawOrder(t *testing.T) {
	rng := rand.New(rand.NewPCG(12, 1))
	for range 200 {
		c := randomCompany(rng)
		want, other := fit(c.all), slices.Clone(c.all)
		rng.Shuffle(len(other), func(i, j int) { other[i], other[j] = other[j], other[i] })
		s := &profile.Set{}
		for _, x := range other {
			if rng.IntN(20) == 0 {
				Fit(s, Options{})
			}
			s.Add(x.identity, x.o)
		}
		got := Fit(s, Options{})
		for range 10 {
			x := signIn{c.all[rng.IntN(len(c.all))].identity, c.drawn()}
			if a, b := got.Identity(x.identity).Score(x.o), want.Identity(x.identity).Score(x.o); !sameBits(a, b) {
				t.Fatalf("%+v: got %+v in another order, want %+v", x, a, b)
			}
		}
	}
}

// TestLawScoring: scoring changes nothing, neither for the next one nor for others who score
// at the same time.
func TestLawScoring(t *testing.T) {
	rng := rand.New(rand.NewPCG(13, 1))
	for range 30 {
		c := randomCompany(rng)
		m := fit(c.all)
		drawn := make([]signIn, 30)
		want := make([]Score, len(drawn))
		for i := range drawn {
			drawn[i] = signIn{c.all[rng.IntN(len(c.all))].identity, c.drawn()}
			want[i] = m.Identity(drawn[i].identity).Score(drawn[i].o)
		}
		var all sync.WaitGroup
		for range 4 {
			all.Go(func() {
				scorers := map[string]*Scorer{}
				for i, x := range drawn {
					if scorers[x.identity] == nil {
						scorers[x.identity] = m.Identity(x.identity)
					}
					scorers[x.identity].Judge(drawn[0].o)
					if got := scorers[x.identity].Score(x.o); !sameBits(got, want[i]) {
						t.Errorf("%+v: got %+v, then %+v", x, want[i], got)
					}
				}
			})
		}
		all.Wait()
	}
}

// mostOf returns the network and client that an identity shows most often.
func mostOf(all []signIn, identity string) (p profile.Place, k profile.Client) {
	places, clients := map[profile.Place]int{}, map[profile.Client]int{}
	for _, x := range all {
		if x.identity != identity {
			continue
		}
		if places[x.o.Place]++; places[x.o.Place] > places[p] {
			p = x.o.Place
		}
		if clients[x.o.Client]++; clients[x.o.Client] > clients[k] {
			k = x.o.Client
		}
	}
	return p, k
}

// TestLawNovelty: one more novel attribute never lowers overall: not a new client at a new
// place, nor a new place with a new client.
func TestLawNovelty(t *testing.T) {
	rng := rand.New(rand.NewPCG(14, 1))
	for range 300 {
		c := randomCompany(rng)
		identity := c.all[rng.IntN(len(c.all))].identity
		p, k := mostOf(c.all, identity)
		day, hour := rng.IntN(100), rng.IntN(24)
		score := func(p profile.Place, k profile.Client) float64 {
			o := at(day, hour, p, k)
			return scoreOf(with(c.all, signIn{identity, o}), identity, o).Overall
		}
		place := line("BR", "28573", "x")
		place.Hosting = rng.IntN(2) == 0
		both, onlyPlace, onlyClient := score(place, operaOnAndroid), score(place, k), score(p, operaOnAndroid)
		if tiny := 1e-9; both < onlyPlace-tiny || both < onlyClient-tiny {
			t.Errorf("%s at %+v with %v: got overall %v with both new, %v with a new place and %v with a new client", identity, p, k, both, onlyPlace, onlyClient)
		}
	}
}

// TestLawNobody: what nobody ever showed has no lower probability than what others have for
// a habit, all else equal.
func TestLawNobody(t *testing.T) {
	rng := rand.New(rand.NewPCG(15, 1))
	for range 200 {
		c := randomCompany(rng)
		days := 20 + rng.IntN(40)
		theirs, thing := line("FR", "3215", "theirs"), profile.Client{Device: "tv", OS: "Tizen", Browser: "Silk"}
		for i := range 1 + rng.IntN(4) {
			for day := range days {
				c.add(fmt.Sprint("other ", i), at(day, rng.IntN(24), theirs, thing))
			}
		}
		day, hour, own := rng.IntN(100), rng.IntN(24), c.all[0].o
		s := fit(c.all).Identity(c.all[0].identity)
		score := func(p profile.Place, k profile.Client) Score { return s.Score(at(day, hour, p, k)) }
		check := func(what string, nobody, others Score) {
			t.Helper()
			a, b := parts(nobody), parts(others)
			for i := range a {
				if a[i] < b[i]-1e-9 {
					t.Errorf("%s, %+v: got %+v for nobody's and %+v for others'", what, own, nobody, others)
					return
				}
			}
		}
		check("place", score(line("BR", "28573", "x"), own.Client), score(line("FR", "3215", "x"), own.Client))
		check("client", score(own.Place, operaOnAndroid), score(own.Place, thing))
		check("both", score(line("BR", "28573", "x"), operaOnAndroid), score(line("FR", "3215", "x"), thing))
		for i := range 3 {
			k := own.Client
			other := k
			*[]*string{&k.Device, &k.OS, &k.Browser}[i], *[]*string{&other.Device, &other.OS, &other.Browser}[i] = "nobody's", []string{"tv", "Tizen", "Silk"}[i]
			check([]string{"device", "os", "browser"}[i], score(own.Place, k), score(own.Place, other))
		}
	}
}

// A change is how far probabilities and log-odds of others moved.
type change struct{ odds, probability float64 }

func (c *change) see(a, b float64) {
	if a == b {
		return
	}
	c.odds, c.probability = max(c.odds, math.Abs(logit(a)-logit(b))), max(c.probability, math.Abs(a-b))
}

// compare returns how much the sign-ins of some identities differ between two models.
func compare(all []signIn, a, b *Model, wanted func(string) bool) (c change) {
	scorers, seen := map[string][2]*Scorer{}, map[signIn]bool{}
	for _, x := range all {
		strand := signIn{x.identity, profile.Observation{Place: x.o.Place, Client: x.o.Client}}
		if seen[strand] || !wanted(x.identity) {
			continue
		}
		s, ok := scorers[x.identity]
		if !ok {
			s = [2]*Scorer{a.Identity(x.identity), b.Identity(x.identity)}
			scorers[x.identity] = s
		}
		seen[strand] = true
		c.see(s[0].Score(x.o).Overall, s[1].Score(x.o).Overall)
	}
	return c
}

// livelyCompany returns one whose users also travel and have incidents of their own, so that
// there are probabilities in the middle, too. Where they do so, others do or nobody else.
func livelyCompany(rng *rand.Rand, users int, shared bool) *company {
	days := 40 + rng.IntN(60)
	c := japan(rng.Uint64(), users, days)
	for i := range users {
		k := c.all[slices.IndexFunc(c.all, func(x signIn) bool { return x.identity == user(i) })].o.Client
		place := func(p profile.Place) profile.Place {
			p.Prefix = fmt.Sprint("away ", i)
			if !shared {
				p.Network = fmt.Sprint("network ", i)
			}
			return p
		}
		day := rng.IntN(days * 7 / 5)
		switch rng.IntN(4) {
		case 0: // a journey
			for d := range 1 + rng.IntN(10) {
				c.add(user(i), at(day+d, 9, place(line("DE", "3320", "")), k))
			}
		case 1: // a new laptop
			for d := range 1 + rng.IntN(30) {
				c.add(user(i), at(day+d, 9, place(line("JP", carriers[0], "")), firefoxLinux))
			}
		case 2: // somebody else, perhaps
			c.add(user(i), at(day, rng.IntN(24), place(line("RU", "12389", "")), safariPhone))
		}
	}
	return c
}

// The most that other identities change, in log-odds and in probability: about twice of
// what was measured of the former.
var (
	elsewhere     = change{.2, .1}  // .09 and .014
	besideOthers  = change{2.5, .2} // 1.77 and .145, in companies of up to six
	withColleague = change{.7, .1}  // .36 and .059
	ofIdentity    = change{2.2, .2} // 1.08 and .149
)

// TestLawIncident: taking an incident of somebody else out of a log changes the odds but
// little, even if it is at a place where others have an oddity or a habit of their own.
func TestLawIncident(t *testing.T) {
	check := func(what string, most change, places ...profile.Place) {
		t.Run(what, func(t *testing.T) {
			rng := rand.New(rand.NewPCG(16, 1))
			var worst change
			for i := range 200 {
				c := livelyCompany(rng, 2+rng.IntN(5), true)
				incident := with(c.all, incidentOf(rng, user(0), places[i%len(places)])...)
				worst.widen(compare(c.all, fit(incident), fit(c.all), func(id string) bool { return id != user(0) }))
			}
			worst.check(t, most)
		})
	}
	check("where nobody was", elsewhere, ec2, line("JP", "28573", "x"), line("BR", "28573", "x"))
	check("in a country where others were", elsewhere, line("RU", "28573", "203.0.113.0/24"))
	check("in a network where others were", besideOthers, line("RU", "12389", "203.0.113.0/24"), line("DE", "3320", "203.0.113.0/24"))
	check("in a network of the company", withColleague, line("JP", carriers[0], "203.0.113.0/24"))
}

// incidentOf returns 1 to 200 sign-ins on up to 45 days from a new place with a new client.
func incidentOf(rng *rand.Rand, identity string, p profile.Place) (all []signIn) {
	from, span := rng.IntN(60), 1+rng.IntN(45)
	k := []profile.Client{edgeWindows, operaOnAndroid}[rng.IntN(2)]
	for range 1 + rng.IntN(200) {
		all = append(all, signIn{identity, at(from+rng.IntN(span), rng.IntN(24), p, k)})
	}
	return all
}

func (c *change) widen(x change) {
	c.odds, c.probability = max(c.odds, x.odds), max(c.probability, x.probability)
}

func (c *change) check(t *testing.T, most change) {
	t.Helper()
	t.Logf("log-odds change by %.3f at most, and probabilities by %.3f", c.odds, c.probability)
	if c.odds > most.odds || c.probability > most.probability {
		t.Errorf("got a change of %.3f in log-odds and %.3f in probability, want at most %v", c.odds, c.probability, most)
	}
}

// TestLawIdentity: taking another identity out of a log likewise.
func TestLawIdentity(t *testing.T) {
	for _, users := range []int{2, 3, 5, 10, 30} {
		for _, shared := range []bool{false, true} {
			name := map[bool]string{false: "one of %d with networks of their own", true: "one of %d who share networks"}[shared]
			t.Run(fmt.Sprintf(name, users), func(t *testing.T) { checkIdentity(t, users, shared) })
		}
	}
}

func checkIdentity(t *testing.T, users int, shared bool) {
	t.Helper()
	rng := rand.New(rand.NewPCG(17, 1))
	var worst change
	for range 400 / max(users, 5) {
		c := livelyCompany(rng, users, shared)
		last := user(users - 1)
		without := slices.DeleteFunc(slices.Clone(c.all), func(x signIn) bool { return x.identity == last })
		worst.widen(compare(without, fit(c.all), fit(without), everybody))
	}
	worst.check(t, ofIdentity)
}

// TestLawDays: 5, 10, 30, 100, 300 days of the same habit give rising confidence, without
// a jump, that a country or client of nobody's comes from outside it.
func TestLawDays(t *testing.T) {
	rng := rand.New(rand.NewPCG(18, 1))
	most := 0.
	for range 200 {
		users, blocks, hour := rng.IntN(6), 1+rng.IntN(3), rng.IntN(20)
		var last [5]float64
		for i, days := range []int{5, 10, 30, 100, 300} {
			c := newCompany(1)
			for u := range 1 + users {
				for day := range days {
					c.add(user(u), at(day, hour+day%3, line("JP", carriers[u%3], fmt.Sprint(u, "/", day%blocks)), chromeMac))
				}
			}
			o := at(days, hour, line("BR", "28573", "x"), operaOnAndroid)
			got := parts(scoreOf(with(c.all, signIn{user(0), o}), user(0), o))
			for k := 1; i > 0 && k < len(got); k++ {
				up := logit(got[k]) - logit(last[k])
				if most = max(most, up); up <= 0 || up > math.Log(8) {
					t.Errorf("%d users, %d blocks, %d days: got %v after %v, want it to rise by a factor of 8 at most", 1+users, blocks, days, got, last)
					break
				}
			}
			if got[0] < last[0] {
				t.Errorf("%d users, %d blocks, %d days: got overall %v after %v", 1+users, blocks, days, got[0], last[0])
			}
			last = got
		}
	}
	t.Logf("odds rise by a factor of %.2f at most", math.Exp(most))
}

// TestLawAlone: the probabilities of a lone user's attributes are those among 20 colleagues
// of another network, to .1.
func TestLawAlone(t *testing.T) {
	rng := rand.New(rand.NewPCG(19, 1))
	worst := map[string]float64{}
	for range 200 {
		days, hour := 5+rng.IntN(100), rng.IntN(20)
		alone := newCompany(1)
		for day := range days {
			alone.add("ana", at(day, hour+day%4, line("JP", "2516", fmt.Sprint(day%2)), chromeMac))
		}
		among := &company{all: with(alone.all)}
		for i := range 20 {
			for day := range days {
				among.add(user(i), at(day, 9, line("JP", "17676", user(i)), chromeMac))
			}
		}
		day := rng.IntN(days + 10)
		lone, one := fit(alone.all).Identity("ana"), fit(among.all).Identity("ana")
		for what, o := range map[string]profile.Observation{
			"habit":         at(0, hour, line("JP", "2516", "0"), chromeMac),
			"block":         at(day, hour, line("JP", "2516", "x"), chromeMac),
			"provider":      at(day, hour, line("JP", "28573", "x"), chromeMac),
			"country":       at(day, hour, line("BR", "28573", "x"), chromeMac),
			"browser":       at(day, hour, line("JP", "2516", "0"), profile.Client{Device: "desktop", OS: "macOS", Browser: "Lynx"}),
			"os":            at(day, hour, line("JP", "2516", "0"), profile.Client{Device: "desktop", OS: "BSD", Browser: "Chrome"}),
			"client":        at(day, hour, line("JP", "2516", "0"), operaOnAndroid),
			"country, both": at(day, hour, line("BR", "28573", "x"), operaOnAndroid),
		} {
			a, b := parts(lone.Score(o)), parts(one.Score(o))
			for i := 1; i < len(a); i++ {
				worst[what] = max(worst[what], math.Abs(a[i]-b[i]))
			}
		}
	}
	for what, d := range worst {
		if t.Logf("%s: %.3f at most", what, d); d > .1 {
			t.Errorf("a new %s: got probabilities that differ by %.3f, want at most .1", what, d)
		}
	}
}
