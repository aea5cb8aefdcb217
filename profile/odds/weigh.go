package odds

import "math"

// weigh counts and weighs all levels of a subject.
func (s *Scorer) weigh(x *subject) {
	s.history.count(x)
	for l := range numLevels {
		if y := &x.levels[l]; y.known {
			s.finish(l, x, y)
		}
	}
}

// finish turns counts into likelihoods.
func (s *Scorer) finish(l level, x *subject, y *likelihood) {
	k := &levels[l]
	y.measure = s.others(l, x.node(l), &y.rest)
	y.variety = s.variety(l, x, &y.rest)
	y.α = concentrationOf(l, y.variety)
	y.g = y.measure.base(k.values)
	y.newcomer = stranger(y.g, k.values, k.newcomer)
	y.intruder = stranger(y.g, k.values, k.intruder)
	with, without := predictive(y.days, y.ofDays, y.newcomer, y.α), predictive(0, y.ofDays-y.days, y.newcomer, y.α)
	y.habit = math.Pow(with, y.grade) * math.Pow(without, 1-y.grade)
}

// predictive returns p, the probability that an identity shows a value which it
// has shown on c of t days: the Dirichlet predictive with base measure q of
// weight α.
func predictive(c, t, q, α float64) float64 { return (c + α*q) / (t + α) }

// stranger returns the probability that somebody without that habit shows a
// value with base measure g: q of a newcomer, r of an intruder. The share ε of
// them shows just any of k values.
func stranger(g, k, ε float64) float64 { return ε/k + (1-ε)*g }

// others returns the measure of a value without the identity.
func (s *Scorer) others(l level, n node, r *rest) measure {
	m := s.model.population.of(l, n)
	if s.model.outsider {
		return m
	}
	b := &s.history.levels[l]
	if r.bar >= 0 && b.bars[r.bar].habitual {
		m.users = max(m.users-1, 0)
	}
	if r.parent >= 0 {
		m.total = max(m.total-int(b.parents[r.parent].habitual), 0)
	}
	return m
}

// variety returns that of the identity without the subject. At the prefix level it is
// that of its network.
func (s *Scorer) variety(l level, x *subject, r *rest) variety {
	all := s.varieties[l]
	if r.parent < 0 {
		if l == prefix {
			return variety{}
		}
		return all
	}
	b := &s.history.levels[l]
	up := &b.parents[r.parent]
	values := up.varied(l)
	if r.bar >= 0 && r.days == 0 && (l == prefix || b.bars[r.bar].habitual) {
		values--
	}
	without := newVariety(l, values, int(up.days-x.held))
	if l == prefix {
		return without
	}
	whole := newVariety(l, up.varied(l), int(up.days))
	return variety{all.values + without.values - whole.values, all.exposure + without.exposure - whole.exposure}
}
