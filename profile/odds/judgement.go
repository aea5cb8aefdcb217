package odds

import (
	"slices"

	"loginodds/profile"
)

// A Judgement holds everything that a [Score] was computed from, so that it can be
// computed again on paper. Logarithms are natural.
//
// The likelihood of a class is the product of what all evidence says of it. The overall
// log-odds are Intruder - Innocent.
type Judgement struct {
	Score    Score
	Strand   Unit // what is judged, and left out of all counts
	Evidence []Evidence
	// Place and Client are the levels that the evidence of place and client is made of,
	// parents first; none if unknown.
	Place, Client                 []Level
	Classes                       [5]Class // the takeover last
	Innocent                      float64  // ln Σ weight × likelihood over all classes but the last
	Intruder                      float64  // ln (weight × likelihood) of the last
	Thin                          bool     // the identity has no day outside the strand to compare with
	Location, Browser, OS, Device Feature
}

// A Unit is the sign-ins that are judged together.
type Unit struct {
	// Held says whether the set holds the sign-in that was asked for.
	Held        bool
	SignIns     int // with that sign-in
	Days        int // with a sign-in of the unit
	First, Last profile.Day
}

// A Class is one way how a strand may have come about.
type Class struct {
	Name          string
	LogWeight     float64 // of its prior share of strands, below 0
	LogLikelihood float64
}

// A Level is the weighing of one value of one attribute:
//
//	Base     = (Users + 20/Values) / (Total + 20)
//	Alpha    = (Varied+1) / (Exposure + 1/α₀)
//	Newcomer = NewcomerAny/Values + (1-NewcomerAny) Base
//	Intruder = IntruderAny/Values + (1-IntruderAny) Base
//	Habit    = ((Days + Alpha Newcomer) / (OfDays + Alpha))^Grade × (Alpha Newcomer / (OfDays - Days + Alpha))^(1-Grade)
type Level struct {
	Attribute profile.Attribute
	Value     string
	Parents   []string // values under which it is counted, outermost first

	Days   float64 // c, those that vouch for the value
	OfDays float64 // T, those of the parents that count
	Grade  float64 // g, how far c does, for when they were, in [0,1]

	Users  int     // other identities whose habit the value is
	Total  int     // the sum of such identities over all values of the parents
	Values float64 // K, the values that one may expect to meet
	Base   float64 // G

	Varied   float64 // values beyond the first that are habits of the identity
	Exposure float64 // what it could have shown of them, per unit of α
	Prior    float64 // α₀, in days
	Alpha    float64 // α, in days

	NewcomerAny, IntruderAny float64 // ε

	Habit    float64 // p
	Newcomer float64 // q
	Intruder float64 // r
}

// Judge returns all that [Scorer.Score] makes of a sign-in.
func (s *Scorer) Judge(o profile.Observation) Judgement {
	x, held := s.of(o)
	j := Judgement{
		Strand: x.unit(held),
		Thin:   s.thin(x),
	}
	j.Score = s.judge(x, &j)
	j.Place = told(x, o, country, region, network, prefix)
	j.Client = told(x, o, device, deviceOS, deviceBrowser)
	j.Location.Levels = told(x, o, locationLevels...)
	j.Browser.Levels = told(x, o, browserAlone)
	j.OS.Levels = told(x, o, osAlone)
	j.Device.Levels = told(x, o, device)
	return j
}

func (x *subject) unit(held bool) Unit {
	return Unit{Held: held, SignIns: int(x.signIns), Days: int(x.days), First: x.first, Last: x.last}
}

// told describes those of some levels that a sign-in tells.
func told(x *subject, o profile.Observation, all ...level) []Level {
	places, clients := placePaths(o.Place), clientPaths(o.Client)
	out := []Level{}
	for _, l := range all {
		y, k, v := &x.levels[l], &levels[l], path{}
		if l.ofPlace() {
			v = places[l]
		} else {
			v = clients[l-placeLevels]
		}
		if !y.known {
			continue
		}
		out = append(out, Level{
			Attribute: l.attribute(), Value: v.value, Parents: split(v.parent),
			Days: y.days, OfDays: y.ofDays, Grade: y.grade,
			Users: y.measure.users, Total: y.measure.total, Values: k.values, Base: y.g,
			Varied: y.variety.values, Exposure: y.variety.exposure, Prior: k.concentration, Alpha: y.α,
			NewcomerAny: k.newcomer, IntruderAny: k.intruder,
			Habit: y.habit, Newcomer: y.newcomer, Intruder: y.intruder,
		})
	}
	return slices.Clip(out)
}

// sum notes the classes, whose logarithms with their weights are total.
func (j *Judgement) sum(weights, total logs, innocent float64) {
	for k := range total {
		j.Classes[k] = Class{classNames[k], weights[k], total[k] - weights[k]}
	}
	j.Innocent, j.Intruder = innocent, total[takeover]
}
