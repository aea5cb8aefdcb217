package analyzer

import (
	"cmp"
	"slices"
	"time"

	"loginodds/analyzer/geoip"
	"loginodds/profile"
)

// A passage is a successful sign-in from a line of a person: not by a network that lets
// servers, whose place is not that of who is behind it.
type passage struct {
	at      int64 // Unix time in seconds
	country string
}

// passageOf returns the passage of a sign-in, if it is one.
func passageOf(t time.Time, outcome Outcome, p *geoip.Place) (passage, bool) {
	ok := !t.IsZero() && outcome != Failure && p.Kind == "" && p.Country != ""
	return passage{t.Unix(), p.Country}, ok
}

func comparePassages(a, b passage) int {
	return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.country, b.country))
}

// Speeds in km/h over the least distance between two countries, and the least distance
// that counts: databases disagree about places near borders.
const (
	airliner   = 1000 // no scheduled flight is faster
	impossible = 2000 // twice as fast, in case a place is wrong …
	within     = 1    // … and within so many hours
	apartLeast = 100  // km
)

// apart says how fast somebody has to travel from one passage to another.
func (a passage) apart(b passage) profile.Apart {
	km, ok := geoip.Distance(a.country, b.country)
	if !ok || km < apartLeast {
		return profile.Near
	}
	hours := float64(max(b.at-a.at, a.at-b.at)) / 3600
	switch {
	case km > impossible*hours && hours <= within:
		return profile.Impossible
	case km > airliner*hours:
		return profile.Hasty
	}
	return profile.Near
}

// apartAmong tells of a passage how far apart it is from the nearest ones of its identity
// from other countries, before and, if ahead is set, after it. They ascend by time.
func apartAmong(all []passage, p passage, ahead bool) (worst profile.Apart) {
	at, _ := slices.BinarySearchFunc(all, p.at, func(x passage, t int64) int { return int(min(max(x.at-t, -1), 1)) })
	look := func(i int) bool {
		if all[i].country == p.country {
			return max(all[i].at-p.at, p.at-all[i].at) < int64(elsewhereWithin/time.Second)
		}
		worst = max(worst, p.apart(all[i]))
		return false
	}
	for i := at - 1; i >= max(0, at-elsewhereAmong) && look(i); i-- {
	}
	for i := at; i < min(len(all), at+elsewhereAmong) && (ahead || all[i].at == p.at) && look(i); i++ {
	}
	return worst
}
