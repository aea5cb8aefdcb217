package profile

import (
	"cmp"
	"iter"
	"math"
	"slices"
)

// Some networks go along with their users, wherever these are: that of a company's
// VPN, or of a mobile provider abroad. That one is used says nothing of where the
// identity is. Which ones do is learned from sites, the networks that an identity
// uses within 30 days and never else: one that it keeps using meanwhile goes along.
const (
	roamingShare     = .01 // of networks, before anything is known
	roamingShared    = .1  // share of identities that are several people, and never away
	roamingIntruders = .05 // share of sites that are an intruder's
	roamingNetworks  = 50  // of an identity: one with more has no place of its own
	mostRoaming      = 1e9 // evidence, in a saved fit
)

// roamingPrior is the log-odds of any network.
var roamingPrior = math.Log(roamingShare / (1 - roamingShare))

// roaming is the evidence that networks go along with their users: by number, ln of
// the probability of what is seen if they do over that if they do not. Of
// numbers beyond its end nothing is known.
type roaming []float64

// has says whether a network goes along with its users more probably than not.
func (r roaming) has(network uint32) bool {
	return int64(network) < int64(len(r)) && roamingPrior+r[network] > 0
}

// add learns from one identity. h is its histogram of networks.
func (r roaming) add(p *population, t *traits, h *histogram) {
	if len(h.values) > roamingNetworks {
		return
	}
	var sites []*bar
	for i := range h.values {
		b := &h.values[i]
		if b.days[len(b.days)-1].day-b.days[0].day < span && !p.letsServers(t, b.number) {
			sites = append(sites, b)
		}
	}
	for i := range h.values {
		b, ratio := &h.values[i], 0.
		for _, site := range sites {
			ratio += b.keptAt(t, site)
		}
		if ratio != 0 {
			r[b.number] -= math.Log((1-roamingShared)*bounded(ratio) + roamingShared)
		}
	}
}

// letsServers says whether one of an identity's places in a network is in one that
// lets servers, whence nobody signs in by being there.
func (p *population) letsServers(t *traits, n uint32) bool {
	return slices.ContainsFunc(t.places, func(place uint32) bool {
		return p.hosting[place] && p.places[place][network].value == n
	})
}

// keptAt returns ln of the probability of the days on which a network is used during
// a site, if the identity is away or the site is an intruder's, over that if the
// network goes along. It is 0 if the network is seen during the site only.
func (b *bar) keptAt(t *traits, site *bar) float64 {
	first, last := site.days[0].day, site.days[len(site.days)-1].day
	if b.days[0].day >= first && b.days[len(b.days)-1].day <= last {
		return 0
	}
	from, to := max(t.first, first-around), min(t.last, last+around)
	days, used := int(last-first)+1, len(b.within(first, last))
	share := presentShare(len(b.within(from, to))-used, int(to-from)+1-days)
	away := -stayed(used, days-used, share)
	return math.Log((1-roamingIntruders)*bounded(away) + roamingIntruders)
}

// A Roaming is a network that goes along with its users.
type Roaming struct {
	Country, Network string
	LogOdds          float64 // ln of the odds that it does, greater than 0
}

// Roaming lists the networks that go along with their users more probably than not,
// ascending by country and network.
func (m *Model) Roaming() []Roaming {
	var all []Roaming
	for v, n := range m.population.networks() {
		if r := m.population.roaming; r.has(n) {
			all = append(all, Roaming{split(v.parent)[0], v.value, roamingPrior + r[n]})
		}
	}
	slices.SortFunc(all, compareRoaming)
	return all
}

func compareRoaming(a, b Roaming) int {
	return cmp.Or(cmp.Compare(a.Country, b.Country), cmp.Compare(a.Network, b.Network))
}

// networks yields those of a population, in no order.
func (p *population) networks() iter.Seq2[path, uint32] {
	return func(yield func(path, uint32) bool) {
		for _, values := range []map[path]uint32{p.values.shared, p.values.own} {
			for v, n := range values {
				if v.level == network && !yield(v, n) {
					return
				}
			}
		}
	}
}

// roams returns the evidence that there is, by network.
func (p *population) roams() map[path]float64 {
	all := map[path]float64{}
	for v, n := range p.networks() {
		if int(n) < len(p.roaming) && p.roaming[n] != 0 {
			all[v] = p.roaming[n]
		}
	}
	return all
}

// setRoaming gives the networks of a population the evidence that there is.
func (p *population) setRoaming(all map[path]float64) {
	p.roaming = make(roaming, len(p.users[network]))
	for v, n := range p.networks() {
		p.roaming[n] = all[v]
	}
}

// roaming lists those of the networks that the identity has used which go along with
// their users, and so are not counted as its presence.
func (s *Scorer) roaming() []Roaming {
	var all []Roaming
	p, places := s.model.population, s.model.set.places.values
	for _, i := range s.traits.places {
		if n := p.places[i][network].value; p.roaming.has(n) && !p.hosting[i] {
			all = append(all, Roaming{places[i].Country, places[i].Network, roamingPrior + p.roaming[n]})
		}
	}
	slices.SortFunc(all, compareRoaming)
	return slices.Compact(all)
}
