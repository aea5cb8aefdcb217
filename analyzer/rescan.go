package analyzer

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"loginodds/analyzer/geoip"
	"loginodds/profile"
	"loginodds/profile/odds"
)

// rescan scores the sign-ins that are asked for against the histograms of their
// identities, and returns those to report, in no order.
func (l *log) rescan(ctx context.Context, o Options) ([]Finding, error) {
	l.arrange()
	if o.Prequential {
		return l.replay(ctx, o)
	}
	for key, signIns := range l.signIns {
		l.learn(key, signIns)
	}
	l.coverage.Identities = len(l.profiles.Identities())
	model := odds.Fit(&l.profiles, l.odds)
	all := inParallel(ctx, l.signIns, o.Workers, func(key string) []Finding {
		return l.score(model, key, l.signIns[key], &o.Select, inLogs)
	})
	return all, ctx.Err()
}

// inParallel returns what f finds for the identities of sign-ins, in no order. If the
// context ends, so does it.
func inParallel[T any](ctx context.Context, signIns map[string][]signIn, workers int, f func(key string) []T) []T {
	keys := make(chan string)
	var mu sync.Mutex
	var all []T
	var wg sync.WaitGroup
	for range workers {
		wg.Go(func() {
			for key := range keys {
				found := f(key)
				mu.Lock()
				all = append(all, found...)
				mu.Unlock()
			}
		})
	}
	for key := range signIns {
		if ctx.Err() != nil {
			break
		}
		keys <- key
	}
	close(keys)
	wg.Wait()
	return all
}

// identities are judged one by one.
type identities interface {
	Identity(name string) *odds.Scorer
}

// score judges sign-ins of one identity.
func (l *log) score(model identities, key string, signIns []signIn, selection *Selection, histories holder) []Finding {
	var found []Finding
	var scorer *odds.Scorer
	for i := range signIns {
		s := &signIns[i]
		if !selection.wants(s, *s.identity) {
			continue
		}
		if scorer == nil {
			scorer = model.Identity(key)
		}
		o := l.observation(s)
		p := probability(scorer.Score(o))
		if selection.reports(p) {
			found = append(found, l.finding(s, p, scorer, o, histories))
		}
	}
	return found
}

func probability(s odds.Score) Probability {
	return Probability{round(s.Overall), round(s.Location), round(s.Browser), round(s.OS), round(s.Device)}
}

func (l *log) finding(s *signIn, p Probability, scorer *odds.Scorer, o profile.Observation, histories holder) Finding {
	f := Finding{
		EventID:            s.eventID,
		EventTime:          s.time,
		EventName:          *s.name,
		Outcome:            s.outcome,
		MFAUsed:            s.mfa,
		RecipientAccountID: *s.account,
		AWSRegion:          *s.region,
		Identity:           *s.identity,
		SourceIPAddress:    *s.address,
		Geo:                *s.place,
		UserAgent:          *s.agent,
		Client:             *s.client,
		Probability:        p,
		File:               *s.file,
		Record:             int(s.record),
	}
	if histories != inBaseline { // where not all sign-ins of an episode are at hand
		f.Episode = episodeOf(&f, o).id(scorer.Begun(o))
	}
	e := &f.Evidence
	e.SignIns, e.Days = scorer.History()
	e.Location = location(scorer, o)
	e.Browser = habit(scorer, profile.Browser, o, o.Client.Browser, "")
	e.OS = habit(scorer, profile.OS, o, o.Client.OS, "")
	e.Device = habit(scorer, profile.Device, o, o.Client.Device, "")
	e.FailuresBefore = l.failuresBefore(s.identity.Key, s.time)
	if e.NobodyBefore = int(s.nobody); l.against == nil { // or else it is counted in the end
		e.NobodyBefore = max(e.NobodyBefore, l.nobodyBefore(*s.address, s.time))
	}
	e.Session, e.Application = *s.session, *s.to
	e.Notes = notes(&f, histories)
	if histories != inBaseline { // for then the sign-ins beside this one are not at hand
		e.Notes = append(e.Notes, l.elsewhere(s, histories == inLogs)...)
	}
	if l.explaining {
		f.Explanation = explanation(scorer, o)
	}
	return f
}

// location compares the country with the usual ones, or in a usual country the
// network.
func location(scorer *odds.Scorer, o profile.Observation) Habit {
	country := habit(scorer, profile.Country, o, o.Place.Country, "")
	if country.SeenDays == 0 || o.Place.Network == "" {
		return country
	}
	return habit(scorer, profile.Network, o, o.Place.Network, o.Place.Country+" AS")
}

// usualShown is how many usual values a finding names.
const usualShown = 5

