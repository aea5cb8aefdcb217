package profile

import (
	"cmp"
	"maps"
	"slices"
)

// A Set holds the profiles of all identities. The zero value is ready to use.
// It may not be used from several goroutines at once.
//
// It keeps 20 bytes a sign-in, or fewer where an identity signs in several times
// a day from one place with one client, and one copy of every place and client.
type Set struct {
	identities map[string][]cell
	places     interner[Place]
	clients    interner[Client]
	signIns    int
	failed     int // sign-ins that followed a failure
}

// A cell counts the sign-ins that an identity made from one place with one
// client on one day.
type cell struct {
	day    Day
	place  uint32 // index into Set.places
	client uint32 // index into Set.clients
	n      uint32
	hours  uint32 // bit h is set if it signed in during hour h; higher ones are those below
}

// What the bits of a cell's hours say of some of its sign-ins.
const (
	allHours     = 1<<24 - 1 // the hours
	withMFA      = 1 << 24
	withoutMFA   = 1 << 25
	afterFailure = 1 << 31
)

// hourBits returns the hour of o as a bit, and what else it is.
func (o *Observation) hourBits() uint32 {
	bits := uint32(1) << uint(((o.Hour%24)+24)%24)
	switch o.MFA {
	case MFAUsed:
		bits |= withMFA
	case MFANotUsed:
		bits |= withoutMFA
	}
	if o.Failed {
		bits |= afterFailure
	}
	return bits
}

// Add counts one sign-in in the profile of its identity. The order in which
// observations are added has no effect on what is made of them.
func (s *Set) Add(identity string, o Observation) {
	if s.identities == nil {
		s.identities = map[string][]cell{}
	}
	s.identities[identity] = append(s.identities[identity],
		cell{day: o.Day, place: s.places.id(o.Place), client: s.clients.id(o.Client), n: 1, hours: o.hourBits()})
	s.signIns++
	if o.Failed {
		s.failed++
	}
}

// Identities returns the names of all identities in ascending order.
func (s *Set) Identities() []string { return slices.Sorted(maps.Keys(s.identities)) }

// Holds says whether the set holds a sign-in of the identity on the day, in the hour,
// from the place and with the client of o. It may be asked once the set was fitted,
// and until something is added.
func (s *Set) Holds(identity string, o Observation) bool {
	i := s.find(s.identities[identity], o)
	return i >= 0 && s.identities[identity][i].hours&o.hourBits()&allHours != 0
}

// find returns the cell of an observation among those of its identity, or -1.
func (s *Set) find(cells []cell, o Observation) int {
	place, ok := s.places.ids[o.Place]
	if !ok {
		return -1
	}
	client, ok := s.clients.ids[o.Client]
	if !ok {
		return -1
	}
	i, ok := slices.BinarySearchFunc(cells, cell{day: o.Day, place: place, client: client}, compareCells)
	if !ok {
		return -1
	}
	return i
}

// arrange puts places, clients and cells into an order that does not depend on
// the order of the observations, and adds equal cells up. It makes sums of
// floating-point numbers over the set reproducible to the bit.
func (s *Set) arrange() {
	places := s.places.arrange(comparePlaces)
	clients := s.clients.arrange(compareClients)
	for name, cells := range s.identities {
		for i := range cells {
			cells[i].place, cells[i].client = places[cells[i].place], clients[cells[i].client]
		}
		slices.SortFunc(cells, compareCells)
		out := cells[:0]
		for _, c := range cells {
			if n := len(out); n > 0 && compareCells(out[n-1], c) == 0 {
				out[n-1].n += c.n
				out[n-1].hours |= c.hours
			} else {
				out = append(out, c)
			}
		}
		s.identities[name] = out
	}
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

func compareCells(a, b cell) int {
	return cmp.Or(cmp.Compare(a.day, b.day), cmp.Compare(a.place, b.place), cmp.Compare(a.client, b.client))
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
