package main

import (
	"bytes"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// A file is one to publish: its name in an archive, with slashes, and where it is.
type file struct {
	name   string
	source string
	mode   os.FileMode
}

// commonFiles gathers what is in every archive; what has to be made is made in a
// folder.
func commonFiles(root, folder string) ([]file, error) {
	var all []file
	for _, name := range []string{"LICENSE", "NOTICE", "README.md", "CHANGELOG.md"} {
		all = append(all, file{name, filepath.Join(root, name), 0o644})
	}
	pages, err := filepath.Glob(filepath.Join(root, "docs/man/*.1"))
	if err != nil {
		return nil, err
	}
	for _, page := range pages {
		all = append(all, file{"man/" + filepath.Base(page), page, 0o644})
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return nil, err
	}
	for _, shell := range []struct{ name, file string }{
		{"bash", "loginodds.bash"}, {"zsh", "_loginodds"}, {"fish", "loginodds.fish"}, {"powershell", "loginodds.ps1"},
	} {
		text, err := output(root, "go", "run", ".", "completion", shell.name)
		if err != nil {
			return nil, err
		}
		source := filepath.Join(folder, shell.file)
		if err := os.WriteFile(source, text, 0o644); err != nil {
			return nil, err
		}
		all = append(all, file{"completions/" + shell.file, source, 0o644})
	}
	licences := filepath.Join(folder, "LICENSES")
	if err := writeLicences(root, licences); err != nil {
		return nil, err
	}
	return append(all, file{"LICENSES", licences, 0o644}), nil
}

// writeLicences writes the licence of every module in the program into one file, as
// most of them ask of who hands a program on.
func writeLicences(root, name string) error {
	modules := map[string]string{}
	for _, t := range targets {
		text, err := output(root, "env", "GOOS="+t.os, "GOARCH="+t.arch, "CGO_ENABLED=0", "go", "list", "-deps",
			"-f", "{{with .Module}}{{if not .Main}}{{.Path}} {{.Version}}\t{{.Dir}}{{end}}{{end}}", ".")
		if err != nil {
			return err
		}
		for line := range strings.Lines(string(text)) {
			if module, dir, ok := strings.Cut(strings.TrimSpace(line), "\t"); ok {
				modules[module] = dir
			}
		}
	}
	goroot, err := output(root, "go", "env", "GOROOT")
	if err != nil {
		return err
	}
	modules["the Go standard library"] = strings.TrimSpace(string(goroot))
	var b bytes.Buffer
	for _, module := range slices.Sorted(maps.Keys(modules)) {
		files, err := filepath.Glob(filepath.Join(modules[module], "[LCN][IO][CPT][EYI]*"))
		if err != nil {
			return err
		}
		if len(files) == 0 {
			return fmt.Errorf("%s: no licence", module)
		}
		for _, f := range files {
			text, err := os.ReadFile(f)
			if err != nil {
				return err
			}
			fmt.Fprintf(&b, "%s\n%s: %s\n%s\n\n%s\n", strings.Repeat("=", 80), module, filepath.Base(f), strings.Repeat("=", 80), text)
		}
	}
	return os.WriteFile(name, b.Bytes(), 0o644)
}

// output runs a command in a folder.
func output(folder, name string, args ...string) ([]byte, error) {
	cmd := exec.Command(name, args...)
	cmd.Dir = folder
	cmd.Stderr = os.Stderr
	text, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", strings.Join(cmd.Args, " "), err)
	}
	return text, nil
}
