package analyzer

import (
	"regexp"
	"strconv"
	"strings"
)

// A shape says how the name of a session is made. Programs make names of times and random
// ids, and no two sessions share one.
type shape struct {
	pattern string // the name with # for numbers and * for random ids; "" if it has none
	frame   string // the lengths of its words; "" of an address, which is a name
	stem    string // what is left without them, or "" if that is only the name of a program
	plain   bool   // whether it is plainly no name, and needs no others to compare with
}

var (
	uuids     = regexp.MustCompile(`[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}`)
	instances = regexp.MustCompile(`^i-[0-9a-f]{8,17}$`)
	suffixed  = regexp.MustCompile(`^(.+@.+?)[-_:][0-9]{9,}$`)
)

// programs are what programs name sessions when nobody tells them a name, but for the
// numbers.
var programs = map[string]bool{
	"": true, "botocore-session": true, "aws-sdk-java": true, "aws-go-sdk": true, "aws-sdk-js-session": true, "aws-sdk-js": true,
	"aws-sdk-php": true, "aws-sdk": true, "aws-cli": true, "awscli": true, "awscli-session": true, "session": true, "sess": true,
	"rolesession": true, "role-session": true, "assumerole": true, "assume-role": true, "assumerolesession": true,
	"assume-role-session": true, "federated": true, "console": true, "temp": true, "tmp": true, "aws-vault": true, "terraform": true,
}

// shapeOf returns the shape of a name.
func shapeOf(name string) shape {
	if isAddress(name) { // which may have numbers, unless it is long ones behind
		if m := suffixed.FindStringSubmatch(name); m != nil {
			return shape{m[1] + "-#", "", m[1], true}
		}
		return shape{}
	}
	if instances.MatchString(name) {
		return shape{"i-*", "", "", true}
	}
	text := uuids.ReplaceAllString(name, "*")
	var pattern, stem strings.Builder
	frame := []byte("~")
	for text != "" {
		n := strings.IndexAny(text, separators)
		if n < 0 {
			n = len(text)
		}
		frame = strconv.AppendInt(frame, int64(n), 10)
		word := patternOf(text[:n])
		pattern.WriteString(word)
		stem.WriteString(strings.Trim(word, "#*"))
		if n < len(text) {
			frame = append(frame, text[n])
			pattern.WriteByte(text[n])
			stem.WriteByte(text[n])
			n++
		}
		text = text[n:]
	}
	s := shape{pattern: pattern.String(), frame: string(frame), stem: strings.Trim(stem.String(), separators)}
	if !strings.ContainsAny(s.pattern, "#*") {
		return shape{frame: s.frame}
	}
	program := programs[strings.ToLower(s.stem)]
	s.plain = isEpoch(name) || uuids.FindString(name) == name || program && s.stem != "" && len(name)-len(s.stem) > 8
	if program {
		s.stem = ""
	}
	return s
}

const separators = "-_.@:=+,/ "

// patternOf returns the pattern of a word.
func patternOf(word string) string {
	letters := strings.TrimRight(word, "0123456789")
	switch {
	case word == "" || word == "*":
		return word
	case letters == "":
		return "#"
	case isDigit(word[0]) || isRandom(word):
		return "*"
	case letters != word:
		return letters + "#"
	}
	return word
}

// isRandom says whether a word has digits and letters in turn, or letters that nobody
// could speak or would write so.
func isRandom(word string) bool {
	turns, ups, mute, longest := 0, 0, 0, 0
	for i := range len(word) {
		c := word[i]
		if i > 0 && isDigit(c) != isDigit(word[i-1]) {
			turns++
		}
		if i > 0 && isUpper(c) && !isUpper(word[i-1]) && !isDigit(word[i-1]) {
			ups++
		}
		if mute++; isDigit(c) || strings.IndexByte("aeiouyAEIOUY", c) >= 0 || c >= 0x80 {
			mute = 0
		}
		longest = max(longest, mute)
	}
	return len(word) >= 6 && turns >= 2 || len(word) >= 8 && (longest >= 6 || ups >= 3)
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }
func isUpper(c byte) bool { return c >= 'A' && c <= 'Z' }

// isEpoch says whether a number is a time between 2001 and 2033 in seconds,
// milliseconds, microseconds or nanoseconds.
func isEpoch(name string) bool {
	if strings.Trim(name, "0123456789") != "" {
		return false
	}
	switch len(name) {
	case 10, 13, 16, 19:
		return name[0] == '1'
	}
	return false
}

func isHex(s string) bool { return strings.Trim(s, "0123456789abcdefABCDEF") == "" }

// isUUID says whether s is a UUID that somebody could have been given: not all of its
// digits are the same.
func isUUID(s string) bool {
	return len(s) == 36 && uuids.MatchString(s) && strings.Trim(s, s[:1]+"-") != ""
}
