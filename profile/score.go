package profile

import (
	"math"
	"slices"
)

// A Score holds the probabilities of one sign-in, each in [0,1], or NaN where
// the attribute is unknown. Overall is never NaN.
type Score struct {
	Overall  float64 // that the sign-in is a takeover
	Location float64 // that the place comes from outside the identity's habit
	Browser  float64 // that the browser does
	OS       float64
	Device   float64
}

// A Scorer judges the sign-ins of one identity. It may not be used from several
// goroutines at once.
type Scorer struct {
	model      *Model
	traits     *traits
	partitions [numPartitions]*partition
	h          *histograms
	presences  []presence

	episodes      []evidence // by variant
	stays         []stay     // by variant
	sites, beside float64    // episodes from new networks, and those of them beside others

	// What was used last, to be used again.
	left        [numPartitions]left
	wide        left
	likelihoods [numUses][numLevels]likelihood
	cells       []cell
	values      []int32
}

// Identity returns a Scorer for the identity of that name. One that the set
// does not hold has no history, and its sign-ins raise no alarm.
func (m *Model) Identity(name string) *Scorer {
	p, t := m.population, newTraits(m.set.identities[name])
	s := &Scorer{model: m, traits: t}
	s.partitions = [...]*partition{episodes: newEpisodes(p, t), stays: newStays(p, t)}
	s.h = newHistograms(p, t, &s.partitions)
	s.h.compare(p)
	s.presences = presences(p, t, &s.h[network])
	for i := range s.left {
		s.left[i].unit = none
	}
	s.weighStays()
	s.weighEpisodes()
	return s
}

func (s *Scorer) weighStays() {
	p, x := s.model.population, s.partitions[stays]
	s.stays = make([]stay, len(x.variants))
	for i, v := range x.variants {
		s.stays[i] = s.weighStay(s.leave(stays, int(v.unit)), &p.places[v.place])
	}
}

func (s *Scorer) weighEpisodes() {
	x := s.partitions[episodes]
	s.episodes = make([]evidence, len(x.variants))
	for i := range x.units {
		shared := s.weighEpisode(s.leave(episodes, i))
		for j := x.units[i].variants.from; j < x.units[i].variants.to; j++ {
			s.episodes[j] = shared
			s.weighVariant(&s.episodes[j], &s.left[episodes], x.variants[j])
		}
		if e := &s.episodes[x.units[i].variants.from]; e.new {
			s.sites++
			s.beside += e.besides()
		}
	}
	for i := range s.episodes {
		s.compareSites(&s.episodes[i], s.episodes[i].new)
	}
}

// besides returns 1 if the identity was not away during the episode.
func (e *evidence) besides() float64 {
	if e.absence.ratio > 1 {
		return 1
	}
	return 0
}

// compareSites counts the other episodes from new networks. This one is left
// out if it is one that was counted.
func (s *Scorer) compareSites(e *evidence, counted bool) {
	e.sites, e.beside = s.sites, s.beside
	if counted {
		e.sites--
		e.beside -= e.besides()
	}
}

// weighVariant adds what the place and client of a variant say.
func (s *Scorer) weighVariant(e *evidence, u *left, v variant) {
	p := s.model.population
	s.weigh(e, u, &p.places[v.place], &p.clients[v.client], p.hosting[v.place])
}

// Score judges a sign-in, whether it is in the set or not. Its unit is left out
// of the identity's histograms, and the identity itself is left out of the base
// measure. One that is not in the set belongs to the unit of its place and
// client that it would prolong, or else is one of its own.
func (s *Scorer) Score(o Observation) Score {
	if i := s.find(o); i >= 0 {
		x := &s.partitions
		return s.model.score(&s.episodes[x[episodes].variantOf[i]], &s.stays[x[stays].variantOf[i]])
	}
	e, stay := s.outside(o)
	return s.model.score(&e, &stay)
}

func (m *Model) score(e *evidence, stay *stay) Score {
	r := e.ratios(1)
	j := m.mixture.judge(&r)
	return Score{
		Overall:  sigmoid(e.overall(&j)),
		Location: posterior(m.alien.location, stay.sums, m.stays.terms(stay)),
		Browser:  posterior(m.alien.browser, e.browser),
		OS:       posterior(m.alien.os, e.os),
		Device:   posterior(m.alien.device, e.device),
	}
}

// overall returns the log-odds of a takeover, recalibrated. With no day outside the
// episode to compare with, they are even at most.
func (e *evidence) overall(j *judgement) float64 {
	x := math.Log(j.classes[takeover]) - math.Log(j.innocent())
	x = recalibration(e.size.signIns).Of(x)
	if e.thin {
		x = min(x, 0)
	}
	return x
}

// find returns the cell of an observation, or -1 if the set does not hold it.
func (s *Scorer) find(o Observation) int {
	return s.model.set.find(s.traits.cells, o)
}

// outside weighs a sign-in that the set does not hold.
func (s *Scorer) outside(o Observation) (evidence, stay) {
	p := s.model.population
	place, client := p.find(o.Place.paths()), p.find(o.Client.paths())
	u := s.leaveNear(episodes, o, &place)
	e := s.weighEpisode(u)
	e.failed = e.failed || o.Failed
	s.weigh(&e, u, &place, &client, o.Place.Hosting)
	s.compareSites(&e, u.unit != none && s.episodes[s.partitions[episodes].units[u.unit].variants.from].new)
	return e, s.weighStay(s.leaveNear(stays, o, &place), &place)
}

// leaveNear leaves out the unit that the sign-in would prolong, or else one that
// consists of it.
func (s *Scorer) leaveNear(which int, o Observation, place *nodes) *left {
	if unit := s.near(which, o, place); unit != none {
		return s.leave(which, unit)
	}
	u := &s.left[which]
	s.clear(u, which, none)
	u.measure([]cell{{day: o.Day, n: 1, hours: o.hourBits()}})
	u.network = place[network].value
	u.foreign = place[country].value != unknown && s.count(u, country, place[country]) == 0
	return u
}

// near returns the unit of the place and client of o that is next to it in time,
// if the pause is short enough. One of its prefix goes before others.
func (s *Scorer) near(which int, o Observation, place *nodes) int {
	t, p := s.traits, s.model.population
	client, ok := s.model.set.clients.ids[o.Client]
	if !ok && which == episodes {
		return none
	}
	from, _ := slices.BinarySearchFunc(t.cells, o.Day-pause, func(c cell, d Day) int { return int(c.day) - int(d) })
	best, distance := none, math.MaxInt
	for i := from; i < len(t.cells) && t.cells[i].day <= o.Day+pause; i++ {
		c := &t.cells[i]
		n := &p.places[c.place]
		if n[country] != place[country] || n[network] != place[network] || which == episodes && c.client != client {
			continue
		}
		d := int(max(c.day-o.Day, o.Day-c.day))
		if n[prefix] != place[prefix] {
			d += pause + 1
		}
		if d < distance {
			best, distance = int(s.partitions[which].unitOf[i]), d
		}
	}
	return best
}
