// Package useragent says with what somebody signed in: the browser, operating
// system and device of a user agent.
//
// A [Parser] looks up every distinct user agent once. It
//
//  1. cuts it to [MaxLength], and cleans it of what logs do to it
//  2. recognises programs that are no browsers by a table of its own
//  3. asks the rules of uap-go for the browser, the system and the device, and
//     mends the answers that are known to be wrong; what is named and they do not
//     know is taken by its name
//  4. folds the variants of a browser or system into its family, and marks
//     versions that the agent has stopped telling
//
// Families change when somebody takes another browser or device, versions every
// month: only families are fit for a histogram. A user agent is a claim of the
// client and no fact.
package useragent

import (
	"strings"
	"sync"
	"unicode/utf8"
)

// A Client is what a user agent says of itself. Clients can be compared, and the
// zero Client is one of which nothing is known. Its texts come from outside, but
// are valid UTF-8 without control characters, of 64 bytes at most.
type Client struct {
	Browser        string // family, or the name of a program: "Chrome", "aws-cli"; "" unknown
	BrowserVersion string // major version; "" unknown
	OS             string // family: "Windows", "macOS", "Linux", "ChromeOS", "iOS", "Android" and rarer ones; "" unknown
	OSVersion      string // as "10.15", or "10.15+" where newer ones say the same; "" unknown
	Device         Device
}

// A Device is a class of devices, or of programs where it is no browser that a
// person looks at. "" is unknown.
type Device string

const (
	// Desktop is a computer with a keyboard. An iPad that asks for desktop pages
	// with Safari claims to be one, and cannot be told apart.
	Desktop Device = "desktop"
	// Mobile is a phone.
	Mobile Device = "mobile"
	// Tablet is a tablet, such as an iPad.
	Tablet Device = "tablet"
	// TV is a television, or a game console at one.
	TV Device = "tv"
	// Automation is a browser that is driven by a program, as HeadlessChrome, or
	// a crawler that claims to be a browser. Its user agent is like that of a
	// desktop, but nobody sits at it.
	Automation Device = "automation"
	// Tool is any other program of the user: aws-cli, an SDK, curl.
	Tool Device = "tool"
	// Service is AWS itself, acting for the user.
	Service Device = "service"
)

// MaxLength is how many bytes of a user agent are looked at. Browsers send less
// than 300, and the time that the rules need grows with the length.
const MaxLength = 1024

// Cut returns the beginning of a user agent, at most [MaxLength] bytes, that ends
// at the boundary of a character. It is a part of the string given.
func Cut(userAgent string) string {
	return cut(userAgent, MaxLength)
}

func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for i := n; i > n-utf8.UTFMax; i-- {
		if utf8.RuneStart(s[i]) {
			return s[:i]
		}
	}
	return s[:n] // not UTF-8
}

// maxClients limits the clients that a [Parser] remembers. With the longest user
// agents they take 10 MB.
const maxClients = 8192

// A Parser resolves user agents, and remembers them. The zero Parser is ready to
// use, and may be used from several goroutines at once. The first user agent
// takes 30 milliseconds more than others, to load the rules.
type Parser struct {
	mu      sync.RWMutex
	clients map[string]Client // by user agent, cut
}

// Parse returns what a user agent says of itself, of which it looks at the part
// that [Cut] leaves. It keeps no part of the string.
func (p *Parser) Parse(userAgent string) Client {
	userAgent = Cut(userAgent)
	p.mu.RLock()
	c, ok := p.clients[userAgent]
	p.mu.RUnlock()
	if !ok {
		c = parse(userAgent)
		p.remember(strings.Clone(userAgent), c)
	}
	return c
}

func (p *Parser) remember(userAgent string, c Client) {
	p.mu.Lock()
	defer p.mu.Unlock()
	// To forget all of them is good enough: logs with so many are rare.
	if p.clients == nil || len(p.clients) >= maxClients {
		p.clients = map[string]Client{}
	}
	p.clients[userAgent] = c
}

func parse(userAgent string) Client {
	a := newAgent(clean(userAgent))
	c, ok := parseProgram(a)
	if !ok {
		c = parseBrowser(a.withoutMisleadingModel())
	}
	return Client{
		Browser:        bounded(c.Browser),
		BrowserVersion: bounded(c.BrowserVersion),
		OS:             bounded(c.OS),
		OSVersion:      bounded(c.OSVersion),
		Device:         c.Device,
	}
}

func parseBrowser(a agent) Client {
	rules := theRules()
	var c Client
	found := rules.browsers.find(a)
	c.Browser, c.BrowserVersion = browserOf(a, found)
	if compatible[c.Browser] && !strings.Contains(found.Family, "(") { // as "Firefox (Minefield)"
		if name, version := namedBrowser(a); name != "" {
			c.Browser, c.BrowserVersion = name, version
		}
	}
	c.OS, c.OSVersion = systemOf(a, rules.systems.find(a), c)
	if name, version := namedSystem(a, c.OS); name != "" {
		c.OS, c.OSVersion = name, version
	}
	c.Device = deviceOf(a, rules.devices.find(a), c)
	if c.Device == "" && c.OS != "" {
		c.Device = namedDevice(a)
	}
	return cutShort(a, c)
}

// bounded makes sure that a text copied out of a user agent stays small, and
// does not hold a larger one in memory.
func bounded(s string) string {
	return strings.Clone(strings.TrimSpace(cut(s, 64)))
}
