package cloudtrail

import "math/bits"

// blockLen is how many bytes are marked as one, and blocks how many are at once.
const blockLen, blocks = 64, 8

// lookahead is how many bytes must follow the blocks that are marked: what a
// backslash escapes, and the rest of the needle.
const lookahead = 8

// A mark tells of each byte of a block, from the lowest bit, what it is.
type mark struct {
	quotes  uint64
	special uint64 // with bit 5 set, '{' to '}': the four brackets, backslash and '|'
}

// scanBlocks goes on from s.pos as scan does, on processors that can mark many
// bytes at a time. It leaves the end of b, or else returns why it stopped.
func (s *scanner) scanBlocks(b []byte) status {
	var marks [blocks]mark
	i, odd := s.pos, 0 // odd within a string
	if s.inString {
		odd = 1
	}
	for len(b)-i >= blockLen+lookahead {
		n := min(blocks, (len(b)-i-lookahead)/blockLen)
		if markBlocks(b[i:], n, &marks) {
			s.needle = true
		}
		escaped := uint64(0) // the first byte of a block, by a backslash before
		for _, m := range marks[:n] {
			quotes, special := m.quotes&^escaped, m.special&^escaped
			escaped = 0
			for ; special != 0; special &= special - 1 {
				bit := bits.TrailingZeros64(special)
				at := i + bit
				inString := (odd+bits.OnesCount64(quotes&(1<<bit-1)))&1 != 0
				switch c := b[at]; {
				case c == '\\' && !inString:
					return s.stop(at, false, mismatch)
				case c == '\\':
					s.unicode = s.unicode || b[at+1] != '"' && isUnicode(b[at+1:])
					next := uint64(2) << bit
					quotes &^= next
					special &^= next
					if bit == blockLen-1 {
						escaped = 1
					}
				case inString || c == '|':
				default:
					if st := s.bracket(c, at); st != needMore {
						return s.stop(at, false, st)
					}
				}
			}
			odd = (odd + bits.OnesCount64(quotes)) & 1
			i += blockLen
		}
		i += int(escaped)
	}
	return s.stop(i, odd != 0, needMore)
}
