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

// A Fit is what is counted of all identities together: to how many of them a value is a
// habit, and how often something is new. With it the sign-ins of one identity are judged
// where those of the others are not. It may be saved, and merged with the fits of other
// identities. It may not be used from several goroutines at once while it is merged.
//
// Of each identity it holds a digest of its sign-ins, to tell whether those that are
// judged are those that it was made of.
type Fit struct {
	Notes
	SignIns     int
	First, Last Day // of anybody; Last is before First if there is nobody
	News        News
	Values      map[Value]ValueCount
	digests     map[string]digest
}

// A Value is one of an attribute, under the values of its parents.
type Value struct {
	Level  string // the name of a histogram
	Parent string // of several values, as package odds joins them
	Value  string
}

// A ValueCount counts identities by what a value is to them. None is negative.
type ValueCount struct {
	Users   int32 `json:"users,omitempty"`   // whose habit it is
	Joined  int32 `json:"joined,omitempty"`  // of networks: whose habit it is with a client that is seen there only
	Strange int32 `json:"strange,omitempty"` // of address blocks: to whom it and its client are strange, in thousandths
}

// News counts how often something is new to identities. None is negative.
type News struct {
	Places  int64 `json:"places"`  // new places with known clients, in thousandths
	Clients int64 `json:"clients"` // new clients at known places, likewise
	Days    int64 `json:"days"`    // of which there are so many: every address block and client of a day counts
}

// A digest is the same for the same sign-ins: the first 64 bits of a
// SHA-256.
type digest uint64

// NewFit returns one that counts the identities of a set, but nothing of what they show.
// The set is arranged.
func NewFit(n Notes, s *Set) *Fit {
	s.Arrange()
	f := &Fit{Notes: n.with(Notes{}), SignIns: s.signIns, First: 1, Last: 0, Values: map[Value]ValueCount{}, digests: map[string]digest{}}
	for name, cells := range s.identities {
		f.digests[valid(name)] = s.digest(name)
		f.cover(cells[0].Day, cells[len(cells)-1].Day)
	}
	return f
}

// cover extends the time that a fit covers.
func (f *Fit) cover(first, last Day) {
	if f.Last < f.First {
		f.First, f.Last = first, last
	}
	f.First, f.Last = min(f.First, first), max(f.Last, last)
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
		p, q := &s.places.values[c.Place], &s.clients.values[c.Client]
		b = binary.AppendVarint(b[:0], int64(c.Day))
		b = binary.AppendUvarint(binary.AppendUvarint(b, uint64(c.SignIns)), uint64(c.Hours))
		text(p.Country, p.Region, p.City, p.Network, p.Prefix, fmt.Sprint(p.Hosting), q.Device, q.OS, q.Browser)
		h.Write(b)
	}
	return digest(binary.BigEndian.Uint64(h.Sum(nil)))
}

// Identities returns the number of identities.
func (f *Fit) Identities() int { return len(f.digests) }

// Span returns the first instant of the first day and of the last one with a
// sign-in, or zero times if there is none.
func (f *Fit) Span() (first, last time.Time) {
	if f.Last < f.First {
		return first, last
	}
	return f.First.Time(), f.Last.Time()
}

// A Standing says how the sign-ins of an identity go with a [Fit].
type Standing int

const (
	// Unchanged are the sign-ins that the fit was made of, so that they have the
	// scores of the set that it was made of.
	Unchanged Standing = iota
	// Changed are other ones.
	Changed
	// Missing are those of an identity that is not in the fit. All the fit's are others.
	Missing
)

// Standing tells that of an identity, given a set that holds its sign-ins. The set is
// arranged.
func (f *Fit) Standing(identity string, s *Set) Standing {
	s.Arrange()
	known, member := f.digests[valid(identity)]
	switch {
	case !member && len(s.identities[identity]) > 0:
		return Missing
	case member && known != s.digest(identity):
		return Changed
	}
	return Unchanged
}

// MergeFits returns the fit of all identities of several fits, whatever their order.
// The fits must not share an identity: of one whose sign-ins lie in two parts, nobody
// knows what its habits are in both.
func MergeFits(fits ...*Fit) (*Fit, error) {
	all := NewFit(Notes{}, &Set{})
	for _, f := range fits {
		if err := all.merge(f); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// merge adds what another fit holds, which is not changed.
func (f *Fit) merge(other *Fit) error {
	if err := f.agree(&other.Notes); err != nil {
		return err
	}
	for _, key := range slices.Sorted(maps.Keys(other.digests)) {
		if _, ok := f.digests[key]; ok {
			return fmt.Errorf("both hold the identity %q: the logs must be divided by identity, not by time or account", key)
		}
	}
	f.Notes = f.with(other.Notes)
	maps.Copy(f.digests, other.digests)
	f.SignIns += other.SignIns
	if other.Last >= other.First {
		f.cover(other.First, other.Last)
	}
	f.News.Places += other.News.Places
	f.News.Clients += other.News.Clients
	f.News.Days += other.News.Days
	for v, c := range other.Values {
		x := f.Values[v]
		x.Users, x.Joined, x.Strange = x.Users+c.Users, x.Joined+c.Joined, x.Strange+c.Strange
		f.Values[v] = x
	}
	return nil
}

func compareValues(a, b Value) int {
	return cmp.Or(cmp.Compare(a.Level, b.Level), cmp.Compare(a.Parent, b.Parent), cmp.Compare(a.Value, b.Value))
}
