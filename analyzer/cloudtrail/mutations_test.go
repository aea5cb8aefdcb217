package cloudtrail

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"flag"
	"io"
	"math/rand/v2"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// A mutant depends on its number alone:
//
//	go test ./analyzer/cloudtrail -run TestMutations -mutations 1000000 -timeout 5h
//	go test ./analyzer/cloudtrail -run TestMutations -mutations 1 -mutations-from 4711
var (
	mutations     = flag.Int("mutations", 2000, "mutants that TestMutations reads")
	mutationsFrom = flag.Uint64("mutations-from", 0, "number of the first of them")
)

// A mutator makes valid files of all kinds, and damages them.
type mutator struct {
	testing.TB
	*rand.Rand
	texts []string // what CloudTrail and others export
	gzip  [4]*gzip.Writer
	zstd  *zstd.Encoder
}

func newMutator(t testing.TB) *mutator {
	lines, err := os.ReadFile("testdata/lines.json")
	if err != nil {
		t.Fatal("reading a sample:", err)
	}
	a, b, c := signIn("a"), signIn("b"), call(quote(signIn("x")))
	m := &mutator{TB: t, texts: []string{
		records(a, c, b), pretty(t, records(a, c)), "\uFEFF" + records(a), "[" + a + "," + c + "]", a, records(), string(lines),
		history + inHistory("a") + otherInHistory + inHistory("b"), oldHistory + inOldHistory("a") + inOldHistory("b"), "\uFEFF" + strings.ReplaceAll(oldHistory+inOldHistory("a"), ",", ";"),
		lakeTable("a"), queryResults(queryRow("a"), queryRow("b")), authentication("a") + "\n" + authentication("b"),
		`{"awsAccountId":"111122223333","digestStartTime":"x","logFiles":[{"s3Object":"x"}]}`, records(`{"eventVersion":"1.07","eventType":"AwsCloudTrailInsight","insightDetails":{"state":"Start"}}`),
	}}
	for _, w := range wrappings {
		m.texts = append(m.texts, w.wrap(t, a, c, b))
	}
	for i, level := range []int{gzip.NoCompression, gzip.BestSpeed, gzip.DefaultCompression, gzip.HuffmanOnly} {
		if m.gzip[i], err = gzip.NewWriterLevel(nil, level); err != nil {
			t.Fatal("making a compressor:", err)
		}
	}
	if m.zstd, err = zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1), zstd.WithWindowSize(1<<15)); err != nil {
		t.Fatal("making a compressor:", err)
	}
	return m
}

// packings put a file into another.
var packings = []func(m *mutator, s string) string{
	(*mutator).gzipped,
	func(m *mutator, s string) string { // in two members
		at := m.IntN(len(s) + 1)
		return m.gzipped(s[:at]) + m.gzipped(s[at:])
	},
	func(m *mutator, s string) string { return string(m.zstd.EncodeAll([]byte(s), nil)) },
	func(m *mutator, s string) string {
		return zipped(m, packed{"AWSLogs/x.json", s, zip.Store}, packed{".DS_Store", "x", zip.Store})
	},
	func(m *mutator, s string) string { return tarred(m, packed{name: "AWSLogs/x.json", text: s}) },
	func(m *mutator, s string) string {
		return tarred(m, packed{name: "AWSLogs/"}, packed{name: "AWSLogs/x.json.gz", text: m.gzipped(s)}, packed{name: "y.json", text: m.text()})
	},
	func(m *mutator, s string) string { return inUTF16(binary.LittleEndian, "\uFEFF"+s) },
	func(m *mutator, s string) string { return inUTF16(binary.BigEndian, s) },
	func(m *mutator, s string) string { return lambda(m, s) },
}

func (m *mutator) text() string { return m.texts[m.IntN(len(m.texts))] }

// gzipped compresses by any method of the format.
func (m *mutator) gzipped(s string) string {
	var b bytes.Buffer
	w := m.gzip[m.IntN(len(m.gzip))]
	w.Reset(&b)
	if _, err := io.WriteString(w, s); err != nil {
		m.Fatal("compressing:", err)
	}
	if err := w.Close(); err != nil {
		m.Fatal("compressing:", err)
	}
	return b.String()
}