func habit(scorer *odds.Scorer, a profile.Attribute, o profile.Observation, value, prefix string) Habit {
	if value == "" {
		return Habit{}
	}
	h := scorer.Habit(a, o)
	out := Habit{Value: prefix + value, SeenDays: h.SeenDays, OfDays: h.OfDays}
	for _, u := range h.Usual[:min(len(h.Usual), usualShown)] {
		out.Usual = append(out.Usual, Usual{prefix + u.Value, u.Days})
	}
	return out
}

// elsewhereWithin is the longest time between sign-ins from two countries that is
// worth a note: of that between most of them by air.
const elsewhereWithin = 12 * time.Hour

// elsewhereAmong is how many sign-ins before and after are looked at, since there are
// identities with thousands a day.
const elsewhereAmong = 100

// elsewhere notes from which other country the identity signed in shortly before, and
// after. Where the places are wrong it is no contradiction, so it is only told.
func (l *log) elsewhere(s *signIn, after bool) []string {
	all := l.signIns[s.identity.Key]
	if s.identity.Key == "" || s.time.IsZero() || s.place.Country == "" {
		return nil
	}
	at, _ := slices.BinarySearchFunc(all, s, compareSignIns)
	var notes []string
	note := func(i int, gap time.Duration, when string) bool {
		if gap > elsewhereWithin {
			return true
		}
		x := &all[i]
		if !x.teaches() || x.place.Country == "" || x.place.Country == s.place.Country {
			return false
		}
		hosting := ""
		if x.place.Kind == geoip.Hosting {
			hosting = ", by a hosting network,"
		}
		notes = append(notes, fmt.Sprintf("signed in from %s%s %s %s", cmp.Or(x.place.CountryName, x.place.Country), hosting, roughly(gap), when))
		return true
	}
	for i := at - 1; i >= max(0, at-elsewhereAmong) && !note(i, s.time.Sub(all[i].time), "before"); i-- {
	}
	for i := at + 1; after && i < min(len(all), at+1+elsewhereAmong) && !note(i, all[i].time.Sub(s.time), "after"); i++ {
	}
	return notes
}

// roughly writes a time of some hours.
func roughly(d time.Duration) string {
	if d < 2*time.Hour {
		return fmt.Sprintf("%d min", d/time.Minute)
	}
	return fmt.Sprintf("%d h", d/time.Hour)
}

// fewDays is the history below which a reader is told that it is short. With
// fewer days an unseen value says little.
const fewDays = 5

// A holder is what holds the histories of identities, in words.
type holder struct{ in, hold string }

var (
	inLogs     = holder{"in the logs", "the logs hold"}
	inPast     = holder{"in the logs of the days before", "the logs of the days before hold"}
	inBaseline = holder{"in the baseline", "the baseline holds"}
)

// notes says what the numbers alone do not.
func notes(f *Finding, histories holder) []string {
	var all []string
	note := func(when bool, format string, args ...any) {
		if when {
			all = append(all, fmt.Sprintf(format, args...))
		}
	}
	e := &f.Evidence
	note(f.Identity.Key == "" && f.Identity.Name == "root", "the log does not say which account's root user it is, so there is no history to compare with")
	note(f.Identity.Key == "" && f.Identity.Name != "root", "CloudTrail hides the user name, so there is no history to compare with")
	note(f.Identity.Key != "" && e.Days == 0, "no successful sign-in of this identity is %s", histories.in)
	note(e.Days == 1, "%s one day of sign-ins of this identity, too little to compare with", histories.hold)
	note(e.Days > 1 && e.Days < fewDays, "%s only %d days of sign-ins of this identity", histories.hold, e.Days)
	note(f.Outcome == Unknown, "the log does not say whether the sign-in succeeded")
	note(f.Outcome == Failure, "the sign-in failed")
	note(e.FailuresBefore == 1, "1 failure in the hour before")
	note(e.FailuresBefore > 1, "%d failures in the hour before", e.FailuresBefore)
	note(e.NobodyBefore == 1, "1 failure with a hidden or unknown user name from this address in the hour before")
	note(e.NobodyBefore > 1, "%d failures with a hidden or unknown user name from this address in the hour before", e.NobodyBefore)
	all = append(all, sessionNote(&f.Identity, e.Session)...)
	note(e.Application != "", "signed in to %s, and not to the console or the access portal", e.Application)
	note(f.Geo.Kind == geoip.Hosting, "the address belongs to a hosting network, whose place may be wrong")
	note(f.Geo.Kind == geoip.Private, "the address is private and has no place")
	note(f.Geo.Kind == geoip.Named, "the address belongs to the network named %s", f.Geo.Organization)
	note(f.Geo.Kind == geoip.Service, "the address is that of a service and has no place")
	note(f.Geo.Kind == geoip.Unknown, "the address has no known place")
	note(f.MFAUsed == "no", "signed in without MFA")
	note(f.EventTime.IsZero(), "the record has no possible time")
	return slices.Clip(all)
}
