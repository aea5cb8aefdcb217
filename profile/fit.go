package profile

import (
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"maps"
	"slices"
	"time"
)

// A Fit is what a [Model] knows that is not of one identity: how many identities
// have shown each value, and what was learned from all. With it the sign-ins of one
// identity are scored where those of the others are not, as [Fit.Model] does. It may
// be saved, and merged with the fits of other identities. It may not be used from
// several goroutines at once while it is merged.
//
// Of each identity it holds a digest of its sign-ins, to tell whether those that are
// scored are those that it was fitted to.
type Fit struct {
	Notes
	model   *Model // without a set
	digests map[string]digest
}

// A digest is the same for the same sign-ins: the first 64 bits of a
// SHA-256.
type digest uint64

// NewFit fits a model to all observations of a set, as [Set.Fit] does.
func NewFit(n Notes, s *Set) *Fit {
	m := s.Fit()
	f := &Fit{Notes: n.with(Notes{}), model: m, digests: map[string]digest{}}
	for name := range s.identities {
		f.digests[valid(name)] = s.digest(name)
	}
	m.set, m.population.places, m.population.hosting, m.population.clients = nil, nil, nil, nil
	return f
}

// digest returns that of an identity, once the set is arranged.
func (s *Set) digest(identity string) digest {
	h := sha256.New()
	var b []byte
	text := func(all ...string) {
		for _, v := range all {
			b = append(binary.AppendUvarint(b, uint64(len(v))), v...)
		}
	}
	for _, c := range s.identities[identity] {
		p, q := &s.places.values[c.place], &s.clients.values[c.client]
		b = binary.AppendVarint(b[:0], int64(c.day))
		b = binary.AppendUvarint(binary.AppendUvarint(b, uint64(c.n)), uint64(c.hours))
		text(p.Country, p.Region, p.City, p.Network, p.Prefix, fmt.Sprint(p.Hosting), q.Device, q.OS, q.Browser)
		h.Write(b)
	}
	return digest(binary.BigEndian.Uint64(h.Sum(nil)))
}

// Identities returns the number of identities.
func (f *Fit) Identities() int { return len(f.digests) }

// SignIns returns the number of sign-ins that it was fitted to.
func (f *Fit) SignIns() int { return f.model.totals.signIns }

// Span returns the first instant of the first day and of the last one with a
// sign-in, or zero times if there is none.
func (f *Fit) Span() (first, last time.Time) {
	if len(f.digests) == 0 {
		return first, last
	}
	return f.model.first.Time(), f.model.last.Time()
}

// A Standing says how the sign-ins of an identity go with a [Fit].
type Standing int

const (
	// Unchanged are the sign-ins that the fit was made of, so that they have the
	// scores of the set that it was fitted to.
	Unchanged Standing = iota
	// Changed are other ones. What they show and nobody in the fit has shown is
	// taken to be counted in it.
	Changed
	// Missing are those of an identity that is not in the fit. All the fit's are others.
	Missing
)

// Model returns a model for one identity, given a set that holds its sign-ins and no
// others. It may be used until something is added to the set, and has the same life as
// the fit. In it the identity is left out of the base measure as it is in a model of all.
func (f *Fit) Model(identity string, s *Set) (*Model, Standing) {
	s.arrange()
	standing := Unchanged
	known, member := f.digests[valid(identity)]
	cells := s.identities[identity]
	switch {
	case !member && len(cells) > 0:
		standing = Missing
	case member && known != s.digest(identity):
		standing = Changed
	}
	m := *f.model
	m.set, m.population = s, m.population.with(s, cells, standing != Missing)
	return &m, standing
}

// MergeFits returns the fit of all identities of several fits, whatever their order.
// The fits must not share an identity: of one whose sign-ins lie in two parts, nobody
// knows what it has shown in both. Its population is that of the whole, its parameters
// are near to those of the whole: see docs/scale.md.
func MergeFits(fits ...*Fit) (*Fit, error) {
	fits = slices.Clone(fits)
	slices.SortStableFunc(fits, func(a, b *Fit) int { return cmp.Compare(a.least(), b.least()) })
	all := NewFit(Notes{}, &Set{})
	for _, f := range fits {
		if err := all.merge(f); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// least returns the first identity, or "" if there is none.
func (f *Fit) least() string {
	least := ""
	for key := range f.digests {
		if least == "" || key < least {
			least = key
		}
	}
	return least
}

// merge adds what another fit holds, which is not changed.
func (f *Fit) merge(other *Fit) error {
	if err := f.agree(&other.Notes); err != nil {
		return err
	}
	for key := range other.digests {
		if _, ok := f.digests[key]; ok {
			return fmt.Errorf("both hold the identity %q: the logs must be divided by identity, not by time or account", key)
		}
	}
	f.Notes = f.with(other.Notes)
	if len(other.digests) == 0 {
		return nil
	}
	if len(f.digests) == 0 {
		f.model, f.digests = other.model, maps.Clone(other.digests)
		return nil
	}
	maps.Copy(f.digests, other.digests)
	f.model = f.model.with(other.model)
	return nil
}

// with returns a model of what two have learned.
func (m *Model) with(other *Model) *Model {
	sum := *m
	users := m.population.all()
	for v, n := range other.population.all() {
		users[v] += n
	}
	roams := m.population.roams()
	for v, x := range other.population.roams() {
		roams[v] += x
	}
	sum.population = populationOf(users)
	sum.population.setRoaming(roams)
	sum.totals.add(&other.totals)
	sum.first, sum.last = min(m.first, other.first), max(m.last, other.last)
	theirs := other.parameters()
	for i, p := range sum.parameters() {
		p.add(&theirs[i])
	}
	sum.rates()
	sum.bound()
	return &sum
}

// all returns how many identities have shown each value.
func (p *population) all() map[path]int32 {
	all := make(map[path]int32, len(p.values.own))
	for v, n := range p.values.own {
		all[v] = p.users[v.level][n]
	}
	return all
}
