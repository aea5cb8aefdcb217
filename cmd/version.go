package cmd

import (
	"fmt"
	"io"
	"runtime"
	"runtime/debug"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"loginodds/analyzer"
	"loginodds/cmd/report"
)

func newVersionCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Print the version, and that of databases and rules in the program",
		Long: `Version prints what the program was built of: the commit and Go, the geo
databases with their age today, the rules for user agents, the schemas of what
it writes, and where its data comes from. "loginodds --version" prints the first
line alone.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			return runVersion(cmd.OutOrStdout(), time.Now())
		},
	}
}

func runVersion(w io.Writer, now time.Time) error {
	fmt.Fprintf(w, "loginodds %s\n", version())
	line := func(head, format string, args ...any) {
		fmt.Fprintf(w, "%-11s%s\n", head, fmt.Sprintf(format, args...))
	}
	if commit := setting("vcs.revision"); commit != "" {
		line("Commit", "%s of %s%s", commit, setting("vcs.time"), map[string]string{"true": ", with changes"}[setting("vcs.modified")])
	}
	line("Built", "with %s for %s/%s", runtime.Version(), runtime.GOOS, runtime.GOARCH)
	databases, err := analyzer.EmbeddedDatabases()
	if err != nil {
		return err
	}
	head := "Databases"
	for _, d := range databases {
		line(head, "%s of %s, %s old", d.Type, d.Built.UTC().Format(time.DateOnly), report.Count(int(now.Sub(d.Built).Hours()/24), "day"))
		head = ""
	}
	line("Rules", "for user agents: %s", rules())
	line("Schemas", "%s", strings.Join(append(report.Schemas(), analyzer.Schemas()...), ", "))
	_, err = fmt.Fprintln(w, analyzer.GeoAttribution)
	return err
}

// version returns that of this program: a release, or what Go makes of a commit.
func version() string {
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return info.Main.Version
	}
	return "(devel)"
}

// setting returns what Go noted of the build under a name, or "".
func setting(name string) string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return ""
	}
	for _, s := range info.Settings {
		if s.Key == name {
			return s.Value
		}
	}
	return ""
}

// rulesModule has the rules of ua-parser, as they were when it was made.
const rulesModule = "github.com/ua-parser/uap-go"

// rules returns the edition of the rules for user agents: its version is a date and a
// commit, v0.0.0-20260529044130-17c35e68e58c.
func rules() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	for _, m := range info.Deps {
		if m.Path != rulesModule {
			continue
		}
		parts := strings.Split(m.Version, "-")
		built, err := time.Parse("20060102150405", parts[max(0, len(parts)-2)])
		if err != nil {
			return m.Version
		}
		return fmt.Sprintf("ua-parser of %s (uap-go %s)", built.Format(time.DateOnly), parts[len(parts)-1])
	}
	return "unknown"
}
