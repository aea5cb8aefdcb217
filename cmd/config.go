package cmd

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"go.yaml.in/yaml/v4"

	"loginodds/cmd/report"
)

// configFile is read from the working directory if --config names no other.
const configFile = ".loginodds.yaml"

// harmless are the settings that a file of the working directory may have. That may
// be a folder of evidence, where whoever is to be found has put the file. It says how
// a report looks and nothing of what is in it, nor where it is written.
var harmless = map[string]bool{"format": true, "no-color": true, "no-progress": true, "sort": true, "tz": true, "workers": true}

// environment is what the names of environment variables begin with.
const environment = "LOGINODDS_"

// Settings are what a command line does not say itself, and where it came from.
type settings struct {
	file   string            // --config
	origin map[string]string // by name of the flag
	lines  []string          // what is in force, and what was ignored, for people
}

// load sets the flags of a command that the command line does not set, and tells
// people of it, even if they want to be told nothing. A command that has none to set
// runs even with a broken file.
func (s *settings) load(cmd *cobra.Command) error {
	settable := false
	cmd.LocalNonPersistentFlags().VisitAll(func(f *pflag.Flag) { settable = settable || configurable(f) })
	if !settable || cmd.HasParent() && cmd.Parent().Name() == "completion" {
		return nil
	}
	all, err := s.configurations()
	if err != nil {
		return err
	}
	for _, c := range all {
		if err := c.check(cmd.Root()); err != nil {
			return err
		}
	}
	if s.origin, err = apply(all, cmd.Flags()); err != nil {
		return err
	}
	s.lines = describeSettings(all, cmd.Flags(), s.origin)
	for _, line := range s.lines {
		fmt.Fprintf(cmd.ErrOrStderr(), "%-11s%s\n", "Settings", report.Terminal(line))
	}
	return nil
}

// configurations returns the files that are there, the later the more they are worth:
// the one of --config, or else that of the user and that of the working directory.
func (s *settings) configurations() ([]*configuration, error) {
	if s.file != "" {
		c, err := readConfiguration(s.file)
		return []*configuration{c}, err
	}
	files := []string{configFile}
	if folder, err := os.UserConfigDir(); err == nil {
		files = []string{filepath.Join(folder, "loginodds", "config.yaml"), configFile}
	}
	var all []*configuration
	for _, file := range files {
		info, err := os.Stat(file)
		switch {
		case errors.Is(err, fs.ErrNotExist), errors.Is(err, syscall.ENOTDIR):
			continue
		case err != nil:
			return nil, fmt.Errorf("configuration: %w", err)
		case !info.Mode().IsRegular(): // a pipe, say, that nobody writes to
			return nil, fmt.Errorf("configuration: %s must be a file", file)
		}
		c, err := readConfiguration(file)
		if err != nil {
			return nil, err
		}
		c.restrict(file == configFile)
		all = append(all, c)
	}
	return all, nil
}

// describeSettings says which settings are in force that are neither on the command
// line nor the default, and which are not.
func describeSettings(all []*configuration, flags *pflag.FlagSet, origin map[string]string) []string {
	set := map[string][]string{}
	for _, c := range all {
		set[c.file] = nil
	}
	for _, name := range slices.Sorted(maps.Keys(origin)) {
		if o := origin[name]; o != fromFlag && o != fromDefault {
			set[o] = append(set[o], name+"="+flags.Lookup(name).Value.String())
		}
	}
	var lines []string
	for _, o := range slices.Sorted(maps.Keys(set)) {
		lines = append(lines, cmp.Or(strings.Join(set[o], ", "), "none")+" from "+o)
	}
	for _, c := range all {
		if len(c.ignored) > 0 {
			lines = append(lines, fmt.Sprintf("%s of %s ignored: a file of the working directory must not change what is reported, nor where it goes; name it with -c if it is yours",
				strings.Join(c.ignored, ", "), c.file))
		}
	}
	return lines
}

// Origins of values beside files and environment variables.
const fromFlag, fromDefault = "flag", "default"

// A configuration is what a configuration file says.
type configuration struct {
	file    string
	values  map[string][]string // by name of the flag
	at      map[string]string   // where its key stands: file:line:column
	ignored []string            // keys that it may not have
}

// mostConfiguration is how many bytes a file may have.
const mostConfiguration = 1 << 20

// readConfiguration reads a file.
func readConfiguration(file string) (*configuration, error) {
	c := &configuration{file: file, values: map[string][]string{}, at: map[string]string{}}
	data, err := readBounded(file, mostConfiguration)
	if err != nil {
		return nil, fmt.Errorf("configuration: %w", err)
	}
	var root yaml.Node
	if err := yaml.Unmarshal(data, &root); err != nil {
		return nil, yamlError(file, err)
	}
	if len(root.Content) == 0 { // nothing but comments
		return c, nil
	}
	if root.Content[0].Kind != yaml.MappingNode {
		return nil, fmt.Errorf("%s: must be keys and values, as threshold: .5", place(file, root.Content[0]))
	}
	return c, c.read(root.Content[0])
}

