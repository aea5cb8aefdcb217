package geoip

import (
	"cmp"
	"fmt"
	"net/netip"
	"slices"
)

// A Network is a range of addresses that has a name of its own, such as the egress
// of a VPN or an office.
type Network struct {
	Prefix netip.Prefix
	Name   string
}

// Name makes the addresses of networks places of their own, of kind [Named] and
// with the name as organization, whatever the databases say of them. Private
// addresses can be named, too. Of several networks that hold an address the
// smallest counts. Two names of the same network are an error.
func (db *DB) Name(networks []Network) error {
	db.mu.Lock()
	defer db.mu.Unlock()
	seen := map[netip.Prefix]string{}
	for _, n := range networks {
		n.Prefix = n.Prefix.Masked()
		if other, ok := seen[n.Prefix]; ok && other != n.Name {
			return fmt.Errorf("network %s is named %q and %q", n.Prefix, other, n.Name)
		}
		seen[n.Prefix] = n.Name
		db.named = append(db.named, n)
	}
	slices.SortFunc(db.named, func(a, b Network) int { return cmp.Compare(b.Prefix.Bits(), a.Prefix.Bits()) })
	clear(db.places)
	return nil
}

// nameOf returns the name of the smallest named network that holds an address.
func (db *DB) nameOf(addr netip.Addr) string {
	for _, n := range db.named {
		if n.Prefix.Contains(addr) {
			return n.Name
		}
	}
	return ""
}
