package profile

import (
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
)

var (
	desktop = Client{"desktop", "Windows", "Chrome"}
	laptop  = Client{"desktop", "macOS", "Safari"}
	server  = Client{"desktop", "Linux", "Firefox"}
)

// TestSetOrder: a set that is arranged is the same in whatever order it was filled, and
// whatever was asked of it in between.
func TestSetOrder(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for range 50 {
		all := someEntries(rng, 200)
		for i := range all {
			all[i].o.Apart, all[i].o.Failed = Apart(rng.IntN(3)), rng.IntN(9) == 0
		}
		a, b := setOf(all), &Set{}
		rng.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
		for i, x := range all {
			b.Add(x.identity, x.o)
			if i%70 == 0 {
				b.Arrange()
			}
		}
		a.Arrange()
		b.Arrange()
		if !reflect.DeepEqual(a, b) {
			t.Fatalf("got different sets:\n%+v\n%+v", a, b)
		}
		if a.SignIns() != len(all) {
			t.Errorf("got %d sign-ins, want %d", a.SignIns(), len(all))
		}
	}
}

func setOf(all []entry) *Set {
	s := &Set{}
	for _, x := range all {
		s.Add(x.identity, x.o)
	}
	return s
}

// TestSetMerge: the sign-ins of one day, place and client are one cell, which has the hours
// and the marks of all and is as far apart as the furthest.
func TestSetMerge(t *testing.T) {
	s := &Set{}
	for i, o := range []Observation{
		{Day: 20000, Hour: 9, Apart: Hasty},
		{Day: 20000, Hour: 9, MFA: MFAUsed},
		{Day: 20000, Hour: 23, MFA: MFANotUsed, Apart: Impossible},
		{Day: 20000, Hour: 0, Failed: true, Apart: Hasty},
	} {
		if o.Client = desktop; i == 2 { // a late one, behind another day
			s.Add("ana", Observation{Day: 20001, Client: desktop})
		}
		s.Add("ana", o)
	}
	s.Arrange()
	want := Cell{Day: 20000, SignIns: 4, Hours: 1<<9 | 1<<23 | 1 | WithMFA | WithoutMFA | AfterFailure | uint32(Impossible)<<apartShift}
	cells := s.Cells("ana")
	if len(cells) != 2 || cells[0] != want || cells[0].Apart() != Impossible || cells[1].Apart() != Near {
		t.Errorf("got %+v, want %+v first", cells, want)
	}
}

// TestSetHolds: a set holds the hours that it was told, with their place and client.
func TestSetHolds(t *testing.T) {
	s := &Set{}
	tokyo := Place{Country: "JP", Network: "17676"}
	held := Observation{Day: 20000, Hour: 9, Place: tokyo, Client: desktop, Failed: true}
	s.Add("ana", held)
	s.Add("ben", Observation{Day: 20000, Hour: 9, Place: Place{Country: "DE"}, Client: laptop})
	s.Arrange()
	check := func(want bool, why, identity string, change func(*Observation)) {
		t.Helper()
		o := held
		change(&o)
		if got := s.Holds(identity, o); got != want {
			t.Errorf("%s: got %v, want %v", why, got, want)
		}
	}
	check(true, "the sign-in itself", "ana", func(*Observation) {})
	check(true, "marks do not matter", "ana", func(o *Observation) { o.Failed, o.MFA, o.Apart = false, MFAUsed, Hasty })
	check(false, "another hour", "ana", func(o *Observation) { o.Hour = 10 })
	check(false, "another day", "ana", func(o *Observation) { o.Day++ })
	check(false, "another's client", "ana", func(o *Observation) { o.Client = laptop })
	check(false, "nobody's client", "ana", func(o *Observation) { o.Client = server })
	check(false, "nobody's place", "ana", func(o *Observation) { o.Place.Hosting = true })
	check(false, "another identity", "ben", func(*Observation) {})
	check(false, "no identity", "cyd", func(*Observation) {})
	if got, want := s.Identities(), []string{"ana", "ben"}; !slices.Equal(got, want) {
		t.Errorf("got identities %v, want %v", got, want)
	}
	if c, place, client := s.Cell(held); place != 1 || client != 0 || c.Place != 1 || c.Client != 0 || s.Places()[1] != tokyo || s.Clients()[0] != desktop {
		t.Errorf("got place %d and client %d of %v and %v", place, client, s.Places(), s.Clients())
	}
}
