package analyzer

import (
	"fmt"
	"time"

	"loginodds/analyzer/geoip"
)

// Coverage says what an analysis has read and what it could not read.
type Coverage struct {
	Files         int               // read, wholly or in part, members of archives among them
	Skipped       map[string]int    // files that hold nothing to read, by reason
	SkippedFirst  map[string]string // the first of them
	DamagedFiles  int               // files that could not be read, or not wholly
	Damaged       []Damage          // every place that could not be read
	Bytes         int64             // decompressed
	Records       int64             // CloudTrail records of any kind
	SignIns       SignInCounts
	ByEventName   map[string]SignInCounts // the same by eventName
	Accounts      []string                // recipientAccountId of the sign-ins, in ascending order
	Regions       []string                // awsRegion of the sign-ins, likewise
	Duplicates    int                     // records delivered more than once, counted once
	Undated       int                     // sign-ins without a possible time: reported, but teaching nobody
	Identities    int                     // that have signed in successfully
	First, Last   time.Time               // of the sign-ins; zero if there are none
	Addresses     int                     // distinct public addresses of the sign-ins
	Located       int                     // those of them that a database has a place for
	Databases     []geoip.Source
	DatabaseError error // the first error of a look-up, or nil
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

// staleAfter is the time after which a database is no longer taken to tell the
// places of sign-ins: addresses move from one network to another.
const staleAfter = 180 * 24 * time.Hour

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
	for _, d := range c.Databases {
		built := d.Built.Format(time.DateOnly)
		switch {
		case c.First.IsZero():
		case c.Last.Sub(d.Built) > staleAfter:
			all = append(all, fmt.Sprintf("%s of %s is much older than the last sign-ins, whose places may have changed; newer data can be added with --geoip", d.Type, built))
		case d.Built.Sub(c.First) > staleAfter:
			all = append(all, fmt.Sprintf("%s of %s is much newer than the first sign-ins, whose places may have been others", d.Type, built))
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
