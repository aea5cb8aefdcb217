package profile

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
type population struct {
	values  map[path]uint32
	parents map[parent]uint32

	places  []nodes // by number in the set
	hosting []bool
	clients []nodes

	names [numLevels][]string // by value
	users [numLevels][]int32  // by value: identities that have shown it
	total [numLevels][]int32  // by parent: the sum of users over its values
	once  [numLevels][]int32  // by parent: values that one identity has shown
}

// A parent is the condition under which the values of a level are counted.
type parent struct {
	level level
	path  string
}

func newPopulation(s *Set) *population {
	p := &population{values: map[path]uint32{}, parents: map[parent]uint32{}}
	for _, v := range s.places.values {
		p.places = append(p.places, p.number(v.paths()))
		p.hosting = append(p.hosting, v.Hosting)
	}
	for _, v := range s.clients.values {
		p.clients = append(p.clients, p.number(v.paths()))
	}
	return p
}

// number gives every known path a number if it has none yet.
func (p *population) number(paths [half]path) (all nodes) {
	for i, v := range paths {
		if v.value == "" {
			all[i] = node{unknown, unknown}
			continue
		}
		n, ok := p.values[v]
		if !ok {
			n = uint32(len(p.users[v.level]))
			p.values[v] = n
			p.names[v.level] = append(p.names[v.level], v.value)
			p.users[v.level] = append(p.users[v.level], 0)
		}
		up, ok := p.parents[parent{v.level, v.parent}]
		if !ok {
			up = uint32(len(p.total[v.level]))
			p.parents[parent{v.level, v.parent}] = up
			p.total[v.level] = append(p.total[v.level], 0)
			p.once[v.level] = append(p.once[v.level], 0)
		}
		all[i] = node{n, up}
	}
	return all
}

// find returns the nodes of paths that the set may not hold.
func (p *population) find(paths [half]path) (all nodes) {
	for i, v := range paths {
		all[i] = node{absent, absent}
		if v.value == "" {
			all[i] = node{unknown, unknown}
			continue
		}
		if n, ok := p.values[v]; ok {
			all[i].value = n
		}
		if n, ok := p.parents[parent{v.level, v.parent}]; ok {
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
		for _, up := range h[l].parents {
			p.total[l][up.number] += int32(len(up.children))
		}
	}
}

// finish counts the values that one identity only has shown, once all are counted.
func (p *population) finish() {
	done := [numLevels][]bool{}
	for l := range done {
		done[l] = make([]bool, len(p.users[l]))
	}
	for i, all := range [][]nodes{p.places, p.clients} {
		for _, ns := range all {
			for j, n := range ns {
				l := level(i*half + j)
				if n.value == unknown || done[l][n.value] {
					continue
				}
				done[l][n.value] = true
				if p.users[l][n.value] == 1 {
					p.once[l][n.parent]++
				}
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
