package odds

import "loginodds/profile"

// A node is a value of one level and its parent, by number. The numbers of
// values and those of parents are separate, and start anew in every level.
type node struct{ value, parent uint32 }

// Numbers that no value has.
const (
	unknown = 1<<32 - 1 // of what a sign-in does not tell
	absent  = 1<<32 - 2 // of what no identity has shown
)

// A population numbers the values that identities show, and counts what they are to
// them. It is the base measure of every histogram.
//
// It may lie upon another one, that of a [Fit], whose values keep their numbers and
// which it does not change.
type population struct {
	base    *population
	numbers map[path]uint32
	parents map[path]uint32 // of paths without a value
	levels  [numLevels]levelCounts
	// The nodes of the places and clients of a set, by their number there.
	places  [][placeLevels]node
	clients [][clientLevels]node
}

type levelCounts struct {
	values  []valueCount
	parents []parentCount
}

// A valueCount counts identities by what a value is to them.
type valueCount struct {
	name    string
	parent  uint32
	users   int32 // whose habit it is
	joined  int32 // of networks: whose habit it is with a client that is seen there only
	strange int32 // of address blocks: to whom it and its client are strange, in thousandths
}

// A parentCount adds the values of one parent up.
type parentCount struct {
	total int32 // the sum of their users
}

func newPopulation(base *population) *population {
	return &population{base: base, numbers: map[path]uint32{}, parents: map[path]uint32{}}
}

// below returns how many values and parents of a level the base has.
func (p *population) below(l level) (values, parents int) {
	if p.base == nil {
		return 0, 0
	}
	x := &p.base.levels[l]
	return len(x.values), len(x.parents)
}

// value returns what is counted of a value, and nothing of what has no number.
func (p *population) value(l level, n uint32) valueCount {
	below, _ := p.below(l)
	switch i := int(n) - below; {
	case n >= absent:
		return valueCount{}
	case i < 0:
		return p.base.levels[l].values[n]
	default:
		return p.levels[l].values[i]
	}
}

// of returns the measure of a value, with all identities.
func (p *population) of(l level, n node) (m measure) {
	m.users = int(p.value(l, n.value).users)
	if n.parent >= absent {
		return m
	}
	_, below := p.below(l)
	var x parentCount
	if i := int(n.parent) - below; i >= 0 {
		x = p.levels[l].parents[i]
	} else {
		x = p.base.levels[l].parents[n.parent]
	}
	m.total = int(x.total)
	return m
}

// find returns the node of a path, which may have no number.
func (p *population) find(v path) node {
	if v.value == "" {
		return node{unknown, unknown}
	}
	n := node{absent, absent}
	if p.base != nil {
		n = p.base.find(v)
	}
	if x, ok := p.numbers[v]; ok {
		n.value = x
	}
	if x, ok := p.parents[path{level: v.level, parent: v.parent}]; ok {
		n.parent = x
	}
	return n
}

// number returns the node of a path, and numbers what is new.
func (p *population) number(v path) node {
	n, x := p.find(v), &p.levels[v.level]
	values, parents := p.below(v.level)
	if n.parent == absent {
		n.parent = uint32(parents + len(x.parents))
		p.parents[path{level: v.level, parent: v.parent}] = n.parent
		x.parents = append(x.parents, parentCount{})
	}
	if n.value == absent {
		n.value = uint32(values + len(x.values))
		p.numbers[v] = n.value
		x.values = append(x.values, valueCount{name: v.value, parent: n.parent})
	}
	return n
}

// see numbers the places and clients of a set that it has not seen.
func (p *population) see(s *profile.Set) {
	for _, v := range s.Places()[len(p.places):] {
		p.places = append(p.places, nodesOf[[placeLevels]node](placePaths(v), p.number))
	}
	for _, v := range s.Clients()[len(p.clients):] {
		p.clients = append(p.clients, nodesOf[[clientLevels]node](clientPaths(v), p.number))
	}
}

// change counts n more identities to whom a value is what c says, or fewer. The value
// must be one of its own.
func (p *population) change(c contribution, n int32) {
	for _, x := range c.habits {
		v := &p.levels[x.level].values[x.value]
		v.users += n
		p.levels[x.level].parents[v.parent].total += n
	}
	for _, x := range c.joined {
		p.levels[network].values[x].joined += n
	}
	for _, x := range c.strange {
		p.levels[prefix].values[x.block].strange += n * x.weight
	}
}

// A measure is what the identities other than one tell of a value.
type measure struct {
	users int // whose habit it is
	total int // the sum of users over all values of the parent
}

// base returns G, the probability of the value for one of the others: their shares, with
// baseWeight identities seen before that have any of k values.
func (m measure) base(k float64) float64 {
	return (float64(m.users) + baseWeight/k) / (float64(m.total) + baseWeight)
}
