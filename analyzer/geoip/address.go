package geoip

import (
	"net/netip"
	"strings"
)

// ParseAddr returns the address to locate of a sourceIPAddress of CloudTrail, and
// its kind: "" if it is public, else [Private], [Service] or [Unknown].
//
//   - Of a list, as "81.2.69.142, 192.168.10.10", it is the first public
//     address. If there is none, it is the first element that is not unknown.
//   - An IPv6 address that embeds one of IPv4 is taken for that: IPv4-mapped, NAT64
//     (RFC 6052) and 6to4 (RFC 3056).
//   - The name of an AWS service and "AWS Internal" have no address.
//   - Neither has what is no possible address of a client: masked or impossible
//     text, "", and multicast, reserved and unspecified addresses.
//
// An address without a kind need not be in use: documentation addresses are
// public here.
func ParseAddr(sourceIPAddress string) (netip.Addr, Kind) {
	var addr netip.Addr
	kind := Unknown
	for element := range strings.SplitSeq(sourceIPAddress, ",") {
		a, k := parseElement(strings.TrimSpace(element))
		if k == "" {
			return a, k
		}
		if kind == Unknown {
			addr, kind = a, k
		}
	}
	return addr, kind
}

func parseElement(s string) (netip.Addr, Kind) {
	if isService(s) {
		return netip.Addr{}, Service
	}
	// netip is strict: it refuses leading zeros, ports and masks.
	a, err := netip.ParseAddr(s)
	if err != nil {
		return netip.Addr{}, Unknown
	}
	// A zone is the name of an interface on the machine of the client, which only
	// an address of its own link can have.
	zoned := a.Zone() != ""
	a = unwrapped(a.Unmap().WithZone(""))
	switch {
	case isPrivate(a):
		return a, Private
	case zoned || isImpossible(a):
		return netip.Addr{}, Unknown
	}
	return a, ""
}

var (
	nat64   = netip.MustParsePrefix("64:ff9b::/96")
	sixToIV = netip.MustParsePrefix("2002::/16")
)

// unwrapped returns the IPv4 address that an address embeds, or else the address.
func unwrapped(a netip.Addr) netip.Addr {
	b := a.As16()
	switch {
	case nat64.Contains(a):
		return netip.AddrFrom4([4]byte(b[12:]))
	case sixToIV.Contains(a):
		return netip.AddrFrom4([4]byte(b[2:6]))
	}
	return a
}

// serviceDomains are the domains of AWS services, in all partitions.
var serviceDomains = []string{".amazonaws.com", ".amazonaws.com.cn", ".amazonaws.eu"}

// isService reports whether s is the name of an AWS service, or stands for AWS
// itself: "AWS Internal", which a number may follow, as "AWS Internal/3".
func isService(s string) bool {
	if s == "AWS Internal" || strings.HasPrefix(s, "AWS Internal/") {
		return true
	}
	s = strings.ToLower(s)
	if strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789-.") != "" {
		return false
	}
	for _, domain := range serviceDomains {
		if strings.HasSuffix(s, domain) {
			return true
		}
	}
	return false
}

var sharedNAT = netip.MustParsePrefix("100.64.0.0/10")

func isPrivate(a netip.Addr) bool {
	return a.IsPrivate() || a.IsLoopback() || a.IsLinkLocalUnicast() || sharedNAT.Contains(a)
}

var impossible = []netip.Prefix{
	netip.MustParsePrefix("0.0.0.0/8"),
	netip.MustParsePrefix("240.0.0.0/4"), // reserved, and broadcast
	netip.MustParsePrefix("::/96"),       // unspecified, and where .mmdb files keep IPv4
}

func isImpossible(a netip.Addr) bool {
	if a.IsMulticast() {
		return true
	}
	for _, p := range impossible {
		if p.Contains(a) {
			return true
		}
	}
	return false
}
