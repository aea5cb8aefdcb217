package profile

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

// A world is a log that nobody has intruded into, as far as it is not said.
type world struct {
	rng *rand.Rand
	all []sample
}

func newWorld(seed uint64) *world { return &world{rng: rand.New(rand.NewPCG(seed, seed))} }

var (
	desktop = Client{"desktop", "Windows", "Chrome"}
	laptop  = Client{"desktop", "macOS", "Safari"}
	server  = Client{"desktop", "Linux", "Firefox"}
)

func (w *world) add(identity string, day, hour int, p Place, c Client) {
	w.all = append(w.all, sample{identity: identity, o: Observation{Day: Day(20000 + day), Hour: hour, Place: p, Client: c}})
}

// check fails if anybody's overall probability is above .5.
func (w *world) check(t *testing.T) {
	t.Helper()
	m, scorers := fitAll(w.all), map[string]*Scorer{}
	for _, s := range w.all {
		if scorers[s.identity] == nil {
			scorers[s.identity] = m.Identity(s.identity)
		}
		if got := scorers[s.identity].Score(s.o); got.Overall > .5 {
			t.Errorf("innocent sign-in %s %+v: got %+v, want overall at most .5", s.identity, s.o, got)
		}
	}
}

// TestSmallWorlds: where there is little or odd to learn from, nobody innocent
// is accused.
func TestSmallWorlds(t *testing.T) {
	countries := []string{"US", "DE", "FR", "IN", "JP", "BR", "GB", "AU", "CA", "ES", "IT", "PL"}
	clients := []Client{desktop, laptop}
	branch := func(country, site int) Place {
		return Place{Country: countries[country], Network: fmt.Sprint(64500 + 10*country + site), Prefix: fmt.Sprint(country, "/", site)}
	}

	t.Run("nothing", func(t *testing.T) { newWorld(1).check(t) })
	t.Run("one user", func(t *testing.T) {
		w := newWorld(2)
		for i := range 10 {
			w.add("ana", i, 9, branch(1, 0), desktop)
		}
		w.check(t)
		w.add("ana", 12, 9, branch(4, 0), laptop)
		w.check(t)
	})
	t.Run("one user who never repeats", func(t *testing.T) {
		w := newWorld(3)
		for i := range 10 {
			w.add("ana", 7*i, 9, branch(i, i%3), clients[i%2])
		}
		w.check(t)
	})
	t.Run("one VPN", func(t *testing.T) {
		w := newWorld(4)
		for i := range 50 {
			for range 20 {
				w.add(fmt.Sprint("user", i), w.rng.IntN(90), 8+w.rng.IntN(9), Place{Country: "US", Network: "64500", Prefix: fmt.Sprint(w.rng.IntN(2)), Hosting: true}, clients[i%2])
			}
		}
		w.check(t)
	})
	t.Run("shared root", func(t *testing.T) {
		w := newWorld(5)
		for i := range 6 {
			for range 60 {
				w.add("root", w.rng.IntN(365), 7+w.rng.IntN(12), branch(i%2, i), clients[i%2])
			}
		}
		w.check(t)
	})
	t.Run("twelve countries", func(t *testing.T) {
		w := newWorld(6)
		for i := range 120 {
			for range 2 + w.rng.IntN(60) {
				w.add(fmt.Sprint("user", i), w.rng.IntN(200), 3+w.rng.IntN(20), branch(i%12, w.rng.IntN(2)), clients[i%2])
			}
		}
		w.check(t)
		w.add("starter", 150, 10, branch(2, 0), desktop)
		w.add("foreign starter", 150, 2, Place{Country: "PT", Network: "64999", Prefix: "x"}, laptop)
		w.add("odd starter", 150, 10, Place{Country: "US", Network: "64998", Prefix: "y", Hosting: true}, server)
		w.all[len(w.all)-1].o.Failed = true
		w.check(t)
	})
	t.Run("one day", func(t *testing.T) {
		w := newWorld(7)
		for i := range 200 {
			for range 1 + w.rng.IntN(4) {
				w.add(fmt.Sprint("user", i), 0, 7+w.rng.IntN(10), branch(i%3, w.rng.IntN(2)), clients[i%2])
			}
		}
		w.check(t)
	})
	t.Run("two people of one name", func(t *testing.T) {
		w := newWorld(8)
		for i := range 30 {
			for d := range 60 {
				w.add(fmt.Sprint("user", i), d, 8+w.rng.IntN(9), branch(i%2, i%3), clients[i%2])
			}
		}
		for d := range 60 { // who share one identity
			w.add("sam", d, 8+w.rng.IntN(9), branch(0, 1), desktop)
			w.add("sam", d, 8+w.rng.IntN(9), branch(1, 2), laptop)
		}
		w.check(t)
	})
}

// TestThin: with nothing to compare with, the odds are even at most.
func TestThin(t *testing.T) {
	all := office(rand.New(rand.NewPCG(9, 9)), 30, 90, .005)
	starter := sample{identity: "starter", o: Observation{Day: 20050, Hour: 3, Place: Place{Country: "US", Network: "64998", Hosting: true}, Client: server, Failed: true}}
	m := fitAll(append(all, starter))
	x := m.Identity("starter").Explain(starter.o)
	if !x.Thin || x.Score.Overall > .5 {
		t.Errorf("got %+v, want it to be thin and even at most", x)
	}
	if x := m.Identity("person00").Explain(all[0].o); x.Thin {
		t.Errorf("got a thin history of %d days", 60)
	}
}

// TestRobot: an identity that signs in from everywhere all the time takes no
// more than its share of time.
func TestRobot(t *testing.T) {
	w := newWorld(10)
	for i := range 10_000 {
		w.add("robot", i/300, i%24, Place{Country: "US", Network: fmt.Sprint(64500 + i%50), Prefix: fmt.Sprint(i % 5000)}, Client{"desktop", "Linux", fmt.Sprint(i % 7)})
	}
	m := fitAll(w.all)
	s := m.Identity("robot")
	for _, x := range w.all {
		if got := s.Score(x.o); got.Overall > .5 {
			t.Fatalf("%+v: got %+v", x.o, got)
		}
	}
}
