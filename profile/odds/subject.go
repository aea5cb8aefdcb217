package odds

import (
	"math"

	"loginodds/profile"
)

// A subject is what is judged: a strand, with a sign-in of it that the history may lack,
// and what the rest of the history says of its values.
type subject struct {
	strand
	at     int32 // index of the strand in the history, or -1
	held   int32 // days of the strand in the history
	levels [numLevels]likelihood
}

// A likelihood is what one level says of a value, and from what counts.
type likelihood struct {
	known        bool
	days, ofDays float64 // c and T: those that vouch for the value, and all that count
	grade        float64 // how far they do, for when they were, in [0,1]
	measure      measure
	variety      variety
	α            float64
	g            float64 // G
	habit        float64 // p
	newcomer     float64 // q
	intruder     float64 // r
	rest         rest
}

// rest is what a histogram holds without a subject.
type rest struct {
	bar, parent     int // indexes, or -1
	days            float64
	vouched         float64
	first, last     profile.Day
	under           float64 // days under the parent
	along, siblings float64 // days with the value, and under the parent, that share the other side
}

// without takes a subject out of a level.
func (h *history) without(l level, x *subject) rest {
	b, own := &h.levels[l], float64(x.held)
	r := rest{first: ever, last: never}
	if x.at >= 0 {
		r.bar = int(b.barOf[x.at])
		r.parent = int(b.bars[r.bar].parent)
		r.along, r.siblings = float64(b.along[x.at])-own, float64(b.siblings[x.at])-own
	} else {
		n := x.node(l)
		r.bar, r.parent = b.bar(n.value), b.parent(n.parent)
		r.along, r.siblings = h.beside(l, x, r.bar, r.parent)
	}
	if r.parent >= 0 {
		r.under = float64(b.parents[r.parent].days) - own
	}
	if r.bar < 0 {
		return r
	}
	v := &b.bars[r.bar]
	r.days, r.vouched = float64(v.days)-own, v.vouched
	if x.at >= 0 {
		r.vouched -= own * b.knownAside(h, l, x.at)
	}
	r.first, r.last = v.first.without(x.at), v.last.without(x.at)
	return r
}

// beside counts the days that share the other side of a subject which is no strand of
// the history.
func (h *history) beside(l level, x *subject, bar, parent int) (along, siblings float64) {
	b := &h.levels[l]
	if parent < 0 || x.other(l) < 0 {
		return 0, 0
	}
	for i := range h.strands {
		s, at := &h.strands[i], b.barOf[i]
		if at < 0 || s.other(l) != x.other(l) || int(b.bars[at].parent) != parent {
			continue
		}
		siblings += float64(s.days)
		if int(at) == bar {
			along += float64(s.days)
		}
	}
	return along, siblings
}

// vouch finds what vouches for the value of a subject in one level.
func (h *history) vouch(l level, x *subject) {
	y := &x.levels[l]
	*y = likelihood{known: x.node(l).value != unknown}
	if !y.known {
		return
	}
	y.rest = h.without(l, x)
	r := &y.rest
	if r.days <= 0 {
		return
	}
	most := mostly(r.days / (float64(h.units) - float64(x.held)))
	y.days = (1-most)*max(r.vouched, 0) + most*r.days
	y.grade = most + (1-most)*graded(max(float64(x.first)-float64(r.first), float64(r.last)-float64(x.first)))
}

// graded returns how far what was shown so many days before or after something speaks for
// it: a journey or a new laptop, as an intruder, brings several new things within days.
func graded(days float64) float64 {
	t := max(days, 0) / vouchingDays
	return 1 - math.Exp(-t*t)
}

// count finds what vouches for all values of a subject.
func (h *history) count(x *subject) {
	for l := range numLevels {
		h.vouch(l, x)
	}
	place, client := x.placeKnown(), x.clientKnown()
	for l := range numLevels {
		y := &x.levels[l]
		side := client
		if !l.ofPlace() {
			side = place
		}
		r := &y.rest
		y.ofDays = y.days + max(r.under-r.days-(r.siblings-r.along)*(1-side), 0)
	}
}

// mostly returns how far a share of all days makes something what is mostly shown.
func mostly(share float64) float64 {
	a, b := math.Pow(share, mostlyPower), math.Pow(1-share, mostlyPower)
	return a / (a + b)
}

// placeKnown and clientKnown return how far the place and the client are known from
// the rest of the history, in [0,1).
func (x *subject) placeKnown() float64  { return x.deepest(network, country) }
func (x *subject) clientKnown() float64 { return x.deepest(deviceBrowser, deviceOS, device) }

// deepest takes the first of the levels that the sign-in tells. What it does not tell is
// no news.
func (x *subject) deepest(all ...level) float64 {
	for _, l := range all {
		if x.levels[l].known {
			return known(x.levels[l].days)
		}
	}
	return 1
}

// strangeness returns how far neither place nor client of a subject are the identity's,
// in [0,1), given that it has other days to tell. The subject must have been counted.
func (h *history) strangeness(x *subject) float64 {
	share := h.shareOf(float64(x.days), x.first, float64(x.days-x.held))
	return strangeness(x.placeKnown(), x.clientKnown(), share, float64(h.units)-float64(x.held))
}

// strangeness weighs how far place and client are known, the share of all days that they
// have, and how many other days there are.
func strangeness(place, client, share, others float64) float64 {
	return (1 - place) * (1 - client) * (1 - mostly(share)) * others / (others + strangeDays)
}
