package cloudtrail

import (
	"bytes"
	"time"
	"unicode/utf8"
)

// An AccountDay is a day of an account. A map of them counts records.
type AccountDay struct {
	Account string // recipientAccountId; "" if the record does not say
	Day     int    // in UTC, from 1 January 1970 as 0
}

// Date returns the beginning of the day, in UTC.
func (d AccountDay) Date() time.Time { return time.Unix(int64(d.Day)*daySeconds, 0).UTC() }

const daySeconds = 24 * 60 * 60

// A stamp tells when a record was made, and in which account, both as written.
type stamp struct{ time, account []byte }

func stampOf(r *Record) stamp { return stamp{[]byte(r.RawTime), []byte(r.RecipientAccountID)} }

// days counts records by day. Most are of the same day and account as the one
// before, and cost little.
type days struct {
	current AccountDay
	date    [len("2006-01-02")]byte // current's, as CloudTrail writes it
	run     int                     // records of current that are not yet in Stats.Days

	// These are members of current's records as CloudTrail writes them, the first
	// up to the date; or zero.
	timeMember    [len(timeKey) + len("2006-01-02")]byte
	accountMember [len(accountKey) + len("111122223333") + len(`"`)]byte

	first, last int64 // in nanoseconds since 1970, of those with a date; 0 is none
}

// stamp counts a record, unless it has no time that is possible.
func (r *Reader) stamp(s stamp) {
	d := &r.days
	clock, usual := clockOf(s.time)
	if usual && string(s.time[:len(d.date)]) == string(d.date[:]) && string(s.account) == d.current.Account {
		d.add(clock)
		return
	}
	t := parseTime(string(s.time))
	if t.IsZero() {
		return
	}
	r.countDays()
	if !utf8.Valid(s.account) {
		s.account = appendValid(nil, s.account)
	}
	d.current, d.run = AccountDay{r.parser.cache.string(s.account), int(t.Unix() / daySeconds)}, 1
	d.date = [len(d.date)]byte{} // which no time is of
	d.timeMember, d.accountMember = [len(d.timeMember)]byte{}, [len(d.accountMember)]byte{}
	if usual {
		copy(d.date[:], s.time)
		copy(d.timeMember[:], timeKey+string(d.date[:]))
	}
	if n := account(d.current.Account); n != "" {
		copy(d.accountMember[:], accountKey+n+`"`)
	}
	d.extend(t.UnixNano(), t.UnixNano())
}

// add counts a record of the current day, at a second of it.
func (d *days) add(clock int64) {
	at := (int64(d.current.Day)*daySeconds + clock) * int64(time.Second)
	d.extend(at, at)
	d.run++
}

// extend makes the time between first and last include two others.
func (d *days) extend(first, last int64) {
	if d.first == 0 || first != 0 && first < d.first {
		d.first = first
	}
	d.last = max(d.last, last)
}

// sameDay counts a record that begins as CloudTrail writes it, and was just
// scanned, if it is of the day and account of the one before. It finds them where
// plainStamp does.
func (r *Reader) sameDay(v []byte) bool {
	d, when := &r.days, v[r.scanner.firstEnd:]
	const end = len(timeKey) + len("2006-01-02T15:04:05Z")
	if !isSource(when[min(end, len(when)):]) || string(when[:len(d.timeMember)]) != string(d.timeMember[:]) {
		return false
	}
	clock, usual := clockOf(when[len(timeKey):end])
	if !usual || !r.sameAccount(v) {
		return false
	}
	d.add(clock)
	return true
}

// sameAccount says whether a record names the account of the one before.
func (r *Reader) sameAccount(v []byte) bool {
	for i, members := range r.scanner.around(v) {
		if at := len(members) - r.back[i]; at >= 0 && bytes.HasPrefix(members[at:], r.days.accountMember[:]) {
			return true
		}
		if bytes.Contains(members, []byte(accountKey)) {
			return false
		}
	}
	return false
}

