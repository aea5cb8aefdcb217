package main

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

var update = flag.Bool("update", false, "write the golden files instead of comparing with them")

// TestMain lets scripts run this program as loginodds.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"loginodds": main})
}

// TestScript runs the command line as its users do. Beside the usual commands a
// script may
//
//	golden FILE          compare the last standard output with testdata/golden/FILE
//	schema NAME [FILE]   validate every JSON value of FILE, or of the last standard
//	                     output, with the shipped schema: finding, report
//	                     or explanation
//	compress FILE...     compress files with gzip, and rename them to FILE.gz
//	truncate FILE N      keep the first N bytes of a file
//	widen FILE WORD N    put N letters in place of a word in a file
//
// and find the repository in $ROOT. The condition shared says whether the public
// CloudTrail files are there that lie beside the repository and are no part of it, and
// root whether nothing is forbidden.
func TestScript(t *testing.T) {
	root, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Setup: func(e *testscript.Env) error {
			e.Setenv("ROOT", root)
			e.Setenv("COLUMNS", "")
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"golden":   golden,
			"schema":   schema,
			"compress": compress,
			"truncate": truncate,
			"widen":    widen,
		},
		Condition: func(name string) (bool, error) {
			switch name {
			case "shared":
				_, err := os.Stat("../shared/data/cloudtrail")
				return err == nil, nil
			case "root":
				return os.Geteuid() == 0, nil
			}
			return false, fmt.Errorf("unknown condition %q", name)
		},
		RequireUniqueNames: true,
	})
}

// golden compares with a golden file. What differs is left beside it, with the
// ending .got.
func golden(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: golden FILE")
	}
	file := filepath.Join(ts.Getenv("ROOT"), "testdata", "golden", args[0])
	got := []byte(ts.ReadFile("stdout"))
	if *update {
		ts.Check(os.WriteFile(file, got, 0o644))
		return
	}
	want, err := os.ReadFile(file)
	ts.Check(err)
	if !bytes.Equal(got, want) {
		ts.Check(os.WriteFile(file+".got", got, 0o644))
		ts.Fatalf("output differs from %s; see what came in %s.got, or write it with go test -run TestScript . -update", file, file)
	}
}

// schema validates with an implementation of JSON Schema that is not ours.
func schema(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 1 || len(args) > 2 {
		ts.Fatalf("usage: schema NAME [FILE]")
	}
	s, err := compileSchema(ts.Getenv("ROOT"), args[0])
	ts.Check(err)
	text := ts.ReadFile(append(args, "stdout")[1])
	n := 0
	for d := json.NewDecoder(bytes.NewReader([]byte(text))); d.More(); n++ {
		var raw json.RawMessage
		ts.Check(d.Decode(&raw))
		v, err := jsonschema.UnmarshalJSON(bytes.NewReader(raw))
		ts.Check(err)
		if err := s.Validate(v); err != nil {
			ts.Fatalf("value %d: %v", n+1, err)
		}
	}
	ts.Logf("%d values are valid", n)
	if n == 0 {
		ts.Fatalf("no value to validate")
	}
}

// schemaVersions has the shipped schemas by name.
var schemaVersions = map[string]string{"finding": "v1", "report": "v1", "explanation": "v2"}

// compileSchema returns a shipped schema by its name.
func compileSchema(root, name string) (*jsonschema.Schema, error) {
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	for n, version := range schemaVersions {
		f, err := os.Open(filepath.Join(root, "cmd/report/schema", n+"."+version+".schema.json"))
		if err != nil {
			return nil, err
		}
		defer f.Close()
		doc, err := jsonschema.UnmarshalJSON(f)
		if err != nil {
			return nil, err
		}
		if err := c.AddResource("urn:loginodds:"+n+":"+version, doc); err != nil {
			return nil, err
		}
	}
	return c.Compile("urn:loginodds:" + name + ":" + schemaVersions[name])
}

func compress(ts *testscript.TestScript, neg bool, args []string) {
	for _, name := range args {
		var b bytes.Buffer
		w := gzip.NewWriter(&b)
		w.Write([]byte(ts.ReadFile(name)))
		ts.Check(w.Close())
		ts.Check(os.WriteFile(ts.MkAbs(name)+".gz", b.Bytes(), 0o644))
		ts.Check(os.Remove(ts.MkAbs(name)))
	}
}

func truncate(ts *testscript.TestScript, neg bool, args []string) {
	n, err := strconv.Atoi(args[1])
	ts.Check(err)
	ts.Check(os.Truncate(ts.MkAbs(args[0]), int64(n)))
}

func widen(ts *testscript.TestScript, neg bool, args []string) {
	n, err := strconv.Atoi(args[2])
	ts.Check(err)
	text := strings.ReplaceAll(ts.ReadFile(args[0]), args[1], strings.Repeat("x", n))
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(text), 0o644))
}
