package analyzer

import (
	"context"
	"fmt"
	"io"
	"runtime"

	"loginodds/analyzer/geoip"
	"loginodds/profile/odds"
)

// A Network is a range of addresses that has a name of its own.
type Network = geoip.Network

// DefaultPrior is the probability of a takeover before anything is known, if the options
// say no other.
const DefaultPrior = odds.DefaultPrior

// Options say what to analyse, and how.
type Options struct {
	Paths    []string  // files, folders, or "-" for Stdin
	Stdin    io.Reader // read where a path is "-"
	Outputs  []string  // files that are not read if they are found in a folder
	GeoIP    []string  // .mmdb files beside the embedded databases
	Networks []Network // that are places of their own
	Mask     []Feature // take these for unknown
	Grouping Grouping
	Prior    float64 // probability of a takeover before anything is known, in (0,1); 0 is DefaultPrior
	Select   Selection
	Suppress []Suppression
	Details  bool      // look around the findings, too
	Baseline *Baseline // score against it instead of against the logs themselves; it is not changed
	// Prequential scores each sign-in only against the days before its own, as a
	// system does that learns at midnight UTC. It excludes Baseline.
	Prequential bool
	Learn       bool // return a baseline that holds the logs, too
	Keyed       bool // let the lines of an extract begin with the key of the identity
	Workers     int  // files read at a time; 0 is one per processor
	// MaxExpansion is how many times as much as stored may come out of a compressed
	// file; 0 is the default, and negative is no limit.
	MaxExpansion int
	Progress     func(Progress) // if set, called now and then, never concurrently
	events       bool           // keep the events around sign-ins
	waiting      int            // sign-ins that wait to be scored against Baseline; 0 is the default
}

// Progress says how far the reading has come.
type Progress struct {
	Files, AllFiles int
	Bytes, AllBytes int64 // as stored; AllBytes is 0 if it is not known
}

// A Report is the result of an analysis.
type Report struct {
	Findings   []Finding    // in the order asked for
	Suppressed []Suppressed // what kept findings out of them, in the order given
	Details    *Details     // nil unless asked for
	Coverage   Coverage
	Baseline   *Baseline // the one of the options and what the logs add; nil unless asked for
	explained  []Explained
}

// Run reads all logs, and scores and selects their sign-ins. It returns an error
// only if it cannot start or is cancelled; what could not be read is part of the
// coverage.
func Run(ctx context.Context, o Options) (*Report, error) {
	log, err := openLog(&o)
	if err != nil {
		return nil, err
	}
	defer log.close()
	log.explaining = o.Details || o.events
	if o.events {
		log.events = map[string][]Event{}
	}
	if o.Baseline != nil {
		if log.against, err = newComparison(&o); err != nil {
			return nil, fmt.Errorf("comparing with the baseline: %w", err)
		}
		log.seen.limit = seenLimit
		if o.Grouping == Person {
			log.resolver.store(o.Baseline)
		}
	}
	if o.Learn {
		log.taught = &Baseline{}
	}
	if err := log.read(ctx, o); err != nil {
		return nil, fmt.Errorf("reading logs: %w", err)
	}
	findings, err := log.findings(ctx, o)
	if err != nil {
		return nil, fmt.Errorf("scoring sign-ins: %w", err)
	}
	log.coverage.DatabaseError = log.geoDB.Err()
	findings, suppressed := suppress(findings, o.Suppress, log.coverage.Last)
	findings = o.Select.order(findings)
	r := &Report{Findings: findings, Suppressed: suppressed, Coverage: log.coverage}
	if o.events {
		for _, f := range findings {
			r.explained = append(r.explained, log.explain(f))
		}
	}
	if o.Learn {
		if r.Baseline, err = log.learned(o); err != nil {
			return nil, fmt.Errorf("updating the baseline: %w", err)
		}
	}
	if o.Details {
		r.Details = log.details(findings)
	}
	return r, nil
}

func (o *Options) setDefaults() {
	if o.Workers <= 0 {
		o.Workers = runtime.GOMAXPROCS(0)
	}
}

// places opens the geo databases.
func (o *Options) places() (*geoip.DB, error) {
	db, err := geoip.Open(o.GeoIP...)
	if err != nil {
		return nil, err
	}
	if err := db.Name(o.Networks); err != nil {
		db.Close()
		return nil, err
	}
	return db, nil
}

// findings scores all sign-ins, and returns those to report.
func (l *log) findings(ctx context.Context, o Options) ([]Finding, error) {
	if l.against != nil {
		return l.compared(&o), ctx.Err()
	}
	return l.rescan(ctx, o)
}
