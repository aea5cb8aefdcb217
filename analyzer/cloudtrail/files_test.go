package cloudtrail

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// listing returns what Find finds, relative to dir, with "!" before errors and the
// reason behind what is skipped.
func listing(dir string, paths ...string) []string {
	var all []string
	for f, err := range Find(paths) {
		s, e := filepath.Rel(dir, f.Path)
		if e != nil {
			s = f.Path
		}
		switch {
		case err != nil:
			s = "!" + s
		case f.Skip != "":
			s += " (" + f.Skip + ")"
		default:
			s += fmt.Sprint(" ", f.Size)
		}
		all = append(all, filepath.ToSlash(s))
	}
	return all
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal("making a folder:", err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal("writing a file:", err)
	}
}

func TestFind(t *testing.T) {
	dir := t.TempDir()
	in := func(path string) string { return filepath.Join(dir, filepath.FromSlash(path)) }
	check := func(want string, paths ...string) {
		t.Helper()
		for i := range paths {
			if paths[i] != "-" {
				paths[i] = in(paths[i])
			}
		}
		if got := strings.Join(listing(dir, paths...), ", "); got != want {
			t.Errorf("%v: got %s, want %s", paths, got, want)
		}
	}
	for _, path := range []string{"logs/b/2.json.gz", "logs/b/10.json", "logs/a.json", "logs/__MACOSX/x", "logs/.DS_Store", "logs/b/._2.json", "other"} {
		write(t, in(path), path)
	}
	const all = "logs/.DS_Store (system file), logs/__MACOSX (system file), logs/a.json 11, logs/b/._2.json (system file), logs/b/10.json 14, logs/b/2.json.gz 16"
	check(all, "logs")
	check(all, "logs", "logs/../logs", "logs/b/10.json") // each file once
	check("logs/b/10.json 14, logs/a.json 11, - -1", "logs/b/10.json", "logs/a.json", "-", "-")
	check("!missing, other 5", "missing", "other")
	check("")
}

func TestFindLinks(t *testing.T) {
	dir := t.TempDir()
	in := func(path string) string { return filepath.Join(dir, path) }
	write(t, in("far/x.json"), "x")
	write(t, in("logs/a.json"), "a")
	for link, to := range map[string]string{
		"logs/b":       "../far",     // a folder elsewhere
		"logs/c.json":  "a.json",     // a file that is listed anyway
		"logs/loop":    "..",         // the folder above, with logs in it
		"logs/self":    "self",       // nothing
		"logs/missing": "../missing", // nothing, too
		"start":        "logs",       // given by the caller
	} {
		if err := os.Symlink(to, in(link)); err != nil {
			t.Skip("no symbolic links here:", err)
		}
	}
	got := listing(dir, in("start"))
	want := []string{"start/a.json 1", "start/b/x.json 1", "!start/missing", "!start/self"}
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestFindPermission(t *testing.T) {
	dir := t.TempDir()
	closed := filepath.Join(dir, "a")
	write(t, filepath.Join(closed, "x"), "x")
	write(t, filepath.Join(dir, "b"), "b")
	if err := os.Chmod(closed, 0); err != nil {
		t.Fatal(err)
	}
	defer os.Chmod(closed, 0o755)
	if _, err := os.ReadDir(closed); err == nil {
		t.Skip("this user may read everything")
	}
	if got, want := listing(dir, dir), []string{"!a", "b 1"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestFindStop(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"a", "b/c", "b/d"} {
		write(t, filepath.Join(dir, name), name)
	}
	for stop := 1; stop <= 3; stop++ {
		n := 0
		for range Find([]string{dir, "missing"}) {
			if n++; n == stop {
				break
			}
		}
		if n != stop {
			t.Errorf("got %d files, want %d", n, stop)
		}
	}
}
