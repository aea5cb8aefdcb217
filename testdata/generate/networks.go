package main

import (
	"math/rand/v2"
	"net/netip"
	"time"
)

// A network is that of a provider. Its prefixes are really allocated to it, so
// that the embedded databases know its country and AS. Who has which address of
// them is invented.
type network struct {
	v4 netip.Prefix
	v6 netip.Prefix // of homes with IPv6; invalid if there are none
}

func prefixes(v4 string, v6 ...string) network {
	n := network{v4: netip.MustParsePrefix(v4)}
	if len(v6) > 0 {
		n.v6 = netip.MustParsePrefix(v6[0])
	}
	return n
}

// Providers of Japanese homes.
var (
	ocn      = prefixes("153.160.0.0/16", "2400:4051::/32") // AS4713
	softbank = prefixes("126.74.0.0/16", "2400:2411::/32")  // AS17676
	kddi     = prefixes("106.72.0.0/16", "240f:75::/32")    // AS2516
	biglobe  = prefixes("122.132.0.0/16", "2404:7a82::/32") // AS2518
	asahinet = prefixes("202.224.32.0/19", "2405:6581::/32")
	optage   = prefixes("121.82.0.0/16")                        // AS17511
	iijHomes = prefixes("124.41.64.0/18", "2001:240:2400::/40") // AS2497
)

// Japanese mobile carriers. One of them is the provider of homes, too.
var (
	docomo        = prefixes("1.72.0.0/16")      // AS9605
	kddiMobile    = prefixes("27.93.0.0/16")     // AS2516
	softbankPhone = prefixes("126.157.0.0/16")   // AS17676
	rakuten       = prefixes("133.106.128.0/18") // AS138384
)

// Networks of the story. One of the people uses the hosting network, too.
var (
	germanHotel  = prefixes("87.150.0.0/16")  // AS3320
	germanPhone  = prefixes("109.40.0.0/16")  // AS3209
	tokyoHosting = prefixes("37.19.205.0/24") // AS212238
	virginiaEC2  = prefixes("3.88.0.0/16")    // AS14618, us-east-1
)

// officeAddress is that of all who are in the office (AS17506).
const officeAddress = "113.43.87.18"

// address returns any IPv4 address of a network.
func (n network) address(r *rand.Rand) string {
	return fill(n.v4, n.v4.Addr().BitLen(), r).String()
}

// fill returns the prefix with random bits up to a length.
func fill(p netip.Prefix, bits int, r *rand.Rand) netip.Addr {
	b := p.Masked().Addr().AsSlice()
	for i := p.Bits(); i < bits; i++ {
		if r.IntN(2) == 1 {
			b[i/8] |= 0x80 >> (i % 8)
		}
	}
	addr, _ := netip.AddrFromSlice(b)
	return addr
}

// homeAddress returns the address of a person at home. An IPv4 address stays for
// some weeks; of an IPv6 address the network stays, and the rest is new every
// day, as privacy extensions make it.
func (p *person) homeAddress(day time.Time) string {
	if !p.ipv6 {
		return p.home.address(stream("home", p.name, p.lease(day)))
	}
	home := netip.PrefixFrom(fill(p.home.v6, 64, stream("home", p.name)), 64)
	return fill(home, 128, stream("interface", p.name, day.Format(time.DateOnly))).String()
}

// lease names the period in which a person has one IPv4 address at home.
func (p *person) lease(day time.Time) string {
	offset := stream("lease", p.name).IntN(40)
	return day.AddDate(0, 0, offset).Format("2006-01")
}
