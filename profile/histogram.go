package profile

import (
	"cmp"
	"slices"
)

// habitual is the time in days over which a value must have been seen to be
// part of a habit. What was seen within fewer days is a trip or an intruder,
// and does not make an identity one that varies.
const habitual = 7

// histograms are all histograms of one identity.
type histograms [numLevels]histogram

// A histogram holds what one identity has shown of one level.
type histogram struct {
	values  []bar     // by ascending number
	parents []parents // likewise
	variety variety   // of the whole
}

// A bar is one value of a histogram.
type bar struct {
	number uint32 // in the population
	parent int32  // index into histogram.parents
	days   []showing
}

// A showing is a day on which a value was shown, and in each partition the only
// unit that shows it on that day, or several.
type showing struct {
	day Day
	by  [numPartitions]int32
}

const several = -2

// parents is the condition under which the children were shown.
type parents struct {
	number   uint32 // in the population
	children []int32
	days     []Day // with one entry for every child that was shown on a day
	habitual int   // children that were shown over more than habitual days
	own      int   // children that no other identity has shown
	shared   int   // children that one other identity has shown
	variety  variety
}

func (h *histogram) find(n node) (value, parent int) {
	return search(h.values, n.value, func(b *bar) uint32 { return b.number }),
		search(h.parents, n.parent, func(p *parents) uint32 { return p.number })
}

func search[T any](all []T, n uint32, number func(*T) uint32) int {
	low, high := 0, len(all)
	for low < high {
		if mid := (low + high) / 2; number(&all[mid]) < n {
			low = mid + 1
		} else {
			high = mid
		}
	}
	if low < len(all) && number(&all[low]) == n {
		return low
	}
	return -1
}

// within returns the showings of first to last.
func (b *bar) within(first, last Day) []showing {
	from, _ := slices.BinarySearchFunc(b.days, first, showing.compare)
	to, _ := slices.BinarySearchFunc(b.days[from:], last+1, showing.compare)
	return b.days[from : from+to]
}

func (s showing) compare(d Day) int { return cmp.Compare(s.day, d) }

// outside counts the entries that are not of first to last.
func outside(days []Day, first, last Day) int {
	from, _ := slices.BinarySearch(days, first)
	to, _ := slices.BinarySearch(days[from:], last+1)
	return len(days) - to
}

// lasting says whether the value was shown over more than habitual days.
func (b *bar) lasting() bool { return b.days[len(b.days)-1].day-b.days[0].day > habitual }

// newHistograms counts the cells of an identity, which ascend by day. The
// partitions are nil if nothing is to be left out.
func newHistograms(p *population, t *traits, partitions *[numPartitions]*partition) *histograms {
	h := &histograms{}
	for l := range numLevels {
		all, of := p.places, t.places
		if l >= placeLevels {
			all, of = p.clients, t.clients
		}
		nodes := make([]node, len(of))
		for i, n := range of {
			nodes[i] = all[n][int(l)%half]
		}
		bars := h[l].prepare(nodes)
		for i := range t.cells {
			at := t.place[i]
			if l >= placeLevels {
				at = t.client[i]
			}
			if bars[at] < 0 {
				continue
			}
			s := showing{day: t.cells[i].day}
			if partitions != nil {
				for j, x := range partitions {
					s.by[j] = x.unitOf[i]
				}
			}
			h[l].add(bars[at], s)
		}
		h[l].finish(l)
	}
	return h
}

// prepare makes the bars of nodes, and returns the index of each one's bar, or
// -1 if it is unknown.
func (h *histogram) prepare(nodes []node) []int32 {
	known := slices.DeleteFunc(slices.Clone(nodes), func(n node) bool { return n.value == unknown })
	slices.SortFunc(known, func(a, b node) int { return cmp.Compare(a.parent, b.parent) })
	for _, n := range known {
		if k := len(h.parents); k == 0 || h.parents[k-1].number != n.parent {
			h.parents = append(h.parents, parents{number: n.parent})
		}
	}
	slices.SortFunc(known, func(a, b node) int { return cmp.Compare(a.value, b.value) })
	known = slices.Compact(known)
	for i, n := range known {
		_, up := h.find(n)
		h.values = append(h.values, bar{number: n.value, parent: int32(up)})
		h.parents[up].children = append(h.parents[up].children, int32(i))
	}
	bars := make([]int32, len(nodes))
	for i, n := range nodes {
		v, _ := h.find(n)
		bars[i] = int32(v)
	}
	return bars
}

// add counts a showing of a value. Days have to come in ascending order.
func (h *histogram) add(value int32, s showing) {
	v := &h.values[value]
	if k := len(v.days); k > 0 && v.days[k-1].day == s.day {
		last := &v.days[k-1]
		for i := range last.by {
			if last.by[i] != s.by[i] {
				last.by[i] = several
			}
		}
		return
	}
	v.days = append(v.days, s)
	up := &h.parents[v.parent]
	up.days = append(up.days, s.day)
}

// finish measures the variety, once all days are counted.
func (h *histogram) finish(l level) {
	for i := range h.parents {
		up := &h.parents[i]
		for _, v := range up.children {
			if l == prefix || h.values[v].lasting() {
				up.habitual++
			}
		}
		up.variety = newVariety(l, up.habitual, len(up.days))
		h.variety.values += up.variety.values
		h.variety.exposure += up.variety.exposure
	}
}

// compare counts the children that few other identities have shown.
func (h *histograms) compare(p *population) {
	for l := range h {
		for _, v := range h[l].values {
			up := &h[l].parents[v.parent]
			switch p.users[l][v.number] {
			case 1:
				up.own++
			case 2:
				up.shared++
			}
		}
	}
}
