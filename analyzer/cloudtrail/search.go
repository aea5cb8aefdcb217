package cloudtrail

import "bytes"

// needle is the shortest rare part of [Source]. A record without it is no
// sign-in, unless part of it is escaped.
const needle = "gnin.am"

// needleSSO is that of [SourceSSO], whose name is in many records, as that of a role.
// As a whole value it begins behind a quote.
const needleSSO = `"sso.am`

// suspect says whether v, which was just scanned, may be a sign-in.
func (r *Reader) suspect(v []byte) bool {
	s := &r.scanner
	return s.needle && (bytes.Contains(v, []byte(needle)) || bytes.Contains(v, []byte(needleSSO))) || s.unicode && maySpell(v)
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
			if c == 'e' || c == '2' { // or a quote
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
