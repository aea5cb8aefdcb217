package useragent

import (
	"strconv"
	"strings"

	"github.com/ua-parser/uap-go/uaparser"
)

// The families of operating systems that can be expected.
const (
	windows  = "Windows"
	macOS    = "macOS"
	linux    = "Linux" // all distributions, which most browsers do not tell
	chromeOS = "ChromeOS"
	// iOS is iPadOS as well: the device tells an iPad from an iPhone, and its user
	// agent tells no system of its own.
	iOS     = "iOS"
	android = "Android"
)

// other is what some rules say instead of nothing.
const other = "Other"

// systemFamilies folds what the rules name into its family.
var systemFamilies = map[string]string{
	"Mac OS X":  macOS,
	"Mac OS":    macOS,
	"Chrome OS": chromeOS,

	"Arch Linux": linux,
	"BackTrack":  linux,
	"CentOS":     linux,
	"Debian":     linux,
	"Fedora":     linux,
	"Gentoo":     linux,
	"Kubuntu":    linux,
	"Linux Mint": linux,
	"Lubuntu":    linux,
	"Mageia":     linux,
	"Mandriva":   linux,
	"PCLinuxOS":  linux,
	"Puppy":      linux,
	"Red Hat":    linux,
	"SUSE":       linux,
	"Slackware":  linux,
	"Ubuntu":     linux,
	"openSUSE":   linux,
}

// onIOS are the products that there are only on iOS. With "Macintosh" they asked
// for desktop pages, as iPads do unless told otherwise.
var onIOS = []string{" crios/", " fxios/", " edgios/", " opios/", " opt/", " opx/", " mobile/"}

// systemOf returns the family of an operating system, and its version. Of the
// client it needs the browser.
func systemOf(a agent, found uaparser.Os, c Client) (family, version string) {
	switch {
	case a.has("macintosh") && a.has(onIOS...):
		return iOS, "" // the version is that of a macOS
	case a.product("cros ") != "" && found.Family != "Chrome OS":
		return chromeOS, "" // the rules insist on a version
	case found.Family == other || found.Family == "":
		return "", ""
	}
	family = found.Family
	if known, ok := systemFamilies[family]; ok {
		family = known
	}
	version = systemVersion(family, found)
	if version != "" && isFrozen(a, family, found, c) {
		version += "+"
	}
	return family, version
}

// systemVersion returns as much of a version as there is a name for.
func systemVersion(family string, found uaparser.Os) string {
	switch {
	case family == linux:
		return "" // of a kernel or of any distribution
	case family == chromeOS, family == android && number(found.Major) >= 5, family == macOS && number(found.Major) >= 11:
		return found.Major
	case found.Major == "" || found.Minor == "":
		return found.Major
	}
	return found.Major + "." + found.Minor
}

// isFrozen reports whether newer systems give the same version, which browsers do
// to be harder to recognise.
func isFrozen(a agent, family string, found uaparser.Os, c Client) bool {
	switch family {
	case windows: // 11 and all servers since 2016 too
		return found.Major == "10"
	case macOS: // 10_15_7 with Chrome and Safari, 10.15 with Firefox
		return found.Major == "10" && found.Minor == "15" && (found.Patch == "7" || found.Patch == "")
	case iOS: // since Safari 26, which there is not for older ones
		return c.Browser == "Safari" && number(c.BrowserVersion) > number(found.Major)
	case android: // with Chrome, which calls every model "K", and Firefox
		return found.Major == "10" && (a.has("android 10; k)") || c.Browser == "Firefox")
	case chromeOS: // since Chrome 103
		return found.Major == "14541"
	}
	return false
}

// number returns the number that a version is, or 0.
func number(version string) int {
	n, _ := strconv.Atoi(strings.TrimSpace(version))
	return n
}
