package cloudtrail

import (
	"bytes"
	"errors"
	"io"
	"reflect"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"
	"time"
)

// large returns records that are decompressed ahead, and fill all pieces.
func large(t *testing.T) string {
	t.Helper()
	old := aheadFrom
	aheadFrom = chunk
	t.Cleanup(func() { aheadFrom = old })
	all := make([]string, 0, 4000)
	for i := range cap(all) {
		if i%200 == 7 {
			all = append(all, signIn("a"))
		} else {
			all = append(all, strings.Replace(call(`"x"`), `"c"`, quote(strings.Repeat("x", i%300)), 1))
		}
	}
	s := records(all...)
	if len(s) < (pieces+1)*pieceLen {
		t.Fatalf("got %d bytes", len(s))
	}
	return s
}

// Whether a file is decompressed ahead or not, the same is read of it.
func TestAhead(t *testing.T) {
	plain := large(t)
	whole := compressed(t, plain)
	small := compressed(t, records(signIn("z")))
	flipped := []byte(whole)
	flipped[len(flipped)/2] ^= 0xff
	for what, src := range map[string]func() io.Reader{
		"whole":               func() io.Reader { return strings.NewReader(whole) },
		"members":             func() io.Reader { return strings.NewReader(whole + small + whole) },
		"cut off":             func() io.Reader { return strings.NewReader(whole[:len(whole)-len(whole)/10]) },
		"cut off, and more":   func() io.Reader { return strings.NewReader(whole[:len(whole)/2] + whole + small) },
		"a byte that changed": func() io.Reader { return bytes.NewReader([]byte(string(flipped) + small)) },
		"an error": func() io.Reader {
			return io.MultiReader(strings.NewReader(whole[:len(whole)-len(whole)/8]), iotest.ErrReader(errors.New("x")))
		},
		"a tar archive": func() io.Reader {
			return strings.NewReader(compressed(t, tarred(t, packed{name: "x", text: plain}, packed{name: "y", text: signIn("y")})))
		},
		"in one more": func() io.Reader { return strings.NewReader(compressed(t, whole)) },
		"documents": func() io.Reader {
			return strings.NewReader(compressed(t, strings.Repeat(lambda(t, signIn("a"), call("1"))+"\n", 3000)))
		},
		"too much of it": func() io.Reader { return strings.NewReader(compressed(t, strings.Repeat(plain, 3))) },
	} {
		read := func(cores int) outcome {
			defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(cores))
			r := Reader{MaxExpansion: -1}
			if what == "too much of it" {
				r = Reader{MaxExpansion: 2, free: 2 << 20}
			}
			return readAll(t, &r, src())
		}
		got, want := read(2), read(1)
		for _, o := range []outcome{got, want} {
			for _, d := range o.damage {
				d.Err = errors.New(d.Err.Error()) // the same text is enough
			}
		}
		if got.stats.CompressedBytes = want.stats.CompressedBytes; !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got %v, %+v\nwant %v, %+v", what, got, got.stats, want, want.stats)
		}
		if len(want.records) < 5 {
			t.Errorf("%s: got only %v", what, want)
		}
	}
}

// The goroutine ends with the reading, and leaves the file alone.
func TestAheadEnds(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(2))
	whole := compressed(t, large(t))
	before := runtime.NumGoroutine()
	var r Reader
	for end := range 20 {
		n := 0
		src := strings.NewReader(strings.Repeat(whole, 3))
		for range r.Records("test", src) {
			if n++; n == 3*end {
				break
			}
		}
		left := src.Len()
		time.Sleep(time.Millisecond)
		if src.Len() != left {
			t.Fatal("the file is read when nobody does")
		}
	}
	for range 1000 {
		if runtime.NumGoroutine() <= before {
			return
		}
		time.Sleep(time.Millisecond)
	}
	t.Errorf("got %d goroutines, want %d", runtime.NumGoroutine(), before)
}
