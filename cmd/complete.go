package cmd

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"loginodds/cmd/report"
)

// completeFlags lets a shell complete the values of flags: of those that have few, and
// the files of those that take one. What every event has, such as its id, is not
// guessed.
func completeFlags(cmd *cobra.Command) {
	for _, c := range cmd.Commands() {
		completeFlags(c)
	}
	formats := report.Formats()
	if cmd.Name() != "scan" && cmd.Name() != "config" {
		formats = []string{"text", "json"}
	}
	for name, values := range map[string]func() []string{
		"format":   fixed(formats...),
		"on":       fixed(slices.Sorted(maps.Keys(features))...),
		"mask":     fixed(slices.Sorted(maps.Keys(attributes))...),
		"outcome":  fixed(append(slices.Sorted(maps.Keys(outcomes)), "all")...),
		"sort":     fixed("overall", "time"),
		"identity": fixed(slices.Sorted(maps.Keys(groupings))...),
		"regions":  fixed(regions...),
		"tz":       zones,
	} {
		if cmd.LocalNonPersistentFlags().Lookup(name) != nil {
			cmd.RegisterFlagCompletionFunc(name, func(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
				return values(), cobra.ShellCompDirectiveNoFileComp
			})
		}
	}
	for name, endings := range map[string][]string{
		"geoip": {"mmdb"}, "suppress": {"yaml", "yml"}, "config": {"yaml", "yml"}, "baseline": {"json", "gz"}, "update": {"json", "gz"}, "fit": {"json", "gz"},
	} {
		if f := cmd.Flags().Lookup(name); f != nil && f.Value.Type() != "bool" {
			cmd.MarkFlagFilename(name, endings...)
		}
	}
}

func fixed(values ...string) func() []string { return func() []string { return values } }

// zones returns the names of time zones: those of the system, if it has any.
func zones() []string {
	all := []string{"UTC", "Local"}
	const folder = "/usr/share/zoneinfo"
	filepath.WalkDir(folder, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return nil
		}
		if name, ok := strings.CutPrefix(path, folder+"/"); ok && strings.Contains(name, "/") && name[0] >= 'A' && name[0] <= 'Z' {
			all = append(all, name)
		}
		return nil
	})
	return all
}

// noFiles completes no file for the first of the arguments, which is none.
func noFiles(_ *cobra.Command, args []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
	if len(args) == 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	return nil, cobra.ShellCompDirectiveDefault
}
