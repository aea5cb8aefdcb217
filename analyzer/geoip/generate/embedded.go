package main

import (
	"bufio"
	"fmt"
	"net"
	"os"
	"strconv"

	"github.com/maxmind/mmdbwriter"
	"github.com/maxmind/mmdbwriter/mmdbtype"
	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
)

// writeCountries writes the country database from rows of
// first address, last address, country code.
func writeCountries(file, out string) error {
	countries := map[string]mmdbtype.DataType{}
	return countryPackage.write(file, out, "DBIP-Country-Lite", "IP to country, by DB-IP",
		func(fields []string) (mmdbtype.DataType, error) {
			if len(fields) != 1 {
				return nil, fmt.Errorf("%d fields after the addresses, not 1", len(fields))
			}
			code := fields[0]
			if c, ok := countries[code]; ok {
				return c, nil
			}
			name, err := countryName(code)
			if err != nil {
				return nil, err
			}
			countries[code] = country(code, name)
			return countries[code], nil
		})
}

// writeASNs writes the ASN database from rows of
// first address, last address, number, organisation.
func writeASNs(file, out string) error {
	return asnPackage.write(file, out, "DBIP-ASN-Lite (compat=GeoLite2-ASN)", "IP to ASN, by RouteViews, DB-IP and the NRO",
		func(fields []string) (mmdbtype.DataType, error) {
			if len(fields) != 2 {
				return nil, fmt.Errorf("%d fields after the addresses, not 2", len(fields))
			}
			number, err := strconv.ParseUint(fields[0], 10, 32)
			if err != nil {
				return nil, err
			}
			return asn(uint32(number), fields[1]), nil
		})
}

// write writes a database whose records are made of the fields that follow the
// two addresses of a row.
func (s source) write(file, out, databaseType, description string, record func(fields []string) (mmdbtype.DataType, error)) error {
	built, err := s.built()
	if err != nil {
		return fmt.Errorf("time of %s: %w", s.version, err)
	}
	tree, err := mmdbwriter.New(mmdbwriter.Options{
		BuildEpoch:   built.Unix(),
		DatabaseType: databaseType,
		Description:  map[string]string{"en": description},
		Languages:    []string{"en"},
		IPVersion:    6,
		RecordSize:   24,
		// The data has ranges of its own where IPv4 would be repeated.
		DisableIPv4Aliasing:     true,
		IncludeReservedNetworks: true,
	})
	if err != nil {
		return err
	}
	for row, err := range s.rows(file) {
		if err != nil {
			return err
		}
		if len(row) < 2 {
			return fmt.Errorf("%q: no range of addresses", row)
		}
		first, last := net.ParseIP(row[0]), net.ParseIP(row[1])
		if first == nil || last == nil {
			return fmt.Errorf("%q: no range of addresses", row)
		}
		r, err := record(row[2:])
		if err != nil {
			return fmt.Errorf("%q: %w", row, err)
		}
		if err := tree.InsertRange(first, last, r); err != nil {
			return fmt.Errorf("%q: %w", row, err)
		}
	}
	return save(tree, out)
}

func save(tree *mmdbwriter.Tree, file string) error {
	f, err := os.Create(file)
	if err != nil {
		return err
	}
	defer f.Close()
	w := bufio.NewWriter(f)
	if _, err := tree.WriteTo(w); err != nil {
		return fmt.Errorf("writing %s: %w", file, err)
	}
	if err := w.Flush(); err != nil {
		return err
	}
	return f.Close()
}

func country(code, name string) mmdbtype.Map {
	return mmdbtype.Map{"country": mmdbtype.Map{
		"iso_code": mmdbtype.String(code),
		"names":    mmdbtype.Map{"en": mmdbtype.String(name)},
	}}
}

func asn(number uint32, organization string) mmdbtype.Map {
	return mmdbtype.Map{
		"autonomous_system_number":       mmdbtype.Uint32(number),
		"autonomous_system_organization": mmdbtype.String(organization),
	}
}

// names has the countries whose name in the Unicode CLDR is outdated in the
// edition of golang.org/x/text, or longer than a table has room for.
var names = map[string]string{
	"CD": "DR Congo",
	"CG": "Congo",
	"HK": "Hong Kong",
	"MK": "North Macedonia",
	"MM": "Myanmar",
	"MO": "Macao",
	"PS": "Palestine",
	"SZ": "Eswatini",
	"TR": "Türkiye",
}

// countryName returns the English name of a country, by its ISO 3166-1 alpha-2
// code.
func countryName(code string) (string, error) {
	if name, ok := names[code]; ok {
		return name, nil
	}
	region, err := language.ParseRegion(code)
	if err != nil {
		return "", err
	}
	name := display.English.Regions().Name(region)
	if name == "" {
		return "", fmt.Errorf("country %q has no English name", code)
	}
	return name, nil
}
