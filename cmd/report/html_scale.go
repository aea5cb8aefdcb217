package report

import (
	"fmt"
	"time"

	"loginodds/analyzer"
)

// bucketsShown is how many bars fit beside each other.
const bucketsShown = 370

// A timeScale shares out time into buckets of one length, the first of which begins
// at midnight.
type timeScale struct {
	start  time.Time
	length time.Duration
	n      int
}

// newScale covers all histories, with the shortest buckets that fit.
func (p *page) newScale(histories []analyzer.History) timeScale {
	var first, last time.Time
	for i := range histories {
		for j := range histories[i].SignIns {
			t := histories[i].SignIns[j].Time
			if first.IsZero() || t.Before(first) {
				first = t
			}
			if t.After(last) {
				last = t
			}
		}
	}
	zone := p.options.Location
	if zone == nil {
		zone = time.UTC
	}
	y, m, d := first.In(zone).Date()
	s := timeScale{start: time.Date(y, m, d, 0, 0, 0, 0, zone), length: time.Hour}
	const day = 24 * time.Hour
	for _, s.length = range []time.Duration{time.Hour, day, 7 * day, 28 * day} {
		if s.n = s.bucket(last) + 1; s.n <= bucketsShown {
			break
		}
	}
	// A wrong clock can make a span of centuries.
	for s.n > bucketsShown {
		s.length *= 2
		s.n = s.bucket(last) + 1
	}
	// Whole days, so that the axis ends with one.
	if s.length == time.Hour {
		s.n = (s.n + 23) / 24 * 24
	}
	return s
}

func (s timeScale) bucket(t time.Time) int {
	// Unix seconds, as the difference of two times is limited to 292 years.
	return int((t.Unix() - s.start.Unix()) / int64(s.length/time.Second))
}

// middle is that of a bucket, as a part of the whole scale.
func (s timeScale) middle(n int) float64 { return (float64(n) + .5) / float64(s.n) }

// at is when a bucket begins.
func (s timeScale) at(n int) time.Time {
	return time.Unix(s.start.Unix()+int64(n)*int64(s.length/time.Second), 0).In(s.start.Location())
}

// date names a bucket.
func (s timeScale) date(n int) string {
	switch t := s.at(n); {
	case s.length < 24*time.Hour:
		return t.Format("2006-01-02 15:04")
	case s.length > 24*time.Hour:
		return s.unit() + " from " + t.Format(time.DateOnly)
	default:
		return t.Format(time.DateOnly)
	}
}

// unit is what a bucket stands for.
func (s timeScale) unit() string {
	switch days := int(s.length / (24 * time.Hour)); days {
	case 0:
		return "one hour"
	case 1:
		return "one day"
	default:
		return counted(days, "day")
	}
}

// ticks share out the axis into equal parts of whole buckets.
func (s timeScale) ticks() []tick {
	step := max(1, (s.n+3)/4)
	if s.length < 24*time.Hour {
		step = max(24, (step+23)/24*24)
	}
	var all []tick
	for i, n := 0, 0; n < s.n; i, n = i+1, n+step {
		all = append(all, tick{
			At:    fmt.Sprintf("%.4g%%", 100*float64(n)/float64(s.n)),
			Text:  s.at(n).Format(time.DateOnly),
			Minor: i%2 == 1,
		})
	}
	return all
}
