package cmd

import (
	"context"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"loginodds/analyzer"
	"loginodds/cmd/report"
)

func newProfileFitCommand() *cobra.Command {
	var o profileFitOptions
	cmd := &cobra.Command{
		Use:   "fit PATH... -o FILE",
		Short: "Learn from logs what is needed to score one user at a time",
		Long: `Fit reads the logs that "loginodds scan" reads, and writes what a scan of them
learns from everybody: how many users have shown each place and client, how
readily people change them, when they work, and how intruders differ. With it
"loginodds score" gives every sign-in of these logs the numbers that the scan
gives it, from the sign-ins of its user alone. It also holds, for each identity,
a digest of its sign-ins.

Fits of logs that are divided by identity can be merged; see "loginodds profile
merge". The file holds the keys of the identities, and the address blocks that
they have used.`,
		Example: `  loginodds profile fit signins.jsonl.gz -o fit.json.gz
  loginodds extract --key signins.jsonl.gz | LC_ALL=C sort |
      loginodds score --fit fit.json.gz

EXIT STATUS
  0    the fit is written
  2    bad usage, or nothing could be read; nothing is written
  3    part of the input could not be read; the fit is written all the same, and
       says so (with --allow-partial this counts as 0)
  130  interrupted; nothing is written`,
		RunE: func(cmd *cobra.Command, args []string) error {
			return runProfileFit(cmd.Context(), o, args, cmd.InOrStdin(), cmd.OutOrStdout(), cmd.ErrOrStderr())
		},
	}
	o.AddFlags(cmd.Flags())
	return cmd
}

type profileFitOptions struct {
	inputOptions
	output string
}

// AddFlags declares the flags of profile fit.
func (o *profileFitOptions) AddFlags(f *pflag.FlagSet) {
	f.SortFlags = false
	f.StringVarP(&o.output, "output", "o", "", "write the fit to `FILE`, - for standard output")
	o.inputOptions.AddFlags(f)
}

func runProfileFit(ctx context.Context, o profileFitOptions, paths []string, stdin io.Reader, w, wErr io.Writer) error {
	to, err := requiredOutput(o.output, w)
	if err != nil {
		return err
	}
	f, coverage, err := learn(ctx, &o.inputOptions, analyzer.NewFit, paths, stdin, wErr, to)
	if err != nil {
		return err
	}
	if coverage.Files == 0 {
		return o.status(coverage)
	}
	f.Tools = []string{version()}
	if err := to.write(ctx, f.Save); err != nil {
		return err
	}
	if !o.quiet {
		describeFit(wErr, f)
		describeReading(wErr, coverage)
	}
	return o.status(coverage)
}

// loadFit reads a saved fit.
func loadFit(name string) (*analyzer.Fit, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	f, err := analyzer.LoadFit(file)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return f, nil
}

// describeFit writes what a fit was made of, for people.
func describeFit(w io.Writer, f *analyzer.Fit) {
	fmt.Fprintf(w, "%-11s%s of %s", "Fit", report.Count(f.SignIns, "sign-in"), report.Count(f.Identities(), "identity"))
	describeNotes(w, &f.Notes, f.Span)
}
