package profile

import "slices"

// traits are what one identity has shown, indexed by cell.
type traits struct {
	cells   []cell   // ascending by day
	places  []uint32 // distinct, ascending
	clients []uint32
	place   []int32 // of each cell, index into places
	client  []int32

	signIns     int
	days        int
	first, last Day
	hours       hours
	mfa         mfaCount
}

func newTraits(cells []cell) *traits {
	t := &traits{cells: cells}
	t.places, t.place = distinct(cells, func(c *cell) uint32 { return c.place })
	t.clients, t.client = distinct(cells, func(c *cell) uint32 { return c.client })
	for i := range cells {
		t.mfa.add(cells[i].hours)
	}
	for d := range days(cells) {
		t.days++
		t.hours.add(d.day, d.hours, 1)
		t.signIns += d.signIns
	}
	if len(cells) > 0 {
		t.first, t.last = cells[0].day, cells[len(cells)-1].day
	}
	return t
}

// presence is the time in days from the first to the last sign-in.
func (t *traits) presence() float64 { return float64(t.last - t.first + 1) }

// distinct returns the distinct numbers of cells, and the index of each one's.
func distinct(cells []cell, number func(*cell) uint32) (all []uint32, of []int32) {
	all, of = make([]uint32, len(cells)), make([]int32, len(cells))
	for i := range cells {
		all[i] = number(&cells[i])
	}
	slices.Sort(all)
	all = slices.Clone(slices.Compact(all))
	for i := range cells {
		at, _ := slices.BinarySearch(all, number(&cells[i]))
		of[i] = int32(at)
	}
	return all, of
}

// An activity is what was done on one day.
type activity struct {
	day     Day
	hours   uint32 // a bit for each
	signIns int
}

// days adds up cells by day, on which they ascend.
func days(cells []cell) func(yield func(activity) bool) {
	return func(yield func(activity) bool) {
		for i := 0; i < len(cells); {
			a := activity{day: cells[i].day}
			for ; i < len(cells) && cells[i].day == a.day; i++ {
				a.hours |= cells[i].hours
				a.signIns += int(cells[i].n)
			}
			if !yield(a) {
				return
			}
		}
	}
}
