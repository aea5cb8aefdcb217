package main

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// layers says which packages of the module a package may import: lower ones never
// name higher ones, and leaves do not name each other.
var layers = map[string][]string{
	".":                   {"cmd"},
	"cmd":                 {"analyzer", "cmd/report"},
	"cmd/report":          {"analyzer", "profile/odds"},
	"analyzer":            {"analyzer/cloudtrail", "analyzer/geoip", "analyzer/useragent", "profile", "profile/odds"},
	"analyzer/cloudtrail": nil,
	"analyzer/geoip":      nil,
	"analyzer/useragent":  nil,
	"profile/odds":        {"profile"},
	"profile":             nil,
}

// libraries says which packages may import others' code, tests aside. A package
// that is not named needs the standard library alone.
var libraries = map[string][]string{
	"cmd":                 {"github.com/spf13/cobra", "github.com/spf13/pflag", "golang.org/x/term", "go.yaml.in/yaml/v4"},
	"cmd/report":          {"github.com/olekukonko/tablewriter"},
	"analyzer/cloudtrail": {"github.com/klauspost/compress/", "golang.org/x/sys/cpu"},
	"analyzer/geoip":      {"github.com/oschwald/"},
	"analyzer/useragent":  {"github.com/ua-parser/uap-go/", "go.yaml.in/yaml/v4"}, // which decodes the rules
}

func TestLayers(t *testing.T) {
	seen := map[string]bool{}
	for folder, imports := range imports(t) {
		allowed, ok := layers[folder]
		if !ok {
			t.Errorf("%s is in no layer", folder)
		}
		seen[folder] = true
		for _, imported := range imports {
			if own, ok := strings.CutPrefix(imported, "loginodds/"); ok {
				if !slices.Contains(allowed, own) {
					t.Errorf("%s imports %s, may import %v", folder, own, allowed)
				}
				continue
			}
			standard := !strings.Contains(strings.Split(imported, "/")[0], ".")
			if !standard && !slices.ContainsFunc(libraries[folder], func(l string) bool { return strings.HasPrefix(imported, l) }) {
				t.Errorf("%s imports %s, may import %v", folder, imported, libraries[folder])
			}
			if imported == "net" || strings.HasPrefix(imported, "net/http") {
				t.Errorf("%s imports %s, and the program opens no connection", folder, imported)
			}
		}
	}
	for folder := range layers {
		if !seen[folder] {
			t.Errorf("layer %s holds no code", folder)
		}
	}
}

// isModule says whether a folder is a module of its own.
func isModule(folder string) bool {
	_, err := os.Stat(filepath.Join(folder, "go.mod"))
	return err == nil
}

// imports returns what the code of every folder imports, tests aside. Nested
// modules and test data are no part of the program.
func imports(t *testing.T) map[string][]string {
	t.Helper()
	all := map[string][]string{}
	err := filepath.WalkDir(".", func(file string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && file != "." && isModule(file):
			return filepath.SkipDir
		case d.IsDir() && (d.Name() == "testdata" || d.Name() == "generate" || len(d.Name()) > 1 && d.Name()[0] == '.'):
			return filepath.SkipDir
		case d.IsDir() || path.Ext(file) != ".go" || strings.HasSuffix(file, "_test.go"):
			return nil
		}
		f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		folder := filepath.ToSlash(filepath.Dir(file))
		for _, i := range f.Imports {
			imported, err := strconv.Unquote(i.Path.Value)
			if err != nil {
				return err
			}
			all[folder] = append(all[folder], imported)
		}
		return nil
	})
	if err != nil {
		t.Fatal("reading the code:", err)
	}
	return all
}
