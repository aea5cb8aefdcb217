package odds

import (
	"strings"

	"loginodds/profile"
)

// A level is one histogram of an identity: an attribute whose values are counted
// under the values of its parents. OS and browser occur twice, conditional in
// the chain of the client and alone for the probability that is shown for them.
type level int

const (
	country level = iota
	region
	network
	prefix
	device
	deviceOS
	deviceBrowser
	osAlone
	browserAlone
	numLevels
)

// The levels of a place and those of a client.
const (
	placeLevels  = device
	clientLevels = numLevels - placeLevels
)

// attribute returns the one whose values the level counts.
func (l level) attribute() profile.Attribute {
	return [...]profile.Attribute{
		profile.Country, profile.Region, profile.Network, profile.Prefix, profile.Device,
		profile.OS, profile.Browser, profile.OS, profile.Browser,
	}[l]
}

// name returns a name of the level that no other level has.
func (l level) name() string {
	switch l {
	case deviceOS, deviceBrowser:
		return "device " + l.attribute().String()
	}
	return l.attribute().String()
}

// depth returns the number of values of a parent.
func (l level) depth() int { return [...]int{0, 1, 1, 2, 0, 1, 2, 0, 0}[l] }

// ofPlace says whether the level is one of a place.
func (l level) ofPlace() bool { return l < placeLevels }

// levelOf returns the level in which an attribute is shown for itself.
func levelOf(a profile.Attribute) level {
	return [...]level{country, region, region, network, prefix, device, osAlone, browserAlone}[a]
}

// A path is a value of a level together with the values of its parents. A value
// of "" is unknown.
type path struct {
	level  level
	value  string
	parent string
}

// nodesOf makes nodes of paths.
func nodesOf[N [placeLevels]node | [clientLevels]node, P [placeLevels]path | [clientLevels]path](paths P, number func(path) node) (all N) {
	for i := range len(paths) {
		all[i] = number(paths[i])
	}
	return all
}

// placePaths returns the values of a place, one per level.
func placePaths(p profile.Place) [placeLevels]path {
	all := [placeLevels]path{
		{country, p.Country, ""},
		{region, p.Region, join(p.Country)},
		{network, p.Network, join(p.Country)},
		{prefix, p.Prefix, join(p.Country, p.Network)},
	}
	if p.Network == "" {
		all[prefix].value = ""
	}
	return all
}

// clientPaths returns the values of a client, one per level.
func clientPaths(c profile.Client) [clientLevels]path {
	return [clientLevels]path{
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

// split returns the values that [join] has made one key of.
func split(key string) []string {
	all := []string{}
	var b strings.Builder
	for i := 0; i < len(key); i++ {
		if key[i] != 0 || i+1 == len(key) {
			b.WriteByte(key[i])
			continue
		}
		if i++; key[i] == 0 {
			b.WriteByte(0)
			continue
		}
		all = append(all, b.String())
		b.Reset()
	}
	return all
}
