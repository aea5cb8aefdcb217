package analyzer

import (
	"context"
	"fmt"
	"slices"
	"time"
)

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
