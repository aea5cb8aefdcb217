package analyzer

import (
	"context"
	"slices"

	"loginodds/profile"
)

// refit is the share of sign-ins by which the profiles have to have grown before what
// is fitted to all identities is fitted anew. It bounds the time of all fits to some
// twenty times that of the last. Fitting every day instead moved the overall
// probability of 99 in 100 sign-ins of a generated year by .0005 at most.
const refit = 1. / 16

// replay scores the sign-ins day by day, each against the days before, and returns
// those to report, in no order.
func (l *log) replay(ctx context.Context, o Options) ([]Finding, error) {
	var found []Finding
	var model *profile.Model
	known, fitted := 0, 0 // sign-ins that were learned, and when it was fitted last
	for _, day := range l.days() {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		switch wanted := o.Select.wantsAny(day); {
		case model == nil || float64(known-fitted) > refit*float64(fitted):
			model, fitted = l.profiles.Fit(), known
		case wanted:
			model = l.profiles.Recount(model)
		}
		found = append(found, inParallel(ctx, day, o.Workers, func(key string) []Finding {
			return l.score(model, key, day[key], &o.Select, inPast)
		})...)
		for key, signIns := range day {
			l.learn(key, signIns)
			known += len(signIns)
		}
	}
	if model != nil {
		l.coverage.Roaming = model.Roaming()
	}
	l.coverage.Identities = len(l.profiles.Identities())
	l.coverage.Remarks = append(l.coverage.Remarks, "every sign-in is scored against the days before its own only, so the first days of the logs and of an identity have little to compare with")
	return found, ctx.Err()
}

// days returns the sign-ins of every UTC day by identity, in order of time. Those
// without a time come first.
func (l *log) days() []map[string][]signIn {
	byDay := map[profile.Day]map[string][]signIn{}
	for key, all := range l.signIns {
		for from := 0; from < len(all); {
			day, to := profile.DayOf(all[from].time), from+1
			for to < len(all) && profile.DayOf(all[to].time) == day {
				to++
			}
			if byDay[day] == nil {
				byDay[day] = map[string][]signIn{}
			}
			byDay[day][key] = all[from:to]
			from = to
		}
	}
	var days []profile.Day
	for day := range byDay {
		days = append(days, day)
	}
	slices.Sort(days)
	out := make([]map[string][]signIn, len(days))
	for i, day := range days {
		out[i] = byDay[day]
	}
	return out
}

// wantsAny says whether some sign-in is to be scored.
func (s *Selection) wantsAny(signIns map[string][]signIn) bool {
	for _, all := range signIns {
		for i := range all {
			if s.wants(&all[i], *all[i].identity) {
				return true
			}
		}
	}
	return false
}
