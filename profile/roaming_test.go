package profile

import (
	"fmt"
	"math"
	"testing"
)

// traveller is at home and on the VPN on each of 100 days, but for two days at another
// place, on the VPN all the same.
func traveller(s *Set, name string) {
	home, vpn := Place{Country: "JP", Network: "1"}, Place{Country: "JP", Network: "9"}
	for d := range Day(100) {
		at := home
		if d == 50 || d == 51 {
			at = Place{Country: "FR", Network: "2"}
		}
		for _, p := range []Place{at, vpn} {
			s.Add(name, Observation{Day: 20000 + d, Hour: 9, Place: p, Client: desktop})
		}
	}
}

// TestRoaming: by hand, the share of days to expect either network on is 98.5/100, so
// that the VPN's two of two days tell ln(.95/25 + .05) of the site, and -ln(.9 .088 + .1)
// of the identity; and the home's none of two days (.803/.015)² times .95, likewise.
func TestRoaming(t *testing.T) {
	var s Set
	for i := 1; i <= 3; i++ {
		traveller(&s, fmt.Sprint("t", i))
		m := s.Fit()
		evidence := m.population.roams()
		for number, each := range map[string]float64{"1": -7.80402, "9": 1.71925, "2": 0} {
			country := "JP"
			if number == "2" {
				country = "FR"
			}
			if got, want := evidence[path{network, number, join(country)}], float64(i)*each; math.Abs(got-want) > 1e-4 {
				t.Errorf("%d travellers: got %v of network %s, want %v", i, got, number, want)
			}
		}
		got := m.Roaming()
		if i < 3 && len(got) > 0 {
			t.Errorf("%d travellers: got %v", i, got)
		}
		if i == 3 && (len(got) != 1 || got[0].Country != "JP" || got[0].Network != "9" || math.Abs(got[0].LogOdds-(3*1.71925-4.59512)) > 1e-3) {
			t.Errorf("got %+v, want the VPN", got)
		}
	}
	scorer := s.Fit().Identity("t1")
	x := scorer.Explain(Observation{Day: 20050, Hour: 9, Place: Place{Country: "FR", Network: "2"}, Client: desktop})
	if got := x.Roaming; len(got) != 1 || got[0].Network != "9" {
		t.Errorf("got %v of t1", got)
	}
	if beside := x.Terms[2].Inputs[1].Value; x.Terms[2].Name != TermBeside || beside != 0 {
		t.Errorf("got %v days at a usual network during the journey, want none, as the VPN is no place", beside)
	}
}

// TestRoamingMerges: what fits of identities know of networks adds up.
func TestRoamingMerges(t *testing.T) {
	var whole Set
	var parts []*Fit
	for _, name := range []string{"a", "b", "c", "d"} {
		var s Set
		traveller(&s, name)
		traveller(&whole, name)
		parts = append(parts, loadFit(t, save(t, NewFit(Notes{}, &s))))
	}
	got, want := mergeFits(t, parts...).model.Roaming(), whole.Fit().Roaming()
	if len(want) != 1 || len(got) != 1 || got[0].Network != want[0].Network || math.Abs(got[0].LogOdds-want[0].LogOdds) > 1e-9 {
		t.Errorf("got %v, want %v", got, want)
	}
}
