package profile

import "time"

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
	Apart  Apart // from the sign-ins of the identity before and after
}

// Apart says how fast somebody has to travel who makes a sign-in and the nearest one
// of the same identity from another country, before or after. It is the least speed
// that the uncertainty of both places allows.
type Apart uint8

// The classes of speed.
const (
	Near       Apart = iota // up to that of an airliner, or nothing is known
	Hasty                   // faster than an airliner
	Impossible              // far faster, within an hour
)

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
