package cloudtrail

import "bytes"

// needle is the shortest rare part of [Source]. A record without it is no
// sign-in, unless part of it is escaped.
const needle = "gnin.am"

// A search is what is known of where the needle is. One search serves many
// records.
type search struct {
	found int64 // offset of the needle in the stream, if not before clean
	clean int64 // no needle that begins before ends before this offset
}

// mentions says whether the needle is in the next n bytes.
func (r *Reader) mentions(n int) bool {
	from, to := r.window.offset(), r.window.offset()+int64(n)
	if r.found < from && r.clean < to {
		b := r.window.bytes()
		if i := bytes.Index(b, []byte(needle)); i >= 0 {
			r.found = from + int64(i)
			r.clean = r.found
		} else {
			r.clean = from + int64(len(b))
		}
	}
	return r.found >= from && r.found < to
}

// maySpell says whether v has escapes that could stand for letters of the
// needle, or for the backslash or digits of another escape within an envelope.
func maySpell(v []byte) bool {
	for {
		i := bytes.Index(v, []byte(`\u00`))
		if i < 0 || i+6 > len(v) {
			return false
		}
		switch c := v[i+5] | 0x20; v[i+4] {
		case '6', '7':
			return true
		case '3':
			if isDigit(v[i+5]) {
				return true
			}
		case '2':
			if c == 'e' {
				return true
			}
		case '5':
			if c == 'c' {
				return true
			}
		}
		v = v[i+2:]
	}
}
