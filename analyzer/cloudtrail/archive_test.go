package cloudtrail

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"cmp"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"
)

// A packed is a member to put into an archive.
type packed struct {
	name, text string
	method     uint16 // of ZIP
}

func zipped(t testing.TB, members ...packed) string {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, m := range members {
		f, err := w.CreateHeader(&zip.FileHeader{Name: m.name, Method: m.method})
		if err == nil {
			_, err = io.WriteString(f, m.text)
		}
		if err != nil {
			t.Fatal("making an archive:", err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal("making an archive:", err)
	}
	return b.String()
}

func tarred(t testing.TB, members ...packed) string {
	t.Helper()
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for _, m := range members {
		h := &tar.Header{Name: m.name, Size: int64(len(m.text)), Mode: 0o644}
		if strings.HasSuffix(m.name, "/") {
			h.Typeflag = tar.TypeDir
		}
		if err := w.WriteHeader(h); err != nil {
			t.Fatal("making an archive:", err)
		}
		io.WriteString(w, m.text)
	}
	if err := w.Close(); err != nil {
		t.Fatal("making an archive:", err)
	}
	return b.String()
}

// inMembers lists what is in an archive as outcome does, with the member before
// each record and each damage.
func inMembers(o outcome) string {
	var s []string
	member := func(file string) string { return strings.TrimPrefix(strings.TrimPrefix(file, "test"), "!") }
	for _, r := range o.records {
		s = append(s, fmt.Sprintf("%s=%s:%d", member(r.File), r.EventID, r.Index))
	}
	for _, d := range o.damage {
		s = append(s, fmt.Sprintf("%s!%d/%d", member(d.File), d.Offset, d.Record))
	}
	return strings.Join(s, " ")
}

// A stream hides that a reader may be read at any place.
type stream struct{ io.Reader }

// all are members that archives of exports hold.
func all(t testing.TB) []packed {
	return []packed{
		{"AWSLogs/", "", zip.Store},
		{"AWSLogs/1.json.gz", compressed(t, records(signIn("a"), call("1"), signIn("b"))), zip.Store},
		{"AWSLogs/2.json", records(signIn("c")), zip.Deflate},
		{"AWSLogs/digest.json", `{"awsAccountId":"111122223333","digestStartTime":"x","logFiles":[]}`, zip.Deflate},
		{"AWSLogs/empty.json", `{"Records":[]}`, zip.Deflate},
		{"__MACOSX/AWSLogs/._2.json", "x", zip.Deflate},
		{"AWSLogs/.DS_Store", "x", zip.Deflate},
		{"read me.txt", "some text", zip.Deflate},
		{"history.csv", history + inHistory("d"), zip.Deflate},
	}
}

const inAll = "AWSLogs/1.json.gz=a:1 AWSLogs/1.json.gz=b:3 AWSLogs/2.json=c:1 history.csv=d:1"

func TestArchives(t *testing.T) {
	var r Reader
	members := all(t)
	z, ta := zipped(t, members...), tarred(t, members...)
	for what, in := range map[string]string{
		"zip": z, "tar": ta, "tar.gz": compressed(t, ta), "zip.gz": compressed(t, z), "tar.gz.gz": compressed(t, compressed(t, ta)),
		"two tars": tarred(t, members[:3]...) + tarred(t, members[3:]...), "two tar.gz": compressed(t, tarred(t, members[:3]...)) + compressed(t, tarred(t, members[3:]...)),
	} {
		want := Stats{
			Records: 5, Members: 3, SkippedMembers: map[string]int{"digest": 1, "empty": 1, "system file": 2, "no CloudTrail records": 1},
			CompressedBytes: int64(len(in)),
			Days:            map[AccountDay]int{{"111122223333", may12}: 4, {"", may12}: 1},
			First:           time.Date(2026, 5, 12, 3, 14, 7, 0, time.UTC), Last: time.Date(2026, 5, 12, 3, 15, 0, 0, time.UTC),
		}
		for _, src := range []io.Reader{strings.NewReader(in), stream{strings.NewReader(in)}} {
			got := readAll(t, &r, src)
			want.Bytes = got.stats.Bytes
			if inMembers(got) != inAll || !reflect.DeepEqual(got.stats, want) {
				t.Errorf("%s: got %s, %+v\nwant %s, %+v", what, inMembers(got), got.stats, inAll, want)
			}
			if n := int64(len(records(signIn("a"), call("1"), signIn("b"), signIn("c")))); got.stats.Bytes < n || got.stats.Bytes > 2*n {
				t.Errorf("%s: got %d bytes", what, got.stats.Bytes)
			}
		}
	}
}

// A file of the file system is read where its directory says, not as a whole.
func TestZipFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x")
	write(t, path, zipped(t, all(t)...))
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if got := readAll(t, new(Reader), f); inMembers(got) != inAll {
		t.Errorf("got %s, want %s", inMembers(got), inAll)
	}
	if at, size := randomAccess(stream{f}); at != nil || size != 0 {
		t.Error("a stream can be read at any place")
	}
}

func TestArchivesWithin(t *testing.T) {
	check := func(what, in, want string) {
		t.Helper()
		if got := inMembers(readString(t, in)); got != want {
			t.Errorf("%s: got %s, want %s", what, got, want)
		}
	}
	inner := packed{"x.json.gz", compressed(t, signIn("a")), zip.Store}
	z := packed{"in.zip", zipped(t, inner), zip.Deflate}
	check("zip in zip", zipped(t, z), "in.zip!x.json.gz=a:1")
	check("zip in tar.gz", compressed(t, tarred(t, z)), "in.zip!x.json.gz=a:1")
	check("tar.gz in zip", zipped(t, packed{"y.tgz", compressed(t, tarred(t, inner)), zip.Deflate}), "y.tgz!x.json.gz=a:1")
	check("what comes behind", tarred(t, z, packed{name: "b.json", text: signIn("b")}), "in.zip!x.json.gz=a:1 b.json=b:1")

	got := readString(t, zipped(t, packed{"in.zip", zipped(t, all(t)...), zip.Store}, packed{"in.tar", tarred(t, all(t)...), zip.Deflate}, packed{"x", signIn("x"), zip.Store}))
	if s := got.stats; s.Members != 7 || s.SkippedMembers["digest"] != 2 || s.Records != 11 {
		t.Errorf("members of archives in an archive: got %+v", s)
	}

	deep := zipped(t, packed{"a.json", signIn("a"), zip.Store}, packed{"deep", "", zip.Store})
	for range 10 {
		deep = zipped(t, packed{"a.json", signIn("a"), zip.Store}, packed{"d", deep, zip.Store})
	}
	check("archives without end", deep, "a.json=a:1 d!a.json=a:1 d!d!a.json=a:1 d!d!d!a.json=a:1 d!d!d!d!a.json=a:1 d!d!d!d!d!0/0")
}

// Only the member that is damaged is lost.
func TestZipDamage(t *testing.T) {
	var used Reader
	check := func(what, in, want string) {
		t.Helper()
		for _, src := range []io.ReadSeeker{strings.NewReader(in), struct{ io.ReadSeeker }{strings.NewReader(in)}} {
			got := readAll(t, new(Reader), src)
			if inMembers(got) != want {
				t.Errorf("%s: got %s, want %s", what, inMembers(got), want)
			}
			src.Seek(0, io.SeekStart)
			if again := readAll(t, &used, src); !reflect.DeepEqual(again.stats, got.stats) {
				t.Errorf("%s: got %+v, and after other archives %+v", what, got.stats, again.stats)
			}
		}
	}
	a := packed{"a.json", records(signIn("a")), zip.Deflate}
	b := packed{"b.json", records(signIn("b")), zip.Deflate}
	c := packed{"c.json", records(signIn("c")), zip.Deflate}
	z := zipped(t, a, b, c)
	local := func(name string) int { return strings.Index(z, name) - headerLen }
	listed := func(name string) int { return strings.LastIndex(z, name) - 46 }
	patch := func(at int, text string) string { return z[:at] + text + z[at+len(text):] }

	check("a member is encrypted", patch(listed("b.json")+8, "\x09"), "a.json=a:1 c.json=c:1 b.json!-1/0")
	check("a method that is not supported", patch(listed("b.json")+10, "\x0c"), "a.json=a:1 c.json=c:1 b.json!-1/0")
	check("a member is elsewhere", patch(listed("b.json")+42, "\x07"), "a.json=a:1 c.json=c:1 b.json!-1/0")
	check("data that is damaged", patch(local("b.json")+headerLen+len("b.json"), "\xff\xff\xff"), "a.json=a:1 c.json=c:1 b.json!0/0")
	check("a wrong checksum", patch(listed("b.json")+16, "0000"), fmt.Sprintf("a.json=a:1 b.json=b:1 c.json=c:1 b.json!%d/0", len(b.text)))

	check("no directory", z[:listed("a.json")], "a.json=a:1 b.json=b:1 c.json=c:1 !-1/0")
	check("the directory is damaged", patch(listed("b.json"), "xxxx"), "a.json=a:1 b.json=b:1 c.json=c:1 !-1/0")
	check("cut off in a member", z[:local("c.json")+100], "a.json=a:1 b.json=b:1 !-1/0 c.json!10/1")
	check("cut off in a header", z[:local("c.json")+10], "a.json=a:1 b.json=b:1 !-1/0")
	check("garbage between", z[:local("b.json")]+"PK\x03\x04garbage PK"+z[local("b.json"):listed("a.json")], "a.json=a:1 b.json=b:1 c.json=c:1 !-1/0")
	check("an empty archive", zipped(t), "")

	a.method = zip.Store
	stored := zipped(t, a, b)
	stored = stored[:strings.LastIndex(stored, "PK\x01\x02")]
	check("no directory, and a size that stands only there", stored, "b.json=b:1 !-1/0 a.json!-1/0")
}

// What a header says of the size is enough without the directory, even for a
// member that is not compressed.
func TestZipStored(t *testing.T) {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	text := compressed(t, signIn("a"))
	f, err := w.CreateRaw(&zip.FileHeader{Name: "a.gz", Method: zip.Store, CompressedSize64: uint64(len(text)), UncompressedSize64: uint64(len(text))})
	if err != nil {
		t.Fatal(err)
	}
	io.WriteString(f, text)
	w.Flush()
	if got, want := inMembers(readString(t, b.String())), "a.gz=a:1 !-1/0"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestTarDamage(t *testing.T) {
	check := func(what, in, want string) {
		t.Helper()
		if got := inMembers(readString(t, in)); got != want {
			t.Errorf("%s: got %s, want %s", what, got, want)
		}
	}
	a, b, c := packed{name: "a.json", text: records(signIn("a"))}, packed{name: "b.json", text: records(signIn("b"))}, packed{name: "c.json", text: records(signIn("c"))}
	in := tarred(t, a, b, c)
	second, third := strings.Index(in, "b.json"), strings.Index(in, "c.json")
	check("a header is damaged", in[:second]+"x"+in[second+1:], fmt.Sprintf("a.json=a:1 c.json=c:1 !%d/0", second))
	check("garbage between", in[:second]+strings.Repeat("x", 5*tarBlock)+in[second:], fmt.Sprintf("a.json=a:1 b.json=b:1 c.json=c:1 !%d/0", second))
	check("garbage behind", in+strings.Repeat("x", 5000), fmt.Sprintf("a.json=a:1 b.json=b:1 c.json=c:1 !%d/0", len(in)))
	check("zeros behind", in+strings.Repeat("\x00", 5000), "a.json=a:1 b.json=b:1 c.json=c:1")
	check("no end", in[:third], "a.json=a:1 b.json=b:1")
	check("cut off in a header", in[:third+100], fmt.Sprintf("a.json=a:1 b.json=b:1 !%d/0", third))
	check("cut off in a member", in[:third+tarBlock+99], fmt.Sprintf("a.json=a:1 b.json=b:1 c.json!99/1 !%d/0", third+2*tarBlock))

	long := tarred(t, a, packed{name: "long", text: strings.Repeat(call(quote("x"))+"\n", 2000)}, c)
	z := compressed(t, long)
	got := readString(t, z[:len(z)/2]+compressed(t, tarred(t, b)))
	if last := got.records[len(got.records)-1]; last.EventID != "b" || len(got.damage) == 0 {
		t.Errorf("another archive behind one that is cut off: got %s", inMembers(got))
	}
}

// Only files are read: a link has no content.
func TestTarLinks(t *testing.T) {
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for _, h := range []*tar.Header{
		{Name: "a", Typeflag: tar.TypeSymlink, Linkname: "/etc/passwd"}, {Name: "b", Typeflag: tar.TypeLink, Linkname: "a"}, {Name: "c", Typeflag: tar.TypeFifo},
	} {
		if err := w.WriteHeader(h); err != nil {
			t.Fatal(err)
		}
	}
	w.Close()
	got := readString(t, b.String())
	if n := got.stats.SkippedMembers["no regular file"]; n != 3 || len(got.damage) > 0 {
		t.Errorf("got %d files skipped, damage %v, want 3", n, got.damage)
	}
}

// A caller may stop within an archive, and use the reader again.
func TestArchiveStop(t *testing.T) {
	var r Reader
	in := compressed(t, tarred(t, packed{name: "z", text: zipped(t, all(t)...)}, all(t)[1]))
	for stop := 1; stop <= 6; stop++ {
		n := 0
		for range r.Records("test", strings.NewReader(in)) {
			if n++; n == stop {
				break
			}
		}
		if n != stop {
			t.Errorf("got %d values, want %d", n, stop)
		}
	}
}

// Damage in all members is told no more often than in one file.
func TestArchiveMaxDamage(t *testing.T) {
	var members []packed
	for i := range 20 {
		members = append(members, packed{name: fmt.Sprint(i), text: signIn("a") + "\nx\n" + signIn("b")})
	}
	got := readAll(t, &Reader{MaxDamage: 3}, strings.NewReader(tarred(t, members...)))
	if len(got.damage) != 4 || got.stats.Damaged != 20 || got.damage[3].Error() != "test: 17 more places that could not be read" {
		t.Errorf("got %v, want 3 damages and how many more", got.damage)
	}
}

// An io error within an archive ends it.
func TestArchiveReadError(t *testing.T) {
	in := tarred(t, packed{name: "a.json", text: signIn("a")}, packed{name: "b.json", text: signIn("b")})
	check := func(what, in, want string) {
		t.Helper()
		src := io.MultiReader(strings.NewReader(in), errReader{fs.ErrPermission})
		if got := inMembers(readAll(t, new(Reader), src)); got != want {
			t.Errorf("%s: got %s, want %s", what, got, want)
		}
	}
	check("in a tar", in[:2*tarBlock+700], "a.json=a:1 !1724/0")
	check("in a zip", zipped(t, packed{"a.json", signIn("a"), zip.Deflate}), "a.json=a:1 !526/0")
}

type errReader struct{ error }

func (r errReader) Read([]byte) (int, error) { return 0, cmp.Or(r.error, io.EOF) }
