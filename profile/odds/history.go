package odds

import (
	"cmp"
	"math"
	"slices"

	"loginodds/profile"
)

// A history is all that one identity has done: its strands, and what they add up to.
type history struct {
	strands []strand
	courses []course
	cells   []profile.Cell
	of      []int32 // by cell: its strand
	index   map[strandKey]int32
	levels  [numLevels]histogram

	sites   []int32 // by site: the days of its strands
	kits    []int32 // by client, likewise
	signIns int
	days    int // with a sign-in
	totals
}

// totals are what all strands add up to.
type totals struct {
	units  int     // days
	hours  [24]int // days with a sign-in during each hour
	failed int     // strands that came after a failure
	apart  int     // strands that are apart from others
}

// A strandKey says what the sign-ins of a strand have in common.
type strandKey struct {
	country, region, network, prefix uint32
	device, os, browser              uint32
}

func newStrandKey(place *[placeLevels]node, client *[clientLevels]node) strandKey {
	return strandKey{
		place[country].value, place[region].value, place[network].value, place[prefix].value,
		client[0].value, client[1].value, client[2].value,
	}
}

// newHistory gathers the cells of an identity, which ascend by day.
func newHistory(p *population, s *profile.Set, identity string) *history {
	h := &history{index: make(map[strandKey]int32)}
	h.extend(p, s, identity)
	return h
}

// extend gathers the cells that it lacks.
func (h *history) extend(p *population, s *profile.Set, identity string) {
	from, places := len(h.cells), s.Places()
	h.cells = s.Cells(identity)
	h.of = slices.Grow(h.of, len(h.cells)-from)
	last := never
	if from > 0 {
		last = h.cells[from-1].Day
	}
	for _, c := range h.cells[from:] {
		place, client := &p.places[c.Place], &p.clients[c.Client]
		key := newStrandKey(place, client)
		at, ok := h.index[key]
		if !ok {
			at = int32(len(h.strands))
			h.index[key] = at
			h.strands = append(h.strands, strand{place: *place, client: *client, hosting: places[c.Place].Hosting})
		}
		h.of = append(h.of, at)
		h.strands[at].add(c)
		h.signIns += int(c.SignIns)
		if c.Day != last {
			h.days++
			last = c.Day
		}
	}
	h.sum()
}

// sum adds the strands up.
func (h *history) sum() {
	h.totals, h.courses = totals{}, h.courses[:0]
	for i := range h.strands {
		s := &h.strands[i]
		h.units += int(s.days)
		for hour, n := range s.hours {
			h.hours[hour] += int(n)
		}
		if s.failed {
			h.failed++
		}
		if s.apart > 0 {
			h.apart++
		}
	}
	h.sites = group(h.strands, (*strand).siteKey, func(s *strand) *int32 { return &s.site })
	h.kits = group(h.strands, (*strand).kitKey, func(s *strand) *int32 { return &s.kit })
	group(h.strands, func(s *strand) ([2]int32, bool) { return [2]int32{s.site, s.kit}, true }, func(s *strand) *int32 { return &s.course })
	for i := range h.strands {
		s := &h.strands[i]
		if int(s.course) == len(h.courses) {
			h.courses = append(h.courses, course{first: ever, last: never})
		}
		h.courses[s.course].add(s)
	}
	for l := range numLevels {
		h.levels[l] = newHistogram(h, l)
	}
}

// group numbers strands by their key, in the order of the first strand of each, and
// returns the days of each group. Those without a key are in none.
func group[K comparable](all []strand, key func(*strand) (K, bool), number func(*strand) *int32) (days []int32) {
	numbers := make(map[K]int32)
	for i := range all {
		s := &all[i]
		k, told := key(s)
		if !told {
			*number(s) = -1
			continue
		}
		n, ok := numbers[k]
		if !ok {
			n = int32(len(days))
			numbers[k] = n
			days = append(days, 0)
		}
		*number(s) = n
		days[n] += s.days
	}
	return days
}

