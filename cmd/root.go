// Package cmd is the command line of loginodds. It speaks to people: flags,
// help, progress and exit statuses.
package cmd

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// Exit statuses, beside 0 and that of --exit-code.
const (
	exitFailure     = 2   // bad usage, or nothing could be read
	exitPartial     = 3   // part of the input could not be read
	exitInterrupted = 130 // by Ctrl-C, or another request to end
	exitClosedPipe  = 141 // nobody reads the output any more; as the shell has it
)

// An exitError ends the program with a status. Its error, if any, is printed.
type exitError struct {
	status int
	err    error
}

func (e *exitError) Error() string {
	if e.err == nil {
		return fmt.Sprintf("exit status %d", e.status)
	}
	return e.err.Error()
}

func (e *exitError) Unwrap() error { return e.err }

// A hintError says in a second line what to do about an error.
type hintError struct {
	error
	hint string
}

func (e *hintError) Unwrap() error { return e.error }

// Main runs the command line and returns its exit status.
func Main(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	takeErrors()
	ctx, stop := signal.NotifyContext(context.Background(), requests()...)
	defer stop()
	context.AfterFunc(ctx, stop) // so that a second request ends what is stuck
	root := newRootCommand()
	root.SetArgs(args)
	root.SetIn(stdin)
	root.SetOut(stdout)
	root.SetErr(stderr)
	return exitStatus(root.ExecuteContext(ctx), stderr)
}

// requests are the signals that ask the program to end. One that its parent wants
// ignored, as nohup does, stays so.
func requests() []os.Signal {
	all := []os.Signal{os.Interrupt, syscall.SIGTERM}
	if !signal.Ignored(syscall.SIGHUP) {
		all = append(all, syscall.SIGHUP)
	}
	return all
}

// exitStatus prints an error and maps it to the exit status. It is the one place
// that does.
func exitStatus(err error, stderr io.Writer) int {
	if err == nil {
		return 0
	}
	if errors.Is(err, context.Canceled) {
		fmt.Fprintln(stderr, "loginodds: interrupted")
		return exitInterrupted
	}
	if isClosedPipe(err) {
		return exitClosedPipe
	}
	status := exitFailure
	var exit *exitError
	if errors.As(err, &exit) {
		status = exit.status
	}
	if exit == nil || exit.err != nil {
		fmt.Fprintf(stderr, "loginodds: %v\n", err)
		var hint *hintError
		if errors.As(err, &hint) {
			fmt.Fprintf(stderr, "hint: %s\n", hint.hint)
		}
	}
	return status
}

// isClosedPipe says whether standard output or standard error is a pipe that nobody
// reads any more, as that to "head" when it has enough. That is no failure of ours.
func isClosedPipe(err error) bool {
	var path *os.PathError
	return errors.Is(err, syscall.EPIPE) && errors.As(err, &path) && (path.Path == os.Stdout.Name() || path.Path == os.Stderr.Name())
}

func newRootCommand() *cobra.Command {
	cobra.EnableCommandSorting = false // they are sorted by use
	s := &settings{}
	root := &cobra.Command{
		Use:   "loginodds",
		Short: "Find AWS console sign-ins that were probably not made by their user",
		Long: `loginodds tells, for every AWS console sign-in in exported CloudTrail logs, the
odds that it was not its user. It builds histograms of place, browser, OS and
device for every user, and then judges each sign-in against them with the
sign-in itself left out. It runs offline and needs no account anywhere.

Its main job is "loginodds scan"; see "loginodds scan --help".`,
		Example: `  loginodds scan AWSLogs/
  aws cloudtrail lookup-events | loginodds scan -`,
		Version:                    version(),
		SilenceErrors:              true,
		SilenceUsage:               true,
		SuggestionsMinimumDistance: 2,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				return unknownCommand(cmd, args[0])
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error { return cmd.Help() },
		PersistentPreRunE: func(cmd *cobra.Command, args []string) error {
			return s.load(cmd)
		},
	}
	root.SetVersionTemplate("loginodds {{.Version}}\n")
	root.PersistentFlags().StringVarP(&s.file, "config", "c", "", "read settings from `FILE`, and from no other")
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		var value *pflag.InvalidValueError
		if errors.As(err, &value) {
			err = fmt.Errorf("--%s %w", value.GetFlag().Name, invalid(value.GetFlag(), value.GetValue(), err))
		}
		return &hintError{err, fmt.Sprintf("see %q", cmd.CommandPath()+" --help")}
	})
	root.AddGroup(&cobra.Group{ID: forPeople, Title: "Commands"}, &cobra.Group{ID: forClusters, Title: "For logs on clusters"})
	addTo(root, forPeople, newScanCommand(s), newExplainCommand(), newProfileCommand(), newConfigCommand(s))
	addTo(root, forClusters, newExtractCommand(), newSQLCommand(), newScoreCommand())
	addTo(root, "", newVersionCommand())
	root.SetUsageFunc(usage)
	completeFlags(root)
	return root
}

// addTo adds commands to a group, in the order of their use.
func addTo(parent *cobra.Command, group string, all ...*cobra.Command) {
	for _, c := range all {
		c.GroupID = group
		parent.AddCommand(c)
	}
}

// Command returns the command line, for its manual.
func Command() *cobra.Command { return newRootCommand() }

func unknownCommand(cmd *cobra.Command, name string) error {
	err := fmt.Errorf("unknown command %q", name)
	if s := cmd.SuggestionsFor(name); len(s) > 0 {
		return &hintError{err, "did you mean " + strings.Join(s, " or ") + "?"}
	}
	if _, statErr := os.Stat(name); statErr == nil || name == "-" {
		return &hintError{err, fmt.Sprintf("to read logs, use \"loginodds scan %s\"", name)}
	}
	return &hintError{err, `see "loginodds --help"`}
}
