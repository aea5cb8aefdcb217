package cmd

import (
	"cmp"
	"compress/gzip"
	"context"
	"fmt"
	"io"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"loginodds/analyzer"
	"loginodds/cmd/report"
)

func newExtractCommand() *cobra.Command {
	var o extractOptions
	cmd := &cobra.Command{
		Use:   "extract PATH...",
		Short: "Write the sign-in records of logs into one small file",
		Long: `Extract writes the sign-in table of logs: the records of the sign-in service,
sign-ins and what belongs to them, whole and as they are, one per line. What was
delivered twice is written once. The table is some thousandths of the logs, can
be read by every other command like any log, and gives the same findings: every
record has one member more, ` + "loginodds_origin" + `, that says in which file it stood.

The records of rows of a table (CSV, CloudTrail Lake, OCSF) are made of their
fields.

With --key every line begins with the key of the identity that the record
belongs to, and a tab, so that an engine can bring the records of one identity
together for "loginodds score". What a key has of control characters, quotes and
backslashes is escaped as in Go, and nobody's key is empty. Standard input may
then be empty, as a part of a table can be.`,
		Example: `  loginodds extract AWSLogs/ -o signins.jsonl.gz
  loginodds scan signins.jsonl.gz
  loginodds extract --key AWSLogs/ | LC_ALL=C sort |
      loginodds score --fit fit.json.gz

EXIT STATUS
  0    all is extracted
  2    bad usage, or nothing could be read
  3    part of the input could not be read (0 with --allow-partial)
  130  interrupted`,
		RunE: func(cmd *cobra.Command, args []string) error {
			return runExtract(cmd.Context(), o, args, cmd.InOrStdin(), cmd.OutOrStdout(), cmd.ErrOrStderr())
		},
	}
	o.AddFlags(cmd.Flags())
	return cmd
}

type extractOptions struct {
	inputOptions
	output string
	key    bool
}

// AddFlags declares the flags of extract.
func (o *extractOptions) AddFlags(f *pflag.FlagSet) {
	f.SortFlags = false
	f.StringVarP(&o.output, "output", "o", "-", "write the records to `FILE`, compressed if it ends in .gz; - for standard output")
	f.BoolVar(&o.key, "key", false, "let every line begin with the key of the identity and a tab")
	o.inputOptions.AddFlags(f)
}

func runExtract(ctx context.Context, o extractOptions, paths []string, stdin io.Reader, w, wErr io.Writer) error {
	options, err := o.analysis(paths, stdin)
	if err != nil {
		return err
	}
	to, err := newDestination(o.output, w)
	if err != nil {
		return err
	}
	if options.Outputs, err = notRead(paths, to); err != nil {
		return err
	}
	options.Keyed = o.key
	var n int
	var coverage *analyzer.Coverage
	err = to.write(ctx, func(w io.Writer) error {
		bar := o.progressBar(wErr)
		options.Progress = bar.update
		defer bar.finish()
		var err error
		if !to.isCompressed() {
			n, coverage, err = analyzer.Extract(ctx, options, w)
			return err
		}
		z := gzip.NewWriter(w)
		n, coverage, err = analyzer.Extract(ctx, options, z)
		return cmp.Or(err, z.Close())
	})
	if err != nil {
		return err
	}
	if !o.quiet {
		fmt.Fprintf(wErr, "%-11s%s\n", "Extracted", report.Count(n, "record"))
		if err := report.Coverage(wErr, coverage, report.Options{}); err != nil {
			return err
		}
	}
	if o.key && coverage.Files == 0 && coverage.DamagedFiles == 0 && coverage.SkippedFirst["empty"] == "stdin" {
		return nil
	}
	return o.status(coverage)
}
