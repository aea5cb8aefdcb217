package main

import (
	"fmt"
	"time"
)

// A client is a browser on a platform.
type client struct {
	browser  string
	platform string
}

// Browsers.
const (
	chrome  = "Chrome"
	edge    = "Edge"
	firefox = "Firefox"
	safari  = "Safari"
)

// Platforms.
const (
	macOS   = "macOS"
	windows = "Windows"
	linux   = "Linux"
	iPhone  = "iPhone"
	android = "Android"
)

// platforms are what browsers say of them. All but Firefox say the same.
var platforms = map[string]string{
	macOS:   "Macintosh; Intel Mac OS X 10_15_7",
	windows: "Windows NT 10.0; Win64; x64",
	linux:   "X11; Linux x86_64",
	iPhone:  "iPhone; CPU iPhone OS 18_7 like Mac OS X",
	android: "Linux; Android 10; K",
}

// A release is the first day of a version of a browser.
type release struct {
	day     time.Time
	version string
}

// releases are in order. Those of Edge are versions of Chrome, some days later.
var releases = map[string][]release{
	chrome: {
		{date(time.March, 10), "146.0.0.0"},
		{date(time.April, 7), "147.0.0.0"},
		{date(time.May, 5), "148.0.0.0"},
		{date(time.June, 2), "149.0.0.0"},
	},
	edge: {
		{date(time.March, 13), "146.0.0.0"},
		{date(time.April, 10), "147.0.0.0"},
		{date(time.May, 8), "148.0.0.0"},
		{date(time.June, 5), "149.0.0.0"},
	},
	firefox: {
		{date(time.March, 24), "149.0"},
		{date(time.April, 21), "150.0"},
		{date(time.May, 19), "151.0"},
		{date(time.June, 16), "152.0"},
	},
	safari: {
		{date(time.March, 24), "26.4"},
		{date(time.May, 12), "26.5"},
	},
}

// version returns that of a browser on a day, of a person who is late by lag
// days to update it.
func version(browser string, day time.Time, lag int) string {
	all := releases[browser]
	v := all[0].version
	for _, r := range all {
		if !day.AddDate(0, 0, -lag).Before(r.day) {
			v = r.version
		}
	}
	return v
}

// userAgent returns what a client sends.
func (c client) userAgent(day time.Time, lag int) string {
	v, os := version(c.browser, day, lag), platforms[c.platform]
	switch c.browser {
	case firefox:
		if c.platform == macOS {
			os = "Macintosh; Intel Mac OS X 10.15"
		}
		return fmt.Sprintf("Mozilla/5.0 (%s; rv:%s) Gecko/20100101 Firefox/%s", os, v, v)
	case safari:
		form := "Mozilla/5.0 (%s) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/%s Safari/605.1.15"
		if c.platform == iPhone {
			form = "Mozilla/5.0 (%s) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/%s Mobile/15E148 Safari/604.1"
		}
		return fmt.Sprintf(form, os, v)
	}
	mobile, brand := "", ""
	if c.platform == android {
		mobile = "Mobile "
	}
	if c.browser == edge {
		brand = " Edg/" + v
	}
	return fmt.Sprintf("Mozilla/5.0 (%s) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/%s %sSafari/537.36%s", os, v, mobile, brand)
}
