package cmd

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"gopkg.in/yaml.v3"
)

// configFile is read from the working directory if --config names no other.
const configFile = ".loginodds.yaml"

// environment is what the names of environment variables begin with.
const environment = "LOGINODDS_"

// Settings are what a command line does not say itself, and where it came from.
type settings struct {
	file   string            // --config
	origin map[string]string // by name of the flag
}

// load sets the flags of a command that the command line does not set. A command
// that has none to set runs even with a broken file.
func (s *settings) load(cmd *cobra.Command) error {
	settable := false
	cmd.LocalNonPersistentFlags().VisitAll(func(f *pflag.Flag) { settable = settable || configurable(f) })
	if !settable || cmd.HasParent() && cmd.Parent().Name() == "completion" {
		return nil
	}
	c, err := readConfiguration(s.file)
	if err != nil {
		return err
	}
	if err := c.check(cmd.Root()); err != nil {
		return err
	}
	s.origin, err = c.apply(cmd.Flags())
	return err
}

// summary says which settings are in force that are neither on the command line
// nor the default, as a file in the working directory is easily overlooked.
func (s *settings) summary() string {
	names := map[string][]string{}
	for _, name := range slices.Sorted(maps.Keys(s.origin)) {
		if o := s.origin[name]; o != fromFlag && o != fromDefault {
			names[o] = append(names[o], name)
		}
	}
	var all []string
	for _, o := range slices.Sorted(maps.Keys(names)) {
		all = append(all, strings.Join(names[o], ", ")+" from "+o)
	}
	return strings.Join(all, "; ")
}

// Origins of values beside files and environment variables.
const fromFlag, fromDefault = "flag", "default"

// A configuration is what the configuration file says.
type configuration struct {
	file   string              // "" if there is none
	values map[string][]string // by name of the flag
	lines  map[string]int
}

// readConfiguration reads a file, or if it is "" that of the working directory,
// which need not be there.
func readConfiguration(file string) (*configuration, error) {
	c := &configuration{file: cmp.Or(file, configFile), values: map[string][]string{}, lines: map[string]int{}}
	data, err := os.ReadFile(c.file)
	if file == "" && errors.Is(err, fs.ErrNotExist) {
		c.file = ""
		return c, nil
	}
	if err != nil {
		return nil, fmt.Errorf("configuration: %w", err)
	}
	var root yaml.Node
	if err := yaml.Unmarshal(data, &root); err != nil {
		return nil, fmt.Errorf("%s: %w", c.file, err)
	}
	if len(root.Content) == 0 { // nothing but comments
		return c, nil
	}
	if root.Content[0].Kind != yaml.MappingNode {
		return nil, fmt.Errorf("%s:%d: must be keys and values, as threshold: .5", c.file, root.Content[0].Line)
	}
	return c, c.read(root.Content[0])
}

func (c *configuration) read(mapping *yaml.Node) error {
	for i := 0; i < len(mapping.Content); i += 2 {
		key, value := mapping.Content[i], mapping.Content[i+1]
		if _, ok := c.values[key.Value]; ok {
			return fmt.Errorf("%s:%d: %s is set twice", c.file, key.Line, key.Value)
		}
		var values []string
		switch value.Kind {
		case yaml.ScalarNode:
			values = []string{value.Value}
		case yaml.SequenceNode:
			if err := value.Decode(&values); err != nil {
				return fmt.Errorf("%s:%d: %s must be a list of simple values", c.file, value.Line, key.Value)
			}
		default:
			return fmt.Errorf("%s:%d: %s must be a value or a list", c.file, value.Line, key.Value)
		}
		c.values[key.Value], c.lines[key.Value] = values, key.Line
	}
	return nil
}

// check returns an error for a key that is no flag of any command.
func (c *configuration) check(root *cobra.Command) error {
	known := map[string]bool{}
	addFlags(known, root)
	for _, key := range slices.Sorted(maps.Keys(c.values)) {
		if known[key] {
			continue
		}
		err := fmt.Errorf("%s:%d: unknown key %q", c.file, c.lines[key], key)
		if near := nearest(key, known); near != "" {
			return &hintError{err, fmt.Sprintf("did you mean %s?", near)}
		}
		return &hintError{err, `keys are the names of flags; "loginodds config" lists them`}
	}
	return nil
}

