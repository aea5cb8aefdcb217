package cmd

import (
	"bufio"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

func newSQLCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "sql ENGINE",
		Short: "Print SQL that selects the sign-ins where the logs are",
		Long: `Sql prints statements for an engine that reads the logs where they are, and
writes the sign-in table: the records of the sign-in service, sign-ins and their
context, as CloudTrail has them, one per line, compressed with gzip. That is a
small part of the logs, and "loginodds scan" reads it as it reads any log: it
reports what it would report of the logs themselves.

Nothing is run, and no connection is opened. The statements

  - select on eventSource, in every region: a user's sign-ins come through
    several, and the region is not where the user is; of sso.amazonaws.com also
    on eventName, as it logs much that is no sign-in
  - keep what was delivered twice: scan drops it, and it needs every record's
    eventID and time
  - stop at a log file that is damaged, where the engine lets them: loginodds
    reads what is left of such a file, so move it aside, and scan it together
    with the result

A profile needs history: --since says from when on records are written, not what
is reported. Take three months or more, and give --since to scan as well.`,
		Example: `  loginodds sql duckdb --location AWSLogs | duckdb
  loginodds scan signins.jsonl.gz

  loginodds sql athena --help`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return nil
			}
			return fmt.Errorf("engine %q must be one of %s", args[0], strings.Join(slices.Sorted(maps.Keys(engines())), ", "))
		},
		RunE: func(cmd *cobra.Command, args []string) error { return cmd.Help() },
	}
	for _, e := range engines() {
		cmd.AddCommand(newEngineCommand(e))
	}
	return cmd
}

func newEngineCommand(e engine) *cobra.Command {
	var o sqlOptions
	cmd := &cobra.Command{
		Use:     e.name,
		Short:   "Print SQL for " + e.title,
		Long:    e.long,
		Example: e.example,
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			return runSQL(e, o, time.Now(), cmd.OutOrStdout())
		},
	}
	o.AddFlags(cmd.Flags(), e)
	return cmd
}

// sqlOptions say what to select, from where and to where.
type sqlOptions struct {
	location      string
	output        string
	table         string
	accounts      []string
	since         string
	until         string
	regions       []string
	accountColumn string
	dayColumn     string
	createTable   bool
	null          bool
}

// AddFlags declares the flags that an engine has.
func (o *sqlOptions) AddFlags(f *pflag.FlagSet, e engine) {
	f.SortFlags = false
	f.StringVar(&o.location, "location", e.location, "read the logs below this `PLACE`: "+e.places.input)
	f.StringVar(&o.output, "output-location", e.output, "write the sign-in table to this `PLACE`: "+e.places.output)
	f.StringVar(&o.since, "since", "", "select only records since `TIME`: RFC 3339, a date, or an age such as 30d or 12h")
	f.StringVar(&o.until, "until", "", "select only records before `TIME`")
	f.StringSliceVar(&o.accounts, "accounts", nil, "select only records of these accounts, given as `ID`s of 12 digits (repeatable)")
	if e.table != "" {
		f.StringVar(&o.table, "table", e.table, "`NAME` of the table that stands for the logs")
		f.BoolVar(&o.createTable, "create-table", false, "print only the statement that creates the table")
	}
	if e.partitioned {
		f.StringVar(&o.accountColumn, "account-column", "account", "`COLUMN` by whose account the table is partitioned, or \"\"")
		f.StringVar(&o.dayColumn, "day-column", "day", "`COLUMN` by whose day, as 2026/05/12, the table is partitioned, or \"\"")
		f.StringSliceVar(&o.regions, "regions", regions, "with --create-table, the `REGION`s that have logs")
		f.Lookup("regions").DefValue = "all of AWS"
		f.BoolVarP(&o.null, "null", "0", false, "end statements with a zero byte, for xargs -0, and print no comments")
	}
}

func runSQL(e engine, o sqlOptions, now time.Time, w io.Writer) error {
	q, err := o.query(e, now)
	if err != nil {
		return err
	}
	b := bufio.NewWriter(w)
	before, after := e.comment+"\n", ";\n"
	if o.null {
		before, after = "", "\x00"
	}
	for statement, err := range e.statements(e, q) {
		if err != nil {
			return err
		}
		fmt.Fprint(b, before, strings.TrimSpace(statement), after)
		if !o.null {
			before = "\n"
		}
	}
	return b.Flush()
}

// query checks the flags.
func (o *sqlOptions) query(e engine, now time.Time) (query, error) {
	q := query{Source: "signin.amazonaws.com", SourceSSO: "sso.amazonaws.com", EventsSSO: []string{"Authenticate", "CreateToken", "Federate"}, Accounts: o.accounts, createTable: o.createTable, now: now}
	if err := o.source(e, &q); err != nil || o.createTable {
		return q, err
	}
	var err error
	if q.Output, err = e.places.parseOutput("--output-location", o.output); err != nil {
		return q, err
	}
	if err := apart(q.Location, q.Output); err != nil {
		return q, err
	}
	if err := parseAccounts(o.accounts); err != nil {
		return q, err
	}
	if q.since, q.until, err = o.span(now); err != nil {
		return q, err
	}
	return q.between(q.since, q.until), nil
}

// source checks where the logs are.
func (o *sqlOptions) source(e engine, q *query) (err error) {
	if e.table != "" {
		if q.Table, err = parseTable("--table", o.table, e.tableParts); err != nil {
			return err
		}
	}
	if e.partitioned {
		if err := o.partitions(q); err != nil {
			return err
		}
	}
	// A table that is there already knows where the logs are.
	if e.table == "" || o.createTable || o.location != "" {
		q.Location, err = e.places.parseInput("--location", o.location)
	}
	return err
}

// partitions checks the partition columns. A table that is to be created has both.
func (o *sqlOptions) partitions(q *query) (err error) {
	for _, c := range []struct{ flag, name string }{
		{"--account-column", o.accountColumn},
		{"--day-column", o.dayColumn},
	} {
		if c.name == "" && !o.createTable {
			continue
		}
		if _, err := parseTable(c.flag, c.name, 1); err != nil {
			return err
		}
	}
	if o.accountColumn != "" && strings.EqualFold(o.accountColumn, o.dayColumn) {
		return fmt.Errorf("--account-column and --day-column must differ, and are both %q", o.dayColumn)
	}
	q.AccountColumn, q.DayColumn = o.accountColumn, o.dayColumn
	q.Regions, err = parseRegions(o.regions)
	return err
}

// span returns the times of --since and --until, zero if not given.
func (o *sqlOptions) span(now time.Time) (since, until time.Time, err error) {
	if since, err = parseTime("--since", o.since, now); err != nil {
		return since, until, err
	}
	if until, err = parseTime("--until", o.until, now); err != nil {
		return since, until, err
	}
	if !since.IsZero() && !until.IsZero() && !since.Before(until) {
		return since, until, fmt.Errorf("--since %s is not before --until %s", o.since, o.until)
	}
	if since.After(now) {
		return since, until, fmt.Errorf("--since %s must be in the past", o.since)
	}
	return since, until, nil
}
