package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"time"
)

// A source is a package of CSV files, pinned by version and checksum.
type source struct {
	name    string
	version string   // ends in the hour of its data, as 2026060120
	sha256  string   // of the .tgz file, in hexadecimal
	files   []string // to read, in this order
}

// built returns the time of the data, which its version tells, in UTC.
func (s source) built() (time.Time, error) {
	const layout = "2006010215"
	return time.Parse(layout, s.version[max(0, len(s.version)-len(layout)):])
}

// rows returns the rows of all files of s in their order. They come from the
// file, or from npm if it is "". An error ends them.
func (s source) rows(file string) iter.Seq2[[]string, error] {
	return func(yield func([]string, error) bool) {
		files, err := s.open(file)
		if err != nil {
			yield(nil, err)
			return
		}
		for i, text := range files {
			r := csv.NewReader(bytes.NewReader(text))
			r.ReuseRecord = true
			for {
				row, err := r.Read()
				if errors.Is(err, io.EOF) {
					break
				}
				if err != nil {
					yield(nil, fmt.Errorf("%s: %w", s.files[i], err))
					return
				}
				if !yield(row, nil) {
					return
				}
			}
		}
	}
}

// open returns the contents of the files of s.
func (s source) open(file string) ([][]byte, error) {
	if file == "" {
		dir, err := os.MkdirTemp("", "geoip")
		if err != nil {
			return nil, err
		}
		defer os.RemoveAll(dir)
		if file, err = s.fetch(dir); err != nil {
			return nil, err
		}
	}
	tgz, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	if sum := fmt.Sprintf("%x", sha256.Sum256(tgz)); sum != s.sha256 {
		return nil, fmt.Errorf("%s: SHA-256 is %s, not %s of %s %s", file, sum, s.sha256, s.name, s.version)
	}
	return s.unpack(tgz)
}

// fetch leaves the package in dir and returns its file there.
func (s source) fetch(dir string) (string, error) {
	npm := exec.Command("npm", "pack", "--silent", "--pack-destination", dir, s.name+"@"+s.version)
	npm.Stderr = os.Stderr
	if err := npm.Run(); err != nil {
		return "", fmt.Errorf("fetching %s %s: %w", s.name, s.version, err)
	}
	files, err := filepath.Glob(filepath.Join(dir, "*.tgz"))
	if err != nil {
		return "", err
	}
	if len(files) != 1 {
		return "", fmt.Errorf("fetching %s %s: npm left %d files, not 1", s.name, s.version, len(files))
	}
	return files[0], nil
}

func (s source) unpack(tgz []byte) ([][]byte, error) {
	z, err := gzip.NewReader(bytes.NewReader(tgz))
	if err != nil {
		return nil, err
	}
	files := make([][]byte, len(s.files))
	for t := tar.NewReader(z); ; {
		h, err := t.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		if i := slices.Index(s.files, h.Name); i >= 0 {
			if files[i], err = io.ReadAll(t); err != nil {
				return nil, err
			}
		}
	}
	for i, f := range files {
		if f == nil {
			return nil, fmt.Errorf("%s %s: no %s", s.name, s.version, s.files[i])
		}
	}
	return files, nil
}
