package cmd

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"loginodds/analyzer"
	"loginodds/cmd/report"
)

func newExplainCommand() *cobra.Command {
	var o explainOptions
	cmd := &cobra.Command{
		Use:   "explain EVENTID [PATH...]",
		Short: "Show the arithmetic and the histograms behind one sign-in",
		Long: `Explain reads the same logs as the scan that reported a sign-in, and shows how
its probabilities come about: what its user shows otherwise, with days, share
and the last day of every value; how common that is among the other users; and
for every probability the counts and likelihoods, in numbers that multiply out
on paper. It ends with the failures and other events before the sign-in, and
with the nearest sign-ins of the same user.

The flags that say what to read and how, and --prior, must be those of the
scan, or the numbers are others.

` + priorHelp,
		Example: `  loginodds explain 276b880a-9cdf-4389-8a48-1cd5d1ce664e AWSLogs/
  loginodds explain 276b880a-9cdf-4389-8a48-1cd5d1ce664e AWSLogs/ -f json |
      jq .finding.probability

EXIT STATUS
  0    the sign-in is explained
  2    bad usage, nothing could be read, or no sign-in has that event id
  3    part of the input could not be read, which may have changed the numbers
       (0 with --allow-partial)
  130  interrupted`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return &hintError{errors.New("no event id to explain"), "every finding of a scan has one: loginodds explain EVENTID AWSLogs/"}
			}
			return nil
		},
		ValidArgsFunction: noFiles,
		RunE: func(cmd *cobra.Command, args []string) error {
			return runExplain(cmd.Context(), o, args[0], args[1:], cmd.InOrStdin(), cmd.OutOrStdout(), cmd.ErrOrStderr())
		},
	}
	o.AddFlags(cmd.Flags())
	return cmd
}

type explainOptions struct {
	inputOptions
	outputOptions
	priorOptions
	format string
	past   bool
}

// AddFlags declares the flags of explain.
func (o *explainOptions) AddFlags(f *pflag.FlagSet) {
	f.SortFlags = false
	f.StringVarP(&o.format, "format", "f", "text", "write the explanation as `FORMAT`: json or text")
	f.BoolVar(&o.past, "prequential", false, "explain what scan --prequential reports")
	o.priorOptions.AddFlags(f)
	o.outputOptions.AddFlags(f)
	o.inputOptions.AddFlags(f)
}

func runExplain(ctx context.Context, o explainOptions, eventID string, paths []string, stdin io.Reader, w, wErr io.Writer) error {
	options, err := o.analysis(paths, stdin)
	if err != nil {
		return err
	}
	if err := o.apply(&options); err != nil {
		return err
	}
	to, err := newDestination(o.output, w)
	if err != nil {
		return err
	}
	if options.Outputs, err = notRead(paths, to); err != nil {
		return err
	}
	options.Prequential = o.past
	style, err := o.style(w)
	if err != nil {
		return err
	}
	write, err := one("--format", o.format, map[string]func(io.Writer, []analyzer.Explained, report.Options) error{
		"text": report.Explain, "json": report.ExplainJSON,
	})
	if err != nil {
		return err
	}
	bar := o.progressBar(wErr)
	options.Progress = bar.update
	all, r, err := analyzer.Explain(ctx, options, eventID)
	bar.finish()
	var missing *analyzer.NotFoundError
	if errors.As(err, &missing) {
		return notFound(missing, &r.Coverage)
	}
	if err != nil {
		return err
	}
	if err := to.write(ctx, func(w io.Writer) error { return write(w, all, style) }); err != nil {
		return err
	}
	return o.status(&r.Coverage)
}

// notFound says what was searched in vain.
func notFound(err *analyzer.NotFoundError, c *analyzer.Coverage) error {
	hint := "give the paths of the scan that reported it"
	if c.DamagedFiles > 0 {
		hint = fmt.Sprintf("%s could not be read, or not wholly; it may be there", report.Count(c.DamagedFiles, "file"))
	}
	return &hintError{err, hint}
}
