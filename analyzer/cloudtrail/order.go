package cloudtrail

import (
	"bytes"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// An order is that of day and month in times that people's settings have formed.
type order byte

const (
	noOrder    order = iota // it has to be told by the time itself
	dayFirst                // 25/03/2026
	monthFirst              // 3/25/2026
)

// formedTime is a time in numbers that begins with day and month, in either order:
// 25/03/2026, 10:24:00.000 or 3/25/2026 10:24 AM or 25.03.2026 10:24:00.
var formedTime = regexp.MustCompile(`^(\d{1,2})([/.-])(\d{1,2})[/.-](\d{4}),?[ T](\d{1,2}):(\d\d)(?::(\d\d)(\.\d{1,9})?)?( ?[AaPp][Mm])?( ?(?:Z|UTC|GMT|[+-]\d\d:?\d\d))?$`)

// parseFormed returns the time that s spells with day and month in an order, or the
// zero time. Without an order only a number that is no month tells, or a clock of
// twelve hours, which is American; points and dashes stand behind a day.
func parseFormed(s string, o order) time.Time {
	m := formedTime.FindStringSubmatch(s)
	if m == nil {
		return time.Time{}
	}
	first, _ := strconv.Atoi(m[1])
	second, _ := strconv.Atoi(m[3])
	if o == noOrder {
		o = orderOf(first, second, m[2], m[9])
	}
	day, month := m[1], m[3]
	switch o {
	case noOrder:
		return time.Time{}
	case monthFirst:
		day, month = month, day
	}
	layout, clock := "2006-1-2 15:4:5", m[5]+":"+m[6]+":"+m[7]
	if m[7] == "" {
		clock += "00"
	}
	if m[9] != "" {
		layout, clock = "2006-1-2 3:4:5PM", clock+strings.ToUpper(strings.TrimSpace(m[9]))
	}
	zone := strings.ReplaceAll(strings.TrimSpace(m[10]), ":", "")
	switch zone {
	case "", "Z", "UTC", "GMT":
		zone = "+0000"
	}
	t, err := time.Parse(layout+" -0700", m[4]+"-"+month+"-"+day+" "+clock+" "+zone)
	if err != nil {
		return time.Time{}
	}
	if fraction, err := time.ParseDuration("0" + m[8] + "s"); m[8] != "" && err == nil {
		t = t.Add(fraction)
	}
	return possible(t)
}

// orderOf tells the order by one time alone, if it can be told.
func orderOf(first, second int, between, half string) order {
	switch {
	case first > 12 || between != "/" && second <= 12:
		return dayFirst
	case second > 12 || half != "":
		return monthFirst
	}
	return noOrder
}

// maxLookahead is how much of a table is looked at to tell the order of day and
// month of its times, in bytes.
const maxLookahead = 1 << 20

// learnTimes tells the order of day and month in the times of a table, by all of
// its times, as far as it looks ahead: no month is the thirteenth. If that does
// not tell, a clock of twelve hours is American; and of others, numbers with a zero
// before are those of the portal of Azure or of an English spreadsheet, which begin
// with the day, and those without of an American one.
func (r *Reader) learnTimes(t *table) {
	if t.time < 0 {
		return
	}
	ahead := func(n int) seenTimes {
		all := !r.window.atLeast(n)
		b := r.window.bytes()
		return t.firstTimes(b[:min(len(b), n)], all)
	}
	if ahead(maxHead).all == 0 {
		return
	}
	switch seen := ahead(maxLookahead); {
	case seen.day && !seen.month, !seen.day && !seen.month && !seen.half && seen.zero:
		t.order = dayFirst
	case seen.month && !seen.day, !seen.day && !seen.month:
		t.order = monthFirst
	}
}

// seenTimes says what there is among times.
type seenTimes struct {
	all              int
	day, month, half bool // a first number over 12, a second one, a clock of twelve hours
	zero             bool // a number with a zero before
}

// firstTimes looks at the times in the rows that b begins with.
func (t *table) firstTimes(b []byte, all bool) (seen seenTimes) {
	ahead := *t
	ahead.cells, ahead.text = nil, nil
	for len(b) > 0 {
		ahead.rowScan = rowScan{start: true}
		if !ahead.scan(b, all) {
			return seen
		}
		ahead.split(b[:ahead.pos])
		b = b[ahead.pos:]
		m := formedTime.FindSubmatch(ahead.cell(t.time))
		if m == nil || m[2][0] != '/' {
			continue
		}
		first, _ := strconv.Atoi(string(m[1]))
		second, _ := strconv.Atoi(string(m[3]))
		seen.all++
		seen.day, seen.month = seen.day || first > 12, seen.month || second > 12
		seen.half = seen.half || len(m[9]) > 0
		seen.zero = seen.zero || m[1][0] == '0' || m[3][0] == '0'
	}
	return seen
}

// inOrder spells a time of the table as CloudTrail does, if it needs the order of
// day and month to be read.
func (t *table) inOrder(text []byte) []byte {
	if t.order == noOrder {
		return text
	}
	at := parseFormed(string(bytes.TrimSpace(text)), t.order)
	if at.IsZero() {
		return text
	}
	return []byte(at.Format(time.RFC3339Nano))
}
