package profile

import (
	"slices"
	"strings"
	"time"
)

// A Day counts days since 1970-01-01 in UTC.
type Day int32

// DayOf returns the UTC day of t.
func DayOf(t time.Time) Day {
	s := t.Unix()
	d := s / 86400
	if s%86400 < 0 {
		d--
	}
	return Day(d)
}

// Time returns the first instant of the day, in UTC.
func (d Day) Time() time.Time { return time.Unix(int64(d)*86400, 0).UTC() }

// A Place says where a sign-in came from. Values are compared byte by byte;
// "" means unknown.
type Place struct {
	Country string // ISO 3166-1 alpha-2 by convention
	Region  string // within the country
	City    string // within the region
	Network string // autonomous system, within the country
}

// A Client says with what a sign-in was made. Values are families without
// versions and are compared byte by byte; "" means unknown.
type Client struct {
	Device  string
	OS      string
	Browser string
}

// An Observation is what one sign-in shows of its identity.
type Observation struct {
	Day    Day
	Place  Place
	Client Client
}

// An Attribute is one of the things whose values the histograms count.
type Attribute int

// The attributes of a sign-in.
const (
	Country Attribute = iota
	Region
	City
	Network
	Device
	OS
	Browser
)

// level returns the histogram in which the attribute is shown.
func (a Attribute) level() level {
	return [...]level{country, region, city, network, device, osAlone, browserAlone}[a]
}

// A level is one histogram of an identity: an attribute whose values are counted
// under the values of its parents. OS and browser occur twice, conditional in
// the chain of the client and alone for the probability that is shown for them.
type level int

const (
	country level = iota
	region
	city
	network
	device
	deviceOS
	deviceBrowser
	osAlone
	browserAlone
	numLevels
)

// A path is a value of a level together with the values of its parents.
type path struct {
	level  level
	value  string
	parent string
}

// paths returns the known values of the place, parents first.
func (p Place) paths() []path {
	return known(
		path{country, p.Country, ""},
		path{region, p.Region, join(p.Country)},
		path{city, p.City, join(p.Country, p.Region)},
		path{network, p.Network, join(p.Country)},
	)
}

// paths returns the known values of the client, parents first.
func (c Client) paths() []path {
	return known(
		path{device, c.Device, ""},
		path{deviceOS, c.OS, join(c.Device)},
		path{deviceBrowser, c.Browser, join(c.Device, c.OS)},
		path{osAlone, c.OS, ""},
		path{browserAlone, c.Browser, ""},
	)
}

func known(all ...path) []path {
	return slices.DeleteFunc(all, func(p path) bool { return p.value == "" })
}

// join makes one key of several values. A NUL in a value is doubled, so that no
// value can forge the separator.
func join(values ...string) string {
	var b strings.Builder
	for _, v := range values {
		b.WriteString(strings.ReplaceAll(v, "\x00", "\x00\x00"))
		b.WriteString("\x00/")
	}
	return b.String()
}
