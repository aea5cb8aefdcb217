package cloudtrail

import (
	"bytes"
	"errors"
	"fmt"
	"unicode/utf16"
	"unicode/utf8"
)

// These tell why JSON cannot be read.
var (
	errJSON = errors.New("invalid JSON")
	errDeep = fmt.Errorf("JSON nested more than %d deep", maxDepth)
)

// A kind is the type of a JSON value, and what it is called in a [Digest].
type kind byte

const (
	kindObject kind = 'o'
	kindArray  kind = 'a'
	kindString kind = 's'
	kindNumber kind = 'n'
	kindTrue   kind = 't'
	kindFalse  kind = 'f'
	kindNull   kind = '0'
)

// A node is a JSON value in a parsed tree.
type node struct {
	kind  kind
	key   []byte // of a member of an object, unescaped
	text  []byte // of a string, unescaped; or of a number, as written
	first int32  // of its members or elements; 0 is none
	next  int32  // of its parent's; 0 is none
}

// A parser makes a tree of a JSON value, as encoding/json would, but for two
// things: control characters may stand in strings as they are, and numbers are
// not converted. The tree is valid until the next parse, and only as long as the
// JSON is.
type parser struct {
	data  []byte
	pos   int
	depth int
	nodes []node // the first stands for none
	text  []byte // of strings that had to be unescaped

	canonical []byte  // what a digest is made of
	members   []int32 // a stack of members to sort
	record    int32   // whose digest it is
}

// parse returns the root of the tree.
func (p *parser) parse(data []byte) (int32, error) {
	p.data, p.pos, p.depth = data, 0, 0
	p.nodes, p.text = append(p.nodes[:0], node{}), p.text[:0]
	p.space()
	root, err := p.value()
	if err != nil {
		return 0, err
	}
	if p.space(); p.pos != len(data) {
		return 0, errJSON
	}
	return root, nil
}

// peek returns the next byte, or 0 at the end.
func (p *parser) peek() byte {
	if p.pos < len(p.data) {
		return p.data[p.pos]
	}
	return 0
}

func (p *parser) space() { p.pos = skipSpace(p.data, p.pos) }

func (p *parser) add(n node) int32 {
	p.nodes = append(p.nodes, n)
	return int32(len(p.nodes) - 1)
}

func (p *parser) value() (int32, error) {
	switch c := p.peek(); {
	case c == '{' || c == '[':
		if p.depth == maxDepth {
			return 0, errDeep
		}
		p.depth++
		n, err := p.collection(c)
		p.depth--
		return n, err
	case c == '"':
		s, err := p.string()
		return p.add(node{kind: kindString, text: s}), err
	case c == '-' || c >= '0' && c <= '9':
		start := p.pos
		if !p.number() {
			return 0, errJSON
		}
		return p.add(node{kind: kindNumber, text: p.data[start:p.pos]}), nil
	}
	for _, l := range literals {
		if bytes.HasPrefix(p.data[p.pos:], []byte(l.text)) {
			p.pos += len(l.text)
			return p.add(node{kind: l.kind}), nil
		}
	}
	return 0, errJSON
}

var literals = []struct {
	text string
	kind kind
}{{"null", kindNull}, {"true", kindTrue}, {"false", kindFalse}}

// collection parses an object or array, whose opening bracket is next.
func (p *parser) collection(open byte) (int32, error) {
	what := kindArray
	if open == '{' {
		what = kindObject
	}
	n := p.add(node{kind: what})
	p.pos++
	if p.space(); p.peek() == open+2 {
		p.pos++
		return n, nil
	}
	last := int32(0)
	for {
		var key []byte
		if what == kindObject {
			var err error
			if key, err = p.key(); err != nil {
				return 0, err
			}
		}
		child, err := p.value()
		if err != nil {
			return 0, err
		}
		p.nodes[child].key = key
		if last == 0 {
			p.nodes[n].first = child
		} else {
			p.nodes[last].next = child
		}
		last = child
		p.space()
		switch p.peek() {
		case ',':
			p.pos++
			p.space()
		case open + 2:
			p.pos++
			return n, nil
		default:
			return 0, errJSON
		}
	}
}

// key parses the key of a member, with its colon.
func (p *parser) key() ([]byte, error) {
	if p.peek() != '"' {
		return nil, errJSON
	}
	key, err := p.string()
	if err != nil {
		return nil, err
	}
	if p.space(); p.peek() != ':' {
		return nil, errJSON
	}
	p.pos++
	p.space()
	return key, nil
}

