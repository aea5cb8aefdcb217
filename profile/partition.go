package profile

import (
	"cmp"
	"slices"
)

// The partitions of an identity's sign-ins into units.
const (
	episodes      = iota // of one place and client
	stays                // of one place, with whatever client
	numPartitions        // how many there are
)

// Limits of a unit, in days.
const (
	pause = 7  // longest time between two sign-ins of one unit
	span  = 30 // longest time from its first sign-in to its last
)

// A partition divides the cells of an identity into units: what is judged, and
// left out of the histograms, together.
type partition struct {
	order     []int32 // cells unit by unit, in each ascending by day
	units     []unit
	variants  []variant // unit by unit
	unitOf    []int32   // by cell
	variantOf []int32   // by cell
}

// A unit is a run of cells, and one of variants.
type unit struct {
	cells, variants slice
	divided         bool // whether it is a day of a longer run
}

// A slice is a part of another one.
type slice struct{ from, to int32 }

// A variant is the sign-ins of a unit that show one place and client. Of a stay
// the client is that of one of them.
type variant struct{ unit, place, client int32 }

// newEpisodes gathers what one place and client did. An intruder's sign-ins
// are one episode if he keeps his, so that none of them vouches for the others.
// What lasts longer, or nearly as long as the identity is known, is a habit, and
// judged by address block, or else by day.
func newEpisodes(p *population, t *traits) *partition {
	x := newPartition(t)
	longest := min(span, max(pause, episodeShare*float64(t.last-t.first)))
	x.gather(t, x.order, func(a, b int32) int {
		return cmp.Or(compareNetworks(p, t, a, b), cmp.Compare(t.client[a], t.client[b]))
	}, func(run []int32) {
		if t.length(run) <= longest {
			x.append(run)
			return
		}
		x.gather(t, run, func(a, b int32) int { return comparePrefixes(p, t, a, b) }, func(run []int32) {
			x.appendShort(t, run, longest)
		})
	})
	x.divide(t, func(a, b int32) int {
		return cmp.Or(cmp.Compare(t.place[a], t.place[b]), cmp.Compare(t.client[a], t.client[b]))
	})
	return x
}

// newStays gathers what was done from one network. A stay that takes up much of
// the time that the identity is known is its habit, and judged by day.
func newStays(p *population, t *traits) *partition {
	x := newPartition(t)
	x.gather(t, x.order, func(a, b int32) int { return compareNetworks(p, t, a, b) }, func(run []int32) {
		x.appendShort(t, run, min(span, stayShare*float64(t.last-t.first)))
	})
	x.divide(t, func(a, b int32) int { return cmp.Compare(t.place[a], t.place[b]) })
	return x
}

// Shares of the known time that a unit may take up. That of an episode does not count
// below a week, as everybody is known for days only in a log of some days.
const (
	episodeShare = .8
	stayShare    = .33
)

func newPartition(t *traits) *partition {
	n := len(t.cells)
	x := &partition{order: make([]int32, n), unitOf: make([]int32, n), variantOf: make([]int32, n)}
	for i := range x.order {
		x.order[i] = int32(i)
	}
	return x
}

func compareNetworks(p *population, t *traits, a, b int32) int {
	x, y := &p.places[t.cells[a].place], &p.places[t.cells[b].place]
	return cmp.Or(cmp.Compare(x[country].value, y[country].value), cmp.Compare(x[network].value, y[network].value))
}

func comparePrefixes(p *population, t *traits, a, b int32) int {
	return cmp.Compare(p.places[t.cells[a].place][prefix].value, p.places[t.cells[b].place][prefix].value)
}

// gather sorts cells and yields those that compare equal, cut at long pauses.
func (x *partition) gather(t *traits, cells []int32, compare func(a, b int32) int, yield func(run []int32)) {
	slices.SortFunc(cells, func(a, b int32) int { return cmp.Or(compare(a, b), cmp.Compare(a, b)) })
	from := 0
	for i := 1; i <= len(cells); i++ {
		if i == len(cells) || compare(cells[i-1], cells[i]) != 0 || t.cells[cells[i]].day-t.cells[cells[i-1]].day > pause {
			yield(cells[from:i])
			from = i
		}
	}
}

// length is the time in days from the first to the last cell of a run.
func (t *traits) length(run []int32) float64 {
	return float64(t.cells[run[len(run)-1]].day - t.cells[run[0]].day)
}

func (x *partition) appendShort(t *traits, run []int32, longest float64) {
	if t.length(run) <= longest {
		x.append(run)
		return
	}
	from := 0
	for i := 1; i <= len(run); i++ {
		if i == len(run) || t.cells[run[i]].day != t.cells[run[from]].day {
			x.append(run[from:i])
			x.units[len(x.units)-1].divided = true
			from = i
		}
	}
}

// append makes a unit of cells, which have to follow those of the last one in x.order.
func (x *partition) append(run []int32) {
	from := int32(0)
	if n := len(x.units); n > 0 {
		from = x.units[n-1].cells.to
	}
	for _, i := range run {
		x.unitOf[i] = int32(len(x.units))
	}
	x.units = append(x.units, unit{cells: slice{from, from + int32(len(run))}})
}

// divide finds the variants of all units.
func (x *partition) divide(t *traits, compare func(a, b int32) int) {
	var cells []int32
	for u := range x.units {
		cells = append(cells[:0], x.cells(u)...)
		slices.SortFunc(cells, compare)
		from := int32(len(x.variants))
		for i, c := range cells {
			if i == 0 || compare(cells[i-1], c) != 0 {
				x.variants = append(x.variants, variant{int32(u), int32(t.cells[c].place), int32(t.cells[c].client)})
			}
			x.variantOf[c] = int32(len(x.variants) - 1)
		}
		x.units[u].variants = slice{from, int32(len(x.variants))}
	}
}

func (x *partition) cells(unit int) []int32 {
	s := x.units[unit].cells
	return x.order[s.from:s.to]
}

func (x *partition) variantsOf(unit int) []variant {
	s := x.units[unit].variants
	return x.variants[s.from:s.to]
}
