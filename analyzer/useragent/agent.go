package useragent

import (
	"strings"
	"unicode"
)

// An agent is a user agent that is ready to be searched.
type agent struct {
	text   string
	folded string // see fold
}

func newAgent(text string) agent {
	return agent{text, fold(text)}
}

// has reports whether one of the words occurs. They are in lower case.
func (a agent) has(words ...string) bool {
	for _, w := range words {
		if strings.Contains(a.folded, w) {
			return true
		}
	}
	return false
}

// product finds a word that does not continue another one, as the name of a
// product with its slash: "curl/" is not in "libcurl/7". It returns the folded
// text from there on, or "".
func (a agent) product(word string) string {
	for from := 0; ; {
		i := strings.Index(a.folded[from:], word)
		if i < 0 {
			return ""
		}
		from += i
		if from == 0 || !isNameByte(a.folded[from-1]) {
			return a.folded[from:]
		}
		from++
	}
}

func isNameByte(b byte) bool {
	return 'a' <= b && b <= 'z' || '0' <= b && b <= '9' || b == '-' || b == '_'
}

// major returns the first number of the version in "name/2.17.9" or "name/v2".
func major(product string) string {
	_, version, _ := strings.Cut(product, "/")
	version = strings.TrimPrefix(version, "v")
	end := strings.IndexFunc(version, func(r rune) bool { return r < '0' || r > '9' })
	if end < 0 {
		return version
	}
	return version[:end]
}

// clean undoes what happens to user agents on their way into a log: line breaks
// and other control characters, damaged UTF-8, brackets around all of it, and
// missing spaces.
func clean(userAgent string) string {
	s := strings.ToValidUTF8(userAgent, "?")
	s = strings.Join(strings.FieldsFunc(s, func(r rune) bool {
		return unicode.IsSpace(r) || unicode.IsControl(r)
	}), " ")
	s = strings.TrimPrefix(s, `"`)
	if inside, ok := strings.CutPrefix(s, "["); ok {
		s = strings.TrimSuffix(inside, "]")
	}
	if strings.HasPrefix(s, "Mozilla/") && !strings.Contains(s, " ") {
		s = strings.TrimSpace(spaces.Replace(s))
	}
	return s
}

// spaces puts the spaces back which the rules look for.
var spaces = strings.NewReplacer(
	"(", " (", ")", ") ", ";", "; ", ",", ", ",
	"WindowsNT", "Windows NT ", "WindowsPhone", "Windows Phone ",
	"IntelMacOSX", "Intel Mac OS X ", "likeMacOSX", "like Mac OS X",
	"CPUiPhoneOS", "CPU iPhone OS ", "CPUOS", "CPU OS ",
	"likeGecko", "like Gecko", "Android", "Android ",
	"Linuxx86_64", "Linux x86_64", "CrOSx86_64", "CrOS x86_64 ", "CrOSaarch64", "CrOS aarch64 ",
	"Firefox/", " Firefox/", "FxiOS/", " FxiOS/", "CriOS/", " CriOS/", "EdgiOS/", " EdgiOS/",
	"Version/", " Version/", "Mobile/", " Mobile/", "MobileSafari/", " Mobile Safari/", "Safari/", " Safari/",
	"Edg/", " Edg/", "EdgA/", " EdgA/", "Edge/", " Edge/", "OPR/", " OPR/", "SamsungBrowser/", " SamsungBrowser/",
	"HeadlessChrome/", " HeadlessChrome/", "Chrome/", " Chrome/",
)

// misleading are words in the names of phones that the rules take for those of
// crawlers: the CUBOT, the Spider.
var misleading = []string{"bot", "spider", "crawl", "scrape"}

// withoutMisleadingModel hides the model of an Android device if it sounds like a
// crawler. Crawlers tell their name elsewhere, or say where to read of them.
func (a agent) withoutMisleadingModel() agent {
	head, rest, ok := strings.Cut(a.text, "Android ")
	if !ok || strings.Contains(head, ")") {
		return a
	}
	version, rest, ok := strings.Cut(rest, ";")
	model, tail, closed := strings.Cut(rest, ")")
	m := newAgent(model)
	if !ok || !closed || !m.has(misleading...) || m.has("http", "compatible", "@") {
		return a
	}
	return newAgent(head + "Android " + version + "; X)" + tail) // not "K", which Chrome says of all
}
