package useragent

import (
	"strings"

	"github.com/ua-parser/uap-go/uaparser"
)

// mended are the products that the rules overlook. They take Opera on iOS for
// Safari, and the others for the Chrome that they are made of.
var mended = []struct{ product, family string }{
	{"opt/", "Opera"}, {"opx/", "Opera"}, // Opera Touch and Opera GX on iOS
	{"edgw/", "Edge"},
	{"focus/", "Firefox Focus"}, {"klar/", "Firefox Focus"}, // Klar is its name in German
}

// browserFamilies folds the mobile, iOS, WebView, headless and preview variants
// of a browser, as the rules name them, into its family.
var browserFamilies = map[string]string{
	"Chrome Mobile":         "Chrome",
	"Chrome Mobile iOS":     "Chrome",
	"Chrome Mobile WebView": "Chrome",
	"HeadlessChrome":        "Chrome",

	"Mobile Safari":              "Safari",
	"Mobile Safari UI/WKWebView": "Safari",

	"Firefox Mobile": "Firefox",
	"Firefox iOS":    "Firefox",
	"Firefox Alpha":  "Firefox",
	"Firefox Beta":   "Firefox",

	"Edge Mobile": "Edge",

	"Opera Mobile": "Opera",
	"Opera Mini":   "Opera",
	"Opera Tablet": "Opera",
	"Opera Coast":  "Opera",
	"Opera Neon":   "Opera",

	"IE Mobile":       "IE",
	"IE Large Screen": "IE",

	"DuckDuckGo Mobile": "DuckDuckGo",
	"Ecosia Android":    "Ecosia",
	"Ecosia iOS":        "Ecosia",
	"QQ Browser Mini":   "QQ Browser",
	"QQ Browser Mobile": "QQ Browser",
}

// browserOf returns the family and the major version of a browser.
func browserOf(a agent, found uaparser.UserAgent) (family, version string) {
	for _, m := range mended {
		if product := a.product(m.product); product != "" {
			return m.family, major(product)
		}
	}
	if known, ok := browserFamilies[found.Family]; ok {
		return known, found.Major
	}
	switch {
	case found.Family == other || found.Family == "":
		return "", ""
	case found.Family == "Apple Mail" || found.Family == "WebKit Nightly":
		return "Safari", "" // web views on macOS, with the version of WebKit
	case strings.HasPrefix(found.Family, "Firefox ("): // as "Firefox (Minefield)"
		return "Firefox", found.Major
	}
	return found.Family, found.Major
}
