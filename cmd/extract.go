package cmd

import (
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

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
delivered twice is written once. The table is some thousandths of the logs, can be
read by every other command like any log, and gives the same findings: every record
has one member more, ` + "loginodds_origin" + `, that says in which file it stood.

The records of rows of a table (CSV, CloudTrail Lake, OCSF) are made of their fields.`,
		Example: `  loginodds extract AWSLogs/ -o signins.jsonl.gz
  loginodds scan signins.jsonl.gz

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
}

// AddFlags declares the flags of extract.
func (o *extractOptions) AddFlags(f *pflag.FlagSet) {
	f.SortFlags = false
	f.StringVarP(&o.output, "output", "o", "-", "write the records to `FILE`, compressed if it ends in .gz; - for standard output")
	o.inputOptions.AddFlags(f)
}

func runExtract(ctx context.Context, o extractOptions, paths []string, stdin io.Reader, w, wErr io.Writer) error {
	options, err := o.analysis(paths, stdin)
	if err != nil {
		return err
	}
	var n int
	var coverage *analyzer.Coverage
	extract := func(w io.Writer) error {
		bar := o.progressBar(wErr)
		options.Progress = bar.update
		defer bar.finish()
		var err error
		n, coverage, err = analyzer.Extract(ctx, options, w)
		return err
	}
	switch {
	case o.output == "-":
		err = extract(w)
	case strings.HasSuffix(o.output, ".gz"):
		err = replaceFile(o.output, func(w io.Writer) error {
			z := gzip.NewWriter(w)
			return errors.Join(extract(z), z.Close())
		})
	default:
		err = replaceFile(o.output, extract)
	}
	if err != nil {
		return err
	}
	if !o.quiet {
		fmt.Fprintf(wErr, "%-11s%s\n", "Extracted", report.Count(n, "record"))
		if err := report.Coverage(wErr, coverage, report.Options{}); err != nil {
			return err
		}
	}
	return o.status(coverage)
}
