package analyzer

import (
	"context"
	"maps"
	"slices"

	"loginodds/profile"
	"loginodds/profile/odds"
)

// replay scores the sign-ins day by day, each against the days before, and returns
// those to report, in no order.
func (l *log) replay(ctx context.Context, o Options) ([]Finding, error) {
	var found []Finding
	model := odds.NewReplay(l.odds)
	for _, day := range l.days() {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		found = append(found, inParallel(ctx, day, o.Workers, func(key string) []Finding {
			return l.score(model, key, day[key], &o.Select, inPast)
		})...)
		for _, key := range slices.Sorted(maps.Keys(day)) { // in this order, for places to have the same numbers
			model.Learn(key, l.observations(day[key]))
		}
	}
	l.coverage.Identities = model.Identities()
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
