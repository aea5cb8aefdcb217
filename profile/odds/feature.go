package odds

import "math"

// A Feature is a probability that is shown for itself: that what the sign-in shows of some
// levels comes from outside the habit. The location may do so within the country.
//
//	Probability = odds / (1+odds)
//	ln odds     = ln(π/(1-π)) + LogRatio - Lasting - Dominance
type Feature struct {
	Levels      []Level
	Outside     float64 // π, the prior share of sign-ins from outside the habit
	LogRatio    float64 // ln q/p, where of the location q = .4 q₁ + .6 q, and q₁ has p for the q of the country
	Span        float64 // days from the first to the last on which the value was shown
	Share       float64 // of the value in all days
	Lasting     float64 // what such a span says for a habit, as a logarithm
	Dominance   float64 // what such a share says, likewise
	Probability float64 // NaN if there are no levels
}

// LogOdds returns the logarithm of the odds that the value comes from outside the habit.
func (f *Feature) LogOdds() float64 {
	return math.Log(f.Outside/(1-f.Outside)) + f.LogRatio - f.Lasting - f.Dominance
}

// outside weighs the chain of some levels.
func (s *Scorer) outside(x *subject, π float64, all ...level) Feature {
	f := Feature{Outside: π, Probability: math.NaN()}
	deepest, p, q := numLevels, 0., 0.
	for _, l := range all {
		if y := &x.levels[l]; y.known {
			p, q = p+math.Log(y.habit), q+math.Log(y.newcomer)
			deepest = l
		}
	}
	if deepest == numLevels {
		return f
	}
	if deepest.ofPlace() {
		q = x.near(q, nearPlace)
	}
	f.LogRatio = q - p
	f.Span, f.Share = s.extent(x, deepest)
	f.Lasting = math.Log1p((f.Span / lastingDays) * (f.Span / lastingDays))
	f.Dominance = math.Log(1 / dominant(f.Share))
	f.Probability = sigmoid(f.LogOdds())
	return f
}

// extent returns how long the value of a level was shown, in days, and its share of all days.
func (s *Scorer) extent(x *subject, l level) (span, share float64) {
	b, more := &s.history.levels[l], float64(x.days-x.held)
	first, last, days := x.first, x.last, more
	if i := b.bar(x.node(l).value); i >= 0 {
		v := &b.bars[i]
		first, last, days = min(first, v.first.best), max(last, v.last.best), days+float64(v.days)
	}
	return float64(last - first), days / (float64(s.history.units) + more)
}
