package odds

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"loginodds/profile"
)

// The cases are histories of invented people, for each of which common sense says what
// the probabilities must be about.

// TestCases tries every row.
func TestCases(t *testing.T) {
	for _, row := range []struct {
		text  string
		check func(*testing.T)
	}{
		{"one person of a Japanese company, always Chrome on macOS from home carriers, once from EC2 in the US with Edge on Windows", headline},
		{"the same where some colleagues have Edge on Windows for a habit", headlineEdge},
		{"a user with 100 sign-ins, one from a Russian home line with Firefox on Linux, never seen by anyone", foreignLine},
		{"London 08:40, Moscow 09:00, London 09:20, same client", travelSandwiched},
		{"the same with an unseen browser and OS", travelNewClient},
		{"20 days at one address, then another country 30 min later", shortHistory},
		{"a second mobile carrier of the same country", secondCarrier},
		{"an intruder from EC2 with Edge who comes back on 50 days (10 days, after the user's last)", returning},
		{"two odd sign-ins (EC2, Edge) 7 days apart / 8 days apart, in 250 days of history", twoApart},
		{"one a day for 31 days / for 32 days", oneADay},
		{"two (three) victims of one intruder, from one address, 10 minutes or two weeks apart", victims},
		{"a user's main browser in a log of one week", week},
		{"another provider in the same country, a lone user / among 20 colleagues", otherProvider},
		{"a country or client never seen by anybody, after 10 days and after 30 days at one place with one client", afterDays},
	} {
		t.Run(row.text, row.check)
	}
}

// headline: one person of a Japanese company, always with Chrome on macOS from home
// carriers, signs in once from EC2 in the United States with Edge on Windows.
func headline(t *testing.T) {
	for seed := range uint64(40) {
		rng := rand.New(rand.NewPCG(seed, 3))
		users, days := 1+rng.IntN(40), 100+rng.IntN(151)
		c := japan(seed, users, days)
		o := at(rng.IntN(days*7/5), rng.IntN(24), ec2, edgeWindows)
		c.add(user(0), o)
		got := scoreOf(c.all, user(0), o)
		if got.Overall < .9 || got.Location < .97 || got.Browser < .97 || got.OS < .97 {
			t.Errorf("%d users, %d days, day %d at %d: got %+v, want overall ≥ .9, location, browser and OS ≥ .97", users, days, o.Day-20000, o.Hour, got)
		}
	}
}

// headlineEdge is the same where some colleagues have Edge on Windows for a habit.
func headlineEdge(t *testing.T) {
	for seed := range uint64(20) {
		rng := rand.New(rand.NewPCG(seed, 4))
		users, days := 5+rng.IntN(36), 100+rng.IntN(151)
		c := japan(seed, users, days)
		for i := range c.all {
			if x := &c.all[i]; x.identity != user(0) && x.identity <= user(1+users/10) {
				x.o.Client = edgeWindows
			}
		}
		o := at(rng.IntN(days*7/5), rng.IntN(24), ec2, edgeWindows)
		c.add(user(0), o)
		if got := scoreOf(c.all, user(0), o); got.Overall < .9 {
			t.Errorf("%d users, %d days, day %d at %d: got %+v, want overall ≥ .9", users, days, o.Day-20000, o.Hour, got)
		}
	}
}

// foreignLine: a user with 100 sign-ins, and one from a Russian home line with
// Firefox on Linux, never seen by anyone.
func foreignLine(t *testing.T) {
	for seed := range uint64(20) {
		rng := rand.New(rand.NewPCG(seed, 5))
		c := japan(seed, 1+rng.IntN(40), 99)
		o := at(rng.IntN(140), rng.IntN(24), line("RU", "12389", "203.0.113.0/24"), firefoxLinux)
		c.add(user(0), o)
		if got := scoreOf(c.all, user(0), o); got.Overall < .5 {
			t.Errorf("seed %d, day %d at %d: got %+v, want overall ≥ .5", seed, o.Day-20000, o.Hour, got)
		}
	}
}

// travelSandwiched: London, Moscow and London within an hour, at the end of a history.
func travelSandwiched(t *testing.T) { checkTravel(t, chromeMac, .5) }

func travelNewClient(t *testing.T) { checkTravel(t, firefoxLinux, .9) }

func checkTravel(t *testing.T, client profile.Client, least float64) {
	t.Helper()
	for _, days := range []int{30, 60, 100, 250} {
		for _, users := range []int{1, 5, 20} {
			all, moscow, london := sandwich(users, days, client)
			s := fit(all).Identity(user(0))
			if got := s.Score(moscow).Overall; got < least {
				t.Errorf("%d days, %d users: got overall %.3f in Moscow, want ≥ %v", days, users, got, least)
			}
			if got := s.Score(london).Overall; got > .1 {
				t.Errorf("%d days, %d users: got overall %.3f in London, want ≤ .1", days, users, got)
			}
		}
	}
}

