package profile

import (
	"cmp"
	"iter"
	"maps"
	"slices"
)

// A Set holds the sign-ins of all identities that histograms are made of. The zero
// value is ready to use. It may not be used from several goroutines at once, but for
// reading once it was arranged.
//
// It keeps 20 bytes a sign-in, or fewer where an identity signs in several times
// a day from one place with one client, and one copy of every place and client.
type Set struct {
	identities map[string][]Cell
	places     interner[Place]
	clients    interner[Client]
	signIns    int
	arranged   bool
}

// A Cell counts the sign-ins that an identity made from one place with one
// client on one day.
type Cell struct {
	Day     Day
	Place   uint32 // see [Set.Place]
	Client  uint32 // see [Set.Client]
	SignIns uint32
	Hours   uint32 // bit h is set if it signed in during hour h; higher bits are marks
}

// Marks of a cell, in its hours, say what is true of one of its sign-ins at least.
const (
	AllHours     = 1<<24 - 1 // the hours
	WithMFA      = 1 << 24
	WithoutMFA   = 1 << 25
	AfterFailure = 1 << 31

	apartShift = 28
)

// Apart returns how far it is to the nearest sign-ins of the identity elsewhere.
func (c Cell) Apart() Apart { return Apart(c.Hours >> apartShift & 3) }

// merge adds the sign-ins of an equal cell.
func (c *Cell) merge(x Cell) {
	apart := max(c.Apart(), x.Apart())
	c.SignIns += x.SignIns
	c.Hours = (c.Hours|x.Hours)&^(3<<apartShift) | uint32(apart)<<apartShift
}

// hourBits returns the hour of o as a bit, and its marks.
func (o *Observation) hourBits() uint32 {
	bits := uint32(1) << uint(((o.Hour%24)+24)%24)
	switch o.MFA {
	case MFAUsed:
		bits |= WithMFA
	case MFANotUsed:
		bits |= WithoutMFA
	}
	if o.Failed {
		bits |= AfterFailure
	}
	return bits | uint32(o.Apart)<<apartShift
}

// Cell returns the cell of a sign-in, with place and client numbered by the set. What
// the set does not hold has the number -1.
func (s *Set) Cell(o Observation) (c Cell, place, client int) {
	c = Cell{Day: o.Day, SignIns: 1, Hours: o.hourBits()}
	place, client = -1, -1
	if id, ok := s.places.ids[o.Place]; ok {
		c.Place, place = id, int(id)
	}
	if id, ok := s.clients.ids[o.Client]; ok {
		c.Client, client = id, int(id)
	}
	return c, place, client
}

// addAmong is how many cells are looked through for one that is equal to a new one. Those
// that are missed are united when the set is arranged.
const addAmong = 16

// Add counts one sign-in in the profile of its identity. The order in which
// observations are added has no effect on what is made of them, once the set is arranged.
func (s *Set) Add(identity string, o Observation) {
	if s.identities == nil {
		s.identities = map[string][]Cell{}
	}
	c := Cell{Day: o.Day, Place: s.places.id(o.Place), Client: s.clients.id(o.Client), SignIns: 1, Hours: o.hourBits()}
	s.signIns++
	s.arranged = false
	cells := s.identities[identity]
	for i := len(cells) - 1; i >= max(0, len(cells)-addAmong) && cells[i].Day == c.Day; i-- {
		if compareCells(cells[i], c) == 0 {
			cells[i].merge(c)
			return
		}
	}
	s.identities[identity] = append(cells, c)
}

// Identities returns the names of all identities in ascending order.
func (s *Set) Identities() []string { return slices.Sorted(maps.Keys(s.identities)) }

// SignIns returns the number of sign-ins.
func (s *Set) SignIns() int { return s.signIns }

// Cells returns those of an identity. They ascend by day once the set is arranged, or
// if they were added so. They may not be changed.
func (s *Set) Cells(identity string) []Cell { return s.identities[identity] }

