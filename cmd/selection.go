package cmd

import (
	"fmt"
	"slices"
	"time"

	"github.com/spf13/pflag"

	"loginodds/analyzer"
)

// selectionOptions say which sign-ins to report.
type selectionOptions struct {
	threshold float64
	on        []string
	all       bool
	users     []string
	since     string
	until     string
	outcomes  []string
	suppress  string
}

// AddFlags declares the flags.
func (o *selectionOptions) AddFlags(f *pflag.FlagSet) {
	f.Float64Var(&o.threshold, "threshold", .9, "report sign-ins with a probability of at least `P`, from 0 to 1")
	f.StringSliceVar(&o.on, "on", nil, "compare only this `PROBABILITY` with the threshold: overall, location, browser, os or device (repeatable)")
	f.BoolVar(&o.all, "all", false, "report every sign-in, whatever its probability")
	f.StringSliceVar(&o.users, "user", nil, "report only this `NAME` or identity key; * and ? are wildcards (repeatable)")
	f.StringVar(&o.since, "since", "", "report only sign-ins since `TIME`: RFC 3339, a date, or an age such as 30d or 12h")
	f.StringVar(&o.until, "until", "", "report only sign-ins before `TIME`")
	f.StringSliceVar(&o.outcomes, "outcome", []string{"success", "unknown"}, "report sign-ins with this `OUTCOME`: success, failure, unknown or all (repeatable)")
	f.StringVar(&o.suppress, "suppress", "", "keep findings out of the report that `FILE` lists as known")
}

// selection checks the flags that say what to report.
func (o *selectionOptions) selection(now time.Time) (analyzer.Selection, error) {
	var none analyzer.Selection
	if !(o.threshold >= 0 && o.threshold <= 1) {
		return none, fmt.Errorf("--threshold %v must be in range [0, 1]", o.threshold)
	}
	on, err := each("--on", o.on, features)
	if err != nil {
		return none, err
	}
	outcomes, err := o.parseOutcomes()
	if err != nil {
		return none, err
	}
	since, err := parseTime("--since", o.since, now)
	if err != nil {
		return none, err
	}
	until, err := parseTime("--until", o.until, now)
	if err != nil {
		return none, err
	}
	if !since.IsZero() && !until.IsZero() && !since.Before(until) {
		return none, fmt.Errorf("--since %s is not before --until %s", o.since, o.until)
	}
	return analyzer.Selection{Threshold: o.threshold, On: on, All: o.all, Users: o.users, Since: since, Until: until, Outcomes: outcomes}, nil
}

var (
	features = map[string]analyzer.Feature{
		"overall": analyzer.Overall, "location": analyzer.Location, "browser": analyzer.Browser,
		"os": analyzer.OS, "device": analyzer.Device,
	}
	outcomes = map[string]analyzer.Outcome{"success": analyzer.Success, "failure": analyzer.Failure, "unknown": analyzer.Unknown}
)

func (o *selectionOptions) parseOutcomes() ([]analyzer.Outcome, error) {
	if slices.Contains(o.outcomes, "all") {
		return []analyzer.Outcome{analyzer.Success, analyzer.Failure, analyzer.Unknown}, nil
	}
	return each("--outcome", o.outcomes, outcomes)
}
