package cloudtrail

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"io"
	"strings"
	"testing"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

func TestExpansion(t *testing.T) {
	check := func(e expansion, n int64, want bool) {
		t.Helper()
		if err := e.add(n); (err != nil) != want || e.exceeded != want {
			t.Errorf("%+v: got error %v, want one: %v", e, err, want)
		}
	}
	check(expansion{stored: 10, free: 1000, times: 200}, 1000, false)
	check(expansion{stored: 10, free: 1000, times: 200}, 2000, false)
	check(expansion{stored: 10, free: 1000, times: 200}, 2200, true)
	check(expansion{stored: 0, free: 1000, times: 200}, 1000, false)
	check(expansion{stored: 0, free: 1000, times: 200}, 1200, true)
	check(expansion{stored: 1 << 30, free: 1000, times: 200}, 1<<30*100, false)
	check(expansion{stored: 10, free: 1000, times: -1}, 1<<40, false)
	check(expansion{stored: 10, out: 1 << 61, free: 1000, times: 1 << 62}, 1<<61, false)
}

// zeros make a file that expands a thousandfold.
func zeros(t testing.TB, n int64) string {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	w.Write([]byte(signIn("a") + "\n"))
	if _, err := io.CopyN(w, zero{}, n); err != nil {
		t.Fatal("compressing:", err)
	}
	w.Write([]byte("\n" + signIn("b")))
	w.Close()
	return b.String()
}

type zero struct{}

func (zero) Read(p []byte) (int, error) { clear(p); return len(p), nil }

// A file that expands without end is read up to the limit, and that is told.
func TestBombs(t *testing.T) {
	const free = 8 << 20
	bomb := zeros(t, free+1<<20)
	var b bytes.Buffer
	z, err := zstd.NewWriter(&b)
	if err != nil {
		t.Fatal(err)
	}
	io.CopyN(z, zero{}, free+1<<20)
	z.Close()
	for what, in := range map[string]string{"gzip": bomb, "zstd": b.String(), "gzip twice": compressed(t, bomb), "zip": zipped(t, packed{"x", bomb, zip.Deflate}, packed{"y", bomb, zip.Deflate})} {
		got := readAll(t, &Reader{free: free}, strings.NewReader(in))
		last := got.damage[len(got.damage)-1]
		if !strings.Contains(last.Error(), "expands to more than") || got.stats.Bytes > free+1<<20 {
			t.Errorf("%s: got %v of %d bytes, want the limit", what, got.damage, got.stats.Bytes)
		}
	}
	if got, want := readAll(t, &Reader{MaxExpansion: -1, free: free}, strings.NewReader(bomb)).String(), "a:1 b:2 !629/0"; got != want {
		t.Errorf("no limit: got %s, want %s", got, want)
	}
	if got, want := readAll(t, new(Reader), strings.NewReader(bomb)).String(), "a:1 b:2 !629/0"; got != want {
		t.Errorf("less than 1 GiB: got %s, want %s", got, want)
	}
	if got, want := readAll(t, &Reader{MaxExpansion: 5000, free: free}, strings.NewReader(bomb)).String(), "a:1 b:2 !629/0"; got != want {
		t.Errorf("another limit: got %s, want %s", got, want)
	}
}

// A sparse file in a tar archive expands from nothing.
func TestSparseBomb(t *testing.T) {
	var h bytes.Buffer
	w := tar.NewWriter(&h)
	w.WriteHeader(&tar.Header{Name: "x", Size: 0, Mode: 0o644, Format: tar.FormatGNU})
	head := []byte(h.String()[:tarBlock])
	head[156] = tar.TypeGNUSparse
	copy(head[386+96+1:], "77777777777") // the real size: 8 GiB, all of it a hole
	copy(head[148:156], "        ")
	sum := 0
	for _, c := range head {
		sum += int(c)
	}
	copy(head[148:], strings.Repeat("0", 6-len(octal(sum)))+octal(sum)+"\x00 ")
	r := Reader{MaxExpansion: 1, free: 8 << 20}
	got := readAll(t, &r, io.MultiReader(bytes.NewReader(head), strings.NewReader(strings.Repeat("\x00", 2*tarBlock))))
	if len(got.damage) == 0 || !strings.Contains(got.damage[0].Error(), "expands to more than") {
		t.Errorf("got %v, want the limit", got.damage)
	}
}

func octal(n int) string {
	if n == 0 {
		return ""
	}
	return octal(n/8) + string(rune('0'+n%8))
}
