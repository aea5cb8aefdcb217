package analyzer

import (
	"context"
	"fmt"
	"io"
	"runtime"

	"loginodds/analyzer/geoip"
)

// A Network is a range of addresses that has a name of its own.
type Network = geoip.Network

// Options say what to analyse, and how.
type Options struct {
	Paths    []string  // files, folders, or "-" for Stdin
	Stdin    io.Reader // read where a path is "-"
	GeoIP    []string  // .mmdb files beside the embedded databases
	Networks []Network // that are places of their own
	Mask     []Feature // take these for unknown
	Grouping Grouping
	Select   Selection
	Suppress []Suppression
	Details  bool // look around the findings, too
	Workers  int  // files read at a time; 0 is one per processor
	// MaxExpansion is how many times as much as stored may come out of a compressed
	// file; 0 is the default, and negative is no limit.
	MaxExpansion int
	Progress     func(Progress) // if set, called now and then, never concurrently
	events       bool           // keep the events around sign-ins
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
	explained  []Explained
}

// Run reads all logs, and scores and selects their sign-ins. It returns an error
// only if it cannot start or is cancelled; what could not be read is part of the
// coverage.
func Run(ctx context.Context, o Options) (*Report, error) {
	if o.Workers <= 0 {
		o.Workers = runtime.GOMAXPROCS(0)
	}
	places, err := geoip.Open(o.GeoIP...)
	if err != nil {
		return nil, err
	}
	defer places.Close()
	if err := places.Name(o.Networks); err != nil {
		return nil, err
	}
	log := newLog(places)
	log.masked = o.Mask
	log.explaining = o.Details || o.events
	if o.events {
		log.events = map[string][]Event{}
	}
	if err := log.read(ctx, o); err != nil {
		return nil, fmt.Errorf("reading logs: %w", err)
	}
	findings, err := log.rescan(ctx, o)
	if err != nil {
		return nil, fmt.Errorf("scoring sign-ins: %w", err)
	}
	log.coverage.DatabaseError = places.Err()
	findings, suppressed := suppress(findings, o.Suppress, log.coverage.Last)
	findings = o.Select.order(findings)
	r := &Report{Findings: findings, Suppressed: suppressed, Coverage: log.coverage}
	if o.events {
		for _, f := range findings {
			r.explained = append(r.explained, log.explain(f))
		}
	}
	if o.Details {
		r.Details = log.details(findings)
	}
	return r, nil
}
