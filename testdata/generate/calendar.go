package main

import (
	"slices"
	"time"
)

// The logs span 90 days, the last of them included.
var (
	firstDay = date(time.April, 1)
	lastDay  = date(time.June, 29)
)

// japan has no daylight saving time.
var japan = time.FixedZone("JST", 9*60*60)

// date returns the beginning of a day of 2026 in Japan.
func date(month time.Month, day int) time.Time {
	return time.Date(2026, month, day, 0, 0, 0, 0, japan)
}

// at returns a time of a day. The clock is in hours, minutes and seconds.
func at(day time.Time, hour, minute, second int) time.Time {
	y, m, d := day.Date()
	return time.Date(y, m, d, hour, minute, second, 0, day.Location())
}

// holidays are the national ones on working days: Showa Day and those of Golden
// Week.
var holidays = []time.Time{
	date(time.April, 29),
	date(time.May, 4),
	date(time.May, 5),
	date(time.May, 6),
}

// workdays returns the beginnings of all working days.
func workdays() []time.Time {
	var days []time.Time
	for d := firstDay; !d.After(lastDay); d = d.AddDate(0, 0, 1) {
		weekend := d.Weekday() == time.Saturday || d.Weekday() == time.Sunday
		if !weekend && !slices.ContainsFunc(holidays, d.Equal) {
			days = append(days, d)
		}
	}
	return days
}