// Places returns all places, whose index is their number.
func (s *Set) Places() []Place { return s.places.values }

// Clients returns all clients, whose index is their number.
func (s *Set) Clients() []Client { return s.clients.values }

// Holds reports whether the set holds a sign-in of the identity on the day, in the hour,
// from the place and with the client of o. Cells have to ascend by day.
func (s *Set) Holds(identity string, o Observation) bool {
	c, place, client := s.Cell(o)
	return place >= 0 && client >= 0 && s.Has(identity, c)
}

// Has does so for a cell.
func (s *Set) Has(identity string, c Cell) bool {
	cells := s.identities[identity]
	compare := compareCells
	if !s.arranged { // the cells of a day are in no order
		compare = func(a, b Cell) int { return cmp.Compare(a.Day, b.Day) }
	}
	i, _ := slices.BinarySearchFunc(cells, c, compare)
	for ; i < len(cells) && cells[i].Day == c.Day; i++ {
		if compareCells(cells[i], c) == 0 && cells[i].Hours&c.Hours&AllHours != 0 {
			return true
		}
		if s.arranged {
			return false
		}
	}
	return false
}

// Arrange puts places, clients and cells into an order that does not depend on
// the order of the observations, and adds equal cells up. It makes sums of
// floating-point numbers over the set reproducible to the bit.
func (s *Set) Arrange() {
	places := s.places.arrange(comparePlaces)
	clients := s.clients.arrange(compareClients)
	for name, cells := range s.identities {
		for i := range cells {
			cells[i].Place, cells[i].Client = places[cells[i].Place], clients[cells[i].Client]
		}
		s.identities[name] = compact(cells, compareCells, (*Cell).merge)
	}
	s.arranged = true
}

func comparePlaces(a, b Place) int {
	return cmp.Or(
		cmp.Compare(a.Country, b.Country), cmp.Compare(a.Network, b.Network), cmp.Compare(a.Prefix, b.Prefix),
		cmp.Compare(a.Region, b.Region), cmp.Compare(a.City, b.City), compareBool(a.Hosting, b.Hosting))
}

func compareClients(a, b Client) int {
	return cmp.Or(cmp.Compare(a.Device, b.Device), cmp.Compare(a.OS, b.OS), cmp.Compare(a.Browser, b.Browser))
}

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}

func compareCells(a, b Cell) int {
	return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(a.Place, b.Place), cmp.Compare(a.Client, b.Client))
}

// An interner numbers distinct values.
type interner[T comparable] struct {
	ids    map[T]uint32
	values []T
}

func (in *interner[T]) id(v T) uint32 {
	if id, ok := in.ids[v]; ok {
		return id
	}
	if in.ids == nil {
		in.ids = map[T]uint32{}
	}
	id := uint32(len(in.values))
	in.ids[v] = id
	in.values = append(in.values, v)
	return id
}

// arrange renumbers the values in ascending order and returns the new number
// of each old one.
func (in *interner[T]) arrange(compare func(a, b T) int) []uint32 {
	old := slices.Clone(in.values)
	slices.SortFunc(in.values, compare)
	for i, v := range in.values {
		in.ids[v] = uint32(i)
	}
	moved := make([]uint32, len(old))
	for i, v := range old {
		moved[i] = in.ids[v]
	}
	return moved
}

// An activity is the hours of one day in which something was done.
type activity struct {
	day   Day
	hours uint32
}

// days yields the days of cells, which have to ascend, with all their hours.
func days(cells []Cell) iter.Seq[activity] {
	return func(yield func(activity) bool) {
		for i := 0; i < len(cells); {
			a := activity{day: cells[i].Day}
			for ; i < len(cells) && cells[i].Day == a.day; i++ {
				a.hours |= cells[i].Hours
			}
			if !yield(a) {
				return
			}
		}
	}
}