// others returns the days of what vouches for the values of a level: clients for those
// of places, and sites for those of clients.
func (h *history) others(l level) []int32 {
	if l.ofPlace() {
		return h.kits
	}
	return h.sites
}

// before returns the number of cells before a day.
func (h *history) before(d profile.Day) int {
	n, _ := slices.BinarySearchFunc(h.cells, d, func(c profile.Cell, d profile.Day) int { return cmp.Compare(c.Day, d) })
	return n
}

// shareOf returns the share of so many days in all days. Those before the first of them
// count more, as what came before is history. More are days that the history lacks.
func (h *history) shareOf(days float64, first profile.Day, more float64) float64 {
	return days / (float64(h.units) + more + (beforeWeight-1)*float64(h.before(first)))
}

// A course is all strands of one network and client.
type course struct {
	days        int32
	first, last profile.Day
}

func (c *course) add(s *strand) {
	c.days += s.days
	c.first, c.last = min(c.first, s.first), max(c.last, s.last)
}

// A histogram holds what one identity has shown of one level, in days of strands.
type histogram struct {
	bars     []bar     // in the order of the strands
	parents  []parents // likewise
	at, upOf places    // where their numbers are
	barOf    []int32   // by strand: its bar, or -1
	along    []int32   // by strand: days with its value and its other side
	siblings []int32   // by strand: days under its parent with its other side
}

// A bar is one value of a histogram.
type bar struct {
	number      uint32 // in the population
	parent      int32  // index into histogram.parents
	days        int32
	first, last ends
	// vouched is the part of the days on which the other side is one that is also seen
	// without the value.
	vouched  float64
	habitual bool
}

// ends are the two extremes of some days, the further one first, and whose that is.
type ends struct {
	best, next profile.Day
	of         int32
}

// without returns the extreme of the days of all strands but one.
func (e *ends) without(strand int32) profile.Day {
	if e.of == strand {
		return e.next
	}
	return e.best
}

// parents is the condition under which values were shown.
type parents struct {
	number   uint32 // in the population
	values   int32
	habitual int32 // values that are a habit
	days     int32
}

// Days that are never reached.
const (
	never = profile.Day(math.MinInt32)
	ever  = profile.Day(math.MaxInt32)
)

func newHistogram(h *history, l level) histogram {
	n := len(h.strands)
	all := make([]int32, 3*n)
	x := histogram{barOf: all[:n:n], along: all[n : 2*n : 2*n], siblings: all[2*n:]}
	for i := range h.strands {
		s := &h.strands[i]
		if v := s.node(l); v.value != unknown {
			x.barOf[i] = x.make(v)
			x.bars[x.barOf[i]].add(int32(i), s)
			x.parents[x.bars[x.barOf[i]].parent].days += s.days
		} else {
			x.barOf[i] = -1
		}
	}
	x.relate(h, l)
	for i := range x.bars {
		b := &x.bars[i]
		if b.habitual = b.isHabit(h); b.habitual {
			x.parents[b.parent].habitual++
		}
	}
	return x
}

// make returns the index of a value, which it adds if it is new.
func (x *histogram) make(n node) int32 {
	if i := x.bar(n.value); i >= 0 {
		return int32(i)
	}
	up := x.parent(n.parent)
	if up < 0 {
		up = x.upOf.add(n.parent, len(x.parents))
		x.parents = append(x.parents, parents{number: n.parent})
	}
	x.parents[up].values++
	at := x.at.add(n.value, len(x.bars))
	x.bars = append(x.bars, bar{number: n.value, parent: int32(up), first: ends{ever, ever, -1}, last: ends{never, never, -1}})
	return int32(at)
}

// parent returns the index of a parent, or -1.
func (x *histogram) parent(number uint32) int {
	return x.upOf.find(number, len(x.parents), func(i int) uint32 { return x.parents[i].number })
}

