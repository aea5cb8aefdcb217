// Package report writes what an analysis has found, one file per format. All
// escaping of log text for its output lives here: user agents and names were
// chosen by whoever signed in.
package report

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"loginodds/analyzer"
)

// Options say how to write a report.
type Options struct {
	Location  *time.Location     // of the times in a table; nil is UTC. JSON is always UTC.
	Threshold float64            // a probability that reaches it stands out
	On        []analyzer.Feature // which are compared with the threshold; empty is all
	All       bool               // every sign-in is reported, whatever its probability
	Width     int                // of the terminal in columns; 0 is unlimited
	Color     bool
	Settings  string // in force but not on the command line, for the HTML report
}

// standsOut says whether a probability is one that made a sign-in anomalous.
func (o Options) standsOut(f analyzer.Feature, p float64) bool {
	return p >= o.Threshold && (len(o.On) == 0 || slices.Contains(o.On, f))
}

// A Format writes a report.
type Format func(w io.Writer, r *analyzer.Report, o Options) error

var formats = map[string]Format{
	"table":      Table,
	"json":       JSON,
	"jsonl":      JSONL,
	"csv":        CSV,
	"html":       HTML,
	"markdown":   Markdown,
	"ocsf":       OCSF,
	"timesketch": Timesketch,
}

// Formats returns the names of all formats in ascending order.
func Formats() []string {
	names := make([]string, 0, len(formats))
	for name := range formats {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// Lookup returns the format of that name.
func Lookup(name string) (Format, error) {
	f, ok := formats[name]
	if !ok {
		return nil, fmt.Errorf("invalid format %q, must be one of %s", name, strings.Join(Formats(), ", "))
	}
	return f, nil
}

// Schemas returns the names and versions of what is written as JSON.
func Schemas() []string { return []string{reportSchema, findingSchema, explanationSchema} }
