package profile

import (
	"cmp"
	"errors"
	"fmt"
	"iter"
	"maps"
	"math/bits"
	"slices"
	"strings"
	"time"
)

// A Baseline is profiles to be saved. The zero value is ready to use. It may not
// be used from several goroutines at once.
//
// Unlike a [Set] it does not count sign-ins. All that it holds are sets: of the
// hours in which an identity signed in from one place with one client, of those in
// which it failed to, and of notes. [Baseline.Merge] unites them, so it is
// commutative, associative and idempotent: logs that overlap do not count twice, and
// the profiles of the parts of a log merge to those of the whole.
type Baseline struct {
	Notes
	people  map[string]*person
	places  interner[Place]
	clients interner[Client]
}

// Notes say what a baseline was made of, and how. All lists are sets, in ascending
// order once the baseline is saved or merged.
type Notes struct {
	Tools      []string   // versions of the program
	Rules      []int      // versions of the rules for identities, places and clients
	Grouping   string     // what one identity is; "" only if nothing was added
	Redaction  string     // tells the keys of [Baseline.Redact] apart; "" if identities are as logged
	Databases  []Database // that told the places
	Networks   []string   // that were places of their own, as 192.0.2.0/24=office; redacted, none
	Masked     []string   // attributes that were taken for unknown
	Accounts   []string   // that the sign-ins were to
	Regions    []string   // likewise
	Incomplete bool       // whether part of a log could not be read
}

// A Database told the places of sign-ins.
type Database struct {
	Type  string `json:"type"`
	Built string `json:"built"` // as 2006-01-02, in UTC
}

// A person is what is kept of one identity.
type person struct {
	names, types []string
	cells        []Cell // their n is nothing
	failures     []activity
	limit        int // number of cells and failures at which to unite equal ones
}

// Add notes a sign-in that teaches its identity. Names are for people to read, and
// types are what the log calls its kind; an identity can have several of each. What
// o says of failures is not used, see [Baseline.AddFailure].
func (b *Baseline) Add(identity, name, kind string, o Observation) {
	p := b.person(valid(identity), valid(name), valid(kind))
	o.Failed, o.Apart = false, 0
	place, client := &o.Place, &o.Client
	for _, s := range []*string{&place.Country, &place.Region, &place.City, &place.Network, &place.Prefix, &client.Device, &client.OS, &client.Browser} {
		*s = valid(*s)
	}
	p.cells = append(p.cells, Cell{Day: o.Day, Place: b.places.id(o.Place), Client: b.clients.id(o.Client), Hours: o.hourBits()})
	p.unite()
}

// AddFailure notes that an identity failed to sign in. The sign-ins that it made in
// the same hour of the clock are taken to follow failures.
func (b *Baseline) AddFailure(identity, name, kind string, day Day, hour int) {
	p := b.person(valid(identity), valid(name), valid(kind))
	o := Observation{Hour: hour}
	p.failures = append(p.failures, activity{day: day, hours: o.hourBits()})
	p.unite()
}

// valid returns s as JSON can hold it.
func valid(s string) string { return strings.ToValidUTF8(s, "\uFFFD") }

func (b *Baseline) person(identity, name, kind string) *person {
	p := b.people[identity]
	if p == nil {
		if b.people == nil {
			b.people = map[string]*person{}
		}
		p = &person{limit: 64}
		b.people[strings.Clone(identity)] = p
	}
	insert(&p.names, name)
	insert(&p.types, kind)
	return p
}

// insert adds a value to a set in ascending order. No value is "".
func insert(set *[]string, value string) {
	if value == "" {
		return
	}
	if i, ok := slices.BinarySearch(*set, value); !ok {
		*set = slices.Insert(*set, i, strings.Clone(value))
	}
}

// unite keeps memory within twice of what is needed.
func (p *person) unite() {
	if len(p.cells)+len(p.failures) >= p.limit {
		p.compact()
		p.limit = max(64, 2*(len(p.cells)+len(p.failures)))
	}
}

