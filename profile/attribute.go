package profile

import (
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
	Prefix  string // block of neighbouring addresses within the network; nothing without a network
	Hosting bool   // whether servers are let there rather than lines to people
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
	Hour   int // of the day in UTC, 0 to 23
	Place  Place
	Client Client
	MFA    MFA
	// Failed says that the identity failed to sign in within the hour before,
	// and since it last succeeded.
	Failed bool
}

// MFA says whether a second factor was used.
type MFA uint8

// The uses of a second factor.
const (
	MFAUnknown MFA = iota
	MFAUsed
	MFANotUsed
)

// An Attribute is one of the things whose values the histograms count.
type Attribute int

// The attributes of a sign-in.
const (
	Country Attribute = iota
	Region
	City
	Network
	Prefix
	Device
	OS
	Browser
)

// String returns the name of the attribute in lower case, as "country".
func (a Attribute) String() string {
	return [...]string{"country", "region", "city", "network", "prefix", "device", "os", "browser"}[a]
}

// level returns the histogram in which the attribute is shown.
func (a Attribute) level() level {
	return [...]level{country, region, city, network, prefix, device, osAlone, browserAlone}[a]
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
	prefix
	device
	deviceOS
	deviceBrowser
	osAlone
	browserAlone
	numLevels
)

// attribute returns the one whose values the level counts.
func (l level) attribute() Attribute {
	return [...]Attribute{Country, Region, City, Network, Prefix, Device, OS, Browser, OS, Browser}[l]
}

// The levels of a place and those of a client, half of all each.
const (
	placeLevels = device
	half        = int(placeLevels)
)

// A path is a value of a level together with the values of its parents. A value
// of "" is unknown.
type path struct {
	level  level
	value  string
	parent string
}

// paths returns the values of the place, one per level.
func (p Place) paths() [half]path {
	all := [half]path{
		{country, p.Country, ""},
		{region, p.Region, join(p.Country)},
		{city, p.City, join(p.Country, p.Region)},
		{network, p.Network, join(p.Country)},
		{prefix, p.Prefix, join(p.Country, p.Network)},
	}
	if p.Network == "" {
		all[prefix].value = ""
	}
	return all
}

// paths returns the values of the client, one per level.
func (c Client) paths() [half]path {
	return [half]path{
		{device, c.Device, ""},
		{deviceOS, c.OS, join(c.Device)},
		{deviceBrowser, c.Browser, join(c.Device, c.OS)},
		{osAlone, c.OS, ""},
		{browserAlone, c.Browser, ""},
	}
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