// bar returns the index of a value, or -1.
func (x *histogram) bar(number uint32) int {
	return x.at.find(number, len(x.bars), func(i int) uint32 { return x.bars[i].number })
}

// places are the indexes of numbers. Few are looked for one by one, which is faster.
type places map[uint32]int32

const few = 8

// add notes the index of a number, which must be the next one.
func (p *places) add(number uint32, at int) int {
	if *p == nil {
		*p = places{}
	}
	if at >= few {
		(*p)[number] = int32(at)
	}
	return at
}

func (p places) find(number uint32, n int, numberOf func(int) uint32) int {
	for i := range min(n, few) {
		if numberOf(i) == number {
			return i
		}
	}
	if at, ok := p[number]; ok {
		return int(at)
	}
	return -1
}

// add counts a strand.
func (b *bar) add(at int32, s *strand) {
	b.days += s.days
	switch {
	case s.first < b.first.best:
		b.first = ends{s.first, b.first.best, at}
	case s.first < b.first.next:
		b.first.next = s.first
	}
	switch {
	case s.last > b.last.best:
		b.last = ends{s.last, b.last.best, at}
	case s.last > b.last.next:
		b.last.next = s.last
	}
}

// relate finds what else is seen of each strand's other side, with its value and under
// its parent, and so how far the strands vouch for their values.
func (x *histogram) relate(h *history, l level) {
	all := h.others(l)
	along, siblings := newGrid(len(x.bars), len(all)), newGrid(len(x.parents), len(all))
	for i := range h.strands {
		s, b := &h.strands[i], x.barOf[i]
		if side := s.other(l); b >= 0 && side >= 0 {
			*along.cell(b, side) += s.days
			*siblings.cell(x.bars[b].parent, side) += s.days
		}
	}
	for i := range h.strands {
		s, b := &h.strands[i], x.barOf[i]
		if b < 0 {
			continue
		}
		if side := s.other(l); side >= 0 {
			x.along[i], x.siblings[i] = *along.cell(b, side), *siblings.cell(x.bars[b].parent, side)
		} else {
			x.along[i], x.siblings[i] = s.days, s.days
		}
		x.bars[b].vouched += float64(s.days) * x.knownAside(h, l, int32(i))
	}
}

// knownAside returns how far the other side of a strand is known without its value. One
// that the log does not tell is no reason to doubt.
func (x *histogram) knownAside(h *history, l level, at int32) float64 {
	side := h.strands[at].other(l)
	if side < 0 {
		return 1
	}
	return known(float64(h.others(l)[side] - x.along[at]))
}

// A grid counts days by two numbers.
type grid struct {
	wide  int32
	dense []int32
	thin  map[int64]*int32 // instead, if most of the grid would be empty
}

// denseMost is the largest grid that is kept in whole.
const denseMost = 1 << 12

func newGrid(a, b int) grid {
	if a*b > denseMost {
		return grid{thin: map[int64]*int32{}}
	}
	return grid{wide: int32(b), dense: make([]int32, a*b)}
}

func (g *grid) cell(a, b int32) *int32 {
	if g.dense != nil {
		return &g.dense[a*g.wide+b]
	}
	k := int64(a)<<32 | int64(b)
	if g.thin[k] == nil {
		g.thin[k] = new(int32)
	}
	return g.thin[k]
}

// known returns how far something is known that is seen on so many other days, in [0,1).
func known(days float64) float64 { return days / (days + 1) }

// isHabit reports whether a value belongs to the habits of its identity: it is what the
// identity mostly shows, or what vouches for it was shown for weeks and on a good share of
// the days. So what an intruder brings is no habit, unless he is there more than anybody.
func (b *bar) isHabit(h *history) bool {
	all := float64(h.units)
	return float64(b.days) >= all/2 || b.vouched >= habitDays && b.last.best-b.first.best > habitSpan && b.vouched >= habitShare*all
}
