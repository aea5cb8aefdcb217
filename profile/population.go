package profile

import (
	"cmp"
	"maps"
	"slices"
)

// A node is a value of one level and its parent, by number. The numbers of
// values and those of parents are separate, and start anew in every level.
type node struct{ value, parent uint32 }

// Numbers that no value or parent has.
const (
	absent  = 1<<32 - 1 // one that no identity of the set has shown
	unknown = 1<<32 - 2 // one that the sign-in does not tell
)

// nodes are those of all levels of a place, or of a client.
type nodes [half]node

// A population numbers all values and counts the identities that have shown
// them. It is the base measure of every histogram.
//
// Numbers ascend by level, parent and value, so that they, and the sums that go by
// them, depend on nothing but which values there are.
type population struct {
	values  numbers[path]
	parents numbers[parent]

	places  []nodes // by number in the set
	hosting []bool
	clients []nodes

	names [numLevels][]string // by value
	under [numLevels][]uint32 // by value: its parent
	users [numLevels][]int32  // by value: identities that have shown it
	total [numLevels][]int32  // by parent: the sum of users over its values
	once  [numLevels][]int32  // by parent: values that one identity has shown

	roaming roaming
}

// A parent is the condition under which the values of a level are counted.
type parent struct {
	level level
	path  string
}

// numbers are those of keys. What is shared belongs to several populations, and is
// not changed.
type numbers[K comparable] struct{ shared, own map[K]uint32 }

func (n *numbers[K]) of(key K) (uint32, bool) {
	if x, ok := n.own[key]; ok {
		return x, true
	}
	x, ok := n.shared[key]
	return x, ok
}

// newPopulation numbers the values of the set, which nobody has shown until
// identities are counted.
func newPopulation(s *Set) *population {
	p := populationOf(s.paths())
	p.see(s)
	return p
}

// populationOf numbers paths, and takes them to be shown by so many identities.
func populationOf(users map[path]int32) *population {
	p := &population{values: numbers[path]{own: map[path]uint32{}}, parents: numbers[parent]{own: map[parent]uint32{}}}
	p.number(users)
	p.finish()
	return p
}

// paths returns all known paths of the set, with 0 each.
func (s *Set) paths() map[path]int32 {
	all := map[path]int32{}
	add := func(paths [half]path) {
		for _, v := range paths {
			if v.value != "" {
				all[v] = 0
			}
		}
	}
	for _, v := range s.places.values {
		add(v.paths())
	}
	for _, v := range s.clients.values {
		add(v.paths())
	}
	return all
}

func comparePaths(a, b path) int {
	return cmp.Or(cmp.Compare(a.level, b.level), cmp.Compare(a.parent, b.parent), cmp.Compare(a.value, b.value))
}

// number gives numbers to paths that have none.
func (p *population) number(users map[path]int32) {
	for _, v := range slices.SortedFunc(maps.Keys(users), comparePaths) {
		l := v.level
		up, ok := p.parents.of(parent{l, v.parent})
		if !ok {
			up = uint32(len(p.total[l]))
			p.parents.own[parent{l, v.parent}] = up
			p.total[l], p.once[l] = append(p.total[l], 0), append(p.once[l], 0)
		}
		p.values.own[v] = uint32(len(p.users[l]))
		p.names[l], p.under[l], p.users[l] = append(p.names[l], v.value), append(p.under[l], up), append(p.users[l], users[v])
	}
}

// see takes the places and clients of a set for those of the population.
func (p *population) see(s *Set) {
	p.places, p.hosting, p.clients = make([]nodes, len(s.places.values)), make([]bool, len(s.places.values)), make([]nodes, len(s.clients.values))
	for i, v := range s.places.values {
		p.places[i], p.hosting[i] = p.find(v.paths()), v.Hosting
	}
	for i, v := range s.clients.values {
		p.clients[i] = p.find(v.paths())
	}
}

