package profile

import (
	"math"
	"slices"
)

// An Explanation holds everything that a [Score] was computed from, so that it
// can be computed again on paper. Logarithms are natural.
//
// The overall log-odds are [Explanation.Recalibration] of [Explanation.Intruder] -
// [Explanation.Innocent], and 0 at most if the history is thin. Intruder is the
// logarithm of Takeover's weight times its likelihood, and Innocent that of the sum of
// this over the four other classes. The likelihood of a class is the product of what
// its place, its client and its terms contribute.
type Explanation struct {
	Score Score

	// Episode is left out of the counts for the overall probability and for those
	// of browser, OS and device; Stay for that of the location.
	Episode, Stay Unit

	Place  []Level // of the overall probability, parents first; none if unknown
	Client []Level
	Terms  []Term

	// Roaming are the networks that the identity has used and that are not counted for
	// the term [TermBeside], since they go along with their users.
	Roaming []Roaming

	// Imitation is the share m of intruders who show a client of the identity's:
	// the client contributes (1-m) r + m p to the likelihood of a takeover.
	Imitation float64

	// SameCountry and SameNetwork are the shares d₁ and d₂ of intruders who come from
	// the identity's country, and from its country and network: the place contributes
	// (1-d₁-d₂) r + d₁ r₁ + d₂ r₂, where r₁ has p for the r of the country, and r₂ that
	// of all levels but the prefix. Near is the share d₀ of new places that are in the
	// country, likewise: such a place contributes (1-d₀) q + d₀ q₁.
	SameCountry, SameNetwork, Near float64

	Innocents [4]Class // habit, new place, new client, both
	Takeover  Class
	Innocent  float64 // ln Σ weight × likelihood
	Intruder  float64 // ln (weight × likelihood)
	// Recalibration is that of the log-odds.
	Recalibration Recalibration
	// Thin says that the identity has no day outside the episode to compare with,
	// so that the odds are 1 at most.
	Thin bool

	Location, Browser, OS, Device Feature
}

// A Unit is the sign-ins that are judged together, and left out of the counts.
type Unit struct {
	// Held says whether the set holds them. If not, the unit is the one sign-in
	// alone, and nothing is left out.
	Held        bool
	SignIns     int
	Days        int // with a sign-in of the unit
	First, Last Day
	Prefixes    []string // ascending
}

// A Level is the weighing of one value of one attribute:
//
//	Unseen   = (Once+1) / (Total+2), or 1 if Total is 0
//	Base     = Unseen/Values + (1-Unseen) Users/Total
//	Alpha    = Brief (Varied+1) / (Exposure+Rate)
//	Habit    = (Days + Alpha Base) / (OfDays + Alpha)
//	Newcomer = NewcomerAny/Values + (1-NewcomerAny) Base
//	Intruder = IntruderAny/Values + (1-IntruderAny) Base
type Level struct {
	Attribute Attribute
	Value     string
	Parents   []string // values under which it is counted, outermost first

	Days   int // c, user-days that show the value, without the unit
	OfDays int // T, user-days that show any value of the parents

	Users  int     // other identities that show the value
	Total  int     // the sum of such identities over all values of the parents
	Once   int     // N₁, the values that one of them shows
	Values float64 // K, the values that one may expect to meet
	Unseen float64 // probability of a value that none of them shows
	Base   float64 // G

	Varied   float64 // values beyond the first that the identity shows habitually
	Exposure float64 // what it could have shown of them, per unit of α
	Rate     float64 // of the prior of α
	Brief    float64 // factor of α of what is seen within a week only, else 1
	Alpha    float64 // α, in days

	NewcomerAny, IntruderAny float64 // ε

	Habit    float64 // p
	Newcomer float64 // q
	Intruder float64 // r
}

// A Feature is a probability that is shown for itself: q/p are the products of
// Newcomer and Habit over the levels, f/g those of Outside and Habit over the terms,
// and with π = Alien
//
//	Probability = π q f / (π q f + (1-π) p g)
type Feature struct {
	Levels      []Level
	Terms       []StayTerm // of the location only
	LogRatio    float64    // ln q/p
	Alien       float64    // π, share of sign-ins from outside the habit
	Probability float64    // NaN if there are no levels
}

// A Term is a contribution to the likelihoods that is neither place nor client.
type Term struct {
	Name     string
	Inputs   []Input
	Innocent float64 // factor of the innocent classes
	Intruder float64 // factor of a takeover
	LogRatio float64 // ln Intruder/Innocent
	// NewPlaceOnly says that Innocent counts in the classes with a new place only.
	NewPlaceOnly bool
}

// A StayTerm is a contribution to the likelihoods of a stay that is not its place.
type StayTerm struct {
	Name    string
	Inputs  []Input
	Habit   float64 // factor if the place follows the habit
	Outside float64 // factor if it comes from outside
}

// An Input is a number that a [Term] is made of.
type Input struct {
	Name  string
	Value float64
}

// A Class is one way how the sign-in may have come about.
type Class struct {
	Name          string
	Weight        float64 // share of episodes, in [0,1]
	LogLikelihood float64
}

