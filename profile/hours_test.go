package profile

import (
	"fmt"
	"math"
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

// TestClock: the logarithm is that of the product over all hours, of Poisson's
// probability of none where there are none, and of some where there are some.
func TestClock(t *testing.T) {
	var c clock
	c.kind[1] = .25 // of weekends
	for h := range 24 {
		c.given[h], c.given[24+h] = 1./24, float64(h)/276 // the sum of 0 to 23
	}
	const saturday = Day(2)
	for _, a := range []activity{{saturday, 1 << 9, 1}, {saturday, 1<<9 | 1<<23, 2}, {saturday, 1<<24 - 1, 60}} {
		for _, later := range []int{0, 5} {
			want := .25
			for h := range 24 {
				p, n := float64((h+later)%24)/276, float64(a.signIns)
				none, even := math.Exp(-n*p), math.Exp(-n/24)
				if a.hours&(1<<h) != 0 {
					none, even = 1-none, 1-even
				}
				want += math.Log(none) - math.Log(even)
			}
			if got := c.of(&a, 24)[later]; math.Abs(got-want) > 1e-9 {
				t.Errorf("%+v, %d hours later: got %v, want %v", a, later, got, want)
			}
		}
	}
	if got := c.of(&activity{3 + 1, 1 << 9, 7}, 24)[3]; math.Abs(got) > 1e-12 {
		t.Errorf("on a weekday of even hours: got %v, want 0", got)
	}
}

// TestHoursBeside: an hour that another episode shows on the same day is left.
func TestHoursBeside(t *testing.T) {
	s := &Set{}
	add := func(day Day, hour int, network string) Observation {
		o := Observation{Day: day, Hour: hour, Place: Place{Country: "JP", Network: network}, Client: desktop}
		s.Add("a", o)
		return o
	}
	for i := range Day(20) { // a habit, in episodes of a day each
		add(20000+10*i, 9, "1")
	}
	o := add(20050, 9, "2")
	add(20050, 14, "2")
	hours := s.Fit().Identity("a").Explain(o).Terms[1]
	if others := hours.Inputs[2]; hours.Name != TermHours || others.Value != 20 {
		t.Errorf("%s: got %v, want the 20 hours at 9 o'clock", hours.Name, others)
	}
}
