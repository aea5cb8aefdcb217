package geoip

import (
	"slices"
	"strings"
	"testing"
	"time"
)

// TestHostingNetworks checks every number against the organization that the
// embedded data names, so that a mistyped one is found.
func TestHostingNetworks(t *testing.T) {
	t.Parallel()
	if !slices.IsSortedFunc(hostingNetworks, func(a, b hostingNetwork) int { return int(a.asn) - int(b.asn) }) {
		t.Error("the networks are not sorted by number")
	}
	d := open(t).databases[1]
	if got, want := hostingSource.Built.Format(time.DateOnly), d.Built.Format(time.DateOnly); got != want {
		t.Errorf("the list is of %s, and checked with AS data of %s; set its date when it has been looked through", got, want)
	}
	organizations := map[uint32]string{}
	seen := map[uintptr]bool{}
	for r := range d.raw.Networks() {
		if seen[r.Offset()] {
			continue
		}
		seen[r.Offset()] = true
		p, err := d.answer(r.Prefix().Addr())
		if err != nil {
			t.Fatalf("%s: %v", r.Prefix(), err)
		}
		organizations[p.ASN] = p.Organization
	}
	for i, n := range hostingNetworks {
		if i > 0 && n.asn == hostingNetworks[i-1].asn {
			t.Errorf("AS%d is there twice", n.asn)
		}
		if got := organizations[n.asn]; n.name == "" || !strings.Contains(got, n.name) {
			t.Errorf("AS%d: got organization %q, want one with %q", n.asn, got, n.name)
		}
		if !isHosting(n.asn) {
			t.Errorf("AS%d: not found", n.asn)
		}
	}
	// Not in the list: none, Comcast, Deutsche Telekom, a transit provider, and a
	// number that is larger than all.
	for _, asn := range []uint32{0, 7922, 3320, 6939, 4294967295} {
		if isHosting(asn) {
			t.Errorf("AS%d: found, want it not to be a hosting network", asn)
		}
	}
}
