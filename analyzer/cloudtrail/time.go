package cloudtrail

import (
	"strconv"
	"strings"
	"time"
)

// timeLayouts are the spellings of eventTime that occur in exports, CloudTrail's
// own first. Those without a zone are UTC.
var timeLayouts = []string{
	time.RFC3339Nano,
	"2006-01-02T15:04:05.999999999Z0700",
	"2006-01-02T15:04:05.999999999",
	"2006-01-02 15:04:05.999999999Z07:00",
	"2006-01-02 15:04:05.999999999 Z0700",
	"2006-01-02 15:04:05.999999999 MST",
	"2006-01-02 15:04:05.999999999",
	"2006-01-02, 03:04:05 PM",
	"January 2, 2006, 15:04:05 (UTC-07:00)",
	"January 2, 2006, 15:04 (UTC-07:00)",
	"Jan 2, 2006, 15:04:05 (UTC-07:00)",
	"Jan 2, 2006, 15:04 (UTC-07:00)",
	"Jan 2, 2006, 3:04:05 PM",
	"Jan 2, 2006 @ 15:04:05.999999999", // Kibana
	"2006-01-02 15:04",                 // spreadsheets
	"2006-01-02T15:04Z07:00",
	"2006/01/02 15:04:05.999999999",
	"2006/01/02 15:04",
	"02/Jan/2006:15:04:05 -0700",         // web servers
	"Mon, 02 Jan 2006 15:04:05 MST",      // HTTP
	"Monday, January 2, 2006 3:04:05 PM", // PowerShell
	"Mon Jan _2 15:04:05 MST 2006",       // Java, Sumo Logic
}

// parseTime returns the time that s spells, in UTC, or the zero time if that is
// impossible. A number counts seconds
// since 1970, or thousandths, millionths or billionths of them.
func parseTime(s string) time.Time {
	s = strings.TrimSpace(s)
	if s != "" && isDigit(s[0]) { // t, z, am and pm may be spelled small
		s = strings.ToUpper(s)
	}
	if len(s) == 0 || len(s) > 64 {
		return time.Time{}
	}
	for _, layout := range timeLayouts {
		t, err := time.Parse(layout, s)
		if err != nil {
			continue
		}
		// Go takes an unknown abbreviation for a zone at UTC; only UTC and GMT are.
		if name, _ := t.Zone(); strings.Contains(layout, "MST") && name != "UTC" && name != "GMT" {
			continue
		}
		return possible(t)
	}
	if rest, ok := strings.CutPrefix(s, "/Date("); ok { // PowerShell, of JSON
		s = strings.TrimSuffix(rest, ")/")
	}
	if n, err := strconv.ParseFloat(s, 64); err == nil && n > 0 && n < 1e20 {
		return numbered(n)
	}
	return parseFormed(s, noOrder)
}

// numbered returns the time that a number counts to, by what is plausible: seconds
// since 1970, or thousandths, millionths or billionths of them, or days as a
// spreadsheet counts them.
func numbered(n float64) time.Time {
	const first, last = 36526, 109575 // days from 2000 to 2200, counted from 1899-12-30
	if n >= first && n < last {
		return possible(time.UnixMilli(int64((n-25569)*daySeconds*1000 + .5)).Round(time.Second))
	}
	for n >= 1e11 { // seconds would be beyond the year 5000
		n /= 1000
	}
	return possible(time.UnixMilli(int64(n*1000 + .5)))
}

// possible returns t in UTC if CloudTrail can have been there.
func possible(t time.Time) time.Time {
	t = t.UTC()
	if t.Year() < 2000 || t.Year() > 2200 {
		return time.Time{}
	}
	return t
}
