package cmd

import (
	"context"
	"io"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

func newProfileBuildCommand() *cobra.Command {
	var o profileBuildOptions
	cmd := &cobra.Command{
		Use:   "build PATH... -o FILE",
		Short: "Make a baseline of CloudTrail logs",
		Long: `Build reads the logs that "loginodds scan" reads, and writes the profiles of
their users. The same logs give the same file, in whatever order they come and
however often. Sign-ins by an intruder become part of it, so scan the logs
first.

With --redact a baseline can be shown to others. What is redacted can be merged
with what the same key redacted, but no log can be scanned against it.`,
		Example: `  loginodds profile build AWSLogs/ -o base.json.gz
  loginodds profile build AWSLogs/ --redact -o - | gunzip

EXIT STATUS
  0    the baseline is written
  2    bad usage, or nothing could be read; nothing is written
  3    part of the input could not be read; the baseline is written all the
       same, and says so (with --allow-partial this counts as 0)
  130  interrupted; nothing is written`,
		RunE: func(cmd *cobra.Command, args []string) error {
			return runProfileBuild(cmd.Context(), o, args, cmd.InOrStdin(), cmd.OutOrStdout(), cmd.ErrOrStderr())
		},
	}
	o.AddFlags(cmd.Flags())
	return cmd
}

type profileBuildOptions struct {
	inputOptions
	redactOptions
	output string
}

// AddFlags declares the flags of profile build.
func (o *profileBuildOptions) AddFlags(f *pflag.FlagSet) {
	f.SortFlags = false
	f.StringVarP(&o.output, "output", "o", "", "write the baseline to `FILE`, - for standard output")
	o.redactOptions.AddFlags(f)
	o.inputOptions.AddFlags(f)
}

func runProfileBuild(ctx context.Context, o profileBuildOptions, paths []string, stdin io.Reader, w, wErr io.Writer) error {
	to, err := requiredOutput(o.output, w)
	if err != nil {
		return err
	}
	b, coverage, err := o.buildBaseline(ctx, paths, stdin, wErr, to)
	if err != nil {
		return err
	}
	if coverage.Files == 0 {
		return o.status(coverage)
	}
	if err := o.apply(b, wErr); err != nil {
		return err
	}
	if err := to.write(ctx, b.Save); err != nil {
		return err
	}
	if !o.quiet {
		describeBaseline(wErr, b)
		describeReading(wErr, coverage)
	}
	return o.status(coverage)
}