// mutant makes a file and damages it: as it is stored, or what is within it and is
// packed again, so that the damage reaches whoever reads that, or both.
func (m *mutator) mutant(n uint64) []byte {
	m.Rand = rand.New(rand.NewPCG(n, 3))
	s := m.text()
	layers := m.IntN(3) + m.IntN(2)*m.IntN(3)
	where := m.IntN(layers + 1)
	for layer := range layers + 1 {
		if layer > 0 {
			s = packings[m.IntN(len(packings))](m, s)
		}
		if layer == where || m.IntN(8) == 0 {
			s = string(m.mutate([]byte(s)))
		}
	}
	return []byte(s)
}

// maxMutant is how long a mutant is at most, in bytes, before it is packed.
const maxMutant = 1 << 14

// mutate damages a file in one place or a few.
func (m *mutator) mutate(b []byte) []byte {
	for range 1 + m.IntN(3)*m.IntN(3) {
		at := m.IntN(len(b) + 1)
		n := min(m.IntN(1<<m.IntN(9)), len(b)-at)
		switch m.IntN(11) {
		case 0:
			if at < len(b) {
				b[at] ^= 1 << m.IntN(8)
			}
		case 1:
			if at < len(b) {
				b[at] = byte(m.IntN(256))
			}
		case 2:
			b = slices.Delete(b, at, at+n)
		case 3: // a run twice
			b = slices.Insert(b, at, bytes.Clone(b[at:at+n])...)
		case 4: // or many times
			if n > 0 {
				b = slices.Insert(b, at, bytes.Repeat(b[at:at+n], m.IntN(1+4096/n))...)
			}
		case 5:
			b = b[:at]
		case 6: // part of another file
			other := m.text()
			from := m.IntN(len(other))
			b = slices.Replace(b, at, at+n, []byte(other[from:min(len(other), from+m.IntN(1<<m.IntN(11)))])...)
		case 7: // the first part of one and the second of another
			other := m.text()
			b = append(b[:at], other[m.IntN(len(other)):]...)
		case 8: // what means something to somebody
			b = slices.Replace(b, at, at+n*m.IntN(2), []byte(tokens[m.IntN(len(tokens))])...)
		case 9: // a number, in text
			if i := bytes.IndexFunc(b[at:], func(c rune) bool { return c >= '0' && c <= '9' }); i >= 0 {
				end := at + i + 1
				for end < len(b) && isDigit(b[end]) {
					end++
				}
				b = slices.Replace(b, at+i, end, []byte(numbers[m.IntN(len(numbers))])...)
			}
		case 10: // a number, in binary
			size := 1 << m.IntN(4)
			if at+size <= len(b) {
				x := binary.LittleEndian.AppendUint64(nil, []uint64{0, 1, 1<<63 - 1, 1 << 63, 1<<64 - 1, 1<<31 - 1, 1 << 31, m.Uint64()}[m.IntN(8)])
				copy(b[at:], x[:size])
			}
		}
		b = b[:min(len(b), maxMutant)]
	}
	return b
}

