package cmd

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"loginodds/analyzer"
	"loginodds/cmd/report"
)

func newProfileCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "profile",
		Short: "Save, show, merge and compare the profiles of users",
		Long: `Profile keeps what users usually do in a file: a baseline that later logs are
scored against with "loginodds scan --baseline".

A baseline holds sets: for each user, place and client the hours of each day
with a sign-in, and the hours with a failure. It does not matter how often, or
in which order, it was told of them. docs/baseline.md has the format.

A fit is what was learned from all users, without the profiles of any: with it
"loginodds score" scores the sign-ins of one user at a time, on as many machines
as there are.`,
		Example: `  loginodds profile build AWSLogs/ -o base.json.gz
  loginodds profile show base.json.gz --user alice
  loginodds profile merge base.json.gz june.json.gz -o base.json.gz
  loginodds profile diff base.json.gz june.json.gz
  loginodds profile fit AWSLogs/ -o fit.json.gz`,
		SuggestionsMinimumDistance: 2,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				return unknownCommand(cmd, args[0])
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error { return cmd.Help() },
	}
	cmd.AddGroup(&cobra.Group{ID: forPeople, Title: "Commands"}, &cobra.Group{ID: forClusters, Title: "For logs on clusters"})
	addTo(cmd, forPeople, newProfileBuildCommand(), newProfileShowCommand(), newProfileMergeCommand(), newProfileDiffCommand())
	addTo(cmd, forClusters, newProfileFitCommand())
	return cmd
}

// loadBaseline reads a saved baseline.
func loadBaseline(name string) (*analyzer.Baseline, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	b, err := analyzer.LoadBaseline(file)
	if err != nil && isSaved(name, analyzer.IsFit) {
		return nil, &hintError{fmt.Errorf("%s is a fit, and not a baseline", name), `make a baseline with "loginodds profile build"; fits merge with fits, and are for "loginodds score"`}
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return b, nil
}

// loadBaselines reads saved baselines and merges them.
func loadBaselines(names []string) (*analyzer.Baseline, error) {
	all := &analyzer.Baseline{}
	for i, name := range names {
		b, err := loadBaseline(name)
		if err != nil {
			return nil, err
		}
		if err := all.Merge(b); err != nil {
			return nil, fmt.Errorf("%s cannot be merged with %s: %w", name, names[max(i-1, 0)], err)
		}
	}
	if len(names) < 2 {
		return all, nil
	}
	return analyzer.JoinProfiles(all)
}

// isSaved says whether a path names a saved baseline, or whatever else is says.
func isSaved(path string, is func(io.Reader) bool) bool {
	file, err := os.Open(path)
	if err != nil {
		return false
	}
	defer file.Close()
	return is(file)
}

// buildBaseline reads logs, and shows how far it is. The result may go to a file
// among them; nil is none.
func (o *inputOptions) buildBaseline(ctx context.Context, paths []string, stdin io.Reader, wErr io.Writer, to *destination) (*analyzer.Baseline, *analyzer.Coverage, error) {
	b, coverage, err := learn(ctx, o, analyzer.Build, paths, stdin, wErr, to)
	if err != nil {
		return nil, nil, err
	}
	b.Tools = []string{version()}
	return b, coverage, nil
}

// learn makes a baseline or a fit of logs, likewise.
func learn[T any](ctx context.Context, o *inputOptions, from func(context.Context, analyzer.Options) (T, *analyzer.Coverage, error), paths []string, stdin io.Reader, wErr io.Writer, to *destination) (T, *analyzer.Coverage, error) {
	var none T
	options, err := o.analysis(paths, stdin)
	if err != nil {
		return none, nil, err
	}
	if options.Outputs, err = notRead(paths, to); err != nil {
		return none, nil, err
	}
	bar := o.progressBar(wErr)
	defer bar.finish()
	options.Progress = bar.update
	return from(ctx, options)
}

// describeReading writes what should be known of the logs that something is made of.
func describeReading(w io.Writer, coverage *analyzer.Coverage) {
	for _, warning := range coverage.Warnings() {
		fmt.Fprintf(w, "%-11s%s\n", "Warning", report.Terminal(warning))
	}
	for _, d := range coverage.Damaged {
		fmt.Fprintf(w, "%-11s%s\n", "Damaged", report.Terminal(d.String()))
	}
}

// describeBaseline writes what a baseline holds, for people.
func describeBaseline(w io.Writer, b *analyzer.Baseline) {
	identities := 0
	for p := range b.Profiles() {
		if p.Days() > 0 {
			identities++
		}
	}
	fmt.Fprintf(w, "%-11s%s", "Baseline", report.Count(identities, "identity"))
	describeNotes(w, &b.Notes, b.Span)
}

// describeNotes ends the line of a head with the time, and writes what else is noted.
func describeNotes(w io.Writer, n *analyzer.Notes, span func() (first, last time.Time)) {
	if first, last := span(); !first.IsZero() {
		fmt.Fprintf(w, ", %s to %s", first.Format(time.DateOnly), last.Format(time.DateOnly))
	}
	fmt.Fprintln(w)
	if n.Redaction != "" {
		fmt.Fprintf(w, "%-11skey %s\n", "Redacted", report.Terminal(n.Redaction))
	}
	head := "Databases"
	for _, d := range n.Databases {
		fmt.Fprintf(w, "%-11s%s of %s\n", head, report.Terminal(d.Type), report.Terminal(d.Built))
		head = ""
	}
	if n.Incomplete {
		fmt.Fprintf(w, "%-11spart of the logs that it is made of could not be read\n", "Warning")
	}
}

// redactOptions say whether and how to hide whom a baseline is about.
type redactOptions struct {
	redact  bool
	keyFile string
}

// AddFlags declares the flags.
func (o *redactOptions) AddFlags(f *pflag.FlagSet) {
	f.BoolVar(&o.redact, "redact", false, "replace identities, accounts and address blocks by keyed hashes")
	f.StringVar(&o.keyFile, "redact-key", "", "use the key in `FILE` for --redact; without it, a random one is printed to standard error")
}

// leastKey is the length in bytes below which a key could be guessed.
const leastKey = 16

// apply redacts a baseline, if that is asked for.
func (o *redactOptions) apply(b *analyzer.Baseline, wErr io.Writer) error {
	if !o.redact {
		if o.keyFile != "" {
			return errors.New("--redact-key needs --redact")
		}
		return nil
	}
	var key []byte
	if o.keyFile != "" {
		data, err := os.ReadFile(o.keyFile)
		if err != nil {
			return fmt.Errorf("--redact-key: %w", err)
		}
		if key = bytes.TrimSpace(data); len(key) < leastKey {
			return fmt.Errorf("--redact-key %s must hold at least %d bytes", o.keyFile, leastKey)
		}
	}
	random := key == nil
	if random {
		key = []byte(hex.EncodeToString(randomBytes()))
	}
	if err := b.Redact(key); err != nil {
		return fmt.Errorf("--redact: %w", err)
	}
	if random {
		fmt.Fprintf(wErr, "%-11s%s (in a file for --redact-key it gives the same hashes again)\n", "Key", key)
	}
	return nil
}

func randomBytes() []byte {
	b := make([]byte, 32)
	rand.Read(b) // which never fails
	return b
}
