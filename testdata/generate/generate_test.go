package main

import (
	"bytes"
	"compress/gzip"
	"encoding/csv"
	"encoding/json"
	"io"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"testing"
)

// The committed data must be what the program writes. Its bytes are compared
// without the compression, which may change with the version of Go.
func TestDemo(t *testing.T) {
	out := filepath.Join(t.TempDir(), "demo")
	if err := generate(out); err != nil {
		t.Fatalf("generating: %v", err)
	}
	want, got := contents(t, out), contents(t, "../demo")
	names := slices.Sorted(maps.Keys(want))
	if committed := slices.Sorted(maps.Keys(got)); !slices.Equal(committed, names) {
		t.Fatalf("got files %q in ../demo, want %q; run go run ./testdata/generate", committed, names)
	}
	for _, name := range names {
		if !bytes.Equal(got[name], want[name]) {
			t.Errorf("../demo/%s differs; run go run ./testdata/generate", name)
		}
	}
	if !bytes.Equal(read(t, "../demo.csv"), read(t, out+".csv")) {
		t.Error("../demo.csv differs; run go run ./testdata/generate")
	}
}

// All event IDs are distinct, but for those of records delivered twice, and every
// case of the story is a successful sign-in of the logs.
func TestEventIDs(t *testing.T) {
	seen := map[string]int{}
	result := map[string]string{}
	for name, data := range contents(t, "../demo") {
		var file struct {
			Records []struct {
				EventID          string         `json:"eventID"`
				ResponseElements map[string]any `json:"responseElements"`
			}
		}
		if err := json.Unmarshal(data, &file); err != nil {
			t.Fatalf("decoding %s: %v", name, err)
		}
		for _, r := range file.Records {
			seen[r.EventID]++
			result[r.EventID], _ = r.ResponseElements["ConsoleLogin"].(string)
		}
	}
	repeated := 0
	for id, n := range seen {
		if n > 2 {
			t.Errorf("got %d records of eventID %s, want at most 2", n, id)
		}
		repeated += n - 1
	}
	if repeated != twice {
		t.Errorf("got %d eventIDs that come again, want %d", repeated, twice)
	}
	for _, row := range cases(t) {
		if got := result[row[0]]; got != "Success" {
			t.Errorf("got result %q of %s (%s), want Success", got, row[0], row[1])
		}
	}
}

// contents returns the files below a folder by their names, without compression.
func contents(t *testing.T, folder string) map[string][]byte {
	t.Helper()
	files := map[string][]byte{}
	root := os.DirFS(folder)
	err := fs.WalkDir(root, ".", func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		files[name] = unzip(t, path.Join(folder, name))
		return nil
	})
	if err != nil {
		t.Fatalf("listing files: %v", err)
	}
	return files
}

func unzip(t *testing.T, file string) []byte {
	t.Helper()
	z, err := gzip.NewReader(bytes.NewReader(read(t, file)))
	if err != nil {
		t.Fatalf("decompressing %s: %v", file, err)
	}
	data, err := io.ReadAll(z)
	if err != nil {
		t.Fatalf("decompressing %s: %v", file, err)
	}
	return data
}

func read(t *testing.T, file string) []byte {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatalf("reading file: %v", err)
	}
	return data
}

// cases returns the rows of demo.csv below its header.
func cases(t *testing.T) [][]string {
	t.Helper()
	rows, err := csv.NewReader(bytes.NewReader(read(t, "../demo.csv"))).ReadAll()
	if err != nil {
		t.Fatalf("reading cases: %v", err)
	}
	return rows[1:]
}