var tokens = []string{
	`"`, `\`, "{", "}", "[", "]", ",", ":", `""`, `\"`, `\\`, `\u0022`, `\ud83d`, "\n", "\r\n", " ", "\x00", "\xff", "\xff\xfe", "\xfe\xff", "\uFEFF", ";", "\t", `"{`, `}"`, "},{", `"}]}`, "null", "true", "[[[[[[[[[[[[[[[[[[[[",
	`{"Records":[`, `{"Events":[`, `"eventSource":"signin.amazonaws.com",`, `"eventTime":1e9,`, `"CloudTrailEvent":"`, `"message":"{`, "PK\x03\x04", "PK\x01\x02", "PK\x05\x06", "PK\x06\x06", "PK\x07\x08", gzipMagic, "\x28\xb5\x2f\xfd", "ustar\x00",
	"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff", "2026-05-12T03:14:08.123Z {", "Event name,Event time\n",
}

var numbers = []string{"0", "-1", "00", "1e999999", "-0.0", "99", "9999", "2147483648", "9223372036854775808", "99999999999999999999999999999999", "1.", "NaN"}

// A meter counts the bytes that are read from a file, of any place.
type meter struct {
	*bytes.Reader
	n int64
}

func (m *meter) Read(p []byte) (int, error) {
	n, err := m.Reader.Read(p)
	m.n += int64(n)
	return n, err
}

func (m *meter) ReadAt(p []byte, off int64) (int, error) {
	n, err := m.Reader.ReadAt(p, off)
	m.n += int64(n)
	return n, err
}

// Whatever is damaged in a file of whatever kind, reading it neither panics nor
// hangs, stays within the limits, and what is told of it is consistent. Where the
// reference reads it, both read the same.
func TestMutations(t *testing.T) {
	m := newMutator(t)
	r := Reader{MaxRecord: 2 * maxMutant, MaxDamage: 10, free: 1 << 20}
	var read, skipped, damaged, valid int
	for i := range uint64(*mutations) {
		n := *mutationsFrom + i
		got, wasValid := readMutant(t, &r, m, n)
		switch {
		case got.stats.Damaged > 0:
			damaged++
		case got.stats.Skipped != "":
			skipped++
		default:
			read++
		}
		if wasValid {
			valid++
		}
		if t.Failed() {
			t.Fatalf("mutant %d: -mutations 1 -mutations-from %[1]d reads it again", n)
		}
	}
	t.Logf("of %d mutants %d were damaged, %d held nothing to read, %d were read whole; the reference read %d", *mutations, damaged, skipped, read, valid)
	if *mutations >= 2000 && min(read, skipped, damaged, valid) < *mutations/50 {
		t.Error("that is too one-sided")
	}
}

func readMutant(t *testing.T, r *Reader, m *mutator, n uint64) (got outcome, valid bool) {
	defer func() {
		if p := recover(); p != nil {
			t.Errorf("mutant %d: panic", n)
			panic(p)
		}
	}()
	in := m.mutant(n)
	got = checkRead(t, r, in)
	src := &meter{Reader: bytes.NewReader(in)}
	if again := readAll(t, r, src); !reflect.DeepEqual(again, got) {
		t.Errorf("%.300q: got %v, %+v\nand again %v, %+v", in, got, got.stats, again, again.stats)
	}
	checkLimits(t, r, in, src.n)
	checkCounts(t, r, got)
	var want reference
	if want.read(in) != nil {
		return got, false
	}
	if got.stats.Damaged > 0 || !reflect.DeepEqual(got.records, want.records) || !reflect.DeepEqual(got.stats.Days, want.days) {
		t.Errorf("%.300q: got %v, %v\nwant %v, %v", in, got, got.stats.Days, outcome{records: want.records}, want.days)
	}
	return got, true
}

// checkLimits checks what reading a file took, of which so many bytes were read.
func checkLimits(t *testing.T, r *Reader, in []byte, read int64) {
	t.Helper()
	if limit := int64(8*len(in) + 1<<16); read > limit {
		t.Errorf("%.300q: %d bytes were read of a file of %d", in, read, len(in))
	}
	if e := r.expansion; e.out > max(e.free, e.times*e.stored)+chunk {
		t.Errorf("%.300q: %d bytes were made of %d", in, e.out, e.stored)
	}
	for in := r; in != nil; in = in.inner {
		if n := len(in.window.buf); n > max(keep, 8*r.MaxRecord) {
			t.Errorf("got %d bytes of memory", n)
		}
	}
}

// checkCounts checks that what is told of a file fits together.
func checkCounts(t *testing.T, r *Reader, got outcome) {
	t.Helper()
	s := got.stats
	check := func(ok bool, what string) {
		t.Helper()
		if !ok {
			t.Errorf("%s: got %v, %+v", what, got, s)
		}
	}
	check(s.Skipped == "" || slices.Contains([]string{"digest", "insight", "empty", "no CloudTrail records"}, s.Skipped), "why it was skipped")
	check(s.Skipped != "" || s.Damaged > 0 || s.Records > 0, "neither read nor skipped nor damaged")
	check(s.Skipped == "" || len(got.records) == 0, "skipped, but read")
	check(s.Damaged >= min(len(got.damage), r.MaxDamage) && (s.Damaged > 0) == (len(got.damage) > 0), "damage told")
	check(s.Bytes >= 0 && s.CompressedBytes >= 0 && s.InsightRecords >= 0 && int64(len(got.records)) <= s.Records, "counts")
	dated := 0
	for _, n := range s.Days {
		check(n > 0, "a day without records")
		dated += n
	}
	check(int64(dated) <= s.Records, "more records on days than there are")
	check((dated > 0) == !s.First.IsZero() && !s.First.After(s.Last), "first and last time")
	last := 0
	for _, rec := range got.records {
		check(rec.Index > last || r.archive, "order of records") // members are numbered by themselves
		last = rec.Index
	}
}
