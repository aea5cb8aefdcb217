package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

// TestFixtures checks that the committed test databases are those that the
// generator writes, byte by byte.
func TestFixtures(t *testing.T) {
	folder := t.TempDir()
	if err := writeFixtures(folder); err != nil {
		t.Fatal(err)
	}
	for _, f := range fixtures {
		got, err := os.ReadFile(filepath.Join(folder, f.file))
		if err != nil {
			t.Fatal(err)
		}
		want, err := os.ReadFile(filepath.Join("../testdata", f.file))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%s is not what the generator writes; run go generate ./analyzer/geoip", f.file)
		}
	}
}
