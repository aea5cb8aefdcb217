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
	Opened                int                     // sign-ins that another one opened, as the access portal a console session
	Uncharted             map[string]int          // records of the sign-in service that are no known event, by eventName
	Undated               int                     // sign-ins without a possible time: reported, but teaching nobody
	Unnamed               int                     // sign-ins that do not say whose they are, but for those whose name is hidden
	Unaddressed           int                     // sign-ins without an address
	Unread                []cloudtrail.Unread     // files with sign-ins that were not read
	Identities            int                     // that have signed in successfully
	First, Last           time.Time               // of the sign-ins; zero if there are none
	FirstEvent, LastEvent time.Time               // of all records; zero if there are none
	Addresses             int                     // distinct public addresses of the sign-ins
	Located               int                     // those of them that a database has a place for
	Networkless           int                     // those of them that no database has a network for
	Databases             []geoip.Source
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

// add counts one sign-in n times.
func (c *SignInCounts) add(s *signIn, n int) {
	switch s.outcome {
	case Success:
		c.Success += n
	case Failure:
		c.Failure += n
	default:
		c.Unknown += n
	}
	if s.identity.Key == "" {
		c.Nobody += n
	}
}

// Uncharted names are chosen by whoever made the log, so their number and length, in
// bytes, are bounded.
const maxUncharted, maxUnchartedLen = 100, 64

// uncharted counts a record that is no known event.
func (c *Coverage) uncharted(name string) {
	name = strings.Clone(name[:min(len(name), maxUnchartedLen)])
	if _, ok := c.Uncharted[name]; !ok && len(c.Uncharted) >= maxUncharted {
		name = "others"
	}
	c.Uncharted[name]++
}

// All returns the number of all sign-ins.
func (c SignInCounts) All() int { return c.Success + c.Failure + c.Unknown }

// lacks counts n times a sign-in that does not say when, whose or from where it is.
func (c *Coverage) lacks(s *signIn, n int) {
	if s.time.IsZero() {
		c.Undated += n
	}
	if s.identity.Key == "" && !s.hidden {
		c.Unnamed += n
	}
	if *s.address == "" {
		c.Unaddressed += n
	}
}

// IsPartial says whether part of the input could not be read: a place in a file, a
// sign-in, or what a sign-in has to say.
func (c *Coverage) IsPartial() bool {
	return c.DamagedFiles > 0 || len(c.Unread) > 0 || c.Undated+c.Unnamed+c.Unaddressed > 0
}

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
	c.Unread = append(c.Unread, s.Unread...)
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
	all = append(append(all, c.ages()...), c.losses()...)
	if len(c.Uncharted) > 0 {
		var names []string
		for _, name := range slices.Sorted(maps.Keys(c.Uncharted)) {
			names = append(names, fmt.Sprintf("%s (%d)", name, c.Uncharted[name]))
		}
		all = append(all, "records of the sign-in service that are no known event, and not taken for sign-ins: "+strings.Join(names, ", "))
	}
	return append(all, c.Remarks...)
}

// ages are the warnings of databases that are too old for the sign-ins, or too new.
func (c *Coverage) ages() []string {
	if c.First.IsZero() {
		return nil
	}
	var all []string
	if stale := c.databases(func(d geoip.Source) bool { return c.Last.Sub(d.Built) > staleAfter }); stale != "" {
		all = append(all, fmt.Sprintf("the last sign-in is more than %d days later than %s: addresses that have moved since have a wrong place or network, and look unusual, or usual, for no reason; add newer databases with --geoip, of countries or cities and of ASNs",
			staleAfter/(24*time.Hour), stale))
	}
	if early := c.databases(func(d geoip.Source) bool { return d.Built.Sub(c.First) > earlyBefore }); early != "" {
		all = append(all, fmt.Sprintf("the first sign-in is more than %d days earlier than %s, so that places may have been others", earlyBefore/(24*time.Hour), early))
	}
	return all
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

// unreadShown is how many files with sign-ins that were not read are warned of one
// by one.
const unreadShown = 20

// losses are the warnings of what was not read, or not wholly.
func (c *Coverage) losses() []string {
	var all []string
	for _, u := range c.Unread[:min(len(c.Unread), unreadShown)] {
		all = append(all, fmt.Sprintf("%s names %d sign-ins, of which %d were read: %s", u.File, u.Names+u.SignIns, u.SignIns, u.Why))
	}
	if more := len(c.Unread) - unreadShown; more > 0 {
		all = append(all, fmt.Sprintf("%d more files name sign-ins that were not read", more))
	}
	for _, lack := range []struct {
		n    int
		what string
	}{
		{c.Undated, "no time that is possible: reported, but compared with nothing"},
		{c.Unnamed, "nobody to belong to: no column or field of them names a user that is known"},
		{c.Unaddressed, "no source address: their place is unknown"},
	} {
		if lack.n == 1 {
			all = append(all, "1 sign-in has "+lack.what)
		} else if lack.n > 1 {
			all = append(all, fmt.Sprintf("%d sign-ins have %s", lack.n, lack.what))
		}
	}
	return all
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
