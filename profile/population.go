package profile

// A node is a known value of one level, by number. The numbers of values and
// those of parents are separate, and start anew in every level.
type node struct {
	level  level
	value  uint32
	parent uint32
}

// absent is the number of a value or parent that no identity has shown.
const absent = 1<<32 - 1

// A population numbers all values and counts the identities that have shown
// them. It is the base measure of every histogram.
type population struct {
	values  map[path]uint32
	parents map[parent]uint32

	places  [][]node // by number in the set
	clients [][]node

	names [numLevels][]string // by value
	users [numLevels][]int    // by value: identities that have shown it
	total [numLevels][]int    // by parent: the sum of users over its values
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
	}
	for _, v := range s.clients.values {
		p.clients = append(p.clients, p.number(v.paths()))
	}
	return p
}

// number gives every path a number if it has none yet.
func (p *population) number(paths []path) []node {
	nodes := make([]node, 0, len(paths))
	for _, v := range paths {
		n := node{level: v.level}
		var ok bool
		if n.value, ok = p.values[v]; !ok {
			n.value = uint32(len(p.users[v.level]))
			p.values[v] = n.value
			p.names[v.level] = append(p.names[v.level], v.value)
			p.users[v.level] = append(p.users[v.level], 0)
		}
		up := parent{v.level, v.parent}
		if n.parent, ok = p.parents[up]; !ok {
			n.parent = uint32(len(p.total[v.level]))
			p.parents[up] = n.parent
			p.total[v.level] = append(p.total[v.level], 0)
		}
		nodes = append(nodes, n)
	}
	return nodes
}

// find returns the nodes of paths that the set may not hold.
func (p *population) find(paths []path) []node {
	nodes := make([]node, 0, len(paths))
	for _, v := range paths {
		n := node{v.level, absent, absent}
		if i, ok := p.values[v]; ok {
			n.value = i
		}
		if i, ok := p.parents[parent{v.level, v.parent}]; ok {
			n.parent = i
		}
		nodes = append(nodes, n)
	}
	return nodes
}

// count adds the values that one identity has shown.
func (p *population) count(h *histograms) {
	for l := range h {
		for _, v := range h[l].values {
			p.users[l][v.number]++
		}
		for _, up := range h[l].parents {
			p.total[l][up.number] += len(up.children)
		}
	}
}

// others returns how many identities other than that of h have shown the value
// of n, and the sum of that over all values of its parent.
func (p *population) others(h *histograms, n node) (users, total int) {
	if n.value != absent {
		users = p.users[n.level][n.value]
		if _, ok := h[n.level].value[n.value]; ok {
			users--
		}
	}
	if n.parent != absent {
		total = p.total[n.level][n.parent]
		if i, ok := h[n.level].parent[n.parent]; ok {
			total -= len(h[n.level].parents[i].children)
		}
	}
	return users, total
}
