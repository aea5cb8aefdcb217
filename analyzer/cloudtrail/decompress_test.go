package cloudtrail

import (
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"
)

func TestCompression(t *testing.T) {
	r := new(Reader) // one for all, so that one file could harm the next
	check := func(what, in, want string) {
		t.Helper()
		got := readAll(t, r, strings.NewReader(in))
		if got.String() != want {
			t.Errorf("%s: got %v, want %s", what, got, want)
		}
		if n := got.stats.CompressedBytes; n != int64(len(in)) {
			t.Errorf("%s: got %d compressed bytes, want %d", what, n, len(in))
		}
	}
	var calls []string
	for range 500 {
		calls = append(calls, call(quote(signIn("x"))))
	}
	z := func(s string) string { return compressed(t, s) }
	a, b := signIn("a"), signIn("b")
	long := records(append(calls, a)...)

	check("gzip", z(records(a, b)), "a:1 b:2")
	check("two members", z(records(a))+z(records(b)), "a:1 b:2")
	check("a record over two members", z(records(a)[:100])+z(records(a)[100:]), "a:1")
	check("an empty member", z("")+z(records(a))+z(""), "a:1")
	check("zeros behind", z(records(a))+strings.Repeat("\x00", 1000), "a:1")
	check("an empty file", z(""), "empty")

	check("garbage behind", z(records(a))+"garbage", "a:1 !642/0")
	check("a member behind garbage", z(records(a))+"\x1f\x8b\x08garbage"+z(records(b)), "a:1 b:2 !642/0")
	check("only the magic number", "\x1f\x8b\x08", "!0/0")
	check("plain text like it", "\x1f\x8bRecords", "no-CloudTrail-records")

	whole := z(records(a, b))
	check("a wrong checksum", whole[:len(whole)-8]+"0000"+whole[len(whole)-4:], "a:1 b:2 !1271/0")
	check("no checksum", whole[:len(whole)-8], "a:1 b:2 !1271/0")

	// A record that damage makes of others is a risk here, as all are alike: so
	// only what must be there is checked.
	cut := z(long)
	cut = cut[:len(cut)-60]
	got := readAll(t, r, strings.NewReader(cut))
	if len(got.damage) != 1 || got.damage[0].Record != int(got.stats.Records)+1 || got.stats.Records < 400 {
		t.Errorf("cut off: got %v and %d records", got, got.stats.Records)
	}
	broken := []byte(z(long))
	for i := range 8 {
		broken[len(broken)/2+i] ^= 0x5a
	}
	for _, in := range []string{cut, string(broken)} {
		got := readAll(t, r, strings.NewReader(in+z(records(b))))
		if n := len(got.damage); n == 0 || len(got.records) == 0 || got.records[len(got.records)-1].EventID != "b" {
			t.Errorf("damaged before another member: got %v, want damage and record b", got)
		}
	}
}

func TestZstd(t *testing.T) {
	w, err := zstd.NewWriter(nil)
	if err != nil {
		t.Fatal(err)
	}
	in := string(w.EncodeAll([]byte(records(signIn("a"), signIn("b"))), nil))
	check := func(in, want string) {
		t.Helper()
		if got := readString(t, in).String(); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
	check(in, "a:1 b:2")
	check(in+in, "a:1 b:2 a:3 b:4")
	check(in[:len(in)-10], "!0/0")
	check(in+"garbage", "a:1 b:2 !1271/0")
}