// clockOf returns the second of the day of a time as CloudTrail writes it, or
// false if it is written otherwise.
func clockOf(s []byte) (int64, bool) {
	if len(s) != len("2006-01-02T15:04:05Z") || s[10] != 'T' || s[13] != ':' || s[16] != ':' || s[19] != 'Z' {
		return 0, false
	}
	two := func(i int) int64 {
		tens, ones := s[i]-'0', s[i+1]-'0'
		if tens > 9 || ones > 9 {
			return 99
		}
		return int64(tens)*10 + int64(ones)
	}
	h, m, sec := two(11), two(14), two(17)
	return (h*60+m)*60 + sec, h < 24 && m < 60 && sec < 60
}

// countDays brings Stats.Days up to date.
func (r *Reader) countDays() {
	d := &r.days
	if d.run > 0 {
		r.stats.addDays(d.current, d.run)
		d.run = 0
	}
	if d.first != 0 {
		r.stats.First, r.stats.Last = time.Unix(0, d.first).UTC(), time.Unix(0, d.last).UTC()
	}
}

func (s *Stats) addDays(d AccountDay, n int) {
	if s.Days == nil {
		s.Days = map[AccountDay]int{}
	}
	s.Days[d] += n
}

// These are the keys before a time and an account, in JSON and in a JSON string, and
// what stands behind the time.
const (
	sourceKey     = `","eventSource":`
	sourceQuoted  = `,\"eventSource\":\"`
	timeKey       = `,"eventTime":"`
	accountKey    = `,"recipientAccountId":"`
	timeQuoted    = `,\"eventTime\":\"`
	accountQuoted = `,\"recipientAccountId\":\"`
)

// plainStamp returns the stamp of a record that begins as CloudTrail writes it,
// and was just scanned. The time is behind userIdentity. The account is behind
// the last member that is an object or array, or before it and behind the one
// before: there a key is the record's own. It has the same place there in most
// records. What stands elsewhere is found by a survey.
func (r *Reader) plainStamp(v []byte) (stamp, bool) {
	s := &r.scanner
	when, ok := textBehind(v[s.firstEnd:], timeKey)
	if !ok || !isSource(v[s.firstEnd+len(timeKey)+len(when):]) {
		return stamp{}, false
	}
	for i, members := range s.around(v) {
		back := &r.back[i]
		if at := len(members) - *back; at >= 0 {
			if account, ok := textBehind(members[at:], accountKey); ok {
				return stamp{when, account}, true
			}
		}
		if at := bytes.Index(members, []byte(accountKey)); at >= 0 {
			*back = len(members) - at
			if account, ok := textBehind(members[at:], accountKey); ok {
				return stamp{when, account}, true
			}
		}
	}
	return stamp{}, false
}

// isSource says whether the rest of a time is followed by an eventSource.
func isSource(b []byte) bool {
	return len(b) > len(sourceKey) && string(b[:len(sourceKey)]) == sourceKey && b[len(sourceKey)] == '"'
}

// around returns members of v, the value just scanned, that are neither object nor
// array: those behind the last that is, and those before it.
func (s *scanner) around(v []byte) [2][]byte {
	return [...][]byte{v[s.lastEnd:], v[s.before:max(s.before, s.lastBegin)]}
}

// textBehind returns the text of the string whose beginning stands behind a key.
// It returns false if the key is another, or the text has escapes.
func textBehind(b []byte, key string) ([]byte, bool) {
	if len(b) < len(key) || string(b[:len(key)]) != key {
		return nil, false
	}
	b = b[len(key):]
	end := bytes.IndexByte(b, '"')
	if end < 0 || bytes.IndexByte(b[:end], '\\') >= 0 {
		return nil, false
	}
	return b[:end], true
}

// quotedStamp returns the stamp of a record in a string. The first of these keys
// are taken for the record's own.
func quotedStamp(v []byte) (s stamp) {
	find := func(key string) []byte {
		_, text, _ := bytes.Cut(v, []byte(key))
		text, _, _ = bytes.Cut(text, []byte(`\`))
		return text
	}
	return stamp{find(timeQuoted), find(accountQuoted)}
}
