package useragent

import (
	"strings"

	"github.com/ua-parser/uap-go/uaparser"
)

// driven are words of browsers that a program drives.
var driven = []string{"headless", "phantomjs", "slimerjs", "puppeteer", "playwright", "selenium", "webdriver",
	"htmlunit", "jsdom/", "cypress/"}

// televisions are words of televisions, of boxes beside them and of game
// consoles. Many of them have the system of a phone or a desktop.
var televisions = []string{"smart-tv", "smarttv", "hbbtv", "appletv", "apple tv", "googletv", "android tv", "crkey", "bravia",
	"web0s", "netcast", "roku/", "playstation", "xbox", "nintendo"}

// systemDevices has the class of the devices that a system runs on, where there
// is only one.
var systemDevices = map[string]Device{
	windows:   Desktop,
	macOS:     Desktop,
	linux:     Desktop,
	chromeOS:  Desktop,
	"FreeBSD": Desktop,
	"NetBSD":  Desktop,
	"OpenBSD": Desktop,
	"Solaris": Desktop,

	"BlackBerry OS":        Mobile,
	"Firefox OS":           Mobile,
	"KaiOS":                Mobile,
	"Nokia Series 30 Plus": Mobile,
	"Nokia Series 40":      Mobile,
	"Symbian OS":           Mobile,
	"Windows Mobile":       Mobile,
	"Windows Phone":        Mobile,
	"BlackBerry Tablet OS": Tablet,

	"ATV OS X":           TV,
	"Chromecast Android": TV,
	"Chromecast Fuchsia": TV,
	"Chromecast Linux":   TV,
	"GoogleTV":           TV,
	"WebTV":              TV,
	"tvOS":               TV,
}

// deviceOf returns the class of a device. Of the client it needs the browser and
// the system.
func deviceOf(a agent, found uaparser.Device, c Client) Device {
	usual := systemDevices[c.OS]
	switch {
	case found.Family == "Spider" || isCrawler(c.Browser) || a.has(driven...):
		return Automation
	case c.OS == "Windows Phone": // which may mention the Xbox
		return Mobile
	case a.has(televisions...):
		return TV
	case c.OS == iOS:
		return appleDevice(a)
	case c.OS == android:
		return androidDevice(a)
	case (usual == "" || c.OS == linux) && a.has("mobile"):
		return Mobile
	case usual != "":
		return usual
	}
	return genericDevice(found.Family)
}

// isCrawler recognises the crawlers that the rules know only as browsers.
func isCrawler(browser string) bool {
	name := strings.ToLower(browser)
	return strings.HasSuffix(name, "bot") || strings.HasSuffix(name, "spider") || strings.HasSuffix(name, "crawler")
}

func appleDevice(a agent) Device {
	if a.has("ipad", "macintosh") {
		return Tablet
	}
	return Mobile
}

// androidDevice relies on the word "Mobile", which Android has for browsers on
// phones. It is more reliable than a list of models, and some tell none.
func androidDevice(a agent) Device {
	if a.has("mobile", "opera mini") && !a.has("tablet") {
		return Mobile
	}
	return Tablet
}

// genericDevice returns what the rules say where they know no model.
func genericDevice(family string) Device {
	switch family {
	case "Generic Smartphone", "Generic Feature Phone":
		return Mobile
	case "Generic Tablet":
		return Tablet
	}
	return ""
}
