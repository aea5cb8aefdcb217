package profile

import "math"

// A stay is what one variant of a stay says of its place.
type stay struct {
	sums
	signIns int
	length  length
	absence absence
}

// A length says how long a stay is. It tells nothing of one that was divided into
// days, since it is a habit, and of one that the set does not hold, since there may
// be more of it.
type length struct {
	tells   bool
	lasting bool    // whether there are sign-ins on several days
	seen    int     // days on which the place is seen otherwise: the least of its levels
	of      float64 // days that the identity is known without the stay
	share   float64 // probability that a place seen so often is seen on a day
	again   float64 // the same within a week
}

// weighStay weighs a place for the probability of the location.
func (s *Scorer) weighStay(u *left, place *nodes) stay {
	x := stay{signIns: u.signIns, length: length{seen: math.MaxInt}}
	for l := country; l < prefix; l++ {
		if n := place[l]; n.value != unknown {
			y := s.weighLevel(u, l, n)
			x.add(y)
			x.length.seen = min(x.length.seen, y.c)
		}
	}
	if !x.known || u.unit == none || u.divided {
		return x
	}
	x.length.measure(s.traits, u)
	x.absence = newAbsence(s.traits, s.presences, u)
	return x
}

// mostAgain bounds what a pause can say against a habit.
const mostAgain = .99

// measure tells whether the stay lasts, and how probable that is of a habit. It
// takes a habit for one that shows up on each day with the same probability, with
// half a day of two seen before.
func (x *length) measure(t *traits, u *left) {
	x.tells, x.lasting = true, u.last > u.first
	x.of = t.presence() - float64(u.last-u.first+1)
	x.share = (float64(x.seen) + .5) / (x.of + 2)
	x.again = min(1-math.Pow(1-x.share, pause), mostAgain)
}

// stayShares are what stays have in common, each in [0,1].
type stayShares struct {
	burst   float64 // of those by habit: that last, however rare the place
	lasting float64 // of those outside the habit: that last
	away    float64 // likewise: that fall into an absence
}

// A stayFactor is what a term contributes to the likelihoods of a stay.
type stayFactor struct{ habit, outside float64 }

func (m *stayShares) ofLength(x *length) stayFactor {
	f := stayFactor{m.burst + (1-m.burst)*x.again, m.lasting}
	switch {
	case !x.tells:
		return stayFactor{1, 1}
	case !x.lasting:
		return stayFactor{1 - f.habit, 1 - f.outside}
	}
	return f
}

// ofAbsence: a is 1 where nothing is known. Who is at a place every other day may be
// there alone for a month, as who has moved or is on leave, and who was there twice not.
func (m *stayShares) ofAbsence(a float64, x *length) stayFactor {
	alone := aloneShare * x.share
	return stayFactor{1 - alone + alone*a, 1 - m.away + m.away*a}
}

func (f stayFactor) logRatio() float64 { return math.Log(f.outside / f.habit) }

// terms returns ln of what the terms contribute, outside the habit over within it.
func (m *stayShares) terms(x *stay) float64 {
	length, absence := m.ofLength(&x.length), m.ofAbsence(bounded(-x.absence.ratio), &x.length)
	return length.logRatio() + absence.logRatio()
}

// A stayRatio is a likelihood ratio of a stay whose length tells something.
type stayRatio struct {
	ratio
	signIns float64
	length  length
	away    float64 // of presence during an absence, over that without
}

// fitStays fits the shares with Beta priors, and π as [alienRate] does: in every step it
// is a share of stays. What it returns is the share of their sign-ins, as every one is
// told the probability of its stay. The first ratios are those of stays whose length
// tells nothing, of so many sign-ins on average. What its counts weigh goes to w.
func fitStays(plain []ratio, signIns float64, all []stayRatio, w *weights) (float64, stayShares) {
	plain = mergeRatios(plain)
	pi, m := alienShare, stayPrior
	var c stayCounts
	for range 60 {
		c = newStayCounts()
		for _, r := range plain {
			c.count(pi/(1-pi)*r.value, r.weight, signIns)
		}
		for i := range all {
			c.add(&m, pi/(1-pi), &all[i])
		}
		m = c.shares()
		next := c.alien / c.stays
		if math.Abs(next-pi) < 1e-8 {
			break
		}
		pi = next
	}
	w.location, w.lasting, w.stays = c.signIns, c.outside, c.habit
	return c.alienSignIns / c.signIns, m
}

// stayCounts are expected numbers of stays, those of the priors among them.
type stayCounts struct {
	of                    stayShares
	habit, outside        float64 // whose length tells something
	stays, alien          float64 // all, and those from outside the habit
	signIns, alienSignIns float64 // likewise
}

// newStayCounts returns the counts seen before, as the priors have it.
func newStayCounts() stayCounts {
	c := stayCounts{of: stayPrior, habit: weightHabits, outside: weightOutside}
	c.of.burst *= weightHabits
	c.of.lasting *= weightOutside
	c.of.away *= weightOutside
	c.stays, c.alien = alienBefore, alienShare*alienBefore
	c.signIns, c.alienSignIns = c.stays, c.alien
	return c
}

// count adds a stay of so many sign-ins, given the odds that it is from outside the habit.
// It returns how much of it is.
func (c *stayCounts) count(odds, weight, signIns float64) float64 {
	out := weight * odds / (1 + odds)
	c.stays += weight
	c.alien += out
	c.signIns += weight * signIns
	c.alienSignIns += out * signIns
	return out
}

// add counts what m expects of x, given the odds of any stay.
func (c *stayCounts) add(m *stayShares, odds float64, x *stayRatio) {
	length, absence := m.ofLength(&x.length), m.ofAbsence(x.away, &x.length)
	out := c.count(odds*x.value*length.outside/length.habit*absence.outside/absence.habit, x.weight, x.signIns)
	in := x.weight - out
	c.habit += in
	c.outside += out
	if x.length.lasting {
		c.of.burst += in * m.burst / length.habit
		c.of.lasting += out
	}
	c.of.away += out * m.away * x.away / absence.outside
}

// shares returns those that the counts make most likely.
func (c *stayCounts) shares() stayShares {
	return stayShares{c.of.burst / c.habit, c.of.lasting / c.outside, c.of.away / c.outside}
}
