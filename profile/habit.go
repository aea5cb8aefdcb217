package profile

import (
	"cmp"
	"slices"
)

// A Habit says what an identity shows of one attribute, with the days within a
// week of the judged sign-in left out, as in the probability of the attribute.
type Habit struct {
	SeenDays int // days on which it showed the value of the sign-in
	OfDays   int // days on which it showed any value, each value of a day counting
	Usual    []Count
}

// A Count is a value of a histogram and the number of days on which it was seen.
type Count struct {
	Value string
	Days  int
}

// Habit returns what the identity shows of an attribute otherwise than in the
// sign-in o, the most frequent values first and equal ones in ascending order.
// Regions, cities and networks are those of the parent that o names.
func (s *Scorer) Habit(a Attribute, o Observation) Habit {
	p, l, hole := s.model.population, a.level(), windows[0]
	paths := append(o.Place.paths(), o.Client.paths()...)
	i := slices.IndexFunc(paths, func(p path) bool { return p.level == l })
	if i < 0 {
		return Habit{}
	}
	n := p.find(paths[i : i+1])[0]
	value, parent := s.h[l].find(n)
	habit := Habit{SeenDays: value.outside(o.Day, hole), OfDays: parent.outside(o.Day, hole)}
	if up, ok := s.h[l].parent[n.parent]; ok {
		for _, child := range s.h[l].parents[up].children {
			v := &s.h[l].values[child]
			if days := v.days.outside(o.Day, hole); days > 0 {
				habit.Usual = append(habit.Usual, Count{p.names[l][v.number], days})
			}
		}
	}
	slices.SortFunc(habit.Usual, func(a, b Count) int {
		return cmp.Or(cmp.Compare(b.Days, a.Days), cmp.Compare(a.Value, b.Value))
	})
	return habit
}

// History returns how many sign-ins of the identity the set holds, and on how
// many days.
func (s *Scorer) History() (signIns, days int) {
	last := never
	for _, c := range s.cells {
		signIns += int(c.n)
		if c.day != last {
			days++
		}
		last = c.day
	}
	return signIns, days
}
