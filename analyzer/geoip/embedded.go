package geoip

import (
	_ "embed"
	"sync"
)

//go:generate go run -C generate .

// Attribution says where the embedded data comes from, as its licence asks of
// whoever shows it. A web page has to link "IP Geolocation by DB-IP" to
// https://db-ip.com as well.
const Attribution = "IP Geolocation by DB-IP (https://db-ip.com); networks by RouteViews, DB-IP and the NRO; " +
	"used under CC BY 4.0 (https://creativecommons.org/licenses/by/4.0/), with changes"

//go:embed data/country.mmdb
var countryData []byte

//go:embed data/asn.mmdb
var asnData []byte

// embedded are the databases of every DB. They are not compressed, and are read
// where they lie, so that to open them takes microseconds.
var embedded = []struct {
	name string
	data []byte
}{
	{"country.mmdb", countryData},
	{"asn.mmdb", asnData},
}

// countryNames has the names of all countries by their code, as the embedded
// database has them. Only few answers need it, and it takes 90 milliseconds.
var countryNames = sync.OnceValue(func() map[string]string {
	names := map[string]string{}
	d, err := openBytes(embedded[0].name, embedded[0].data)
	if err != nil {
		return names // as Open has told already
	}
	seen := map[uintptr]bool{}
	for r := range d.raw.Networks() {
		if seen[r.Offset()] {
			continue
		}
		seen[r.Offset()] = true
		if p, err := d.answer(r.Prefix().Addr()); err == nil {
			names[p.Country] = p.CountryName
		}
	}
	return names
})
