package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"debug/buildinfo"
	"debug/elf"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// TestRelease makes a release twice, from two clones, and looks at what is in it. Linux on amd64 stands for the other targets, which differ in
// the name of the system alone; the gate compiles them all.
func TestRelease(t *testing.T) {
	if testing.Short() {
		t.Skip("compiles everything twice")
	}
	first, second := cloneAndRelease(t), cloneAndRelease(t)
	names := func(folder string) (all []string) {
		entries, err := os.ReadDir(folder)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			all = append(all, e.Name())
		}
		return all
	}
	if a, b := names(first), names(second); len(a) != 7 || strings.Join(a, " ") != strings.Join(b, " ") {
		t.Fatalf("got %v and %v, want the same 7 files", a, b)
	}
	for _, name := range names(first) {
		a, errA := os.ReadFile(filepath.Join(first, name))
		b, errB := os.ReadFile(filepath.Join(second, name))
		if err := errors.Join(errA, errB); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(a, b) {
			t.Errorf("%s: two builds of one commit differ", name)
		}
	}
	t.Run("archive", func(t *testing.T) { checkArchive(t, first) })
	t.Run("cache", func(t *testing.T) { checkCache(t, first) })
	t.Run("SBOM", func(t *testing.T) { checkSBOM(t, first) })
}

// clone clones the repository.
func clone(t *testing.T) string {
	t.Helper()
	folder := filepath.Join(t.TempDir(), "clone")
	if text, err := exec.Command("git", "clone", "-q", "..", folder).CombinedOutput(); err != nil {
		t.Fatalf("git clone: %v\n%s", err, text)
	}
	return folder
}

func cloneAndRelease(t *testing.T) string {
	t.Helper()
	out := filepath.Join(t.TempDir(), "dist")
	if err := release(clone(t), out, "linux/amd64", true); err != nil {
		t.Fatal(err)
	}
	return out
}

// checkCache compiles the program without what was compiled before, which would make
// any two builds equal.
func checkCache(t *testing.T, folder string) {
	t.Setenv("GOCACHE", t.TempDir())
	binary := filepath.Join(t.TempDir(), "loginodds")
	if err := build(clone(t), binary, target{"linux", "amd64"}); err != nil {
		t.Fatal(err)
	}
	root := t.TempDir()
	unpack(t, archiveIn(t, folder), root)
	want, errWant := os.ReadFile(filepath.Join(root, "loginodds"))
	got, errGot := os.ReadFile(binary)
	if err := errors.Join(errWant, errGot); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Error("compiled anew, the program is another")
	}
}

// archiveIn returns the archive in a folder.
func archiveIn(t *testing.T, folder string) string {
	t.Helper()
	archives, err := filepath.Glob(filepath.Join(folder, "*.tar.gz"))
	if err != nil || len(archives) != 1 {
		t.Fatalf("got %v, %v, want one archive", archives, err)
	}
	return archives[0]
}

// checkArchive looks for all that is promised in an archive, and runs its program
// where nothing else is: without libc, time zones and /etc.
func checkArchive(t *testing.T, folder string) {
	root := t.TempDir()
	files := unpack(t, archiveIn(t, folder), root)
	for _, want := range []string{"loginodds", "LICENSE", "NOTICE", "LICENSES", "README.md", "man/loginodds-scan.1", "completions/loginodds.bash", "completions/_loginodds"} {
		if !files[want] {
			t.Errorf("no %s in the archive", want)
		}
	}
	binary := filepath.Join(root, "loginodds")
	checkStatic(t, binary)
	if runtime.GOOS != "linux" || runtime.GOARCH != "amd64" || os.Geteuid() != 0 {
		t.Skip("cannot run it in an empty root here")
	}
	if err := os.CopyFS(filepath.Join(root, "demo"), os.DirFS("../testdata/demo")); err != nil {
		t.Fatal(err)
	}
	text, err := exec.Command("chroot", root, "/loginodds", "scan", "/demo", "--tz", "Asia/Tokyo", "-q", "-o", "/report.txt").CombinedOutput()
	if err != nil {
		t.Fatalf("in an empty root: %v\n%s", err, text)
	}
	report, err := os.ReadFile(filepath.Join(root, "report.txt"))
	if err != nil || !strings.Contains(string(report), "haruka.m") {
		t.Errorf("in an empty root: got %q, %v, want haruka.m reported", report, err)
	}
}

// checkStatic checks that a binary needs no other file to run.
func checkStatic(t *testing.T, binary string) {
	t.Helper()
	f, err := elf.Open(binary)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for _, p := range f.Progs {
		if p.Type == elf.PT_INTERP || p.Type == elf.PT_DYNAMIC {
			t.Errorf("%s has a %v", binary, p.Type)
		}
	}
	info, err := buildinfo.ReadFile(binary)
	if err != nil {
		t.Fatal(err)
	}
	settings := map[string]string{}
	for _, s := range info.Settings {
		settings[s.Key] = s.Value
	}
	for key, want := range map[string]string{"CGO_ENABLED": "0", "-trimpath": "true"} {
		if settings[key] != want {
			t.Errorf("%s: got %q, want %q", key, settings[key], want)
		}
	}
	for _, m := range info.Deps {
		if m.Replace != nil {
			t.Errorf("%s is replaced", m.Path)
		}
	}
}

// unpack unpacks an archive without its folder, and returns what was in it.
func unpack(t *testing.T, archive, to string) map[string]bool {
	t.Helper()
	f, err := os.Open(archive)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]bool{}
	for r := tar.NewReader(z); ; {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			return files
		}
		if err != nil {
			t.Fatal(err)
		}
		_, name, _ := strings.Cut(h.Name, "/")
		files[name] = true
		data, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(to, name)
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, data, h.FileInfo().Mode())); err != nil {
			t.Fatal(err)
		}
	}
}

// checkSBOM checks that an SBOM names the modules of the program.
func checkSBOM(t *testing.T, folder string) {
	names, err := filepath.Glob(filepath.Join(folder, "*.cdx.json"))
	if err != nil || len(names) != 1 {
		t.Fatalf("got %v, %v, want one SBOM", names, err)
	}
	data, err := os.ReadFile(names[0])
	if err != nil {
		t.Fatal(err)
	}
	var bom struct {
		BOMFormat  string `json:"bomFormat"`
		Components []struct {
			Name string `json:"name"`
			PURL string `json:"purl"`
		} `json:"components"`
	}
	if err := json.Unmarshal(data, &bom); err != nil {
		t.Fatal(err)
	}
	found := false
	for _, c := range bom.Components {
		found = found || c.Name == "github.com/spf13/cobra" && strings.HasPrefix(c.PURL, "pkg:golang/github.com/spf13/cobra@v")
	}
	if bom.BOMFormat != "CycloneDX" || !found {
		t.Errorf("got %q with %d components, want CycloneDX with cobra", bom.BOMFormat, len(bom.Components))
	}
}

func TestPlace(t *testing.T) {
	check := func(name, want string) {
		t.Helper()
		if got := place(name); got != want {
			t.Errorf("place(%q): got %q, want %q", name, got, want)
		}
	}
	check("loginodds", "/usr/bin/loginodds")
	check("man/loginodds-scan.1", "/usr/share/man/man1/loginodds-scan.1")
	check("completions/_loginodds", "/usr/share/zsh/site-functions/_loginodds")
	check("completions/loginodds.ps1", "") // which Linux has no place for
	check("NOTICE", "/usr/share/doc/loginodds/NOTICE")
}
