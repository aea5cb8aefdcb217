package analyzer

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"time"

	"loginodds/analyzer/cloudtrail"
	"loginodds/analyzer/geoip"
)

// Coverage says what an analysis has read and what it could not read.
type Coverage struct {
	Files                 int               // read, wholly or in part, members of archives among them
	Skipped               map[string]int    // files that hold nothing to read, by reason
	SkippedFirst          map[string]string // the first of them
	DamagedFiles          int               // files that could not be read, or not wholly
	Damaged               []Damage          // every place that could not be read
	Bytes                 int64             // decompressed
	Records               int64             // CloudTrail records of any kind
	SignIns               SignInCounts
	ByEventName           map[string]SignInCounts // the same by eventName
	Accounts              []string                // recipientAccountId of the sign-ins, in ascending order
	Regions               []string                // awsRegion of the sign-ins, likewise
	Duplicates            int                     // records delivered more than once, counted once
	Undated               int                     // sign-ins without a possible time: reported, but teaching nobody
	Identities            int                     // that have signed in successfully
	First, Last           time.Time               // of the sign-ins; zero if there are none
	FirstEvent, LastEvent time.Time               // of all records; zero if there are none
	Addresses             int                     // distinct public addresses of the sign-ins
	Located               int                     // those of them that a database has a place for
	Databases             []geoip.Source
	Roaming               []Roaming                     // networks that go along with their users, so that they tell no presence
	DatabaseError         error                         // the first error of a look-up, or nil
	Remarks               []string                      // what else [Coverage.Warnings] returns
	days                  map[cloudtrail.AccountDay]int // records of any kind
}

// SignInCounts counts sign-ins by outcome, after duplicates were dropped.
type SignInCounts struct {
	Success, Failure, Unknown int
	// Nobody counts those whose user name CloudTrail hides. They are among
	// the others.
	Nobody int
}

// add counts one sign-in.
func (c *SignInCounts) add(s *signIn) {
	switch s.outcome {
	case Success:
		c.Success++
	case Failure:
		c.Failure++
	default:
		c.Unknown++
	}
	if s.identity.Key == "" {
		c.Nobody++
	}
}

// All returns the number of all sign-ins.
func (c SignInCounts) All() int { return c.Success + c.Failure + c.Unknown }

// A database is no longer taken to tell the places of sign-ins that came staleAfter it
// was built, or earlyBefore: addresses move from one network to another.
const (
	staleAfter  = 90 * 24 * time.Hour
	earlyBefore = 180 * 24 * time.Hour
)

// end counts a file that was read.
func (c *Coverage) end(file string, s *cloudtrail.Stats) {
	c.Bytes += s.Bytes
	c.Records += s.Records
	switch {
	case s.Skipped != "":
		c.skip(s.Skipped, file, 1)
	case s.Members == 0 && len(s.SkippedMembers) == 0:
		c.Files++
	}
	c.Files += s.Members
	for reason, n := range s.SkippedMembers {
		c.skip(reason, file+"!", n)
	}
	c.covers(s)
}

// covers adds the days and times of the records of a file.
func (c *Coverage) covers(s *cloudtrail.Stats) {
	if s.First.IsZero() {
		return
	}
	if c.FirstEvent.IsZero() || s.First.Before(c.FirstEvent) {
		c.FirstEvent = s.First
	}
	if s.Last.After(c.LastEvent) {
		c.LastEvent = s.Last
	}
	if c.days == nil {
		c.days = map[cloudtrail.AccountDay]int{}
	}
	for day, n := range s.Days {
		c.days[day] += n
	}
}

// A Gap is a time without any record of an account that has records before and
// after, or in which another account has some: a trail that was off, or files that
// are missing.
type Gap struct {
	Account     string
	First, Last time.Time // days, at their beginning in UTC
	Days        int
}

// Gaps returns the days between the first and the last event of all logs on which an
// account has no record of any kind, by account and time.
func (c *Coverage) Gaps() []Gap {
	accounts := map[string][]int{}
	first, last := math.MaxInt, math.MinInt
	for d := range c.days {
		accounts[d.Account] = append(accounts[d.Account], d.Day)
		first, last = min(first, d.Day), max(last, d.Day)
	}
	delete(accounts, "")
	var all []Gap
	for _, account := range slices.Sorted(maps.Keys(accounts)) {
		days := append(accounts[account], first-1, last+1)
		slices.Sort(days)
		for i := 1; i < len(days); i++ {
			if n := days[i] - days[i-1] - 1; n > 0 {
				at := func(day int) time.Time { return cloudtrail.AccountDay{Day: day}.Date() }
				all = append(all, Gap{account, at(days[i-1] + 1), at(days[i] - 1), n})
			}
		}
	}
	return all
}

// skip counts n files that hold nothing to read.
func (c *Coverage) skip(reason, file string, n int) {
	if c.Skipped[reason] == 0 {
		c.SkippedFirst[reason] = file
	}
	c.Skipped[reason] += n
}

// Warnings returns what a reader should know before trusting the report, as
// sentences without a full stop. They depend on the logs and databases alone, and
// not on today's date.
func (c *Coverage) Warnings() []string {
	var all []string
	if c.DatabaseError != nil {
		all = append(all, "a geo database is damaged, some places are missing: "+c.DatabaseError.Error())
	}
	if c.First.IsZero() {
		return append(all, c.Remarks...)
	}
	if stale := c.databases(func(d geoip.Source) bool { return c.Last.Sub(d.Built) > staleAfter }); stale != "" {
		all = append(all, fmt.Sprintf("the last sign-in is more than %d days later than %s: addresses that have moved since have a wrong place or network, and look unusual, or usual, for no reason; add newer databases with --geoip, of countries or cities and of ASNs",
			staleAfter/(24*time.Hour), stale))
	}
	if early := c.databases(func(d geoip.Source) bool { return d.Built.Sub(c.First) > earlyBefore }); early != "" {
		all = append(all, fmt.Sprintf("the first sign-in is more than %d days earlier than %s, so that places may have been others", earlyBefore/(24*time.Hour), early))
	}
	return append(all, c.Remarks...)
}

// databases names those for which something holds, with their dates.
func (c *Coverage) databases(holds func(geoip.Source) bool) string {
	var all []string
	for _, d := range c.Databases {
		if holds(d) {
			all = append(all, d.Type+" of "+d.Built.Format(time.DateOnly))
		}
	}
	return strings.Join(all, ", ")
}

// A Damage is a place in the input that could not be read.
type Damage struct {
	File   string
	Offset int64 // in bytes of the decompressed file; -1 unknown
	Record int   // number of the record there, from 1; 0 unknown
	Reason string
}

func (d Damage) String() string {
	s := d.File
	if d.Record > 0 {
		s += fmt.Sprintf(":%d", d.Record)
	}
	if d.Offset >= 0 {
		s += fmt.Sprintf(": offset %d", d.Offset)
	}
	return s + ": " + d.Reason
}
