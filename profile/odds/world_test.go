package odds

import (
	"fmt"
	"testing"

	"loginodds/profile"
)

// checkInnocent fails if anybody's overall probability is above .5.
func (c *company) checkInnocent(t *testing.T) {
	t.Helper()
	m, scorers := fit(c.all), map[string]*Scorer{}
	for _, x := range c.all {
		if scorers[x.identity] == nil {
			scorers[x.identity] = m.Identity(x.identity)
		}
		if got := scorers[x.identity].Score(x.o); got.Overall > .5 {
			t.Errorf("innocent sign-in %s %+v: got %+v, want overall at most .5", x.identity, x.o, got)
		}
	}
}

// TestSmallWorlds: where there is little or odd to learn from, nobody innocent is accused.
func TestSmallWorlds(t *testing.T) {
	countries := []string{"US", "DE", "FR", "IN", "JP", "BR", "GB", "AU", "CA", "ES", "IT", "PL"}
	clients := []profile.Client{chromeWindows, {Device: "desktop", OS: "macOS", Browser: "Safari"}}
	branch := func(country, site int) profile.Place {
		return line(countries[country], fmt.Sprint(64500+10*country+site), fmt.Sprint(country, "/", site))
	}
	for _, world := range []struct {
		name string
		fill func(c *company)
	}{
		{"nothing", func(*company) {}},
		{"one user who once is elsewhere", func(c *company) {
			for i := range 10 {
				c.add("ana", at(i, 9, branch(1, 0), clients[0]))
			}
			c.add("ana", at(12, 9, branch(4, 0), clients[0]))
		}},
		{"one user who never repeats", func(c *company) {
			for i := range 10 {
				c.add("ana", at(7*i, 9, branch(i, i%3), clients[i%2]))
			}
		}},
		{"one VPN", func(c *company) {
			for i := range 50 {
				for range 20 {
					p := profile.Place{Country: "US", Network: "64500", Prefix: fmt.Sprint(c.rng.IntN(2)), Hosting: true}
					c.add(user(i), at(c.rng.IntN(90), 8+c.rng.IntN(9), p, clients[i%2]))
				}
			}
		}},
		{"shared root", func(c *company) {
			for i := range 6 {
				for range 60 {
					c.add("root", at(c.rng.IntN(365), 7+c.rng.IntN(12), branch(i%2, i), clients[i%2]))
				}
			}
		}},
		{"twelve countries", func(c *company) {
			for i := range 120 {
				for range 2 + c.rng.IntN(60) {
					c.add(user(i), at(c.rng.IntN(200), 3+c.rng.IntN(20), branch(i%12, c.rng.IntN(2)), clients[i%2]))
				}
			}
			c.add("starter", at(150, 10, branch(2, 0), clients[0]))
			c.add("foreign starter", at(150, 2, line("PT", "64999", "x"), clients[1]))
			c.add("odd starter", at(150, 10, ec2, firefoxLinux))
			c.all[len(c.all)-1].o.Failed = true
		}},
		{"one day", func(c *company) {
			for i := range 200 {
				for range 1 + c.rng.IntN(4) {
					c.add(user(i), at(0, 7+c.rng.IntN(10), branch(i%3, c.rng.IntN(2)), clients[i%2]))
				}
			}
		}},
		{"two people of one name", func(c *company) {
			for i := range 30 {
				for d := range 60 {
					c.add(user(i), at(d, 8+c.rng.IntN(9), branch(i%2, i%3), clients[i%2]))
				}
			}
			for d := range 60 { // who share one identity
				c.add("sam", at(d, 8+c.rng.IntN(9), branch(0, 1), clients[0]))
				c.add("sam", at(d, 8+c.rng.IntN(9), branch(1, 2), clients[1]))
			}
		}},
		{"a robot that signs in from everywhere", func(c *company) {
			for i := range 5_000 {
				p := line("US", fmt.Sprint(64500+i%50), fmt.Sprint(i%2500))
				c.add("robot", at(i/150, i%24, p, profile.Client{Device: "desktop", OS: "Linux", Browser: fmt.Sprint(i % 7)}))
			}
		}},
	} {
		t.Run(world.name, func(t *testing.T) {
			c := newCompany(uint64(len(world.name)))
			world.fill(c)
			c.checkInnocent(t)
		})
	}
}

// TestUnknown: where nothing is known, the prior is all that is left.
func TestUnknown(t *testing.T) {
	c := japan(1, 10, 60)
	got := fit(c.all).Identity(user(0)).Score(at(30, 12, profile.Place{}, profile.Client{}))
	if got.Overall > .02 || got.Overall < .0005 {
		t.Errorf("got %+v of a sign-in that tells nothing, want about the prior of .004", got)
	}
}

// TestRepetition: fifty sign-ins of one day do not make a place or a client habitual.
func TestRepetition(t *testing.T) {
	c := japan(1, 10, 60)
	o := at(30, 3, ec2, edgeWindows)
	c.add(user(0), o)
	once := scoreOf(c.all, user(0), o)
	for i := range 50 {
		o := o
		o.Hour = i % 24
		c.add(user(0), o)
	}
	got := scoreOf(c.all, user(0), o)
	if got.Location != once.Location || got.Browser != once.Browser || got.Overall < .9 {
		t.Errorf("got %+v for fifty, and %+v for one", got, once)
	}
}

// TestSecondDevice: who has used a second device for as long as he is known has it for a habit.
func TestSecondDevice(t *testing.T) {
	c := newCompany(3)
	for day := range 29 {
		for i := range 8 {
			home := line("DE", fmt.Sprint(i), fmt.Sprint(i, "/", day/7))
			c.add(user(i), at(day, 9, home, chromeWindows))
			if i == 0 && (day%3 == 0 || day == 28) {
				c.add(user(0), at(day, 7+day%12, home, firefoxLinux))
			}
		}
	}
	got := fit(c.all).Identity(user(0)).Score(at(15, 10, line("DE", "0", "0/2"), firefoxLinux))
	if got.Overall > .01 || got.Browser > .1 {
		t.Errorf("got %+v, want overall ≤ .01 and browser ≤ .1", got)
	}
}

// TestMovers: an innocent change of one half is no alarm: a new laptop, or
// another line in the same country.
func TestMovers(t *testing.T) {
	for _, users := range []int{1, 5, 20} {
		for _, days := range []int{30, 100, 250} {
			check := func(what string, p profile.Place, k profile.Client, n int) {
				t.Helper()
				c := japan(8, users, days)
				for i := range n {
					c.add(user(0), at(days*7/5+i, 10, p, k))
				}
				if got := scoreOf(c.all, user(0), at(days*7/5, 10, p, k)); got.Overall > .5 {
					t.Errorf("%d users, %d days, then %s for %d days: got %+v, want overall ≤ .5", users, days, what, n, got)
				}
			}
			p := japan(8, users, days).all[0].o.Place
			for _, n := range []int{1, 5, 60} {
				check("a new laptop", p, firefoxLinux, n)
				check("another line", line("JP", "28573", "x"), chromeMac, n)
			}
		}
	}
}
