package profile

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
)

// A Change is a difference between two baselines: of a whole identity, or of one
// value of an attribute.
type Change struct {
	Kind      ChangeKind
	Identity  string
	Names     []string // of both baselines, in ascending order
	Attribute string   // "" for the whole identity; else "country", "network", "browser", "os", "device" or "hours"
	Value     string   // a network behind its country; hours as 06–12, in UTC
	Before    Seen
	After     Seen
}

// A ChangeKind says what happened to an identity or a value.
type ChangeKind string

// The kinds of changes. Gone is what the second baseline does not hold, and Shifted
// what makes up another share of the days.
const (
	New     ChangeKind = "new"
	Gone    ChangeKind = "gone"
	Shifted ChangeKind = "shifted"
)

// Seen counts the days on which a value was shown.
type Seen struct {
	Days   int
	OfDays int // with any sign-in
}

func (s Seen) share() float64 { return float64(s.Days) / float64(max(s.OfDays, 1)) }

// Limits of what is called shifted.
const (
	shiftLeast = .25 // difference between the shares of days
	shiftDays  = 10  // days with a sign-in that both baselines must have
)

// diffed are the attributes that are compared.
var diffed = []struct {
	name  string
	value func(Place, Client) string
}{
	{"country", func(p Place, _ Client) string { return p.Country }},
	{"network", func(p Place, _ Client) string {
		if p.Network == "" {
			return ""
		}
		return p.Country + " AS" + p.Network
	}},
	{"browser", func(_ Place, c Client) string { return c.Browser }},
	{"os", func(_ Place, c Client) string { return c.OS }},
	{"device", func(_ Place, c Client) string { return c.Device }},
}

// Diff returns what changed from one baseline to another, by ascending identity. An
// identity that only one of them has is one change.
func Diff(before, after *Baseline) ([]Change, error) {
	if err := before.agree(&after.Notes); err != nil {
		return nil, err
	}
	profiles := map[string][2]Profile{}
	for i, b := range []*Baseline{before, after} {
		for p := range b.Profiles() {
			if len(p.cells) == 0 {
				continue
			}
			both := profiles[p.Identity]
			both[i] = p
			profiles[p.Identity] = both
		}
	}
	var all []Change
	for _, key := range slices.Sorted(maps.Keys(profiles)) {
		both := profiles[key]
		all = append(all, diff(key, both[0], both[1])...)
	}
	return all, nil
}

func diff(key string, a, b Profile) []Change {
	whole := Change{Identity: key, Names: union(a.Names, b.Names, cmp.Compare[string])}
	var before, after int
	if a.baseline != nil {
		before = a.Days()
	}
	if b.baseline != nil {
		after = b.Days()
	}
	whole.Before, whole.After = Seen{before, before}, Seen{after, after}
	switch {
	case before == 0:
		whole.Kind = New
		return []Change{whole}
	case after == 0:
		whole.Kind = Gone
		return []Change{whole}
	}
	var all []Change
	add := func(attribute string, from, to []Count) {
		seen := map[string][2]int{}
		for i, counts := range [][]Count{from, to} {
			for _, c := range counts {
				days := seen[c.Value]
				days[i] = c.Days
				seen[c.Value] = days
			}
		}
		for _, value := range slices.Sorted(maps.Keys(seen)) {
			c := whole
			c.Attribute, c.Value = attribute, value
			c.Before.Days, c.After.Days = seen[value][0], seen[value][1]
			if c.Kind = c.kind(); c.Kind != "" {
				all = append(all, c)
			}
		}
	}
	for _, d := range diffed {
		add(d.name, a.Histogram(d.value), b.Histogram(d.value))
	}
	add("hours", a.quarters(), b.quarters())
	return all
}

// kind returns "" if the value is as usual as before.
func (c *Change) kind() ChangeKind {
	shift := c.After.share() - c.Before.share()
	switch {
	case c.Before.Days == 0:
		return New
	case c.After.Days == 0:
		return Gone
	case min(c.Before.OfDays, c.After.OfDays) >= shiftDays && max(shift, -shift) >= shiftLeast:
		return Shifted
	}
	return ""
}

// quarters counts the days with a sign-in during each quarter of the day.
func (p Profile) quarters() []Count {
	var all []Count
	for q := range 4 {
		c := Count{Value: fmt.Sprintf("%02d–%02d", 6*q, 6*q+6)}
		for a := range days(p.cells) {
			if a.hours>>(6*q)&(1<<6-1) != 0 {
				c.Days++
				c.Last = a.day
			}
		}
		if c.Days > 0 {
			all = append(all, c)
		}
	}
	return all
}
