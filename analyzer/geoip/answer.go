package geoip

import (
	"errors"
	"math"
	"net/netip"
	"strconv"
	"strings"

	"github.com/oschwald/geoip2-golang/v2"
)

// standardAnswer returns how to ask a database of a type that geoip2 knows, or
// nil if that type says nothing of interest.
func standardAnswer(r *geoip2.Reader) func(netip.Addr) (Place, error) {
	switch {
	case supports(r.Enterprise):
		return func(addr netip.Addr) (Place, error) {
			e, err := r.Enterprise(addr)
			if err != nil {
				return Place{}, err
			}
			p := located(e.Country.ISOCode, e.Country.Names, e.City.Names)
			if len(e.Subdivisions) > 0 {
				p.Region = e.Subdivisions[0].Names.English
			}
			p.ASN = asn(uint64(e.Traits.AutonomousSystemNumber))
			p.Organization = e.Traits.AutonomousSystemOrganization
			return p, nil
		}
	case supports(r.City): // and Country, which is the same with less in it
		return func(addr netip.Addr) (Place, error) {
			c, err := r.City(addr)
			if err != nil {
				return Place{}, err
			}
			p := located(c.Country.ISOCode, c.Country.Names, c.City.Names)
			if len(c.Subdivisions) > 0 {
				p.Region = c.Subdivisions[0].Names.English
			}
			return p, nil
		}
	case supports(r.ASN): // and ISP
		return func(addr netip.Addr) (Place, error) {
			a, err := r.ASN(addr)
			if err != nil {
				return Place{}, err
			}
			return Place{ASN: asn(uint64(a.AutonomousSystemNumber)), Organization: a.AutonomousSystemOrganization}, nil
		}
	case supports(r.AnonymousIP):
		return func(addr netip.Addr) (Place, error) {
			a, err := r.AnonymousIP(addr)
			if err != nil {
				return Place{}, err
			}
			return anonymity(a.HasData()), nil
		}
	case supports(r.AnonymousPlus):
		return func(addr netip.Addr) (Place, error) {
			a, err := r.AnonymousPlus(addr)
			if err != nil {
				return Place{}, err
			}
			return anonymity(a.IsAnonymous || a.IsAnonymousVPN || a.IsHostingProvider ||
				a.IsPublicProxy || a.IsResidentialProxy || a.IsTorExitNode), nil
		}
	}
	return nil
}

// supports reports whether a method suits the type of its database.
func supports[T any](method func(netip.Addr) (*T, error)) bool {
	_, err := method(netip.IPv4Unspecified())
	var invalid geoip2.InvalidMethodError
	return !errors.As(err, &invalid)
}

func located(code string, country, city geoip2.Names) Place {
	p := Place{Country: countryCode(code), City: city.English}
	if p.Country != "" {
		p.CountryName = country.English
	}
	return p
}

func anonymity(flagged bool) Place {
	if flagged {
		return Place{Kind: Hosting}
	}
	return Place{}
}

// flexibleAnswer asks a database of a type that geoip2 does not know. The fields
// may be nested, as MaxMind's are, or flat, and may lack.
func (d *database) flexibleAnswer(addr netip.Addr) (Place, error) {
	var r record
	if err := d.raw.Lookup(addr).Decode(&r); err != nil {
		return Place{}, err
	}
	p := Place{
		Country:      countryCode(r.text("country_code", "country.iso_code", "country")),
		Region:       r.text("state1", "region", "subdivisions.0.names.en"),
		City:         r.text("city", "city.names.en"),
		ASN:          r.asn("autonomous_system_number", "asn", "traits.autonomous_system_number"),
		Organization: r.text("autonomous_system_organization", "as_name", "traits.autonomous_system_organization"),
	}
	if p.Country != "" {
		p.CountryName = r.text("country_name", "country.names.en")
	}
	if r.any("is_anonymous", "is_anonymous_vpn", "is_hosting_provider", "is_public_proxy", "is_residential_proxy", "is_tor_exit_node") {
		p.Kind = Hosting
	}
	return p, nil
}

// A record is what a database of any type has of a network. A path leads to a
// value in it: "subdivisions.0.names.en".
type record map[string]any

func (r record) value(path string) any {
	var v any = map[string]any(r)
	for key := range strings.SplitSeq(path, ".") {
		switch container := v.(type) {
		case map[string]any:
			v = container[key]
		case []any:
			i, err := strconv.Atoi(key)
			if err != nil || i >= len(container) {
				return nil
			}
			v = container[i]
		default:
			return nil
		}
	}
	return v
}

// text returns the first text at a path that is not "".
func (r record) text(paths ...string) string {
	for _, path := range paths {
		if s, ok := r.value(path).(string); ok && s != "" {
			return s
		}
	}
	return ""
}

// asn returns the first AS number at a path. It may be written as "AS64496".
func (r record) asn(paths ...string) uint32 {
	for _, path := range paths {
		var n uint64
		switch v := r.value(path).(type) {
		case uint64:
			n = v
		case string:
			n, _ = strconv.ParseUint(strings.TrimPrefix(v, "AS"), 10, 32)
		}
		if n := asn(n); n != 0 {
			return n
		}
	}
	return 0
}

// any reports whether something is true at one of the paths.
func (r record) any(paths ...string) bool {
	for _, path := range paths {
		if yes, ok := r.value(path).(bool); ok && yes {
			return true
		}
	}
	return false
}

// asn returns n, or 0 if no AS can have that number.
func asn(n uint64) uint32 {
	if n > math.MaxUint32 {
		return 0
	}
	return uint32(n)
}

// countryCode returns an alpha-2 code in upper case, or "" if s is none.
func countryCode(s string) string {
	if len(s) != 2 {
		return ""
	}
	s = strings.ToUpper(s)
	if strings.Trim(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" {
		return ""
	}
	return s
}
