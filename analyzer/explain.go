package analyzer

import (
	"context"
	"fmt"
	"slices"
	"time"

	"loginodds/profile"
	"loginodds/profile/odds"
)

// An Explanation is the arithmetic behind the probabilities of a sign-in, and the
// histograms that it counts in.
type Explanation struct {
	odds.Judgement
	Histograms []Histogram // country, network, prefix, browser, OS and device, those that are known
}

// A Histogram is what an identity shows of one attribute, without what it does from the
// same network with the same client.
type Histogram struct {
	Attribute string // "country", "network", "prefix", "browser", "os" or "device"
	Value     string // of the sign-in
	SeenDays  int    // days with this value
	OfDays    int    // days with any value, each value of a day counting
	Bars      []Bar  // the most frequent value first
}

// A Bar is one value of a histogram.
type Bar struct {
	Value string
	Days  int
	Last  time.Time // the last day with it, at its beginning in UTC
}

// Explained is one sign-in with all that is known of it.
type Explained struct {
	Finding Finding
	Before  []Point // the nearest sign-ins of the identity, in order of time
	After   []Point
	Events  []Event // of the identity in the hour before, in order of time
}

// An Event is a record of the sign-in service that is no successful sign-in: a
// failure, or what belongs to a sign-in, as the check of a second factor.
type Event struct {
	Time    time.Time // UTC
	Name    string    // eventName
	Outcome Outcome
	Address string // sourceIPAddress as logged
	Message string // errorMessage as logged
}

// NotFoundError tells that no sign-in has an event id.
type NotFoundError struct {
	EventID  string
	Searched int // sign-ins
}

func (e *NotFoundError) Error() string {
	return fmt.Sprintf("event id %q is not among the %d sign-ins that were read", e.EventID, e.Searched)
}

// nearby is how many sign-ins before and after are shown.
const nearby = 3

// eventsBefore is the time before a sign-in in which events belong to it.
const eventsBefore = time.Hour

// Explain reads all logs and explains the sign-ins with an event id: one, or
// several where an id was given twice to different records. What is selected has
// no effect. If there is none, the error is a *[NotFoundError]; the report has the
// coverage then, too.
func Explain(ctx context.Context, o Options, eventID string) ([]Explained, *Report, error) {
	o.Select = Selection{All: true, Outcomes: []Outcome{Success, Failure, Unknown}, eventID: eventID}
	o.events, o.Suppress = true, nil
	r, err := Run(ctx, o)
	if err != nil {
		return nil, nil, err
	}
	if len(r.explained) == 0 {
		return nil, r, &NotFoundError{eventID, r.Coverage.SignIns.All()}
	}
	return r.explained, r, nil
}

// explain gathers what surrounds a finding.
func (l *log) explain(f Finding) Explained {
	x := Explained{Finding: f}
	all := l.history(f.Identity.Key, map[reference]bool{{f.File, f.Record}: true}).SignIns
	at := slices.IndexFunc(all, func(p Point) bool { return p.Finding })
	if at >= 0 {
		x.Before = all[max(0, at-nearby):at]
		x.After = all[at+1 : min(len(all), at+1+nearby)]
	}
	for _, e := range l.events[f.Identity.Key] {
		if d := f.EventTime.Sub(e.Time); d >= 0 && d <= eventsBefore {
			x.Events = append(x.Events, e)
		}
	}
	slices.SortFunc(x.Events, func(a, b Event) int { return a.Time.Compare(b.Time) })
	return x
}

// explanation returns the arithmetic behind a sign-in.
func explanation(scorer *odds.Scorer, o profile.Observation) *Explanation {
	x := &Explanation{Judgement: scorer.Judge(o)}
	for _, a := range []struct {
		attribute profile.Attribute
		value     string
	}{
		{profile.Country, o.Place.Country}, {profile.Network, o.Place.Network}, {profile.Prefix, o.Place.Prefix},
		{profile.Browser, o.Client.Browser}, {profile.OS, o.Client.OS}, {profile.Device, o.Client.Device},
	} {
		if a.value == "" {
			continue
		}
		h := scorer.Habit(a.attribute, o)
		out := Histogram{Attribute: a.attribute.String(), Value: a.value, SeenDays: h.SeenDays, OfDays: h.OfDays}
		for _, c := range h.Usual {
			out.Bars = append(out.Bars, Bar{c.Value, c.Days, c.Last.Time()})
		}
		x.Histograms = append(x.Histograms, out)
	}
	return x
}