func (p *person) compact() {
	p.cells = compact(p.cells, compareCells, func(to *Cell, x Cell) { to.Hours |= x.Hours })
	p.failures = compact(p.failures, func(a, b activity) int { return cmp.Compare(a.day, b.day) },
		func(to *activity, x activity) { to.hours |= x.hours })
}

// compact sorts values, and unites those that compare equal.
func compact[T any](all []T, compare func(a, b T) int, unite func(to *T, x T)) []T {
	slices.SortFunc(all, compare)
	out := all[:0]
	for _, x := range all {
		if n := len(out); n > 0 && compare(out[n-1], x) == 0 {
			unite(&out[n-1], x)
		} else {
			out = append(out, x)
		}
	}
	return out
}

// arrange puts everything into the one order that its content has.
func (b *Baseline) arrange() {
	places, clients := b.places.arrange(comparePlaces), b.clients.arrange(compareClients)
	for _, p := range b.people {
		for i, c := range p.cells {
			p.cells[i].Place, p.cells[i].Client = places[c.Place], clients[c.Client]
		}
		p.compact()
	}
	b.Notes = b.Notes.with(Notes{})
}

// Merge adds what another baseline holds. Both must agree on what one identity is,
// and on how identities are redacted; if not, nothing is changed.
func (b *Baseline) Merge(other *Baseline) error {
	if err := b.Notes.agree(&other.Notes); err != nil {
		return err
	}
	b.Notes = b.Notes.with(other.Notes)
	for key, from := range other.people {
		to := b.person(key, "", "")
		for _, name := range from.names {
			insert(&to.names, name)
		}
		for _, kind := range from.types {
			insert(&to.types, kind)
		}
		for _, c := range from.cells {
			c.Place, c.Client = b.places.id(other.places.values[c.Place]), b.clients.id(other.clients.values[c.Client])
			to.cells = append(to.cells, c)
		}
		to.failures = append(to.failures, from.failures...)
	}
	b.arrange()
	return nil
}

func (n *Notes) agree(other *Notes) error {
	if n.Grouping == "" || other.Grouping == "" {
		return nil
	}
	if n.Grouping != other.Grouping {
		return fmt.Errorf("identities are grouped by %q and by %q", n.Grouping, other.Grouping)
	}
	if n.Redaction != other.Redaction {
		if n.Redaction == "" || other.Redaction == "" {
			return errors.New("one is redacted and the other is not")
		}
		return errors.New("they were redacted with different keys")
	}
	return nil
}

// with returns the union of the notes.
func (n Notes) with(other Notes) Notes {
	return Notes{
		Tools:     union(n.Tools, other.Tools, cmp.Compare[string]),
		Rules:     union(n.Rules, other.Rules, cmp.Compare[int]),
		Grouping:  cmp.Or(n.Grouping, other.Grouping),
		Redaction: cmp.Or(n.Redaction, other.Redaction),
		Databases: union(n.Databases, other.Databases, func(a, b Database) int {
			return cmp.Or(cmp.Compare(a.Type, b.Type), cmp.Compare(a.Built, b.Built))
		}),
		Networks:   union(n.Networks, other.Networks, cmp.Compare[string]),
		Masked:     union(n.Masked, other.Masked, cmp.Compare[string]),
		Accounts:   union(n.Accounts, other.Accounts, cmp.Compare[string]),
		Regions:    union(n.Regions, other.Regions, cmp.Compare[string]),
		Incomplete: n.Incomplete || other.Incomplete,
	}
}

func union[T comparable](a, b []T, compare func(x, y T) int) []T {
	all := slices.Concat(a, b)
	slices.SortFunc(all, compare)
	return slices.Compact(all)
}

