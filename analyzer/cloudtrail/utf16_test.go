package cloudtrail

import (
	"encoding/binary"
	"io"
	"reflect"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf16"
)

// inUTF16 returns s in UTF-16, with a byte order mark if s begins with one.
func inUTF16(order binary.AppendByteOrder, s string) string {
	var b []byte
	for _, c := range utf16.Encode([]rune(s)) {
		b = order.AppendUint16(b, c)
	}
	return string(b)
}

func TestUTF16(t *testing.T) {
	const mark = "\uFEFF"
	a := strings.Replace(signIn("a"), "Mozilla", "Mozillä \U0001F600", 1)
	want := readString(t, records(a, signIn("b")))
	long := records(a, strings.Replace(call("1"), "PutRule", strings.Repeat("\U0001F600", chunk), 1), signIn("b"))
	for _, order := range []binary.AppendByteOrder{binary.LittleEndian, binary.BigEndian} {
		for _, in := range []string{
			inUTF16(order, mark+records(a, signIn("b"))), inUTF16(order, records(a, signIn("b"))), compressed(t, inUTF16(order, mark+records(a, signIn("b")))),
			inUTF16(order, mark+records(a, signIn("b"))) + "\x00",
		} {
			for _, src := range []io.Reader{strings.NewReader(in), iotest.OneByteReader(strings.NewReader(in)), iotest.DataErrReader(strings.NewReader(in))} {
				if got := readAll(t, new(Reader), src); !reflect.DeepEqual(got.records, want.records) {
					t.Errorf("%v: got %v, want %v", order, got, want)
				}
			}
		}
		if got := readString(t, inUTF16(order, mark+long)); got.String() != "a:1 b:3" || got.stats.Bytes != int64(len(mark+long)) {
			t.Errorf("%v: got %v, %d bytes, want a:1 b:3, %d bytes", order, got, got.stats.Bytes, len(mark+long))
		}
		if got := readString(t, inUTF16(order, mark+history+inHistory("a"))).String(); got != "a:1" {
			t.Errorf("a table: got %s, want a:1", got)
		}
		cut := compressed(t, inUTF16(order, mark+long))
		if got := readString(t, cut[:len(cut)-9]); len(got.damage) != 1 {
			t.Errorf("cut off: got %v, want one damage", got)
		}
	}
	for _, in := range []string{"\xff\xfe", "\xfe\xff\x00", "\xff\xfe\x00\xd8", "\xff\xfe\x00\xdc\x00\xd8{", "\xff\xfe{\x00"} {
		readString(t, in)
	}
}

// FuzzUTF16 compares with what unicode/utf16 makes of all at once.
func FuzzUTF16(f *testing.F) {
	for _, s := range []string{"{\x00}\x00", "\x3d\xd8\x00\xde", "\x3d\xd8", "\x00\xdc\x3d\xd8x", ""} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		var all []uint16
		for b := in; len(b) > 1; b = b[2:] {
			all = append(all, binary.LittleEndian.Uint16(b))
		}
		want := string(utf16.Decode(all))
		if len(in)%2 != 0 {
			want += "\uFFFD"
		}
		w := window{src: iotest.OneByteReader(strings.NewReader(string(in)))}
		w.buf = make([]byte, chunk)
		got, err := io.ReadAll(newUTF16(&w, binary.LittleEndian))
		if err != nil || string(got) != want {
			t.Errorf("got %q, error %v, want %q", got, err, want)
		}
	})
}
