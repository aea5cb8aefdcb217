package cmd

import (
	"fmt"
	"io"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"

	"loginodds/analyzer"
)

func newVersionCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Print the version, the geo databases and where their data comes from",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			return runVersion(cmd.OutOrStdout())
		},
	}
}

func runVersion(w io.Writer) error {
	fmt.Fprintf(w, "loginodds %s (%s, %s/%s)\n", version(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
	databases, err := analyzer.EmbeddedDatabases()
	if err != nil {
		return err
	}
	for _, d := range databases {
		fmt.Fprintf(w, "%s of %s (embedded)\n", d.Type, d.Built.UTC().Format("2006-01-02"))
	}
	_, err = fmt.Fprintln(w, analyzer.GeoAttribution)
	return err
}

// version returns that of this program.
func version() string {
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return info.Main.Version
	}
	return "(devel)"
}
