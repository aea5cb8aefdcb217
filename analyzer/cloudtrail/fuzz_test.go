package cloudtrail

import (
	"archive/zip"
	"bytes"
	"reflect"
	"strings"
	"testing"
)

// samples are files of all kinds, whole and damaged.
func samples(t testing.TB) []string {
	members := all(t)
	z, ta := zipped(t, members...), tarred(t, members...)
	in := []string{
		z, ta, compressed(t, ta), zipped(t, packed{"z", z, zip.Store}), z[:len(z)/2], ta[:len(ta)/2], compressed(t, z),
		history + inHistory("a") + otherInHistory + inHistory("b"), oldHistory + inOldHistory("a") + inOldHistory("b"), lakeTable("a"),
		queryResults(queryRow("a"), queryRow("b")), authentication("a") + "\n" + authentication("b"), records(signIn("a"), call("1"), signIn("b")),
		compressed(t, records(signIn("a"), signIn("b"))) + compressed(t, signIn("c")), "\xff\xfe{\x00}\x00", "\xfe\xff\x00{\x00}",
	}
	for _, w := range wrappings {
		in = append(in, w.wrap(t, signIn("a"), call("1"), signIn("b")))
	}
	return in
}

// checkRead reads a file twice, the second time in other pieces, and checks what
// must hold of any.
func checkRead(t testing.TB, r *Reader, in []byte) outcome {
	t.Helper()
	got := readAll(t, r, bytes.NewReader(in))
	for _, rec := range got.records {
		if !takes(rec.EventSource, rec.EventName) || rec.Index < 1 || !strings.HasPrefix(rec.File, "test") {
			t.Errorf("%.300q: got record %+v", in, rec)
		}
	}
	for _, d := range got.damage {
		if d.Offset < -1 || d.Err == nil || !strings.HasPrefix(d.File, "test") {
			t.Errorf("%.300q: got error %v", in, d)
		}
	}
	if s := got.stats; len(got.damage) > s.Damaged+1 || s.Damaged == 0 && s.Records < int64(len(got.records)) || s.Skipped != "" && s.Damaged > 0 {
		t.Errorf("%.300q: got %+v with %d records, %d errors", in, s, len(got.records), len(got.damage))
	}
	again := readAll(t, r, &oddReader{bytes.NewReader(in), 0})
	if got.stats.Damaged == 0 && !reflect.DeepEqual(again, got) { // how decompressors put damage depends on the pieces
		t.Errorf("%.300q: got %v, %+v\nand in other pieces %v, %+v", in, got, got.stats, again, again.stats)
	}
	return got
}

// FuzzFile finds files of any kind on which a reader panics or hangs, or tells
// what cannot be.
func FuzzFile(f *testing.F) {
	for _, s := range samples(f) {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, in []byte) { checkRead(t, &Reader{MaxRecord: 1 << 12}, in) })
}

// FuzzZip compares what is salvaged without a directory with what is there.
func FuzzZip(f *testing.F) {
	f.Add([]byte("a"), []byte("b"), uint16(3), byte(0))
	f.Add([]byte("PK\x03\x04"), []byte("__MACOSX/x"), uint16(40), byte('x'))
	f.Fuzz(func(t *testing.T, text, name []byte, at uint16, c byte) {
		in := []byte(zipped(t, packed{"a.json", signIn("a"), zip.Deflate}, packed{string(name) + "x", string(text), zip.Deflate}, packed{"b.json", signIn("b"), zip.Deflate}))
		checkRead(t, new(Reader), in)
		in[int(at)%len(in)] = c
		checkRead(t, new(Reader), in)
		checkRead(t, new(Reader), in[:int(at)%len(in)])
	})
}

// FuzzTar finds damage that loses more than the member it is in.
func FuzzTar(f *testing.F) {
	f.Add([]byte("a"), uint16(3), byte(0))
	f.Add([]byte(strings.Repeat("\x00", 1024)), uint16(1600), byte('x'))
	f.Fuzz(func(t *testing.T, text []byte, at uint16, c byte) {
		first := tarred(t, packed{name: "x", text: string(text)})
		in := []byte(first + tarred(t, packed{name: "a.json", text: signIn("a")}))
		in[int(at)%(len(first)-1024)] = c
		if got := checkRead(t, new(Reader), in); len(got.damage) == 0 && len(got.records) == 0 {
			t.Errorf("%q: got %s, %+v", in, inMembers(got), got.stats)
		}
	})
}

// FuzzLambda finds data in base64 on which a reader panics or hangs.
func FuzzLambda(f *testing.F) {
	whole := lambda(f, signIn("a"))
	f.Add(whole[len(`{"awslogs":{"data":"`) : len(whole)-3])
	f.Add("H4sI\\u0041====")
	f.Add("eyJ9\\n")
	f.Fuzz(func(t *testing.T, in string) { checkRead(t, new(Reader), []byte(`{"awslogs":{"data":"`+in+`"}}`)) })
}
