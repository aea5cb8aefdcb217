package odds

import (
	"cmp"
	"slices"

	"loginodds/profile"
)

// A Habit says what an identity shows of one attribute, without what it does from the
// network and with the client of the sign-in.
type Habit struct {
	SeenDays int // days on which it showed the value of the sign-in
	OfDays   int // days on which it showed any value, each value of a day counting
	Usual    []profile.Count
}

// Habit returns what the identity shows of an attribute otherwise than with the
// network and client of o, the most frequent values first and equal ones in
// ascending order. Regions, networks and prefixes are those of the parent that o names.
func (s *Scorer) Habit(a profile.Attribute, o profile.Observation) Habit {
	x, _ := s.of(o)
	l := levelOf(a)
	n := x.node(l)
	if n.value == unknown {
		return Habit{}
	}
	course := int32(-1)
	if x.at >= 0 {
		course = x.course
	}
	h := s.history
	if h.levels[l].parent(n.parent) < 0 {
		return Habit{}
	}
	seen := map[uint32]*profile.Count{}
	for i := range h.cells {
		z := &h.strands[h.of[i]]
		m := z.node(l)
		if m.value == unknown || m.parent != n.parent || z.course == course {
			continue
		}
		c, day := seen[m.value], h.cells[i].Day
		switch {
		case c == nil:
			seen[m.value] = &profile.Count{Value: s.model.population.value(l, m.value).name, Days: 1, Last: day}
		case c.Last != day:
			c.Days++
			c.Last = day
		}
	}
	var habit Habit
	for v, c := range seen {
		if v == n.value {
			habit.SeenDays = c.Days
		}
		habit.OfDays += c.Days
		habit.Usual = append(habit.Usual, *c)
	}
	slices.SortFunc(habit.Usual, func(a, b profile.Count) int {
		return cmp.Or(cmp.Compare(b.Days, a.Days), cmp.Compare(a.Value, b.Value))
	})
	return habit
}

// History returns how many sign-ins of the identity the set holds, and on how
// many days.
func (s *Scorer) History() (signIns, days int) { return s.history.signIns, s.history.days }

// Begun returns the first day of what is judged together with a sign-in: that on which the
// set holds it first, or else its own.
func (s *Scorer) Begun(o profile.Observation) profile.Day {
	if x, _ := s.of(o); x.at >= 0 {
		return s.history.strands[x.at].first
	}
	return o.Day
}