// Explain returns all that Score makes of a sign-in.
func (s *Scorer) Explain(o Observation) Explanation {
	e, stay := s.reweigh(o)
	m := s.model
	r := e.ratios(1)
	j := m.mixture.judge(&r)
	x := Explanation{
		Score:       m.score(&e, &stay),
		Episode:     s.unit(episodes, o),
		Stay:        s.unit(stays, o),
		Place:       s.levels(ofOverall, o, country, region, city, network, prefix),
		Client:      s.levels(ofOverall, o, device, deviceOS, deviceBrowser),
		Terms:       m.terms(&e, &j),
		Roaming:     s.roaming(),
		Imitation:   m.mixture.imitate,
		SameCountry: m.mixture.country, SameNetwork: m.mixture.network, Near: m.mixture.near,
		Recalibration: recalibration(e.size.signIns),
		Thin:          e.thin,
	}
	habitual := e.place.habit + e.client.habit // what the classes of j are relative to
	for k, name := range []string{"habit", "new place", "new client", "new place and client"} {
		x.Innocents[k] = m.class(name, k, j.classes[k], habitual)
	}
	x.Takeover = m.class("takeover", takeover, j.classes[takeover], habitual)
	x.Innocent = math.Log(j.innocent()) + habitual
	x.Intruder = math.Log(j.classes[takeover]) + habitual
	x.Location = feature(m.alien.location, stay.sums, x.Score.Location, s.levels(ofLocation, o, country, region, city, network))
	x.Location.Terms = m.stayTerms(&stay)
	x.Browser = feature(m.alien.browser, e.browser, x.Score.Browser, s.levels(ofAttribute, o, browserAlone))
	x.OS = feature(m.alien.os, e.os, x.Score.OS, s.levels(ofAttribute, o, osAlone))
	x.Device = feature(m.alien.device, e.device, x.Score.Device, s.levels(ofAttribute, o, device))
	return x
}

// reweigh returns the evidence of o, and leaves what it was made of in s.
func (s *Scorer) reweigh(o Observation) (evidence, stay) {
	i := s.find(o)
	if i < 0 {
		return s.outside(o)
	}
	x := s.partitions[episodes]
	v := x.variants[x.variantOf[i]]
	u := s.leave(episodes, int(v.unit))
	e := s.weighEpisode(u)
	s.weighVariant(&e, u, v)
	s.compareSites(&e, e.new)
	y := s.partitions[stays]
	w := y.variants[y.variantOf[i]]
	return e, s.weighStay(s.leave(stays, int(w.unit)), &s.model.population.places[w.place])
}

func (m *Model) class(name string, k int, weighted, habitual float64) Class {
	w := m.mixture.weights[k]
	return Class{name, w, math.Log(weighted/w) + habitual}
}

func feature(alien float64, x sums, p float64, levels []Level) Feature {
	return Feature{Levels: levels, LogRatio: x.asNewcomer(), Alien: alien, Probability: p}
}

// unit describes what is left out.
func (s *Scorer) unit(which int, o Observation) Unit {
	u := &s.left[which]
	x := Unit{Held: u.unit != none, SignIns: u.signIns, Days: len(u.activities), First: u.first, Last: u.last}
	if !x.Held {
		if o.Place.Prefix != "" {
			x.Prefixes = []string{o.Place.Prefix}
		}
		return x
	}
	p := s.model.population
	for _, v := range s.partitions[which].variantsOf(int(u.unit)) {
		if n := p.places[v.place][prefix]; n.value != unknown {
			x.Prefixes = append(x.Prefixes, p.names[prefix][n.value])
		}
	}
	slices.Sort(x.Prefixes)
	x.Prefixes = slices.Compact(x.Prefixes)
	return x
}

// levels describes the known ones of the levels that were weighed last.
func (s *Scorer) levels(use int, o Observation, all ...level) []Level {
	var out []Level
	places, clients := o.Place.paths(), o.Client.paths()
	for _, l := range all {
		path := clients[int(l)%half]
		if l < placeLevels {
			path = places[l]
		}
		if path.value != "" {
			out = append(out, s.levelOf(use, l, path.value, parentsOf(l, o)))
		}
	}
	return out
}

// parentsOf returns the values under which those of a level are counted.
func parentsOf(l level, o Observation) []string {
	switch l {
	case region, network:
		return []string{o.Place.Country}
	case city:
		return []string{o.Place.Country, o.Place.Region}
	case prefix:
		return []string{o.Place.Country, o.Place.Network}
	case deviceOS:
		return []string{o.Client.Device}
	case deviceBrowser:
		return []string{o.Client.Device, o.Client.OS}
	}
	return nil
}

func (s *Scorer) levelOf(use int, l level, value string, parents []string) Level {
	x, k := &s.likelihoods[use][l], &levels[l]
	return Level{
		Attribute:   l.attribute(),
		Value:       value,
		Parents:     parents,
		Days:        x.c,
		OfDays:      x.t,
		Users:       x.measure.users,
		Total:       x.measure.total,
		Once:        x.measure.once,
		Values:      k.values,
		Unseen:      x.measure.unseen(),
		Base:        x.g,
		Varied:      x.variety.values,
		Exposure:    x.variety.exposure,
		Rate:        s.model.concentrations[l].rate,
		Brief:       x.brief,
		Alpha:       x.brief * x.fitted,
		NewcomerAny: k.newcomer,
		IntruderAny: k.intruder,
		Habit:       x.habit,
		Newcomer:    x.newcomer,
		Intruder:    x.intruder,
	}
}
