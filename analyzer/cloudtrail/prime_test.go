package cloudtrail

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"io"
	"math/rand/v2"
	"strings"
	"testing"
)

// TestNothing: the standard library reads the streams as nothing, to their end.
func TestNothing(t *testing.T) {
	r := strings.NewReader(nothingFlate)
	if got, err := io.ReadAll(flate.NewReader(r)); len(got) > 0 || err != nil || r.Len() > 0 {
		t.Errorf("got %q, %v, %d bytes left", got, err, r.Len())
	}
	z, err := gzip.NewReader(strings.NewReader(nothingGzip))
	if err != nil {
		t.Fatal(err)
	}
	if got, err := io.ReadAll(z); len(got) > 0 || err != nil {
		t.Errorf("got %q, %v", got, err)
	}
}

// TestPrimed: a file whose block has no code for a distance is told alike, whatever was read
// before it. The library decodes it by the codes of the file before.
func TestPrimed(t *testing.T) {
	// Of literals and lengths there are a, the end and a match of three; of distances, none.
	empty := gzipMagic + "\x00\x00\x00\x00\x00\x00\xff" +
		"\x0d\xc0\x01\x09\x00\x00\x00\x80\xa0\xad\xfd\x3f\x91\x54\x55\x55\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"
	var letters strings.Builder // that are compressed with codes of their own
	for rng := rand.New(rand.NewPCG(1, 1)); letters.Len() < 4000; {
		letters.WriteByte("aaaabbbccdefghijklmnop"[rng.IntN(22)])
	}
	read := func(s *source, data []byte) string {
		s.reset(bytes.NewReader(data), &expansion{times: -1}, true)
		defer s.close()
		var out strings.Builder
		buf := make([]byte, 4096)
		for {
			n, err := s.Read(buf)
			out.Write(buf[:n])
			if err != nil {
				out.WriteString(" " + err.Error())
			}
			if _, ok := err.(gap); err != nil && !ok {
				return out.String()
			}
		}
	}
	var used, fresh source
	read(&used, []byte(compressed(t, letters.String())))
	if got, want := read(&used, []byte(empty)), read(&fresh, []byte(empty)); got != want {
		t.Errorf("after another file: got %q, want %q", got, want)
	}
}
