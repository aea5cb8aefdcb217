package profile

import "slices"

// A dayList lists days in ascending order. In the list of a parent a day
// occurs once for every value that was seen under the parent on that day.
type dayList []Day

// outside counts the entries that are more than window days away from d.
func (x dayList) outside(d, window Day) int {
	from, _ := slices.BinarySearch(x, d-window)
	n, _ := slices.BinarySearch(x[from:], d+window+1)
	return len(x) - n
}

// span returns the time in days between the first and the last entry that are
// more than window days away from d, or -1 if there is no such entry.
func (x dayList) span(d, window Day) Day {
	from, _ := slices.BinarySearch(x, d-window)
	to, _ := slices.BinarySearch(x, d+window+1)
	first, last := 0, len(x)-1
	if from == 0 {
		first = to
	}
	if to == len(x) {
		last = from - 1
	}
	if first > last {
		return -1
	}
	return x[last] - x[first]
}

// A histogram holds what one identity has shown of one level: the days of every
// value, and those of every parent.
type histogram struct {
	values  []bar
	parents []bar
	value   map[uint32]int // number in the population to index in values
	parent  map[uint32]int
}

// A bar is one value of a histogram, or one parent of values.
type bar struct {
	number   uint32 // in the population
	parent   int    // of a value: index of its parent
	children []int  // of a parent: indices of its values
	days     dayList
}

// find returns the days of a value and of its parent.
func (h *histogram) find(n node) (value, parent dayList) {
	if i, ok := h.value[n.value]; ok {
		value = h.values[i].days
	}
	if i, ok := h.parent[n.parent]; ok {
		parent = h.parents[i].days
	}
	return value, parent
}

// add counts a value that was shown on day d. Days have to come in ascending order.
func (h *histogram) add(d Day, n node) {
	i, ok := h.value[n.value]
	if !ok {
		up, ok := h.parent[n.parent]
		if !ok {
			up = len(h.parents)
			h.parent[n.parent] = up
			h.parents = append(h.parents, bar{number: n.parent})
		}
		i = len(h.values)
		h.value[n.value] = i
		h.values = append(h.values, bar{number: n.value, parent: up})
		h.parents[up].children = append(h.parents[up].children, i)
	}
	v := &h.values[i]
	if k := len(v.days); k > 0 && v.days[k-1] == d {
		return
	}
	v.days = append(v.days, d)
	up := &h.parents[v.parent]
	up.days = append(up.days, d)
}

// histograms are all histograms of one identity.
type histograms [numLevels]histogram

func newHistograms(p *population, cells []cell) *histograms {
	var h histograms
	for l := range h {
		h[l].value, h[l].parent = map[uint32]int{}, map[uint32]int{}
	}
	for _, c := range cells {
		for _, n := range p.places[c.place] {
			h[n.level].add(c.day, n)
		}
		for _, n := range p.clients[c.client] {
			h[n.level].add(c.day, n)
		}
	}
	return &h
}
