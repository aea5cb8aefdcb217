package main

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"
)

// TestExamples runs every example of the documents: in blocks marked console, what
// follows "$ " is a command, with its continuation lines, and what follows is its
// output. The width is that of the documents, and "go run ." is this program.
func TestExamples(t *testing.T) {
	shell, err := exec.LookPath("sh")
	if err != nil {
		t.Skip("no shell to run the examples with")
	}
	documents, err := filepath.Glob("docs/*.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, document := range append(documents, "README.md") {
		text, err := os.ReadFile(document)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range examples(string(text)) {
			t.Run(document+": "+e.command, func(t *testing.T) {
				if _, err := exec.LookPath("jq"); err != nil && strings.Contains(e.command, "jq ") {
					t.Skip("jq is not installed")
				}
				cmd := exec.Command(shell, "-c", strings.ReplaceAll(e.command, "go run . ", "loginodds "))
				cmd.Env = append(os.Environ(), "COLUMNS=100")
				got, err := cmd.CombinedOutput()
				if err != nil {
					t.Logf("%v", err)
				}
				if trim(string(got)) != trim(e.output) {
					t.Errorf("got\n%s\nwant\n%s", got, e.output)
				}
			})
		}
	}
}

// TestBatchJobs runs the scans of the batch jobs in docs/ci.md, in a folder with the
// logs of the example and the files that the jobs expect.
func TestBatchJobs(t *testing.T) {
	shell, err := exec.LookPath("sh")
	if err != nil {
		t.Skip("no shell to run the jobs with")
	}
	text, err := os.ReadFile("docs/ci.md")
	if err != nil {
		t.Fatal(err)
	}
	logs, err := filepath.Abs("testdata/demo/AWSLogs")
	if err != nil {
		t.Fatal(err)
	}
	known, err := os.ReadFile("docs/known.yaml")
	if err != nil {
		t.Fatal(err)
	}
	jobs := regexp.MustCompile(`(?m)^[- ]*(?:\./)?(loginodds scan AWSLogs/ (?:.*\\\n)*.*)$`).FindAllStringSubmatch(string(text), -1)
	if len(jobs) != 3 {
		t.Errorf("got %d jobs, want 3", len(jobs))
	}
	for _, job := range jobs {
		dir := t.TempDir()
		if err := errors.Join(os.Symlink(logs, filepath.Join(dir, "AWSLogs")), os.WriteFile(filepath.Join(dir, "known.yaml"), known, 0o644)); err != nil {
			t.Fatal(err)
		}
		cmd := exec.Command(shell, "-c", job[1])
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), "GITHUB_STEP_SUMMARY="+filepath.Join(dir, "summary.md"))
		out, err := cmd.CombinedOutput()
		var exit *exec.ExitError
		if err != nil && !(errors.As(err, &exit) && exit.ExitCode() == 1) { // 1 tells that there are findings
			t.Errorf("%s: got %v\n%s", job[1], err, out)
		}
		if _, err := os.Stat(filepath.Join(dir, "report.json")); err != nil {
			t.Errorf("%s: %v", job[1], err)
		}
	}
	for _, block := range regexp.MustCompile("(?s)```yaml\n(.*?)```").FindAllStringSubmatch(string(text), -1) {
		var v any
		if err := yaml.Unmarshal([]byte(block[1]), &v); err != nil {
			t.Errorf("%v in\n%s", err, block[1])
		}
	}
}

// TestPrograms: a program that a document shows is the one that was tested.
func TestPrograms(t *testing.T) {
	text, err := os.ReadFile("docs/scale.md")
	if err != nil {
		t.Fatal(err)
	}
	tested, err := os.ReadFile("cmd/sql/scale/score_spark.py")
	if err != nil {
		t.Fatal(err)
	}
	shown := regexp.MustCompile("(?s)```python\n(.*?)```").FindAllStringSubmatch(string(text), -1)
	if len(shown) != 1 || !strings.Contains(string(tested), shown[0][1]) {
		t.Errorf("docs/scale.md shows %d programs, want a part of cmd/sql/scale/score_spark.py", len(shown))
	}
	if n := strings.Count(string(tested), "\n"); n > 60 {
		t.Errorf("cmd/sql/scale/score_spark.py has %d lines, want 60 at most", n)
	}
}

// An example is a command and what it prints.
type example struct{ command, output string }

// examples returns those of a document in Markdown.
func examples(text string) []example {
	var all []example
	inside := false
	for line := range strings.Lines(text) {
		switch {
		case strings.HasPrefix(line, "```"):
			inside = strings.TrimSpace(line) == "```console"
		case !inside:
		case strings.HasPrefix(line, "$ "):
			all = append(all, example{command: line[2:]})
		case len(all) > 0:
			e := &all[len(all)-1]
			if e.output == "" && strings.HasSuffix(e.command, "\\\n") {
				e.command += line
			} else {
				e.output += line
			}
		}
	}
	return all
}

// trim drops the spaces at the ends of lines, which a document does not keep.
func trim(s string) string {
	var lines []string
	for line := range strings.Lines(s) {
		lines = append(lines, strings.TrimRight(line, " \n"))
	}
	return strings.TrimRight(strings.Join(lines, "\n"), "\n")
}