func (p *parser) number() bool {
	digits := func() bool {
		start := p.pos
		for c := p.peek(); c >= '0' && c <= '9'; c = p.peek() {
			p.pos++
		}
		return p.pos > start
	}
	if p.peek() == '-' {
		p.pos++
	}
	if p.peek() == '0' {
		p.pos++
	} else if !digits() {
		return false
	}
	if p.peek() == '.' {
		p.pos++
		if !digits() {
			return false
		}
	}
	if c := p.peek(); c == 'e' || c == 'E' {
		p.pos++
		if c := p.peek(); c == '+' || c == '-' {
			p.pos++
		}
		return digits()
	}
	return true
}

// string parses a string, whose opening quote is next, and returns its text.
func (p *parser) string() ([]byte, error) {
	p.pos++
	start, ascii := p.pos, true
	for ; p.pos < len(p.data); p.pos++ {
		switch c := p.data[p.pos]; {
		case c == '"':
			s := p.data[start:p.pos]
			p.pos++
			if !ascii && !utf8.Valid(s) {
				return p.keep(s), nil
			}
			return s, nil
		case c == '\\':
			return p.escaped(start)
		case c >= utf8.RuneSelf:
			ascii = false
		}
	}
	return nil, errJSON
}

// keep returns a copy of s in which every invalid byte is U+FFFD.
func (p *parser) keep(s []byte) []byte {
	start := len(p.text)
	p.text = appendValid(p.text, s)
	return p.text[start:len(p.text):len(p.text)]
}

// appendValid appends s with every invalid byte made U+FFFD, as encoding/json does.
func appendValid(to, s []byte) []byte {
	for len(s) > 0 {
		r, n := utf8.DecodeRune(s)
		to = utf8.AppendRune(to, r)
		s = s[n:]
	}
	return to
}

// escaped parses the rest of a string that began at start and has its first
// escape at the current position.
func (p *parser) escaped(start int) ([]byte, error) {
	out := len(p.text)
	p.text = append(p.text, p.data[start:p.pos]...)
	for p.pos < len(p.data) {
		c := p.data[p.pos]
		p.pos++
		switch c {
		case '"':
			if s := p.text[out:]; utf8.Valid(s) {
				return s[:len(s):len(s)], nil
			}
			return p.keep(bytes.Clone(p.text[out:])), nil
		case '\\':
			if err := p.escape(); err != nil {
				return nil, err
			}
		default:
			p.text = append(p.text, c)
		}
	}
	return nil, errJSON
}

// escape parses what follows a backslash.
func (p *parser) escape() error {
	c := p.peek()
	if c == 'u' {
		p.pos++
		r, ok := p.hex()
		if !ok {
			return errJSON
		}
		if utf16.IsSurrogate(r) {
			r = p.surrogate(r)
		}
		p.text = utf8.AppendRune(p.text, r)
		return nil
	}
	const short, long = `"\/bfnrt`, "\"\\/\b\f\n\r\t"
	i := bytes.IndexByte([]byte(short), c)
	if i < 0 {
		return errJSON
	}
	p.pos++
	p.text = append(p.text, long[i])
	return nil
}

// hex parses four hexadecimal digits.
func (p *parser) hex() (rune, bool) {
	if p.pos+4 > len(p.data) {
		return 0, false
	}
	var r rune
	for _, c := range p.data[p.pos : p.pos+4] {
		switch {
		case c >= '0' && c <= '9':
			c -= '0'
		case c|0x20 >= 'a' && c|0x20 <= 'f':
			c = c | 0x20 - 'a' + 10
		default:
			return 0, false
		}
		r = r<<4 | rune(c)
	}
	p.pos += 4
	return r, true
}

// surrogate parses the second half of a pair. Without one, the first half stands
// for U+FFFD and what follows for itself.
func (p *parser) surrogate(first rune) rune {
	at := p.pos
	if bytes.HasPrefix(p.data[at:], []byte(`\u`)) {
		p.pos += 2
		if second, ok := p.hex(); ok {
			if r := utf16.DecodeRune(first, second); r != utf8.RuneError {
				return r
			}
		}
	}
	p.pos = at
	return utf8.RuneError
}

// member returns a member of an object, the last if there are several of that
// key. It returns 0 if there is none.
func (p *parser) member(n int32, key string) int32 {
	found := int32(0)
	if p.nodes[n].kind == kindObject {
		for i := p.nodes[n].first; i != 0; i = p.nodes[i].next {
			if string(p.nodes[i].key) == key {
				found = i
			}
		}
	}
	return found
}
