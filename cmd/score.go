package cmd

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"loginodds/analyzer"
	"loginodds/cmd/report"
)

func newScoreCommand() *cobra.Command {
	var o scoreOptions
	cmd := &cobra.Command{
		Use:   "score --fit FILE",
		Short: "Score sign-ins that an engine has sorted by identity",
		Long: `Score is the second half of a scan, for engines such as Spark or Hadoop
Streaming that run it on many machines at a time. It reads sign-in records from
standard input, one on each line and sorted by identity, and writes findings,
one on each line, as "loginodds scan -f jsonl" does: those of one identity after
those of the other, in the order of the input. What a scan knows of everybody
else comes from a file that "loginodds profile fit" has written. It holds one
identity at a time in memory.

The lines are those of "loginodds extract --key": the key of the identity, a tab
and the record. Without keys the records alone will do, if those of one identity
stand together. Of records that were delivered twice, one counts.

Sign-ins that the fit was made of have the numbers that a scan of all of them
gives them, to the last digit. Who is not in the fit is compared with those who
are; that, and sign-ins that the fit was not made of, is said on standard error.

` + priorHelp,
		Example: `  loginodds profile fit AWSLogs/ -o fit.json.gz
  loginodds extract --key AWSLogs/ | LC_ALL=C sort |
      loginodds score --fit fit.json.gz

EXIT STATUS
  0    all is scored, or there was nothing to score
  2    bad usage, or an identity that comes back after another one
  3    some lines could not be read; the others are scored all the same (with
       --allow-partial this counts as 0)
  130  interrupted`,
		RunE: func(cmd *cobra.Command, args []string) error {
			return runScore(cmd.Context(), o, args, cmd.InOrStdin(), cmd.OutOrStdout(), cmd.ErrOrStderr())
		},
	}
	o.AddFlags(cmd.Flags())
	return cmd
}

type scoreOptions struct {
	selectionOptions
	meaningOptions
	priorOptions
	fit          string
	allowPartial bool
	quiet        bool
}

// AddFlags declares the flags of score.
func (o *scoreOptions) AddFlags(f *pflag.FlagSet) {
	f.SortFlags = false
	f.StringVar(&o.fit, "fit", "", "score with what is in `FILE`, that \"loginodds profile fit\" wrote")
	o.selectionOptions.AddFlags(f)
	o.priorOptions.AddFlags(f)
	o.meaningOptions.AddFlags(f)
	f.BoolVar(&o.allowPartial, "allow-partial", false, "exit with 0 even if some lines could not be read")
	f.BoolVarP(&o.quiet, "quiet", "q", false, "print nothing but the findings and errors")
}

// sortedHint says how the input of score comes about.
const sortedHint = `to score logs, use "loginodds scan"; score is for records sorted by identity, as in
      loginodds extract --key LOGS | LC_ALL=C sort | loginodds score --fit FILE`

func runScore(ctx context.Context, o scoreOptions, args []string, stdin io.Reader, w, wErr io.Writer) error {
	switch {
	case len(args) > 0 && !(len(args) == 1 && args[0] == "-"):
		return &hintError{fmt.Errorf("%q cannot be read, only standard input", args[0]), sortedHint}
	case o.fit == "":
		return &hintError{errors.New("--fit is missing"), `make the file of all logs with "loginodds profile fit LOGS -o FILE"`}
	}
	options, err := o.meaning()
	if err != nil {
		return err
	}
	if err := o.apply(&options); err != nil {
		return err
	}
	if options.Select, err = o.selection(time.Now()); err != nil {
		return err
	}
	if options.Suppress, err = readSuppressions(o.suppress); err != nil {
		return err
	}
	fit, err := loadFit(o.fit)
	if err != nil {
		return fmt.Errorf("--fit %w", err)
	}
	out := bufio.NewWriterSize(w, 1<<16)
	scored, err := analyzer.ScoreStream(ctx, options, fit, stdin, func(found []analyzer.Finding) error {
		return report.JSONL(out, &analyzer.Report{Findings: found}, report.Options{})
	})
	if err := errors.Join(err, out.Flush()); err != nil {
		return err
	}
	c := &scored.Coverage
	if !o.quiet {
		describeScored(wErr, scored)
	}
	if c.DamagedFiles > 0 && !o.allowPartial {
		return &exitError{exitPartial, nil}
	}
	return nil
}

// describeScored writes what was read and found, for people.
func describeScored(w io.Writer, s *analyzer.Scored) {
	c := &s.Coverage
	fmt.Fprintf(w, "%-11s%d of %s, of %s\n", "Reported", s.Reported, report.Count(c.SignIns.All(), "sign-in"), report.Count(c.Identities, "identity"))
	if line := report.Suppressed(&analyzer.Report{Suppressed: s.Suppressed}); line != "" {
		fmt.Fprintf(w, "%-11s%s\n", "Suppressed", line)
	}
	fmt.Fprintf(w, "%-11s%d; %s dropped\n", "Records", c.Records, report.Count(c.Duplicates, "duplicate"))
	describeReading(w, c)
}
