// Command release makes what is published of a version, of the commit that is checked
// out:
//
//  1. man pages, completions and licences, which are the same everywhere
//  2. a static binary for every target
//  3. of each an archive and an SBOM, and for Linux a deb and an rpm
//  4. the checksums of all, a Homebrew formula and a Dockerfile
//
// The same commit and the same Go give the same bytes, wherever and whenever it is
// built. It does what goreleaser would, which needs some hundreds of modules for it;
// its packager for deb and rpm, nfpm, is used here.
package main

import (
	"crypto/sha256"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

func main() {
	root := flag.String("root", "..", "build the checkout in `folder`")
	out := flag.String("o", "../dist", "write to `folder`, which must not be there")
	only := flag.String("targets", "", "build only these, as linux/amd64,darwin/arm64")
	snapshot := flag.Bool("snapshot", false, "build a commit that is no release")
	list := flag.Bool("list", false, "print the targets, and build nothing")
	flag.Parse()
	if *list {
		for _, t := range targets {
			fmt.Println(t)
		}
		return
	}
	if err := release(*root, *out, *only, *snapshot); err != nil {
		fmt.Fprintln(os.Stderr, "release:", err)
		os.Exit(1)
	}
}

// A target is a system and a processor, as Go calls them.
type target struct{ os, arch string }

func (t target) String() string { return t.os + "/" + t.arch }

// targets are those that are published.
var targets = []target{
	{"linux", "amd64"}, {"linux", "arm64"},
	{"darwin", "amd64"}, {"darwin", "arm64"},
	{"windows", "amd64"}, {"windows", "arm64"},
	{"freebsd", "amd64"}, {"freebsd", "arm64"},
}

// chosen returns the targets of a list with commas; "" is all.
func chosen(list string) ([]target, error) {
	if list == "" {
		return targets, nil
	}
	var all []target
	for name := range strings.SplitSeq(list, ",") {
		i := slices.IndexFunc(targets, func(t target) bool { return t.String() == name })
		if i < 0 {
			return nil, fmt.Errorf("target %q must be one of %v", name, targets)
		}
		all = append(all, targets[i])
	}
	return all, nil
}

func release(root, out, only string, snapshot bool) error {
	all, err := chosen(only)
	if err != nil {
		return err
	}
	if err := os.Mkdir(out, 0o755); err != nil {
		return err
	}
	work, err := os.MkdirTemp("", "release")
	if err != nil {
		return err
	}
	defer os.RemoveAll(work)
	common, err := commonFiles(root, filepath.Join(work, "common"))
	if err != nil {
		return err
	}
	r := releaser{root: root, out: out, work: work, common: common, snapshot: snapshot}
	for _, t := range all {
		if err := r.make(t); err != nil {
			return fmt.Errorf("%s: %w", t, err)
		}
	}
	sums, err := writeSums(out)
	if err != nil {
		return err
	}
	return r.writeTemplates(sums)
}

// writeSums writes the SHA-256 checksums of all files in a folder, as sha256sum does,
// and returns them by name.
func writeSums(folder string) (map[string]string, error) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil, err
	}
	sums := map[string]string{}
	var text strings.Builder
	for _, e := range entries {
		data, err := os.ReadFile(filepath.Join(folder, e.Name()))
		if err != nil {
			return nil, err
		}
		sums[e.Name()] = fmt.Sprintf("%x", sha256.Sum256(data))
		fmt.Fprintf(&text, "%s  %s\n", sums[e.Name()], e.Name())
	}
	return sums, os.WriteFile(filepath.Join(folder, "checksums.txt"), []byte(text.String()), 0o644)
}
