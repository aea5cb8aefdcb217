package profile

import (
	"math"
	"testing"
)

// TestSame by hand: 20 intruders at hours that their victims never have leave of the
// uniform prior, which is 1 of 2 incidents, 1 of 22; 20 at hours that their victims always
// have make it 21 of 22.
func TestSame(t *testing.T) {
	for _, c := range []struct{ hours, want float64 }{{1e-9, 1. / 22}, {1e9, 21. / 22}} {
		all := []ratios{{newPlace: 1e-9, newNear: 1e-9, newClient: 1e-9, hours: 1, away: 1, size: 1, alike: 1, noFailure: 1, hosting: -1, weight: 1000}}
		// Nobody's habit, and nothing that an innocent has new.
		stranger := ratios{newPlace: 1e-30, newNear: 1e-30, newClient: 1e-30, intruder: 1e30, sameCountry: 1e30, sameNetwork: 1e30, otherClient: 1e30,
			hours: c.hours, away: 1, size: 1, alike: 1, noFailure: 1, hosting: -1, weight: 1}
		for range 20 {
			all = append(all, stranger)
		}
		var w weights
		m := fitMixture(all, &w)
		if math.Abs(m.same-c.want) > 1e-6 || math.Abs(w.same-22) > 1e-6 {
			t.Errorf("hours %v: got %v of %v, want %v of 22", c.hours, m.same, w.same, c.want)
		}
	}
}
