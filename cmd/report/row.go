package report

import (
	"fmt"
	"strings"
	"time"

	"loginodds/analyzer"
)

// A row is an episode: the findings of one identity from one place with one client.
type row struct {
	*analyzer.Finding // the first of them in the report: the most anomalous or the earliest
	n                 int
	first, last       time.Time
	failures          int // before the first sign-in
}

// rows joins the findings of an episode, and keeps their order.
func rows(all []analyzer.Finding) []*row {
	var rows []*row
	episodes := map[string]*row{}
	for i := range all {
		f := &all[i]
		r := episodes[f.Episode]
		if r == nil {
			r = &row{Finding: f, first: f.EventTime, last: f.EventTime}
			episodes[f.Episode] = r
			rows = append(rows, r)
		}
		r.n++
		if !f.EventTime.After(r.first) {
			r.first, r.failures = f.EventTime, f.Evidence.FailuresBefore
		}
		if f.EventTime.After(r.last) {
			r.last = f.EventTime
		}
	}
	return rows
}

// stacked names an episode on several lines.
func (o Options) stacked(r *row) string {
	f := r.Finding
	lines := []string{o.time(r.first) + "  " + who(f), from(f), with(f), Terminal(f.EventID)}
	if r.n > 1 {
		lines[0] = who(f) + "\n" + o.span(r.first, r.last) + fmt.Sprintf(" (%d×)", r.n)
	}
	if r.failures > 0 {
		lines[2] += ", after " + count(r.failures, "failure")
	}
	return strings.Join(lines, "\n")
}

// span writes the time between two times, the second without what is the same.
func (o Options) span(first, last time.Time) string {
	a, b := o.time(first), o.time(last)
	for _, n := range []int{len("2006-01-02 "), len("2006-")} {
		if len(a) > n && len(b) > n && a[:n] == b[:n] {
			return a + "–" + b[n:]
		}
	}
	return a + "–" + b
}
