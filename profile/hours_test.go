package profile

import (
	"fmt"
	"testing"
)

// TestScoreOutside: a sign-in that the set does not hold has a probability at any hour
// of the day, also at those that nobody has been seen at, and odd ones tell more.
func TestScoreOutside(t *testing.T) {
	s := &Set{}
	for i := range 90 {
		for id := range 5 {
			s.Add(fmt.Sprint(id), Observation{Day: Day(20000 + i), Hour: 9, Place: Place{Country: "JP", Network: "1"}, Client: desktop})
		}
	}
	m := s.Fit()
	var all [24]float64
	for h := range all {
		o := Observation{Day: 20120, Hour: h, Place: Place{Country: "JP", Network: "2"}, Client: laptop}
		all[h] = m.Identity("1").Score(o).Overall
		if !(all[h] >= 0 && all[h] <= 1) {
			t.Errorf("hour %d: got overall %v, must be in range [0, 1]", h, all[h])
		}
	}
	if all[21] <= all[9] {
		t.Errorf("got overall %v at 21 and %v at 9, want more at the odd hour", all[21], all[9])
	}
}
