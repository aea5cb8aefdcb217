// Command generate writes what the program knows of the borders of countries: the
// world map of the HTML report, and the least distances of package geoip.
//
//  1. fetch the pinned package with npm, or take it from a local file
//  2. check its SHA-256 checksum
//  3. for the map, project the borders of the 1:50m file, round them to the grid of the
//     map and simplify them, each border once for both countries that share it
//  4. write one line per country: its code, where to mark it, its area and its SVG path
//  5. for the distances, put points on the borders of the 1:10m file, every kilometre
//  6. write a byte per pair of countries, which stands for how near their points come
//
// The same package gives the same bytes. To move to a later edition, change the
// version and the checksum below, run
//
//	go generate ./cmd/report
//
// and correct the edition in ../NOTICE and in that of the distances, and the checksum
// in distances_test.go.
package main

import (
	"flag"
	"fmt"
	"os"
)

func main() {
	file := flag.String("package", "", "read the package from `file`.tgz instead of fetching it")
	output := flag.String("o", "../world.txt", "write the map to `file`")
	distances := flag.String("distances", distancesFile, "write the distances to `file`")
	flag.Parse()
	if err := generate(*file, *output, *distances); err != nil {
		fmt.Fprintln(os.Stderr, "generate:", err)
		os.Exit(1)
	}
}

const distancesFile = "../../../../analyzer/geoip/data/distances.bin"

var world = source{
	name:    "world-atlas",
	version: "2.0.2",
	sha256:  "032e7765f2ce00edaeafec23ff22bc3b77e42987c257da944cc585b452c05b97",
}

// generate writes the map and the distances. A package whose file is "" is fetched.
func generate(file, output, distances string) error {
	files, err := world.open(file)
	if err != nil {
		return err
	}
	if err := writeMap(files, output); err != nil {
		return fmt.Errorf("map: %w", err)
	}
	if err := writeDistances(files, distances); err != nil {
		return fmt.Errorf("distances: %w", err)
	}
	return nil
}

func writeMap(files map[string][]byte, output string) error {
	t, err := readTopology(files, "package/countries-50m.json")
	if err != nil {
		return err
	}
	m, err := newMap(t)
	if err != nil {
		return err
	}
	return os.WriteFile(output, m.text(), 0o644)
}

func writeDistances(files map[string][]byte, output string) error {
	t, err := readTopology(files, "package/countries-10m.json")
	if err != nil {
		return err
	}
	d, err := newDistances(t)
	if err != nil {
		return err
	}
	return os.WriteFile(output, d.bytes(), 0o644)
}

func readTopology(files map[string][]byte, name string) (*topology, error) {
	text, ok := files[name]
	if !ok {
		return nil, fmt.Errorf("no %s in %s %s", name, world.name, world.version)
	}
	t, err := parseTopology(text)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return t, nil
}
