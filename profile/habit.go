package profile

import (
	"cmp"
	"slices"
)

// A Habit says what an identity shows of one attribute, with the days left out
// that are left out for the probability of the attribute.
type Habit struct {
	SeenDays int // days on which it showed the value of the sign-in
	OfDays   int // days on which it showed any value, each value of a day counting
	Usual    []Count
}

// A Count is a value of a histogram, the number of days on which it was seen, and
// the last of them.
type Count struct {
	Value string
	Days  int
	Last  Day
}

// Habit returns what the identity shows of an attribute otherwise than in the
// unit of the sign-in o, the most frequent values first and equal ones in
// ascending order. Regions, cities, networks and prefixes are those of the
// parent that o names.
func (s *Scorer) Habit(a Attribute, o Observation) Habit {
	p, l := s.model.population, a.level()
	place, client := p.find(o.Place.paths()), p.find(o.Client.paths())
	u, n := s.unitOf(episodes, o, &place), client[int(l)%half]
	switch {
	case l < prefix:
		u, n = s.unitOf(stays, o, &place), place[l]
	case l == prefix:
		n = place[l]
	default:
		u = s.around(u)
	}
	if n.value == unknown {
		return Habit{}
	}
	x := s.likelihood(u, l, n)
	habit := Habit{SeenDays: x.c, OfDays: x.t}
	_, up := s.h[l].find(n)
	if up < 0 {
		return habit
	}
	for _, child := range s.h[l].parents[up].children {
		v := &s.h[l].values[child]
		if days := v.without(u); days > 0 {
			habit.Usual = append(habit.Usual, Count{p.names[l][v.number], days, v.lastWithout(u)})
		}
	}
	slices.SortFunc(habit.Usual, func(a, b Count) int {
		return cmp.Or(cmp.Compare(b.Days, a.Days), cmp.Compare(a.Value, b.Value))
	})
	return habit
}

// lastWithout returns the last day on which the value is shown without the unit and
// its hole. There must be one.
func (b *bar) lastWithout(u *left) Day {
	inside := func(s showing) bool {
		if u.hole > 0 {
			return s.day >= u.first-u.hole && s.day <= u.last+u.hole
		}
		return u.unit != none && s.day >= u.first && s.day <= u.last && s.by[u.partition] == u.unit
	}
	i := len(b.days) - 1
	for inside(b.days[i]) {
		i--
	}
	return b.days[i].day
}

// unitOf leaves out the unit to which o belongs.
func (s *Scorer) unitOf(which int, o Observation, place *nodes) *left {
	if i := s.find(o); i >= 0 {
		return s.leave(which, int(s.partitions[which].unitOf[i]))
	}
	return s.leaveNear(which, o, place)
}

// History returns how many sign-ins of the identity the set holds, and on how
// many days.
func (s *Scorer) History() (signIns, days int) { return s.traits.signIns, s.traits.days }
