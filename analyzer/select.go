package analyzer

import (
	"cmp"
	"math"
	"path"
	"slices"
	"strings"
	"time"
)

// A Selection says which sign-ins to report. All sign-ins teach the histograms,
// whatever is selected.
type Selection struct {
	Threshold float64   // report what reaches it
	On        []Feature // in any of these; empty is all
	All       bool      // report every sign-in, whatever its probability
	Top       int       // at most so many; 0 is all
	Users     []string  // only identities whose name or key matches one of these; * and ? are wildcards
	Since     time.Time // not before; zero is ever. One without a time may have been within,
	Until     time.Time // before; zero is ever.    and is reported whatever these say.
	Outcomes  []Outcome // only these; empty is success and unknown
	ByTime    bool      // order by time instead of by overall probability
	eventID   string    // only this one; "" is any
}

// wants says whether a sign-in is to be scored at all.
func (s *Selection) wants(x *signIn, id Identity) bool {
	if s.eventID != "" && x.eventID != s.eventID {
		return false
	}
	if len(s.Outcomes) == 0 && x.outcome == Failure || len(s.Outcomes) > 0 && !slices.Contains(s.Outcomes, x.outcome) {
		return false
	}
	if !x.time.IsZero() && (!s.Since.IsZero() && x.time.Before(s.Since) || !s.Until.IsZero() && !x.time.Before(s.Until)) {
		return false
	}
	return len(s.Users) == 0 || slices.ContainsFunc(s.Users, func(pattern string) bool {
		return match(pattern, id.Name) || match(pattern, id.Key) || slices.ContainsFunc(id.Names(), func(name string) bool { return match(pattern, name) })
	})
}

// match compares without regard to case. A * does not stop at a slash.
func match(pattern, name string) bool {
	fold := func(s string) string { return strings.ReplaceAll(strings.ToLower(s), "/", "\x00") }
	ok, err := path.Match(fold(pattern), fold(name))
	return ok || err != nil && strings.EqualFold(pattern, name)
}

// reports says whether the probabilities of a sign-in are worth a report.
func (s *Selection) reports(p Probability) bool {
	if s.All {
		return true
	}
	on := s.On
	if len(on) == 0 {
		on = Features
	}
	return slices.ContainsFunc(on, func(f Feature) bool { return p.Of(f) >= s.Threshold })
}

// order sorts findings and cuts them to the most anomalous.
func (s *Selection) order(all []Finding) []Finding {
	byTime := func(a, b *Finding) int {
		return cmp.Or(a.EventTime.Compare(b.EventTime), cmp.Compare(a.EventID, b.EventID),
			cmp.Compare(a.File, b.File), cmp.Compare(a.Record, b.Record))
	}
	slices.SortFunc(all, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(b.Probability.Overall, a.Probability.Overall), byTime(&a, &b))
	})
	if s.Top > 0 && len(all) > s.Top {
		all = slices.Clone(all[:s.Top])
	}
	if s.ByTime {
		slices.SortFunc(all, func(a, b Finding) int { return byTime(&a, &b) })
	}
	return all
}

// round rounds to six significant digits, so that the last bits of a floating
// point number, in which processors may differ, are not part of a report.
func round(p float64) float64 {
	if p == 0 || math.IsNaN(p) {
		return p
	}
	scale := math.Pow(10, 6-math.Ceil(math.Log10(p)))
	return math.Round(p*scale) / scale
}