// readBounded reads a file that is small if all is well.
func readBounded(name string, most int64) ([]byte, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	data, err := io.ReadAll(io.LimitReader(file, most+1))
	if err == nil && int64(len(data)) > most {
		err = fmt.Errorf("%s has more than %d bytes", name, most)
	}
	return data, err
}

// place tells where something stands in a YAML file.
func place(file string, n *yaml.Node) string {
	return fmt.Sprintf("%s:%d:%d", file, n.Line, n.Column)
}

// yamlError tells where a YAML file is wrong, if the error says so.
func yamlError(file string, err error) error {
	var at *yaml.LoadError
	if errors.As(err, &at) && at.Mark.Line > 0 {
		return fmt.Errorf("%s:%d:%d: %s", file, at.Mark.Line, at.Mark.Column, at.Message)
	}
	return fmt.Errorf("%s: %w", file, err)
}

func (c *configuration) read(mapping *yaml.Node) error {
	for i := 0; i < len(mapping.Content); i += 2 {
		key, value := mapping.Content[i], mapping.Content[i+1]
		if _, ok := c.values[key.Value]; ok {
			return fmt.Errorf("%s: %s is set twice", place(c.file, key), key.Value)
		}
		var values []string
		switch value.Kind {
		case yaml.ScalarNode:
			values = []string{value.Value}
		case yaml.SequenceNode:
			if err := value.Decode(&values); err != nil {
				return fmt.Errorf("%s: %s must be a list of simple values", place(c.file, value), key.Value)
			}
		default:
			return fmt.Errorf("%s: %s must be a value or a list", place(c.file, value), key.Value)
		}
		c.values[key.Value], c.at[key.Value] = values, place(c.file, key)
	}
	return nil
}

// restrict drops what a file of the working directory may not say. A format that
// names a file would be written there.
func (c *configuration) restrict(working bool) {
	if !working {
		return
	}
	for _, key := range slices.Sorted(maps.Keys(c.values)) {
		writes := func(value string) bool { return strings.Contains(value, "=") }
		if !harmless[key] || slices.ContainsFunc(c.values[key], writes) {
			c.ignored = append(c.ignored, key)
		}
	}
}

// check returns an error for a key that is no flag of any command.
func (c *configuration) check(root *cobra.Command) error {
	known := map[string]bool{}
	addFlags(known, root)
	for _, key := range slices.Sorted(maps.Keys(c.values)) {
		if known[key] {
			continue
		}
		err := fmt.Errorf("%s: unknown key %q", c.at[key], key)
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

// apply sets the flags that the command line does not set: from the environment, or
// else from the last file that has them. It notes where each value came from.
func apply(all []*configuration, flags *pflag.FlagSet) (origin map[string]string, err error) {
	origin = map[string]string{}
	flags.VisitAll(func(f *pflag.Flag) {
		if err != nil || !configurable(f) {
			return
		}
		variable := environment + strings.ToUpper(strings.ReplaceAll(f.Name, "-", "_"))
		text := os.Getenv(variable)
		c := lastWith(f.Name, all)
		switch {
		case f.Changed:
			origin[f.Name] = fromFlag
		case text != "":
			origin[f.Name] = variable
			err = set(flags, f, variable, []string{text})
		case c != nil:
			origin[f.Name] = c.file
			err = set(flags, f, c.at[f.Name]+": "+f.Name, c.values[f.Name])
		default:
			origin[f.Name] = fromDefault
		}
	})
	return origin, err
}

// lastWith returns the last file that sets a flag, or nil.
func lastWith(name string, all []*configuration) *configuration {
	for _, c := range slices.Backward(all) {
		if _, ok := c.values[name]; ok && !slices.Contains(c.ignored, name) {
			return c
		}
	}
	return nil
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
		Short: "Print the settings of a scan, and where each comes from",
		Long: `Config prints the value of every flag of "loginodds scan" and where it comes
from: the command line, an environment variable, the configuration file, or the
default, in this order of precedence.

The configuration file is the one that --config names. Otherwise it is that of
the user, loginodds/config.yaml in ~/.config (macOS: ~/Library/Application
Support, Windows: %AppData%). Its keys are the names of flags, of any command,
and a flag that may be repeated can have a list:

  threshold: .5
  on: [overall]
  geoip:
    - /var/lib/GeoIP/GeoLite2-City.mmdb
    - /var/lib/GeoIP/GeoLite2-ASN.mmdb

A file ` + configFile + ` in the working directory is read, too, and is worth more
than that of the user. As it may lie in a folder of evidence, it can set only
how a report looks: format, no-color, no-progress, sort, tz and workers.

What was read, and what it changed, is said on standard error, also with
--quiet.

The environment variable of a flag is its name in capitals behind ` + environment + `,
with underscores, as ` + environment + `EXIT_CODE.`,
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
