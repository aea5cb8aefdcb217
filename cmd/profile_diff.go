package cmd

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"loginodds/analyzer"
	"loginodds/cmd/report"
)

func newProfileDiffCommand() *cobra.Command {
	var o profileDiffOptions
	cmd := &cobra.Command{
		Use:   "diff BEFORE AFTER",
		Short: "Compare two baselines",
		Long: `Diff prints which users, and which countries, networks, browsers, operating
systems, devices and hours of theirs, are new in the second baseline, are gone
from it, or have shifted: make up a share of the days that differs by 25 points
or more, if both know the user on at least 10 days. Hours are in UTC, by
quarters of a day.`,
		Example: `  loginodds profile diff may.json.gz june.json.gz
  loginodds profile diff may.json.gz june.json.gz -f json |
      jq '.changes[] | select(.attribute == "country")'

EXIT STATUS
  0    the baselines are compared, whether or not something changed
  2    bad usage, or a file that is no baseline or does not go with the other`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) != 2 {
				return &hintError{fmt.Errorf("%d baselines to compare, must be 2", len(args)), fmt.Sprintf("see %q", cmd.CommandPath()+" --help")}
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			return runProfileDiff(o, args[0], args[1], cmd.OutOrStdout())
		},
	}
	o.AddFlags(cmd.Flags())
	return cmd
}

type profileDiffOptions struct{ format string }

// AddFlags declares the flags of profile diff.
func (o *profileDiffOptions) AddFlags(f *pflag.FlagSet) {
	f.StringVarP(&o.format, "format", "f", "text", "write the changes as `FORMAT`: json or text")
}

func runProfileDiff(o profileDiffOptions, before, after string, w io.Writer) error {
	write, err := one("--format", o.format, map[string]func(io.Writer, []analyzer.Change) error{
		"text": diffText, "json": diffJSON,
	})
	if err != nil {
		return err
	}
	a, err := loadBaseline(before)
	if err != nil {
		return err
	}
	b, err := loadBaseline(after)
	if err != nil {
		return err
	}
	changes, err := analyzer.DiffBaselines(a, b)
	if err != nil {
		return fmt.Errorf("%s cannot be compared with %s: %w", after, before, err)
	}
	return write(w, changes)
}

func diffText(w io.Writer, changes []analyzer.Change) error {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "CHANGE\tIDENTITY\tATTRIBUTE\tVALUE\tDAYS BEFORE\tDAYS AFTER")
	for _, c := range changes {
		name := strings.Join(c.Names, ", ")
		if name == "" {
			name = c.Identity
		}
		before, after := fmt.Sprint(c.Before.Days), fmt.Sprint(c.After.Days)
		if c.Attribute != "" {
			before, after = fmt.Sprintf("%d of %d", c.Before.Days, c.Before.OfDays), fmt.Sprintf("%d of %d", c.After.Days, c.After.OfDays)
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\t%s\n", c.Kind, report.Terminal(name), c.Attribute, report.Terminal(c.Value), before, after)
	}
	return table.Flush()
}

// changesSchema is the version of what diff prints as JSON.
const changesSchema = "loginodds.profilediff/v1"

type jsonChanges struct {
	Schema  string       `json:"schema"`
	Changes []jsonChange `json:"changes"`
}

type jsonChange struct {
	Change    string   `json:"change"`
	Key       string   `json:"key"`
	Names     []string `json:"names"`
	Attribute string   `json:"attribute,omitempty"`
	Value     string   `json:"value,omitempty"`
	Before    jsonSeen `json:"before"`
	After     jsonSeen `json:"after"`
}

type jsonSeen struct {
	Days   int `json:"days"`
	OfDays int `json:"ofDays"`
}

func diffJSON(w io.Writer, changes []analyzer.Change) error {
	out := jsonChanges{Schema: changesSchema, Changes: []jsonChange{}}
	for _, c := range changes {
		out.Changes = append(out.Changes, jsonChange{
			Change: string(c.Kind), Key: c.Identity, Names: append([]string{}, c.Names...), Attribute: c.Attribute, Value: c.Value,
			Before: jsonSeen(c.Before), After: jsonSeen(c.After),
		})
	}
	return writeJSON(w, out)
}
