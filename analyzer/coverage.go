package analyzer

import (
	"fmt"
	"time"

	"loginodds/analyzer/geoip"
)

// Coverage says what an analysis has read and what it could not read.
type Coverage struct {
	Files         int            // read, wholly or in part
	Skipped       map[string]int // files that hold nothing to read, by reason
	DamagedFiles  int            // files that could not be read, or not wholly
	Damaged       []Damage       // every place that could not be read
	Bytes         int64          // decompressed
	Records       int64          // CloudTrail records of any kind
	SignIns       SignInCounts
	Duplicates    int       // records delivered more than once, counted once
	Undated       int       // sign-ins without a possible time: reported, but teaching nobody
	Identities    int       // that have signed in successfully
	First, Last   time.Time // of the sign-ins; zero if there are none
	Addresses     int       // distinct public addresses of the sign-ins
	Located       int       // those of them that a database has a place for
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

// All returns the number of all sign-ins.
func (c SignInCounts) All() int { return c.Success + c.Failure + c.Unknown }

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