// Set returns the profiles to score against. Of how often an identity signed in
// within one hour a baseline knows nothing, so it is taken to be once.
func (b *Baseline) Set() *Set {
	b.arrange()
	s := &Set{identities: make(map[string][]Cell, len(b.people))}
	for _, v := range b.places.values {
		s.places.id(v)
	}
	for _, v := range b.clients.values {
		s.clients.id(v)
	}
	for key, p := range b.people {
		if len(p.cells) == 0 {
			continue
		}
		cells := slices.Clone(p.cells)
		for i := range cells {
			c := &cells[i]
			c.SignIns = uint32(bits.OnesCount32(c.Hours & AllHours))
			if c.Hours&p.failed(c.Day) != 0 {
				c.Hours |= AfterFailure
			}
			s.signIns += int(c.SignIns)
		}
		s.identities[key] = cells
	}
	return s
}

// failed returns the hours of a day in which the identity failed to sign in.
func (p *person) failed(day Day) uint32 {
	i, ok := slices.BinarySearchFunc(p.failures, day, func(a activity, d Day) int { return cmp.Compare(a.day, d) })
	if !ok {
		return 0
	}
	return p.failures[i].hours
}

// A Profile is what a baseline holds of one identity.
type Profile struct {
	Identity string
	Names    []string // in ascending order, as are the types
	Types    []string
	baseline *Baseline
	*person
}

// Profiles returns the profiles in ascending order of their identities. They may
// be ranged again, and hold until the baseline is changed.
func (b *Baseline) Profiles() iter.Seq[Profile] {
	b.arrange()
	return func(yield func(Profile) bool) {
		for _, key := range slices.Sorted(maps.Keys(b.people)) {
			if p := b.people[key]; !yield(Profile{key, p.names, p.types, b, p}) {
				return
			}
		}
	}
}

// Span returns the first instant of the first day and of the last one with a
// sign-in, or zero times if there is none.
func (b *Baseline) Span() (first, last time.Time) {
	for p := range b.Profiles() {
		if len(p.cells) == 0 {
			continue
		}
		if f := p.First().Time(); first.IsZero() || f.Before(first) {
			first = f
		}
		if l := p.Last().Time(); l.After(last) {
			last = l
		}
	}
	return first, last
}

// Days returns the number of days with a sign-in.
func (p Profile) Days() (n int) {
	for range days(p.cells) {
		n++
	}
	return n
}

// First returns the first day with a sign-in. There must be one.
func (p Profile) First() Day { return p.cells[0].Day }

// Last returns the last day with a sign-in. There must be one.
func (p Profile) Last() Day { return p.cells[len(p.cells)-1].Day }

// Failures returns the number of days on which the identity failed to sign in.
func (p Profile) Failures() int { return len(p.failures) }

// A Count is a value of a histogram, the number of days on which it was seen, and
// the last of them.
type Count struct {
	Value string
	Days  int
	Last  Day
}

// Histogram counts the days on which each value was shown, the most frequent first
// and equal ones in ascending order. What has the value "" is left out.
func (p Profile) Histogram(value func(Place, Client) string) []Count {
	seen := map[string]*Count{}
	for _, c := range p.cells {
		v := value(p.baseline.places.values[c.Place], p.baseline.clients.values[c.Client])
		count := seen[v]
		switch {
		case v == "":
		case count == nil:
			seen[v] = &Count{v, 1, c.Day}
		case count.Last != c.Day:
			count.Days++
			count.Last = c.Day
		}
	}
	all := make([]Count, 0, len(seen))
	for _, c := range seen {
		all = append(all, *c)
	}
	slices.SortFunc(all, func(a, b Count) int {
		return cmp.Or(cmp.Compare(b.Days, a.Days), cmp.Compare(a.Value, b.Value))
	})
	return all
}

// Hours counts, for each hour of the day in UTC, the days with a sign-in during it.
func (p Profile) Hours() (all [24]int) {
	for a := range days(p.cells) {
		for h := range all {
			all[h] += int(a.hours >> h & 1)
		}
	}
	return all
}
