package main

import (
	"debug/buildinfo"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// A releaser makes the files of one target after the other.
type releaser struct {
	root, out, work string
	common          []file
	snapshot        bool

	// What the binaries say of themselves.
	version string // without the v
	built   time.Time
}

// make builds a target and writes what is published of it.
func (r *releaser) make(t target) error {
	name := "loginodds"
	if t.os == "windows" {
		name += ".exe"
	}
	binary := filepath.Join(r.work, t.os+"_"+t.arch, name)
	if err := build(r.root, binary, t); err != nil {
		return err
	}
	if err := r.identify(binary); err != nil {
		return err
	}
	base := fmt.Sprintf("loginodds_%s_%s_%s", r.version, t.os, t.arch)
	files := append([]file{{name, binary, 0o755}}, r.common...)
	if err := writeArchive(filepath.Join(r.out, base), t, files, r.built); err != nil {
		return err
	}
	if err := writeSBOM(binary, filepath.Join(r.out, base+".cdx.json")); err != nil {
		return err
	}
	if t.os == "linux" {
		return r.writePackages(t, files)
	}
	return nil
}

// build builds a static binary that tells nothing of the machine it was built on.
func build(root, binary string, t target) error {
	absolute, err := filepath.Abs(binary)
	if err != nil {
		return err
	}
	cmd := exec.Command("go", "build", "-buildvcs=true", "-trimpath", "-ldflags=-s -w", "-o", absolute, ".")
	cmd.Dir = root
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0", "GOOS="+t.os, "GOARCH="+t.arch, "GOAMD64=v1", "GOARM64=v8.0", "GOFLAGS=", "GOWORK=off")
	cmd.Stderr = os.Stderr
	return cmd.Run()
}

// identify reads the version and the time of the commit out of a binary: Go takes them
// from the repository, so there is nothing else to keep in step.
func (r *releaser) identify(binary string) error {
	info, err := buildinfo.ReadFile(binary)
	if err != nil {
		return err
	}
	settings := map[string]string{}
	for _, s := range info.Settings {
		settings[s.Key] = s.Value
	}
	if r.built, err = time.Parse(time.RFC3339, settings["vcs.time"]); err != nil {
		return fmt.Errorf("no commit in the binary: %w", err)
	}
	r.version = strings.TrimPrefix(info.Main.Version, "v")
	switch {
	case r.snapshot:
		r.version = "0.0.0-snapshot." + settings["vcs.revision"][:12]
	case settings["vcs.modified"] == "true":
		return fmt.Errorf("%s: the checkout has changes", info.Main.Version)
	case strings.Count(r.version, "-") >= 2: // v0.0.0-20260529044130-17c35e68e58c
		return fmt.Errorf("%s: the commit has no tag; use -snapshot", info.Main.Version)
	}
	return nil
}