// sandwich returns the sign-ins of users in London, of whom one is in Moscow in between.
func sandwich(users, days int, client profile.Client) (all []signIn, moscow, london profile.Observation) {
	c := newCompany(1)
	for i := range users {
		for day := range workdays(days) {
			c.add(user(i), at(day, 8+(day+i)%3, line("GB", "2856", fmt.Sprint("block ", i)), chromeMac))
		}
	}
	last := days * 7 / 5
	london = at(last, 9, line("GB", "2856", "block 0"), chromeMac)
	moscow = at(last, 9, line("RU", "12389", "203.0.113.0/24"), client)
	london.Apart, moscow.Apart = profile.Impossible, profile.Impossible
	before := london
	before.Hour = 8
	c.add(user(0), before)
	c.add(user(0), moscow)
	c.add(user(0), london)
	return c.all, moscow, london
}

// shortHistory: 20 days at one address, then another country 30 minutes later. It is
// to be reported: one of the five probabilities is at least .9.
func shortHistory(t *testing.T) {
	for _, client := range []profile.Client{chromeMac, firefoxLinux} {
		c := newCompany(1)
		c.employOne(user(0), 20)
		o := at(20, 10, line("RU", "12389", "203.0.113.0/24"), client)
		o.Apart = profile.Impossible
		c.all[len(c.all)-1].o.Apart = profile.Impossible
		c.add(user(0), o)
		if got := scoreOf(c.all, user(0), o); got.Location < .95 {
			t.Errorf("%v: got %+v, want location ≥ .95", client, got)
		}
	}
}

// employOne adds a user who signs in every day from one address with Chrome on macOS.
func (c *company) employOne(identity string, days int) {
	for day := range days {
		c.add(identity, at(day, 9, line("JP", "17676", identity), chromeMac))
	}
}

// secondCarrier: a second mobile carrier of the same country.
func secondCarrier(t *testing.T) {
	for _, days := range []int{5, 10, 20, 60, 200} {
		for _, n := range []int{1, 2, 3} { // sign-ins from there
			c := newCompany(1)
			for day := range days {
				c.add("root", at(day, 3+day%12, line("IN", "55836", fmt.Sprint(day%3)), chromeWindows))
			}
			var o profile.Observation
			for i := range n {
				o = at(days+i, 15, line("IN", "45609", "203.0.113.0/24"), chromeWindows)
				c.add("root", o)
			}
			got := scoreOf(c.all, "root", o)
			if got.Overall >= .3 {
				t.Errorf("%d days, then %d: got %+v, want overall < .3", days, n, got)
			}
			cloud := slices.Clone(c.all)
			for i := range n {
				cloud[days+i].o.Place = profile.Place{Country: "IN", Network: "16509", Prefix: "x", Hosting: true}
			}
			if hosted := scoreOf(cloud, "root", cloud[days].o); hosted.Overall <= got.Overall {
				t.Errorf("%d days, then %d: got overall %v, not below the %v of a cloud", days, n, got.Overall, hosted.Overall)
			}
		}
	}
}

// returning: an intruder who comes back on many days from EC2 with Edge.
func returning(t *testing.T) {
	for _, users := range []int{1, 5, 20} {
		for _, x := range []struct{ days, from, visits int }{{100, 45, 50}, {100, 30, 30}, {100, 142, 10}, {250, 150, 50}, {250, 352, 10}} {
			c := japan(uint64(users), users, x.days)
			for i := range x.visits {
				o := at(x.from+i, (i*5)%24, ec2, edgeWindows)
				c.add(user(0), o)
			}
			s := fit(c.all).Identity(user(0))
			for i := range min(7, x.visits) {
				if got := s.Score(at(x.from+i, (i*5)%24, ec2, edgeWindows)); got.Overall < .5 {
					t.Errorf("%d users, %d days, %d visits from day %d on: got %+v on visit %d, want overall ≥ .5", users, x.days, x.visits, x.from, got, i)
				}
			}
		}
	}
}

// twoApart: two odd sign-ins some days apart, and the same without a cliff.
func twoApart(t *testing.T) {
	for _, users := range []int{1, 20} {
		c := japan(3, users, 178) // 250 days
		last := 0.
		for gap := 1; gap <= 40; gap++ {
			a, b := at(120, 3, ec2, edgeWindows), at(120+gap, 3, ec2, edgeWindows)
			s := fit(with(c.all, signIn{user(0), a}, signIn{user(0), b})).Identity(user(0))
			got := s.Score(a)
			if other := s.Score(b); other.Overall < .9 || got.Overall < .9 || min(got.Location, other.Location) < .9 {
				t.Errorf("%d users, %d days apart: got %+v and %+v, want ≥ .9", users, gap, got, other)
			}
			if gap > 1 && (got.Overall-last > .02 || last-got.Overall > .02) {
				t.Errorf("%d users, %d days apart: got %v after %v, want no cliff", users, gap, got.Overall, last)
			}
			last = got.Overall
		}
	}
}