// find returns the nodes of paths that the set may not hold.
func (p *population) find(paths [half]path) (all nodes) {
	for i, v := range paths {
		all[i] = node{absent, absent}
		if v.value == "" {
			all[i] = node{unknown, unknown}
			continue
		}
		if n, ok := p.values.of(v); ok {
			all[i].value = n
		}
		if n, ok := p.parents.of(parent{v.level, v.parent}); ok {
			all[i].parent = n
		}
	}
	return all
}

// count adds the values that one identity has shown.
func (p *population) count(h *histograms) {
	for l := range h {
		for _, v := range h[l].values {
			p.users[l][v.number]++
		}
	}
}

// finish adds up by parent, once all identities are counted.
func (p *population) finish() {
	for l := range p.users {
		clear(p.total[l])
		clear(p.once[l])
		for v, n := range p.users[l] {
			up := p.under[l][v]
			p.total[l][up] += n
			if n == 1 {
				p.once[l][up]++
			}
		}
	}
}

// with returns the population as an identity sees it whose sign-ins are all that the
// set holds. What it is not yet counted for, it is counted for: everything if it is
// no member, else what nobody has shown. So others() leaves out of it what is in it.
func (p *population) with(s *Set, cells []cell, member bool) *population {
	q := *p
	missing := s.paths()
	for v := range missing {
		if _, ok := p.values.of(v); ok {
			delete(missing, v)
		}
	}
	if member && len(missing) == 0 {
		q.see(s)
		return &q
	}
	for l := range numLevels {
		q.names[l], q.under[l], q.users[l] = slices.Clone(p.names[l]), slices.Clone(p.under[l]), slices.Clone(p.users[l])
		q.total[l], q.once[l] = slices.Clone(p.total[l]), slices.Clone(p.once[l])
	}
	q.values = numbers[path]{p.values.own, map[path]uint32{}}
	q.parents = numbers[parent]{p.parents.own, map[parent]uint32{}}
	q.number(missing)
	q.see(s)
	q.admit(newHistograms(&q, newTraits(cells), nil), member)
	return &q
}

// admit counts one more identity, or of a member what nobody has shown.
func (p *population) admit(h *histograms, member bool) {
	for l := range h {
		for _, v := range h[l].values {
			users, up := &p.users[l][v.number], p.under[l][v.number]
			if member && *users > 0 {
				continue
			}
			*users++
			p.total[l][up]++
			switch *users {
			case 1:
				p.once[l][up]++
			case 2:
				p.once[l][up]--
			}
		}
	}
}

// A measure is what the identities other than one tell of a value.
type measure struct {
	users int // that have shown the value
	total int // the sum of users over all values of the parent
	once  int // values of the parent that one of them has shown
}

// others returns the measure of n without the identity of h. Value and parent
// are where h holds them, or -1.
func (p *population) others(l level, n node, h *histogram, value, parent int) measure {
	var m measure
	if n.value < unknown {
		m.users = int(p.users[l][n.value])
		if value >= 0 {
			m.users--
		}
	}
	if n.parent < unknown {
		m.total, m.once = int(p.total[l][n.parent]), int(p.once[l][n.parent])
		if parent >= 0 {
			up := &h.parents[parent]
			m.total -= len(up.children)
			m.once += up.shared - up.own
		}
	}
	return m
}

// unseen returns the probability that somebody shows a value that none of the
// others has shown: the Good-Turing estimate N₁/N, with one more identity that
// shows something new and one that does not.
func (m measure) unseen() float64 {
	if m.total == 0 {
		return 1
	}
	return float64(m.once+1) / float64(m.total+2)
}

// base returns G, the probability of the value for one of the others: what is
// unseen is spread evenly over k values, and the rest goes by their shares.
func (m measure) base(k float64) float64 {
	u := m.unseen()
	g := u / k
	if m.total > 0 {
		g += (1 - u) * float64(m.users) / float64(m.total)
	}
	return g
}
