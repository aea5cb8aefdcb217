package main

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"

	"go.yaml.in/yaml/v4"
)

// TestWorkflows: the workflows of the forge and the gate run the same scripts, so that
// they cannot drift.
func TestWorkflows(t *testing.T) {
	scripts := func(file string) []string {
		t.Helper()
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var all []string
		for _, m := range regexp.MustCompile(`(?m)^(?: *- run: )?(\.ci/[a-z]+)$`).FindAllStringSubmatch(string(text), -1) {
			all = append(all, m[1])
		}
		return all
	}
	files, err := filepath.Glob(".github/workflows/*.yml")
	if err != nil || len(files) == 0 {
		t.Fatalf("got %v, %v, want workflows", files, err)
	}
	var run []string
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var workflow struct {
			Jobs map[string]any `yaml:"jobs"`
		}
		if err := yaml.Unmarshal(text, &workflow); err != nil || len(workflow.Jobs) == 0 {
			t.Errorf("%s: got %d jobs, %v", file, len(workflow.Jobs), err)
		}
		run = append(run, scripts(file)...)
	}
	gate := scripts(".ci/run")
	if len(gate) == 0 {
		t.Error(".ci/run runs no script")
	}
	for _, script := range gate {
		if !slices.Contains(run, script) {
			t.Errorf("%s is part of .ci/run, and of no workflow", script)
		}
	}
	for _, script := range run {
		if info, err := os.Stat(script); err != nil || info.Mode().Perm()&0o111 == 0 {
			t.Errorf("%s is part of a workflow, and no program: %v", script, err)
		}
		if !slices.Contains(gate, script) {
			t.Errorf("%s is part of a workflow, and not of .ci/run", script)
		}
	}
}
