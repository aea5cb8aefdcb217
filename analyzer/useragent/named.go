package useragent

import (
	"regexp"
	"strings"
)

// Browsers and systems name others beside themselves to be compatible with them: all that
// are made of Chrome name Chrome and Safari, and OpenHarmony has named macOS and Android.
// What is named and unknown to the rules is a value of its own, so that it is seen to be
// new.

// A comment is the first text in brackets of a user agent, which tells the platform.
type comment struct {
	parts  []string
	closed bool   // whether the user agent goes on behind it
	behind string // what does
}

func (a agent) comment() comment {
	_, rest, ok := strings.Cut(a.text, "(")
	if !ok {
		return comment{closed: true, behind: a.text}
	}
	inside, behind, closed := strings.Cut(rest, ")")
	var parts []string
	for part := range strings.SplitSeq(inside, ";") {
		if part = strings.TrimSpace(part); part != "" {
			parts = append(parts, part)
		}
	}
	return comment{parts, closed, behind}
}

// is says whether one of the parts is one of the words, whatever its case.
func (c comment) is(words ...string) bool {
	for _, part := range c.parts {
		for _, w := range words {
			if strings.EqualFold(part, w) {
				return true
			}
		}
	}
	return false
}

var (
	ownSystem  = regexp.MustCompile(`^(OpenHarmony|Harmony|[A-Z][A-Za-z]*[a-z]OS)(?:[ /-]?v?([0-9][0-9.]*))?$`)
	anySystem  = regexp.MustCompile(`^([A-Z][A-Za-z]*(?: [A-Z][A-Za-z]*)?)(?: ([0-9][0-9.]*)| (?:x86_64|amd64|arm64|aarch64|i[3-6]86))?$`)
	anyProduct = regexp.MustCompile(`([A-Za-z][A-Za-z0-9_.]*)/([0-9]+)`)
	inBrackets = regexp.MustCompile(`\([^()]*\)`)
)

// platforms are parts of a comment that name no system, or one that the rules know.
var platforms = map[string]bool{
	"compatible": true, "u": true, "pc": true, "phone": true, "tablet": true, "mobile": true, "desktop": true, "tv": true, "x11": true,
	"wayland": true, "macintosh": true, "windows": true, "linux": true, "android": true, "iphone": true, "ipad": true, "k": true,
	"wv": true, "webview": true, "unknown": true, "cros": true, "macos": true, "ipados": true, "ios": true, "tvos": true, "watchos": true,
}

// namedSystem returns a system that the comment names and the rules do not know, or "".
// Of a system that many claim to be, the family is that found.
func namedSystem(a agent, found string) (name, version string) {
	c := a.comment()
	for _, part := range c.parts {
		m := ownSystem.FindStringSubmatch(part)
		if m != nil && !platforms[strings.ToLower(m[1])] && (found == "" || found == macOS || found == android || found == windows) {
			return m[1], m[2]
		}
	}
	if found != "" || a.has("compatible", "http", "bot", "crawl", "spider") {
		return "", ""
	}
	for _, part := range c.parts {
		m := anySystem.FindStringSubmatch(part)
		if m != nil && !platforms[strings.ToLower(m[1])] && (m[1] != part || len(c.parts) == 1) {
			return m[1], m[2]
		}
	}
	return "", ""
}

// compatible are the browsers that others claim to be, by their families.
var compatible = map[string]bool{"": true, "Chrome": true, "Safari": true, "Firefox": true, "Android": true, "Electron": true}

// products are names in user agents that tell no browser: engines, what the browsers
// above are known by, and what brokers, frameworks and unwanted extensions add.
var products = map[string]bool{
	"mozilla": true, "applewebkit": true, "chrome": true, "chromium": true, "safari": true, "version": true, "mobile": true, "gecko": true,
	"firefox": true, "khtml": true, "electron": true, "headlesschrome": true, "crios": true, "fxios": true, "arkweb": true, "hmscore": true,
	"pkeyauth": true, "config": true, "gls": true, "agency": true, "viewer": true, "herring": true, "atcontent": true, "unique": true,
	"msapphost": true, "webview": true, "build": true, "tablet": true, "desktop": true, "os": true, "ubuntu": true, "debian": true, "fedora": true,
	"cfnetwork": true, "darwin": true, "release": true, "language": true, "tv": true, "kaios": true,
}

// namedBrowser returns a browser, or the app around one, that the rules do not know, or "".
func namedBrowser(a agent) (name, version string) {
	c := a.comment()
	for _, m := range anyProduct.FindAllStringSubmatch(inBrackets.ReplaceAllString(c.behind, " "), -1) {
		if !products[strings.ToLower(m[1])] {
			name, version = m[1], m[2]
		}
	}
	return name, version
}

// namedDevice returns the class of device that the comment tells of a system that the
// rules do not know, or "".
func namedDevice(a agent) Device {
	c := a.comment()
	switch {
	case c.is("phone") || a.has("mobile"):
		return Mobile
	case c.is("tablet"):
		return Tablet
	case c.is("pc", "desktop", "x11", "wayland", "macintosh") || a.has("win64", "x86_64", "amd64"):
		return Desktop
	}
	return ""
}

// cutShort reads what is legible of a user agent that ends within its comment, as that of
// a spreadsheet which took the semicolon for the end of a cell.
func cutShort(a agent, c Client) Client {
	cut := a.comment()
	if cut.closed {
		return c
	}
	if !a.has("msie", "trident") {
		c.Browser, c.BrowserVersion = "", ""
	}
	switch {
	case c.OS == "" && cut.is("macintosh"):
		c.OS, c.Device = macOS, Desktop
	case c.OS == linux && len(cut.parts) == 1 && cut.is("linux"): // Android begins so, too
		c.OS, c.Device = "", ""
	case c.OS == android:
		c.Device = "" // which is told behind
	}
	return c
}
