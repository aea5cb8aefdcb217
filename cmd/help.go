package cmd

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// helpWidth is how many columns help has: those of the narrowest usual terminal.
const helpWidth = 80

// Groups of commands.
const forPeople, forClusters = "people", "clusters"

// flagGroups are the headings of flags in help, and the flags below them by use. A flag
// that no group has stands below the last.
var flagGroups = []struct {
	title string
	flags []string
}{
	{"What to read", []string{"ignore-network", "geoip", "identity", "mask", "allow-partial", "max-expansion", "location", "table", "accounts", "regions", "account-column", "day-column"}},
	{"What to report", []string{"threshold", "on", "all", "user", "since", "until", "outcome", "suppress", "top", "exit-code"}},
	{"How it is scored", []string{"prior", "baseline", "update", "prequential", "fit"}},
	{"How it looks, and where it goes", []string{"format", "output", "output-location", "sort", "tz", "no-color", "key", "redact", "redact-key", "create-table", "null"}},
	{"Other flags", []string{"config", "workers", "no-progress", "quiet"}},
}

// usage writes how a command is used, in lines that fit a terminal.
func usage(cmd *cobra.Command) error {
	var b strings.Builder
	section := func(title, text string) {
		if text != "" {
			fmt.Fprintf(&b, "\n%s:\n%s\n", title, strings.TrimRight(text, "\n"))
		}
	}
	line := ""
	if cmd.Runnable() {
		line = "  " + cmd.UseLine() + "\n"
	}
	if cmd.HasAvailableSubCommands() {
		line += "  " + cmd.CommandPath() + " [command]\n"
	}
	section("Usage", line)
	section("Examples", cmd.Example)
	for _, g := range cmd.Groups() {
		section(g.Title, commandList(cmd, g.ID))
	}
	title := "Commands"
	if len(cmd.Groups()) > 0 {
		title = "Other commands"
	}
	section(title, commandList(cmd, ""))
	for _, g := range groupFlags(cmd) {
		section(g.title, g.flags.FlagUsagesWrapped(helpWidth))
	}
	if cmd.HasAvailableSubCommands() {
		fmt.Fprintf(&b, "\nUse \"%s [command] --help\" for more about a command.\n", cmd.CommandPath())
	}
	_, err := io.WriteString(cmd.OutOrStderr(), strings.TrimPrefix(b.String(), "\n"))
	return err
}

// commandList returns the commands of a group with what they are for.
func commandList(cmd *cobra.Command, group string) string {
	var b strings.Builder
	for _, c := range cmd.Commands() {
		if c.GroupID == group && (c.IsAvailableCommand() || c.Name() == "help") {
			fmt.Fprintf(&b, "  %-*s %s\n", cmd.NamePadding(), c.Name(), c.Short)
		}
	}
	return b.String()
}

// A flagGroup is a heading with its flags, in order.
type flagGroup struct {
	title string
	flags *pflag.FlagSet
}

// groupFlags returns the flags of a command that are not hidden, by group.
func groupFlags(cmd *cobra.Command) []flagGroup {
	all := pflag.NewFlagSet(cmd.Name(), pflag.ContinueOnError)
	all.AddFlagSet(cmd.NonInheritedFlags())
	all.AddFlagSet(cmd.InheritedFlags())
	var groups []flagGroup
	seen := map[string]bool{}
	for _, g := range flagGroups {
		set := pflag.NewFlagSet(g.title, pflag.ContinueOnError)
		set.SortFlags = false
		for _, name := range g.flags {
			if f := all.Lookup(name); f != nil && !f.Hidden {
				set.AddFlag(plain(f))
				seen[name] = true
			}
		}
		groups = append(groups, flagGroup{g.title, set})
	}
	last := groups[len(groups)-1].flags
	all.VisitAll(func(f *pflag.Flag) {
		if !seen[f.Name] && !f.Hidden {
			last.AddFlag(plain(f))
		}
	})
	return slices.DeleteFunc(groups, func(g flagGroup) bool { return !g.flags.HasFlags() })
}

// plain returns a flag as help shows it: a switch without its values, true and false,
// which nobody writes. The library shows them where a value says that it is a switch.
func plain(f *pflag.Flag) *pflag.Flag {
	shown := *f
	if f.Value.Type() == "bool" {
		shown.Value, shown.NoOptDefVal = struct{ pflag.Value }{f.Value}, ""
	}
	return &shown
}
