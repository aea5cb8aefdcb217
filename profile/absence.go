package profile

import (
	"math"
	"slices"
)

// How an absence is modelled.
const (
	around      = 60  // days before and after a unit that tell how present the identity is
	absentShare = .2  // of that presence while it is elsewhere
	mostPresent = 10  // days of presence after which more tell nothing
	mostAbsent  = 30  // likewise of absence
	mostAbsence = 20. // limit of the logarithm
)

// A presence is a day on which an identity used lines that are neither let for
// servers nor go along with their users, and the networks of that day that it has
// used the longest.
type presence struct {
	day      Day
	networks int      // distinct ones
	only     uint32   // the network, if there is one
	earliest [2]visit // the two of the day that were used first
	latest   [2]visit // the two of the day that were used last
}

// A visit is a network and the first or last day of its use.
type visit struct {
	network uint32
	day     Day
}

const nowhere = absent

// presences returns those of an identity, ascending by day.
func presences(p *population, t *traits, h *histogram) []presence {
	var all []presence
	for i := range t.cells {
		c := &t.cells[i]
		n := p.places[c.place][network]
		if n.value == unknown || p.hosting[c.place] || p.roaming.has(n.value) {
			continue
		}
		if k := len(all); k == 0 || all[k-1].day != c.day {
			all = append(all, presence{day: c.day, only: nowhere, earliest: [2]visit{{nowhere, 0}, {nowhere, 0}}, latest: [2]visit{{nowhere, 0}, {nowhere, 0}}})
		}
		v, _ := h.find(n)
		all[len(all)-1].add(n.value, h.values[v].days)
	}
	return all
}

func (p *presence) add(network uint32, days []showing) {
	if p.networks == 0 {
		p.networks, p.only = 1, network
	} else if p.only != network {
		p.networks = 2
	}
	note(&p.earliest, visit{network, days[0].day}, func(a, b Day) bool { return a < b })
	note(&p.latest, visit{network, days[len(days)-1].day}, func(a, b Day) bool { return a > b })
}

// note keeps the two best visits of different networks.
func note(best *[2]visit, v visit, better func(a, b Day) bool) {
	switch {
	case v.network == best[0].network || v.network == best[1].network:
	case best[0].network == nowhere || better(v.day, best[0].day):
		best[0], best[1] = v, best[0]
	case best[1].network == nowhere || better(v.day, best[1].day):
		best[1] = v
	}
}

// beside says whether a network other than that one was used on the day.
func (p *presence) beside(network uint32) bool { return p.networks > 1 || p.only != network }

// usual says whether one of them was also used before first or after last.
func (p *presence) usual(network uint32, first, last Day) bool {
	pick := func(best *[2]visit) visit {
		if best[0].network == network {
			return best[1]
		}
		return best[0]
	}
	a, b := pick(&p.earliest), pick(&p.latest)
	return a.network != nowhere && (a.day < first || b.day > last)
}

// An absence says whether an identity was elsewhere during a unit.
type absence struct {
	days     int     // of the unit, from its first to its last
	beside   int     // of them on which another, usual network was used
	around   int     // days within 60 before and after
	present  int     // of them on which another network was used
	expected float64 // share of days to be beside, if the identity is not away
	ratio    float64 // ln of the probability if it is not away over that if it is
}

// absence compares the presence during a unit with that around it. A usual
// network seen between sign-ins from elsewhere is as it is for somebody who is
// not away: the sign-ins from elsewhere are hardly his, unless two places are
// his habit.
func newAbsence(t *traits, all []presence, u *left) absence {
	x := absence{days: int(u.last-u.first) + 1}
	from, to := max(t.first, u.first-around), min(t.last, u.last+around)
	x.around = max(int(to-from)+1-x.days, 0)
	i, _ := slices.BinarySearchFunc(all, u.first-around, func(p presence, d Day) int { return int(p.day) - int(d) })
	for ; i < len(all) && all[i].day <= u.last+around; i++ {
		p := &all[i]
		if p.day < u.first || p.day > u.last {
			if p.beside(u.network) {
				x.present++
			}
		} else if p.usual(u.network, u.first, u.last) {
			x.beside++
		}
	}
	x.expected = presentShare(x.present, x.around)
	x.ratio = stayed(x.beside, x.days-x.beside, x.expected)
	return x
}

// presentShare is the share of days to expect a network on that was used on some of
// the days around, with half a day of two seen before.
func presentShare(used, around int) float64 { return (float64(used) + .5) / (float64(around) + 2) }

// stayed returns ln of the probability of so many days with and without usual networks
// if the identity is not away, over that if it is.
func stayed(with, without int, share float64) float64 {
	r, s := share, absentShare*share
	x := float64(min(with, mostPresent))*math.Log(r/s) + float64(min(without, mostAbsent))*math.Log((1-r)/(1-s))
	return min(max(x, -mostAbsence), mostAbsence)
}
