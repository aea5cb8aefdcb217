package cmd

import (
	"bytes"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// eachCommand calls a function with a command and all below it.
func eachCommand(c *cobra.Command, f func(*cobra.Command)) {
	f(c)
	for _, below := range c.Commands() {
		eachCommand(below, f)
	}
}

// TestHelpWidth: no line of help is longer than a terminal of 80 columns.
func TestHelpWidth(t *testing.T) {
	root := newRootCommand()
	root.InitDefaultCompletionCmd()
	eachCommand(root, func(c *cobra.Command) {
		var b bytes.Buffer
		c.SetOut(&b)
		if err := c.Help(); err != nil {
			t.Fatal(err)
		}
		if c.HasParent() && c.Parent().Name() == "completion" {
			return // whose help is cobra's
		}
		for line := range strings.Lines(b.String()) {
			if n := utf8.RuneCountInString(strings.TrimRight(line, "\n")); n > helpWidth {
				t.Errorf("%s: %d columns: %s", c.CommandPath(), n, line)
			}
		}
	})
}

// TestFlagGroups: every flag of ours has a group, and every flag of a group is one.
func TestFlagGroups(t *testing.T) {
	grouped, used := map[string]bool{}, map[string]bool{}
	for _, g := range flagGroups {
		for _, name := range g.flags {
			if grouped[name] {
				t.Errorf("--%s is in two groups", name)
			}
			grouped[name] = true
		}
	}
	eachCommand(newRootCommand(), func(c *cobra.Command) {
		c.LocalFlags().VisitAll(func(f *pflag.Flag) {
			used[f.Name] = true
			if !grouped[f.Name] && f.Name != "help" && f.Name != "version" {
				t.Errorf("%s --%s is in no group", c.CommandPath(), f.Name)
			}
		})
	})
	for name := range grouped {
		if !used[name] {
			t.Errorf("--%s is in a group and no flag", name)
		}
	}
}
