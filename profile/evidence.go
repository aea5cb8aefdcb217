package profile

import "math"

// A likelihood is what one level says of a value, and from what counts.
type likelihood struct {
	c, t     int // days with the value and with any of the parent's, without the unit
	measure  measure
	variety  variety // of the identity, or at prefix level of its network
	fitted   float64 // α for it
	brief    float64 // factor of α
	g        float64 // G
	habit    float64 // p
	newcomer float64 // q
	intruder float64 // r
}

// likelihood weighs a value of the level without the unit.
func (s *Scorer) likelihood(u *left, l level, n node) likelihood {
	h, k := &s.h[l], &levels[l]
	v, up := h.find(n)
	x := likelihood{c: s.count(u, l, n), brief: 1, measure: s.model.population.others(l, n, h, v, up)}
	if up >= 0 {
		x.t = len(h.parents[up].days) - u.lostOf(l, up).days
		if u.hole > 0 {
			x.t = outside(h.parents[up].days, u.first-u.hole, u.last+u.hole)
		}
	}
	x.variety = s.variety(u, l, up)
	x.fitted = s.model.concentrations[l].of(x.variety)
	if x.c == 0 && u.last-u.first <= habitual {
		x.brief = s.brief(u, l)
	}
	α := x.brief * x.fitted
	x.g = x.measure.base(k.values)
	x.habit = predictive(x.c, x.t, x.g, α)
	x.newcomer = stranger(x.g, k.values, k.newcomer)
	x.intruder = stranger(x.g, k.values, k.intruder)
	return x
}

// predictive returns p, the probability that an identity shows a value which it
// has shown on c of t days: the Dirichlet predictive with base measure g of
// weight α.
func predictive(c, t int, g, α float64) float64 {
	return (float64(c) + α*g) / (float64(t) + α)
}

// stranger returns the probability that somebody without that habit shows a
// value with base measure g: q of a newcomer, r of an intruder. The share ε of
// them shows just any of k values.
func stranger(g, k, ε float64) float64 { return ε/k + (1-ε)*g }

func (u *left) lostOf(l level, parent int) lost {
	for _, x := range u.lost[l] {
		if int(x.parent) == parent {
			return x
		}
	}
	return lost{}
}

// variety returns that of the identity without the unit. Parent counts at the
// prefix level, where every network has its own.
func (s *Scorer) variety(u *left, l level, parent int) variety {
	h := &s.h[l]
	without := func(x lost) variety {
		up := &h.parents[x.parent]
		return newVariety(l, up.habitual-x.habitual, len(up.days)-x.days)
	}
	if l == prefix {
		if parent < 0 {
			return variety{}
		}
		x := u.lostOf(l, parent)
		x.parent = int32(parent)
		return without(x)
	}
	all := h.variety
	for _, x := range u.lost[l] {
		whole, rest := h.parents[x.parent].variety, without(x)
		all.values += rest.values - whole.values
		all.exposure += rest.exposure - whole.exposure
	}
	return all
}

// brief returns the factor of α of a place that was seen within a week only.
func (s *Scorer) brief(u *left, l level) float64 {
	share := briefPlace
	switch {
	case u.use == ofLocation:
		share = briefStay
	case l >= prefix:
		return 1
	}
	return min(1, share+habitual/max(s.traits.presence(), 1))
}

// sums are logarithms of a chain's likelihoods.
type sums struct {
	habit, newcomer, intruder float64
	known                     bool
}

// asNewcomer returns ln q/p.
func (x *sums) asNewcomer() float64 { return x.newcomer - x.habit }

// asIntruder returns ln r/p.
func (x *sums) asIntruder() float64 { return x.intruder - x.habit }

func (x *sums) add(y *likelihood) {
	x.habit += math.Log(y.habit)
	x.newcomer += math.Log(y.newcomer)
	x.intruder += math.Log(y.intruder)
	x.known = true
}

// evidence is what one variant of an episode says.
type evidence struct {
	place, client       sums
	country, prefix     sums // of the place
	browser, os, device sums
	hosting             int8 // of the place: 1 yes, 0 no, -1 unknown
	thin                bool // whether the identity has no day outside the episode
	failed              bool
	innocentFailures    float64 // probability that an innocent episode has no failure

	timing  timing
	absence absence
	size    size
	mfa     secondFactor

	// new says whether the network is seen in no other episode. sites counts the
	// identity's other episodes from networks new to it, and beside those of them
	// during which it was not away.
	new           bool
	sites, beside float64
}

// weighEpisode weighs what all variants of an episode share.
func (s *Scorer) weighEpisode(u *left) evidence {
	t, m := s.traits, s.model
	e := evidence{failed: u.failed}
	e.timing = m.timing(t, u)
	if u.last >= m.first && u.first <= m.last { // else nobody's presence is known
		e.absence = newAbsence(t, s.presences, u)
	}
	e.size = m.size(t, u)
	e.mfa = m.secondFactor(t, u)
	e.thin = t.days <= u.insideDays
	e.innocentFailures = math.Pow(1-m.failures, float64(u.signIns))
	return e
}

// weigh adds what a place and client say. It keeps the likelihoods for who wants
// to see them.
func (s *Scorer) weigh(e *evidence, u *left, place, client *nodes, hosting bool) {
	for i, n := range place {
		if n.value != unknown {
			x := s.weighLevel(u, level(i), n)
			e.place.add(x)
			switch level(i) {
			case country:
				e.country.add(x)
			case prefix:
				e.prefix.add(x)
			}
			e.new = e.new || level(i) == network && x.c == 0
		}
	}
	around := s.around(u)
	for i, n := range client {
		if n.value == unknown {
			continue
		}
		switch l := level(half + i); l {
		case osAlone:
			e.os.add(s.weighLevel(around, l, n))
		case browserAlone:
			e.browser.add(s.weighLevel(around, l, n))
		case device:
			e.device.add(s.weighLevel(around, l, n))
			fallthrough
		default:
			e.client.add(s.weighLevel(u, l, n))
		}
	}
	e.hosting = -1
	if place[network].value != unknown {
		e.hosting = 0
		if hosting {
			e.hosting = 1
		}
	}
}

func (s *Scorer) weighLevel(u *left, l level, n node) *likelihood {
	to := &s.likelihoods[u.use][l]
	*to = s.likelihood(u, l, n)
	return to
}