// oneADay: an odd sign-in a day for 1 to 120 days, with no cliff either.
func oneADay(t *testing.T) {
	c := japan(3, 20, 178)
	last := 0.
	for n := 1; n <= 120; n++ {
		o := at(60+n, 3, ec2, edgeWindows)
		c.add(user(0), o)
		got := scoreOf(c.all, user(0), o).Overall
		if n <= 32 && got < .9 {
			t.Errorf("%d days: got overall %v, want ≥ .9", n, got)
		}
		if n > 1 && (got > last+.02 || got < last-.05) {
			t.Errorf("%d days: got overall %v after %v, want it to fall slowly", n, got, last)
		}
		last = got
	}
}

// victims: two and three victims of one intruder, from one address, are not less
// probable than one.
func victims(t *testing.T) {
	for _, days := range []int{0, 14} { // between one victim and the next
		for _, client := range []profile.Client{edgeWindows, firefoxLinux} {
			c := japan(7, 20, 150)
			last := 0.
			for n := 1; n <= 3; n++ {
				c.add(user(n-1), at(100+days*(n-1), 3, ec2, client))
				m := fit(c.all)
				for i := range n {
					got := m.Identity(user(i)).Score(at(100+days*i, 3, ec2, client)).Overall
					if got < .9 || i == 0 && got < last {
						t.Errorf("victim %d of %d, %d days after each other: got overall %v after %v, want not less", i+1, n, days, got, last)
					}
					if i == 0 {
						last = got
					}
				}
			}
		}
	}
}

// week: in a log of one week the browser that one mostly uses is no anomaly.
func week(t *testing.T) {
	for _, users := range []int{1, 3, 20} {
		for _, days := range []int{5, 7} {
			for other := range days { // one day with another browser
				c := newCompany(2)
				for i := range users {
					for day := range days {
						client := chromeMac
						if i == 0 && day == other {
							client.Browser = "Safari"
						}
						c.add(user(i), at(day, 9, line("JP", "17676", user(i)), client))
					}
				}
				s := fit(c.all).Identity(user(0))
				for day := range days {
					if day == other {
						continue
					}
					if got := s.Score(at(day, 9, line("JP", "17676", user(0)), chromeMac)); got.Browser > .1 {
						t.Errorf("%d users, %d days, Safari on day %d: got %+v with Chrome, want browser ≤ .1", users, days, other, got)
						break
					}
				}
			}
		}
	}
}

// otherProvider: another provider in the same country, for a lone user and among 20
// colleagues.
func otherProvider(t *testing.T) {
	for _, days := range []int{10, 30, 100, 250} {
		o := at(days*7/5, 10, line("JP", "99999", "203.0.113.0/24"), chromeMac)
		var all []float64
		for _, users := range []int{1, 2, 5, 20} {
			c := japan(1, users, days)
			c.add(user(0), o)
			all = append(all, scoreOf(c.all, user(0), o).Location)
		}
		for _, p := range all {
			if p-all[0] > .1 || all[0]-p > .1 {
				t.Errorf("%d days: got location %.3f for 1, 2, 5 and 20 users, want them alike to .1", days, all)
				break
			}
		}
	}
}

// afterDays: after 10 days at one place and client a country or client that was never
// seen by anybody has ≥ .9, and after 30 days ≥ .97.
func afterDays(t *testing.T) {
	for _, users := range []int{1, 2, 5, 20} {
		for days, least := range map[int]float64{10: .9, 30: .97} {
			c := newCompany(1)
			for i := range users {
				c.employOne(user(i), days)
			}
			for _, day := range []int{days / 2, days} {
				check := func(what string, p profile.Place, k profile.Client, of func(Score) float64) {
					t.Helper()
					o := at(day, 9, p, k)
					if got := scoreOf(with(c.all, signIn{user(0), o}), user(0), o); !(of(got) >= least) {
						t.Errorf("%d users, %d days, then a new %s on day %d: got %+v, want ≥ %v", users, days, what, day, got, least)
					}
				}
				home := line("JP", "17676", user(0))
				check("country", line("RU", "12389", "x"), chromeMac, func(s Score) float64 { return s.Location })
				check("browser", home, profile.Client{Device: "desktop", OS: "macOS", Browser: "Lynx"}, func(s Score) float64 { return s.Browser })
				check("client", home, operaOnAndroid, func(s Score) float64 { return min(s.Browser, s.OS, s.Device) })
				check("country and client", line("RU", "12389", "x"), operaOnAndroid, func(s Score) float64 { return min(s.Location, s.Browser, s.OS, s.Device) })
			}
		}
	}
}
