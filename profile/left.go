package profile

import "slices"

// left is a unit, as it is left out of the histograms of its identity.
type left struct {
	use       int // what for
	partition int // of which
	unit      int32
	first     Day
	last      Day
	network   uint32 // its number in the population
	divided   bool   // whether it is a day of a longer run
	foreign   bool   // whether the country is seen in no other unit
	signIns   int
	failed    bool
	mfa       mfaCount
	// hole is the time in days before and after the unit that is left out as
	// well, because a journey or a new device brings more than one unit. It is 0
	// where what happens beside the unit is to tell.
	hole Day

	activities []activity // ascending by day
	beside     []uint32   // of each of an episode: hours in which there are others on its day

	inside, insideDays int // sign-ins and days of it that the set holds

	lost [numLevels][]lost
}

// What a unit is left out for.
const (
	ofOverall   = episodes
	ofLocation  = stays
	ofAttribute = numPartitions // of the client; the unit is an episode
	numUses     = numPartitions + 1
)

// holeOf returns the hole for an identity: a week, or less if it is not known
// for long.
func (t *traits) holeOf() Day { return min(pause, (t.last-t.first+1)/8) }

// around returns an episode with the days around it, as it is left out for the
// attributes of a client.
func (s *Scorer) around(u *left) *left {
	s.wide = *u
	s.wide.use, s.wide.hole = ofAttribute, s.traits.holeOf()
	return &s.wide
}

// lost is what a parent has less without the unit.
type lost struct {
	parent   int32
	days     int
	habitual int
}

// none is the unit of a sign-in that is not in the set and belongs to none.
const none = -1

// leave prepares the unit of a partition to be left out.
func (s *Scorer) leave(which int, unit int) *left {
	u := &s.left[which]
	if u.unit == int32(unit) && unit != none {
		return u
	}
	x := s.partitions[which]
	cells := s.cells[:0]
	for _, i := range x.cells(unit) {
		cells = append(cells, s.traits.cells[i])
	}
	s.cells = cells
	s.clear(u, which, int32(unit))
	u.measure(cells)
	u.inside, u.insideDays = u.signIns, len(u.activities)
	if which == episodes {
		u.beside = s.hoursBeside(u.beside, u)
	}
	variants := x.variantsOf(unit)
	p := s.model.population
	u.network, u.divided = p.places[variants[0].place][network].value, x.units[unit].divided
	for l := range numLevels {
		all, at := p.places, func(v *variant) int32 { return v.place }
		if l >= placeLevels {
			if which == stays {
				break
			}
			all, at, variants = p.clients, func(v *variant) int32 { return v.client }, variants[:1]
		}
		s.lose(u, l, variants, func(v *variant) node { return all[at(v)][int(l)%half] })
	}
	c := p.places[variants[0].place][country]
	u.foreign = s.count(u, country, c) == 0 && c.value != unknown
	return u
}

// hoursBeside appends to all for each day of an episode the hours that other ones show.
func (s *Scorer) hoursBeside(all []uint32, u *left) []uint32 {
	cells, x := s.traits.cells, s.partitions[episodes]
	i := 0
	for _, a := range u.activities {
		skip, _ := slices.BinarySearchFunc(cells[i:], a.day, func(c cell, d Day) int { return int(c.day) - int(d) })
		hours := uint32(0)
		for i += skip; i < len(cells) && cells[i].day == a.day; i++ {
			if x.unitOf[i] != u.unit {
				hours |= cells[i].hours & allHours
			}
		}
		all = append(all, hours)
	}
	return all
}

func (s *Scorer) clear(u *left, which int, unit int32) {
	u.use, u.partition, u.unit = which, which, unit
	u.activities, u.beside = u.activities[:0], u.beside[:0]
	u.mfa = mfaCount{}
	u.signIns, u.failed, u.inside, u.insideDays, u.foreign = 0, false, 0, 0, false
	u.hole, u.divided = 0, false
	if which == stays {
		u.hole = s.traits.holeOf()
	}
	for l := range u.lost {
		u.lost[l] = u.lost[l][:0]
	}
}

// measure adds up the cells of the unit, which ascend by day.
func (u *left) measure(cells []cell) {
	for a := range days(cells) {
		u.failed = u.failed || a.hours&afterFailure != 0
		a.hours &^= afterFailure
		u.signIns += a.signIns
		u.activities = append(u.activities, a)
	}
	for i := range cells {
		u.mfa.add(cells[i].hours)
	}
	u.first, u.last = cells[0].day, cells[len(cells)-1].day
}

// lose counts what the parents of a level have less.
func (s *Scorer) lose(u *left, l level, variants []variant, of func(*variant) node) {
	h := &s.h[l]
	values := s.values[:0]
	for i := range variants {
		if n := of(&variants[i]); n.value != unknown {
			v, _ := h.find(n)
			values = append(values, int32(v))
		}
	}
	slices.Sort(values)
	values = slices.Compact(values)
	s.values = values
	for _, v := range values {
		b := &h.values[v]
		days := b.removed(u)
		if days == 0 {
			continue
		}
		x := u.loses(l, b.parent)
		x.days += days
		if days == len(b.days) && (l == prefix || b.lasting()) {
			x.habitual++
		}
	}
}

// loses returns the entry of a parent.
func (u *left) loses(l level, parent int32) *lost {
	for i := range u.lost[l] {
		if u.lost[l][i].parent == parent {
			return &u.lost[l][i]
		}
	}
	u.lost[l] = append(u.lost[l], lost{parent: parent})
	return &u.lost[l][len(u.lost[l])-1]
}

// removed counts the days on which only the unit shows the value.
func (b *bar) removed(u *left) int {
	if u.unit == none {
		return 0
	}
	n := 0
	for _, x := range b.within(u.first, u.last) {
		if x.by[u.partition] == u.unit {
			n++
		}
	}
	return n
}

// count returns c, the days on which a value is shown without the unit.
func (s *Scorer) count(u *left, l level, n node) int {
	v, _ := s.h[l].find(n)
	if v < 0 {
		return 0
	}
	return s.h[l].values[v].without(u)
}

// without counts the days on which a value is shown without the unit and its hole.
func (b *bar) without(u *left) int {
	if u.hole > 0 {
		return len(b.days) - len(b.within(u.first-u.hole, u.last+u.hole))
	}
	return len(b.days) - b.removed(u)
}
