package odds

import "math"

// persistenceTerm is how long the identity uses the network with the client, and which
// share of all days the strand has. Intruders seldom stay for months, and what somebody
// mostly does is seldom somebody else's.
type persistenceTerm struct{}

func (persistenceTerm) name() string { return "persistence" }

func (persistenceTerm) weigh(s *Scorer, x *subject, e *Evidence) logs {
	first, last := x.first, x.last
	if x.course >= 0 {
		c := &s.history.courses[x.course]
		first, last = min(first, c.first), max(last, c.last)
	}
	span := float64(last - first)
	share := s.history.shareOf(float64(x.days), x.first, float64(x.days-x.held))
	stay := max(1/(1+(span/stayDays)*(span/stayDays)), leastStay)
	if e != nil {
		e.note("days from the first to the last sign-in with this network and client", span)
		e.note("share of all days", share)
		switch {
		case share > .5:
			e.say("This is what the identity mostly does: %.0f%% of its days.", 100*share)
		case span >= stayDays:
			e.say("The identity has used this network with this client for %s.", count(int(span)+1, "day"))
		}
	}
	return versus(0, math.Log(stay*dominant(share)))
}

// dominant returns how much less probable it is that something has such a share of all
// days if it is not the identity's.
func dominant(share float64) float64 {
	if share <= .5 {
		return 1
	}
	x := (1 - share) / share
	return max(x*x, leastDominant)
}
