package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
)

// A source is a package of files, which is pinned by version and checksum.
type source struct {
	name    string
	version string
	sha256  string // of the .tgz file, in hexadecimal
}

// open returns the contents of the files of the package by name. It is fetched if tgz
// is "".
func (s source) open(tgz string) (map[string][]byte, error) {
	if tgz == "" {
		dir, err := os.MkdirTemp("", "world")
		if err != nil {
			return nil, err
		}
		defer os.RemoveAll(dir)
		if tgz, err = s.fetch(dir); err != nil {
			return nil, err
		}
	}
	packed, err := os.ReadFile(tgz)
	if err != nil {
		return nil, err
	}
	if sum := fmt.Sprintf("%x", sha256.Sum256(packed)); sum != s.sha256 {
		return nil, fmt.Errorf("%s: SHA-256 is %s, not %s of %s %s", tgz, sum, s.sha256, s.name, s.version)
	}
	return s.unpack(packed)
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

func (s source) unpack(packed []byte) (map[string][]byte, error) {
	z, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, err
	}
	files := map[string][]byte{}
	for t := tar.NewReader(z); ; {
		h, err := t.Next()
		if errors.Is(err, io.EOF) {
			return files, nil
		}
		if err != nil {
			return nil, fmt.Errorf("unpacking %s %s: %w", s.name, s.version, err)
		}
		if files[h.Name], err = io.ReadAll(t); err != nil {
			return nil, fmt.Errorf("unpacking %s %s: %w", s.name, s.version, err)
		}
	}
}
