package cmd

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"loginodds/analyzer"
)

// requiredOutput is the destination of a result that is not for a terminal.
func requiredOutput(name string, stdout io.Writer) (*destination, error) {
	if name == "" {
		return nil, &hintError{errors.New("--output is missing"), "name a file with -o, as -o base.json.gz, or - for standard output"}
	}
	return newDestination(name, stdout)
}

func newProfileMergeCommand() *cobra.Command {
	var o profileMergeOptions
	cmd := &cobra.Command{
		Use:   "merge FILE... -o FILE",
		Short: "Unite baselines, or fits",
		Long: `Merge writes a baseline that holds what any of the given ones holds. The order
does not matter, and what several of them hold does not count twice: the
baselines of the parts of a log merge to the one of the whole.

All must take the same for one identity (--identity), and either none is
redacted or all are, with the same key. The output may be one of the inputs.

Fits can be merged, too, if all files are fits and no identity is in two of
them: those of logs that are divided by identity. How many identities show a
value is that of the whole; what is learned from them is near to it.`,
		Example: `  loginodds profile merge base.json.gz june.json.gz -o base.json.gz
  loginodds profile merge *.json.gz --redact --redact-key key -o shared.json.gz

EXIT STATUS
  0    the baseline is written
  2    bad usage, or a file that is no baseline or does not go with the others;
       nothing is written`,
		RunE: func(cmd *cobra.Command, args []string) error {
			return runProfileMerge(cmd.Context(), o, args, cmd.OutOrStdout(), cmd.ErrOrStderr())
		},
	}
	o.AddFlags(cmd.Flags())
	return cmd
}

type profileMergeOptions struct {
	redactOptions
	output string
	quiet  bool
}

// AddFlags declares the flags of profile merge.
func (o *profileMergeOptions) AddFlags(f *pflag.FlagSet) {
	f.SortFlags = false
	f.StringVarP(&o.output, "output", "o", "", "write the baseline to `FILE`, - for standard output")
	o.redactOptions.AddFlags(f)
	f.BoolVarP(&o.quiet, "quiet", "q", false, "print nothing but errors")
}

func runProfileMerge(ctx context.Context, o profileMergeOptions, files []string, w, wErr io.Writer) error {
	if len(files) == 0 {
		return &hintError{errors.New("no baselines to merge"), `make one with "loginodds profile build"`}
	}
	to, err := requiredOutput(o.output, w)
	if err != nil {
		return err
	}
	if isSaved(files[0], analyzer.IsFit) {
		return o.mergeFits(ctx, files, to, wErr)
	}
	b, err := loadBaselines(files)
	if err != nil {
		return err
	}
	if err := o.apply(b, wErr); err != nil {
		return err
	}
	if err := to.write(ctx, b.Save); err != nil {
		return err
	}
	if !o.quiet {
		describeBaseline(wErr, b)
	}
	return nil
}

func (o *profileMergeOptions) mergeFits(ctx context.Context, files []string, to *destination, wErr io.Writer) error {
	if o.redact || o.keyFile != "" {
		return errors.New("--redact goes with baselines, not with fits")
	}
	var all []*analyzer.Fit
	for _, name := range files {
		if isSaved(name, analyzer.IsBaseline) {
			return fmt.Errorf("%s is a baseline and %s a fit, which cannot be merged", name, files[0])
		}
		f, err := loadFit(name)
		if err != nil {
			return err
		}
		all = append(all, f)
	}
	f, err := analyzer.MergeFits(all...)
	if err != nil {
		return fmt.Errorf("these fits cannot be merged: %w", err)
	}
	if err := to.write(ctx, f.Save); err != nil {
		return err
	}
	if !o.quiet {
		describeFit(wErr, f)
	}
	return nil
}
