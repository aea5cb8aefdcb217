package geoip

import (
	"net/netip"
	"testing"
)

func TestParseAddr(t *testing.T) {
	check := func(in, wantAddr string, wantKind Kind) {
		t.Helper()
		var want netip.Addr
		if wantAddr != "" {
			want = netip.MustParseAddr(wantAddr)
		}
		if addr, kind := ParseAddr(in); addr != want || kind != wantKind {
			t.Errorf("ParseAddr(%q): got %v, %q, want %v, %q", in, addr, kind, want, wantKind)
		}
	}

	// Public addresses.
	check("81.2.69.142", "81.2.69.142", "")
	check(" 81.2.69.142 ", "81.2.69.142", "")
	check("::ffff:1.2.3.4", "1.2.3.4", "")         // IPv4-mapped
	check("64:ff9b::5102:458e", "81.2.69.142", "") // NAT64
	check("2002:5102:458e::1", "81.2.69.142", "")  // 6to4
	check("2003:5102:458e::1", "2003:5102:458e::1", "")
	check("2001:218::1", "2001:218::1", "")       // NTT
	check("2A02:C7F::1", "2a02:c7f::1", "")       // upper case
	check("2000::1", "2000::1", "")               // the first global unicast address block
	check("2600:1f18::1", "2600:1f18::1", "")     // Amazon
	check("64:ff9b::102:304", "1.2.3.4", "")      // a translated IPv4 address is not private
	check("2002:a00:1::1", "10.0.0.1", Private)   // 6to4, even of 10.0.0.1
	check("fbff::1", "fbff::1", "")               // the last before RFC 4193
	check("192.0.2.1", "192.0.2.1", "")           // documentation: in no database, but public
	check("2001:db8::1", "2001:db8::1", "")       // likewise
	check("172.15.255.255", "172.15.255.255", "") // the last before 172.16.0.0/12
	check("172.32.0.0", "172.32.0.0", "")         // the first after it
	check("100.63.255.255", "100.63.255.255", "") // the last before 100.64.0.0/10
	check("100.128.0.0", "100.128.0.0", "")       // the first after it
	check("192.169.0.1", "192.169.0.1", "")       // not 192.168.0.0/16

	// Lists, as proxies leave them.
	check("81.2.69.142, 192.168.10.10", "81.2.69.142", "")
	check("192.168.10.10, 81.2.69.142", "81.2.69.142", "")
	check("192.168.10.10,81.2.69.142,89.160.20.112", "81.2.69.142", "") // no blanks, the first public one
	check("unknown, 10.1.2.3, 10.4.5.6", "10.1.2.3", Private)           // none is public
	check("72.xx.xxx.xx, -", "", Unknown)
	check(",", "", Unknown)

	// Private addresses.
	check("10.0.0.1", "10.0.0.1", Private)
	check("172.16.0.1", "172.16.0.1", Private)
	check("172.31.255.255", "172.31.255.255", Private)
	check("192.168.1.1", "192.168.1.1", Private)
	check("100.64.0.1", "100.64.0.1", Private) // carrier-grade NAT
	check("127.0.0.1", "127.0.0.1", Private)
	check("169.254.169.254", "169.254.169.254", Private) // the instance metadata service
	check("::1", "::1", Private)
	check("fe80::1", "fe80::1", Private)
	check("fe80::1%eth0", "fe80::1", Private) // with the client's interface
	check("fc00::1", "fc00::1", Private)
	check("fdff:ffff::1", "fdff:ffff::1", Private)
	check("::ffff:10.0.0.1", "10.0.0.1", Private)
	check("64:ff9b::a00:1", "10.0.0.1", Private)
	check("2002:a00:1::", "10.0.0.1", Private)

	// Services.
	check("AWS Internal", "", Service)
	check("AWS Internal/3", "", Service) // CloudTrail's reference documents the number
	check("signin.amazonaws.com", "", Service)
	check("Config.AmazonAWS.com", "", Service)
	check("s3-r-w.us-east-1.amazonaws.com", "", Service)
	check("ec2.cn-north-1.amazonaws.com.cn", "", Service)
	check("signin.amazonaws.com, 10.0.0.1", "", Service)
	check("amazonaws.com.example.com", "", Unknown) // somebody else's name
	check("evilamazonaws.com", "", Unknown)         // likewise
	check("<b>.amazonaws.com", "", Unknown)         // no name at all

	// No possible address of a client.
	check("", "", Unknown)
	check("-", "", Unknown)
	check("72.xx.xxx.xx", "", Unknown)     // masked
	check("225.01.00.16", "", Unknown)     // leading zeros, and multicast
	check("081.2.69.142", "", Unknown)     // a leading zero, which some read as octal
	check("81.2.69", "", Unknown)          // too short
	check("81.2.69.256", "", Unknown)      // too large
	check("81.2.69.142:443", "", Unknown)  // a port
	check("81.2.69.0/24", "", Unknown)     // a network
	check("2001:218::1%eth0", "", Unknown) // a zone on a public address
	check("224.0.0.1", "", Unknown)        // multicast
	check("ff02::1", "", Unknown)          // likewise
	check("0.0.0.0", "", Unknown)          // unspecified
	check("0.1.2.3", "", Unknown)          // "this network"
	check("::", "", Unknown)               // unspecified
	check("::1.2.3.4", "", Unknown)        // IPv4-compatible, deprecated
	check("255.255.255.255", "", Unknown)  // broadcast
	check("240.0.0.1", "", Unknown)        // reserved
	check("８1.2.69.142", "", Unknown)      // a full-width digit
	check("81.2.69.142\x00", "", Unknown)  // a control character
	check("example.com", "", Unknown)      // a name of nobody we know
}

func FuzzParseAddr(f *testing.F) {
	for _, s := range []string{
		"81.2.69.142", "::ffff:1.2.3.4", "81.2.69.142, 192.168.10.10", "fe80::1%eth0", "10.0.0.1",
		"signin.amazonaws.com", "AWS Internal/3", "72.xx.xxx.xx", "225.01.00.16", "", ",",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		addr, kind := ParseAddr(s)
		if addr.Is4In6() || addr.Zone() != "" {
			t.Errorf("ParseAddr(%q): got %v, want it without a zone, and IPv4 as such", s, addr)
		}
		if located := kind == "" || kind == Private; addr.IsValid() != located {
			t.Errorf("ParseAddr(%q): got %v, %q: an address should be there if and only if it is public or private", s, addr, kind)
		}
		if kind != "" && kind != Private && kind != Service && kind != Unknown {
			t.Errorf("ParseAddr(%q): got kind %q", s, kind)
		}
		if !addr.IsValid() {
			return
		}
		// What was parsed parses to itself.
		if a, k := ParseAddr(addr.String()); a != addr || k != kind {
			t.Errorf("ParseAddr(%q): got %v, %q, want %v, %q as of %q", addr.String(), a, k, addr, kind, s)
		}
	})
}
