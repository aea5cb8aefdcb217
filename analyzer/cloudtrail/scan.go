package cloudtrail

import (
	"encoding/binary"
	"math/bits"
)

// maxDepth is the deepest nesting that is read, the same as of encoding/json.
const maxDepth = 10000

// A scanner finds where a JSON object or array ends by its structure alone:
// strings, and brackets outside of them. It checks that brackets match, and
// nothing else. It can stop at the end of its input and go on with more.
type scanner struct {
	pos     int  // bytes of the value scanned
	arrays  bool // stop also at every array that is a member of the object
	unicode bool // whether the value holds a \u escape, or a string within a string does
	needle  bool // whether the value may hold the needle

	inString bool
	depth    int
	open     [maxDepth + 1]byte // the open brackets, from 1 to depth

	// These are where members of the value that are objects or arrays begin, or
	// where they end, which is behind their bracket; or 0.
	firstEnd, lastEnd int
	lastBegin, before int // and the end of the one before that
}

// A status says why a scan stopped.
type status int

const (
	needMore status = iota // the input ended before the value
	atEnd                  // pos is behind the value
	atArray                // pos is behind the [ of an array; scanning may go on
	mismatch               // pos is at a byte that cannot be there
	tooDeep                // pos is at a bracket below maxDepth
)

// reset makes the scanner begin with another value.
func (s *scanner) reset(arrays bool) {
	s.pos, s.arrays, s.unicode, s.needle, s.inString, s.depth = 0, arrays, false, false, false, 0
	s.firstEnd, s.lastEnd, s.lastBegin, s.before = 0, 0, 0, 0
}

// Eight bytes at a time: each constant repeats a byte in every lane.
const (
	lanes = 0x0101010101010101
	high  = 0x80 * lanes
	low   = 0x7f * lanes
)

// scan goes on from s.pos in b, which begins with the value.
//
// The four brackets and the backslash are, with bit 5 set, the bytes from '{' to
// '}', and most words of eight bytes hold none of them. Then only the number of
// quotes counts, and of that only whether it is odd; as eight is even, the bytes
// that are no quotes may be counted instead.
func (s *scanner) scan(b []byte) status {
	if fast {
		if st := s.scanBlocks(b); st != needMore {
			return st
		}
	}
	s.needle = s.needle || s.pos < len(b)
	i := s.pos
	var quotes uint64 // an odd number of high bits within a string
	if s.inString {
		quotes = 0x80
	}
	for i+9 <= len(b) { // one more, for what a backslash escapes
		w := binary.LittleEndian.Uint64(b[i:])
		x := w ^ '"'*lanes          // 0 is a quote
		y := (w | 0x20*lanes) ^ low // '{' to '}' is 4 to 2
		if ((y-5*lanes)&^y|w)&high == 0 {
			quotes ^= x + low
			i += 8
			continue
		}
		isQuote := ^((x&low + low) | x) & high
		special := (y&low + (0x80-2)*lanes) &^ (y&low + (0x80-5)*lanes) &^ w & high
		step := 8
		for ; special != 0; special &= special - 1 {
			bit := bits.TrailingZeros64(special)
			at := i + bit>>3
			inString := bits.OnesCount64(quotes&high^isQuote&(1<<bit-1))&1 != 0
			c := b[at]
			if c == '\\' {
				if !inString {
					return s.stop(at, false, mismatch)
				}
				s.unicode = s.unicode || b[at+1] != '"' && isUnicode(b[at+1:])
				if bit > 56 {
					step = 9
					continue
				}
				escaped := uint64(0x80) << (bit + 1)
				isQuote &^= escaped
				special &^= escaped
				continue
			}
			if inString || c == '|' {
				continue
			}
			if st := s.bracket(c, at); st != needMore {
				return s.stop(at, false, st)
			}
		}
		quotes ^= isQuote
		i += step
	}
	return s.tail(b, i, bits.OnesCount64(quotes&high)&1 != 0)
}

// tail scans the last few bytes of b.
func (s *scanner) tail(b []byte, i int, inString bool) status {
	for ; i < len(b); i++ {
		switch c := b[i]; c {
		case '"':
			inString = !inString
		case '\\':
			if !inString {
				return s.stop(i, false, mismatch)
			}
			if i+1 == len(b) {
				return s.stop(i, true, needMore)
			}
			i++
			s.unicode = s.unicode || isUnicode(b[i:])
		case '{', '[', '}', ']':
			if inString {
				continue
			}
			if st := s.bracket(c, i); st != needMore {
				return s.stop(i, false, st)
			}
		}
	}
	return s.stop(i, inString, needMore)
}

// isUnicode says whether what follows a backslash makes a \u escape: of this
// string, or with another backslash, of one within it. At the end of b it may.
func isUnicode(b []byte) bool {
	return b[0] == 'u' || b[0] == '\\' && (len(b) == 1 || b[1] == 'u')
}

// bracket counts a bracket outside of strings. It returns needMore to go on.
func (s *scanner) bracket(c byte, at int) status {
	if c == '{' || c == '[' {
		if s.depth == maxDepth {
			return tooDeep
		}
		s.depth++
		s.open[s.depth] = c
		if s.depth == 2 {
			s.lastBegin, s.before = at, s.lastEnd
		}
		if s.arrays && s.depth == 2 && c == '[' && s.open[1] == '{' {
			return atArray
		}
		return needMore
	}
	if s.open[s.depth] != c-2 { // as '{' is to '}', '[' is to ']'
		return mismatch
	}
	switch s.depth--; s.depth {
	case 0:
		return atEnd
	case 1:
		s.lastEnd = at + 1
		if s.firstEnd == 0 {
			s.firstEnd = at + 1
		}
	}
	return needMore
}

// stop notes where a scan has come to.
func (s *scanner) stop(at int, inString bool, st status) status {
	if st == atEnd || st == atArray {
		at++
	}
	s.pos, s.inString = at, inString
	return st
}

// forget drops the bytes scanned so far from the value's beginning.
func (s *scanner) forget() { s.pos = 0 }

// stringEnd returns the position behind the string whose text begins, or goes
// on, at i. If b ends before the string, it returns false, and where to go on
// when there is more.
func stringEnd(b []byte, i int) (int, bool) {
	for i < len(b) {
		switch b[i] {
		case '"':
			return i + 1, true
		case '\\':
			i++
		}
		i++
	}
	return i, false
}

// skipSpace returns the position of the first byte from i that is no space.
func skipSpace(b []byte, i int) int {
	for i < len(b) && isSpace(b[i]) {
		i++
	}
	return i
}

func isSpace(c byte) bool { return c == ' ' || c == '\n' || c == '\r' || c == '\t' }