// addFlags adds the flags of a command and of those below it that are settings.
func addFlags(known map[string]bool, cmd *cobra.Command) {
	cmd.LocalFlags().VisitAll(func(f *pflag.Flag) { known[f.Name] = known[f.Name] || configurable(f) })
	for _, c := range cmd.Commands() {
		addFlags(known, c)
	}
}

// configurable says whether a flag is a setting.
func configurable(f *pflag.Flag) bool { return f.Name != "help" && f.Name != "config" }

// apply sets the flags that the command line does not set: from the environment,
// or else from the file. It notes where each value came from.
func (c *configuration) apply(flags *pflag.FlagSet) (origin map[string]string, err error) {
	origin = map[string]string{}
	flags.VisitAll(func(f *pflag.Flag) {
		if err != nil || !configurable(f) {
			return
		}
		variable := environment + strings.ToUpper(strings.ReplaceAll(f.Name, "-", "_"))
		text := os.Getenv(variable)
		values, inFile := c.values[f.Name]
		switch {
		case f.Changed:
			origin[f.Name] = fromFlag
		case text != "":
			origin[f.Name] = variable
			err = set(flags, f, variable, []string{text})
		case inFile:
			origin[f.Name] = c.file
			err = set(flags, f, fmt.Sprintf("%s:%d: %s", c.file, c.lines[f.Name], f.Name), values)
		default:
			origin[f.Name] = fromDefault
		}
	})
	return origin, err
}

func set(flags *pflag.FlagSet, f *pflag.Flag, where string, values []string) error {
	if _, list := f.Value.(pflag.SliceValue); !list && len(values) != 1 {
		return fmt.Errorf("%s must be one value", where)
	}
	for _, v := range values {
		if err := flags.Set(f.Name, v); err != nil {
			return fmt.Errorf("%s %w", where, invalid(f, v, err))
		}
	}
	return nil
}

// nearest returns the known name that a misspelled one may stand for, or "".
func nearest(name string, known map[string]bool) string {
	best, least := "", 3
	for _, k := range slices.Sorted(maps.Keys(known)) {
		if d := distance(name, k); known[k] && d < least {
			best, least = k, d
		}
	}
	return best
}

// distance is that of Levenshtein: the least number of letters to insert, to
// delete or to replace.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		corner := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := corner
			if a[i] != b[j] {
				change++
			}
			corner = row[j+1]
			row[j+1] = min(change, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}

func newConfigCommand(s *settings) *cobra.Command {
	var o scanOptions
	cmd := &cobra.Command{
		Use:   "config [FLAGS OF SCAN]",
		Short: "Print the settings that a scan would have, and where each comes from",
		Long: `Config prints the value of every flag of "loginodds scan" and where it comes
from: the command line, an environment variable, the configuration file, or the
default, in this order of precedence.

The configuration file is ` + configFile + ` in the working directory, or the one that
--config names. Its keys are the names of flags, of any command, and a flag that may be repeated
can have a list:

  threshold: .5
  on: [overall]
  geoip:
    - /var/lib/GeoIP/GeoLite2-City.mmdb
    - /var/lib/GeoIP/GeoLite2-ASN.mmdb

The environment variable of a flag is its name in capitals behind ` + environment + `, with
underscores, as ` + environment + `EXIT_CODE.`,
		Example: `  loginodds config
  LOGINODDS_THRESHOLD=.5 loginodds config --top 10`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			return s.print(cmd)
		},
	}
	o.AddFlags(cmd.Flags())
	return cmd
}

func (s *settings) print(cmd *cobra.Command) error {
	var err error
	cmd.LocalFlags().VisitAll(func(f *pflag.Flag) {
		if !configurable(f) || err != nil {
			return
		}
		value := f.Value.String()
		if f.Value.Type() == "string" {
			value = fmt.Sprintf("%q", value)
		}
		_, err = fmt.Fprintf(cmd.OutOrStdout(), "%-15s %-22s %s\n", f.Name, value, s.origin[f.Name])
	})
	return err
}
