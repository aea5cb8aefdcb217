// Command generate writes the world map of the HTML report:
//
//  1. fetch the pinned package with npm, or take it from a local file
//  2. check its SHA-256 checksum
//  3. project the borders, round them to the grid of the map and simplify them,
//     each border once for both countries that share it
//  4. write one line per country: its code, where to mark it, its area and its SVG path
//
// The same package gives the same bytes. To move to a later edition, change the
// version and the checksum below, run
//
//	go generate ./cmd/report
//
// and correct the edition in ../NOTICE.
package main

import (
	"flag"
	"fmt"
	"os"
)

func main() {
	file := flag.String("package", "", "read the package from `file`.tgz instead of fetching it")
	output := flag.String("o", "../world.txt", "write the map to `file`")
	flag.Parse()
	if err := generate(*file, *output); err != nil {
		fmt.Fprintln(os.Stderr, "generate:", err)
		os.Exit(1)
	}
}

var world = source{
	name:    "world-atlas",
	version: "2.0.2",
	sha256:  "032e7765f2ce00edaeafec23ff22bc3b77e42987c257da944cc585b452c05b97",
	file:    "package/countries-50m.json",
}

// generate writes the map. A package whose file is "" is fetched.
func generate(file, output string) error {
	text, err := world.open(file)
	if err != nil {
		return err
	}
	t, err := parseTopology(text)
	if err != nil {
		return fmt.Errorf("%s: %w", world.file, err)
	}
	m, err := newMap(t)
	if err != nil {
		return fmt.Errorf("%s: %w", world.file, err)
	}
	return os.WriteFile(output, m.text(), 0o644)
}
