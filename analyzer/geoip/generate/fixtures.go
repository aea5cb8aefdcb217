package main

import (
	"fmt"
	"net"
	"path/filepath"

	"github.com/maxmind/mmdbwriter"
	"github.com/maxmind/mmdbwriter/mmdbtype"
)

// A fixture is a small database for the tests of package geoip. Its records are
// invented.
type fixture struct {
	file         string
	databaseType string
	description  string // "" leaves it out, which some vendors do
	ipVersion    int
	records      []fixtureRecord
}

type fixtureRecord struct {
	network string
	value   mmdbtype.DataType
}

// The networks are those for documentation, but for 3.7.118.0/24: it is in the
// embedded databases too, so that a test can see which answer wins.
var fixtures = []fixture{
	{"city.mmdb", "GeoLite2-City", "Invented places", 6, []fixtureRecord{
		{"192.0.2.0/24", city("DE", "Germany", "Bavaria", "Teststadt")},
		{"198.51.100.0/24", country("FR", "France")},
		{"2001:db8:1::/48", city("JP", "Japan", "Tokyo", "")},
		{"3.7.118.0/24", city("SE", "Kingdom of Sweden", "Skåne", "Provby")},
	}},
	{"asn.mmdb", "GeoLite2-ASN", "Invented networks", 6, []fixtureRecord{
		{"192.0.2.0/24", asn(64496, "Example Telecom")},
		{"198.51.100.0/24", asn(14061, "A cloud")},
		{"3.7.118.0/24", asn(64511, "Example Access")},
	}},
	{"enterprise.mmdb", "GeoIP2-Enterprise", "Invented places and networks", 6, []fixtureRecord{
		{"192.0.2.0/24", with(city("BR", "Brazil", "Bahia", "Vila Teste"), "traits", asn(64497, "Example Enterprise"))},
	}},
	{"isp.mmdb", "GeoIP2-ISP", "Invented networks", 6, []fixtureRecord{
		{"192.0.2.0/24", with(asn(64498, "Example Backbone"), "isp", mmdbtype.String("Example Brand"))},
	}},
	{"anonymous.mmdb", "GeoIP2-Anonymous-IP", "Invented anonymity", 6, []fixtureRecord{
		{"192.0.2.0/25", mmdbtype.Map{"is_anonymous": mmdbtype.Bool(true), "is_anonymous_vpn": mmdbtype.Bool(true)}},
		{"198.51.100.0/24", mmdbtype.Map{"is_hosting_provider": mmdbtype.Bool(true)}},
		{"2001:db8:2::/48", mmdbtype.Map{"is_anonymous": mmdbtype.Bool(true), "is_tor_exit_node": mmdbtype.Bool(true)}},
	}},
	// Flat fields, IPv4 alone and no description, as ip-location-db writes them.
	{"flat.mmdb", "city ipv4", "", 4, []fixtureRecord{
		{"192.0.2.0/24", mmdbtype.Map{
			"country_code": mmdbtype.String("de"), "state1": mmdbtype.String("Hesse"), "state2": mmdbtype.String(""),
			"city": mmdbtype.String("Musterdorf"), "latitude": mmdbtype.Float32(50), "longitude": mmdbtype.Float32(9),
		}},
		{"198.51.100.0/24", mmdbtype.Map{
			"country_code": mmdbtype.String("XK"), "state1": mmdbtype.String(""), "city": mmdbtype.String(""),
			"autonomous_system_number": mmdbtype.Uint32(64499), "autonomous_system_organization": mmdbtype.String("Example Flat"),
		}},
	}},
	// The texts of IPinfo Lite.
	{"text.mmdb", "ipinfo lite", "Invented places", 6, []fixtureRecord{
		{"192.0.2.0/24", mmdbtype.Map{
			"country": mmdbtype.String("Austria"), "country_code": mmdbtype.String("AT"),
			"asn": mmdbtype.String("AS64500"), "as_name": mmdbtype.String("Example Text"),
		}},
	}},
	{"domain.mmdb", "GeoIP2-Domain", "Nothing of use", 6, []fixtureRecord{
		{"192.0.2.0/24", mmdbtype.Map{"domain": mmdbtype.String("example.com")}},
	}},
	{"weather.mmdb", "Weather", "Nothing of use", 6, []fixtureRecord{
		{"192.0.2.0/24", mmdbtype.Map{"celsius": mmdbtype.Float64(21)}},
	}},
	// A country that is no map: sound as a file, but not of its type.
	{"mistyped.mmdb", "GeoLite2-Country", "Not of its type", 6, []fixtureRecord{
		{"192.0.2.0/24", mmdbtype.Map{"country": mmdbtype.String("DE")}},
	}},
}

func city(code, name, region, city string) mmdbtype.Map {
	m := country(code, name)
	m["subdivisions"] = mmdbtype.Slice{
		mmdbtype.Map{"names": mmdbtype.Map{"en": mmdbtype.String(region)}},
		mmdbtype.Map{"names": mmdbtype.Map{"en": mmdbtype.String("A district")}},
	}
	if city != "" {
		m["city"] = mmdbtype.Map{"names": mmdbtype.Map{"en": mmdbtype.String(city)}}
	}
	return m
}

func with(m mmdbtype.Map, key mmdbtype.String, value mmdbtype.DataType) mmdbtype.Map {
	m[key] = value
	return m
}

// writeFixtures writes all fixtures into a folder.
func writeFixtures(folder string) error {
	for _, f := range fixtures {
		if err := f.write(filepath.Join(folder, f.file)); err != nil {
			return fmt.Errorf("%s: %w", f.file, err)
		}
	}
	return nil
}

func (f fixture) write(file string) error {
	built, err := countryPackage.built()
	if err != nil {
		return err
	}
	options := mmdbwriter.Options{
		BuildEpoch:              built.Unix(),
		DatabaseType:            f.databaseType,
		IPVersion:               f.ipVersion,
		RecordSize:              24,
		DisableIPv4Aliasing:     true,
		IncludeReservedNetworks: true,
	}
	if f.description != "" {
		options.Description = map[string]string{"en": f.description}
	}
	tree, err := mmdbwriter.New(options)
	if err != nil {
		return err
	}
	for _, r := range f.records {
		_, network, err := net.ParseCIDR(r.network)
		if err != nil {
			return err
		}
		if err := tree.Insert(network, r.value); err != nil {
			return err
		}
	}
	return save(tree, file)
}
