package odds

import "math"

// travelTerm is how fast one would have to travel between the sign-in and the nearest
// ones of the identity in other countries. Both ends have it, but what tells is the end
// that is new. Private VPNs, shared accounts and errors of the geo database do the same,
// so that who is often in two places at once is no surprise.
type travelTerm struct{}

func (travelTerm) name() string { return "travel" }

func (travelTerm) weigh(s *Scorer, x *subject, e *Evidence) logs {
	if x.apart == 0 {
		return logs{}
	}
	share := impossibleInnocent
	if x.apart < impossibleApart {
		share = hastyInnocent
	}
	others := float64(s.history.apart)
	if x.at >= 0 && s.history.strands[x.at].apart > 0 {
		others--
	}
	others = max(others-1, 0) // the other end is one of them
	n := float64(len(s.history.strands))
	innocent := max((share*apartWeight+others)/(apartWeight+n), share)
	if e != nil {
		e.note("share of innocent strands that are apart so", innocent)
		if x.apart < impossibleApart {
			e.say("Between this sign-in and one from another country there was less time than a flight takes.")
		} else {
			e.say("Within an hour of this sign-in there was one from another country, too far away to travel.")
		}
	}
	return versus(math.Log(innocent), math.Log(max(apartIntruders, innocent)))
}
