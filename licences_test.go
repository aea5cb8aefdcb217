package main

import (
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestLicences: NOTICE names every module that is part of the program, on any system,
// with its licence, and no other.
func TestLicences(t *testing.T) {
	notice, err := os.ReadFile("NOTICE")
	if err != nil {
		t.Fatal(err)
	}
	named := map[string]string{}
	for _, m := range regexp.MustCompile(`(?m)^  ([a-z0-9.]+\.[a-z]+/\S+) +(\S.*)$`).FindAllStringSubmatch(string(notice), -1) {
		named[m[1]] = m[2]
	}
	modules := map[string]string{} // the folder of each
	for _, system := range []string{"linux", "darwin", "windows", "freebsd"} {
		for _, processor := range []string{"amd64", "arm64"} {
			cmd := exec.Command("go", "list", "-deps", "-f", "{{with .Module}}{{if not .Main}}{{.Path}}\t{{.Dir}}{{end}}{{end}}", ".")
			cmd.Env = append(os.Environ(), "GOOS="+system, "GOARCH="+processor, "CGO_ENABLED=0")
			text, err := cmd.Output()
			if err != nil {
				t.Fatalf("go list for %s/%s: %v", system, processor, err)
			}
			for line := range strings.Lines(string(text)) {
				if path, dir, ok := strings.Cut(strings.TrimSpace(line), "\t"); ok {
					modules[path] = dir
				}
			}
		}
	}
	for _, path := range slices.Sorted(maps.Keys(modules)) {
		licence, err := licenceOf(modules[path])
		if err != nil {
			t.Errorf("%s: %v", path, err)
		}
		if named[path] != licence {
			t.Errorf("NOTICE has %q of %s, want the line\n  %-44s %s", named[path], path, path, licence)
		}
	}
	for path := range named {
		if modules[path] == "" {
			t.Errorf("NOTICE names %s, which is no part of the program", path)
		}
	}
}

// licences has a sentence that only the text of a licence has, the longer texts first:
// some hold the sentences of others.
var licences = []struct{ name, sentence string }{
	{"Apache-2.0", "Apache License"},
	{"MPL-2.0", "Mozilla Public License"},
	{"ISC", "Permission to use, copy, modify, and/or distribute this software"},
	{"BSD-3-Clause", "may be used to endorse or promote products"},
	{"BSD-2-Clause", "Redistributions in binary form must reproduce"},
	{"MIT", "Permission is hereby granted, free of charge"},
}

// licenceOf returns the licences of a module, by what is in its files.
func licenceOf(dir string) (string, error) {
	files, err := filepath.Glob(filepath.Join(dir, "LICEN[CS]E*"))
	if err != nil || len(files) == 0 {
		return "", fmt.Errorf("no licence in %s", dir)
	}
	var all []string
	for _, f := range files {
		data, err := os.ReadFile(f)
		if err != nil {
			return "", err
		}
		text := strings.Join(strings.Fields(string(data)), " ")
		for _, l := range licences {
			found := strings.Contains(text, l.sentence) && !slices.Contains(all, l.name)
			if found && !(l.name == "BSD-2-Clause" && slices.Contains(all, "BSD-3-Clause")) { // whose two clauses the other has
				all = append(all, l.name)
			}
		}
	}
	if len(all) == 0 {
		return "", fmt.Errorf("a licence that is not known here, in %v", files)
	}
	return strings.Join(all, ", "), nil
}
