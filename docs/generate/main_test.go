package main

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// TestManPages checks that the committed pages are those that the commands have.
func TestManPages(t *testing.T) {
	folder := t.TempDir()
	if err := generate(folder); err != nil {
		t.Fatal(err)
	}
	names := func(folder string) (all []string) {
		pages, err := filepath.Glob(filepath.Join(folder, "*"))
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range pages {
			all = append(all, filepath.Base(p))
		}
		return all
	}
	if got, want := names("../man"), names(folder); !slices.Equal(got, want) {
		t.Errorf("got pages %v, want %v; run go generate .", got, want)
	}
	for _, name := range names(folder) {
		want, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil {
			t.Fatal(err)
		}
		if got, err := os.ReadFile(filepath.Join("../man", name)); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s is not what its command says; run go generate .", name)
		}
	}
}
