package cloudtrail

import (
	"encoding/binary"
	"io"
	"slices"
	"unicode/utf16"
	"unicode/utf8"
)

// utf16Order returns the byte order of a text in UTF-16 that begins so, or nil
// for one that is in UTF-8. Without a byte order mark it must begin with 16
// characters of ASCII.
func utf16Order(head []byte) binary.ByteOrder {
	const ascii = 16
	if len(head) < 2 {
		return nil
	}
	orders := []binary.ByteOrder{binary.LittleEndian, binary.BigEndian}
	for _, order := range orders {
		if order.Uint16(head) == '\uFEFF' {
			return order
		}
	}
	if len(head) < 2*ascii {
		return nil
	}
	for _, order := range orders {
		n := 0
		for n < ascii && order.Uint16(head[2*n:])-1 < utf8.RuneSelf-1 {
			n++
		}
		if n == ascii {
			return order
		}
	}
	return nil
}

// A utf16Reader makes UTF-8 of UTF-16. What is no character is U+FFFD.
type utf16Reader struct {
	src   io.Reader
	order binary.ByteOrder
	err   error  // of src
	in    []byte // read; in the end, what is left to convert with what follows
	out   []byte // converted
	pos   int    // in out, of what is not yet returned
}

// newUTF16 returns a reader of what is in a window, and of what follows there.
func newUTF16(w *window, order binary.ByteOrder) *utf16Reader {
	u := &utf16Reader{src: w.src, order: order, err: w.err}
	u.in = append(u.in, w.bytes()...)
	u.convert()
	return u
}

func (u *utf16Reader) Read(p []byte) (int, error) {
	if u.pos == len(u.out) {
		if err := u.err; err != nil {
			if _, isGap := err.(gap); isGap {
				u.err = nil
			}
			return 0, err
		}
		u.more()
	}
	n := copy(p, u.out[u.pos:])
	u.pos += n
	return n, nil
}

// more reads and converts more of src.
func (u *utf16Reader) more() {
	left := len(u.in)
	u.in = slices.Grow(u.in, chunk/2)[:left+chunk/2]
	n, err := u.src.Read(u.in[left:])
	u.in, u.err = u.in[:left+n], err
	u.convert()
}

// convert converts what was read, but for half a character at the end that may
// become whole.
func (u *utf16Reader) convert() {
	u.out, u.pos = u.out[:0], 0
	b := u.in
	for ; len(b) >= 2; b = b[2:] {
		c := rune(u.order.Uint16(b))
		if utf16.IsSurrogate(c) {
			if len(b) < 4 && u.err == nil {
				break
			}
			if len(b) >= 4 {
				c = utf16.DecodeRune(c, rune(u.order.Uint16(b[2:])))
			}
			if c > 0xFFFF {
				b = b[2:]
			}
		}
		u.out = utf8.AppendRune(u.out, c)
	}
	if u.err != nil && len(b) > 0 {
		u.out = utf8.AppendRune(u.out, utf8.RuneError)
		b = nil
	}
	u.in = append(u.in[:0], b...)
}
