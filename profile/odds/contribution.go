package odds

import "slices"

// A contribution is what one identity adds to the counts of all.
type contribution struct {
	habits  []habitOf
	joined  []uint32 // networks that are a habit with a client that is seen there only
	strange []strangeTo
	news    news
}

// A habitOf is a value that is a habit.
type habitOf struct {
	level level
	value uint32
}

// A strangeTo is an address block that is strange, in thousandths.
type strangeTo struct {
	block  uint32
	weight int32
}

// news counts what is new to identities, in thousandths, on so many days of strands.
type news struct {
	places, clients  int64 // new places with known clients, and the other way round
	days, identities int64
}

func (n *news) add(x news, sign int64) {
	n.places += sign * x.places
	n.clients += sign * x.clients
	n.days += sign * x.days
	n.identities += sign * x.identities
}

// contribution returns that of an identity.
func (h *history) contribution() (c contribution) {
	for l := range numLevels {
		for i := range h.levels[l].bars {
			if b := &h.levels[l].bars[i]; b.habitual {
				c.habits = append(c.habits, habitOf{l, b.number})
			}
		}
	}
	c.joined = h.joins()
	for block, weight := range h.strange() {
		c.strange = append(c.strange, strangeTo{block, weight})
	}
	if h.units > 0 {
		c.news = news{thousandths(h.levels[network].news()), thousandths(h.levels[deviceBrowser].news()), int64(h.units), 1}
	}
	return c
}

func thousandths(x float64) int64 { return int64(1000*x + .5) }

// take makes a strand of the history the subject.
func (h *history) take(x *subject, at int) {
	x.strand, x.at, x.held = h.strands[at], int32(at), h.strands[at].days
}

// strange returns, by address block, how strange it and its client are, in thousandths.
// Of each block the strangest course counts.
func (h *history) strange() map[uint32]int32 {
	all := map[uint32]int32{}
	weights := make([]int32, len(h.courses))
	seen := make([]bool, len(h.courses))
	for i := range h.strands {
		s := &h.strands[i]
		if !seen[s.course] {
			seen[s.course], weights[s.course] = true, int32(thousandths(h.strangeCourse(int32(i))))
		}
		if block := s.place[prefix].value; block != unknown && weights[s.course] > 0 {
			all[block] = max(all[block], weights[s.course])
		}
	}
	return all
}

// strangeCourse does for the course of a strand what strangeness does for a subject. A
// habit is not strange.
func (h *history) strangeCourse(at int32) float64 {
	c, x := &h.courses[h.strands[at].course], &h.levels[network]
	if b := x.barOf[at]; b >= 0 && x.bars[b].habitual {
		return 0
	}
	place := h.knownBeside(at, c, network, country)
	client := h.knownBeside(at, c, deviceBrowser, deviceOS, device)
	return strangeness(place, client, h.shareOf(float64(c.days), c.first, 0), float64(h.units)-float64(c.days))
}

// knownBeside returns how far the value of a strand is known without its course, in the
// first of the levels that it tells. What it does not tell is no news.
func (h *history) knownBeside(at int32, c *course, all ...level) float64 {
	for _, l := range all {
		x := &h.levels[l]
		if x.barOf[at] < 0 {
			continue
		}
		b, own := &x.bars[x.barOf[at]], float64(c.days)
		days := float64(b.days) - own
		if days <= 0 {
			return 0
		}
		most := mostly(days / (float64(h.units) - own))
		return known((1-most)*max(b.vouched-own*x.knownAside(h, l, at), 0) + most*days)
	}
	return 1
}

// joins returns the networks for servers that the identity has used for weeks beside
// others, with a client that is seen there only, as a cloud desktop is.
func (h *history) joins() (all []uint32) {
	x := &h.levels[network]
	for i := range h.strands {
		s := &h.strands[i]
		if x.barOf[i] < 0 || !s.hosting || s.kit < 0 {
			continue
		}
		b, c := &x.bars[x.barOf[i]], &h.courses[s.course]
		if h.kits[s.kit] == c.days && c.isLong(h) && 2*int(b.days) < h.units && !slices.Contains(all, b.number) {
			all = append(all, b.number)
		}
	}
	return all
}

// isLong reports whether a course lasts as a habit does.
func (c *course) isLong(h *history) bool {
	return c.days >= habitDays && c.last-c.first > habitSpan && float64(c.days) >= habitShare*float64(h.units)
}

// news returns the number of values beyond the first, as far as their other sides vouch
// for them.
func (x *histogram) news() (n float64) {
	for i := range x.bars {
		n += x.bars[i].vouched / float64(x.bars[i].days)
	}
	return max(n-1, 0)
}
