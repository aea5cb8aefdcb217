package geoip_test

import (
	"fmt"
	"log"

	"loginodds/analyzer/geoip"
)

func Example() {
	// The invented city database has a documentation network.
	db, err := geoip.Open("testdata/city.mmdb")
	if err != nil {
		log.Fatal(err)
	}
	defer db.Close()

	for _, address := range []string{"3.7.86.1", "192.0.2.7, 10.0.0.1", "10.0.0.1", "AWS Internal"} {
		p := db.Lookup(address)
		fmt.Printf("%s: %q %q AS%d %q\n", address, p.Country, p.City, p.ASN, p.Kind)
	}
	for _, s := range db.Sources() {
		fmt.Println(s.Type, s.Built.Format("2006-01-02"))
	}
	// Output:
	// 3.7.86.1: "IN" "" AS16509 "hosting"
	// 192.0.2.7, 10.0.0.1: "DE" "Teststadt" AS0 ""
	// 10.0.0.1: "" "" AS0 "private"
	// AWS Internal: "" "" AS0 "service"
	// DBIP-Country-Lite 2026-06-01
	// DBIP-ASN-Lite (compat=GeoLite2-ASN) 2026-06-17
	// Hosting networks 2026-06-17
	// GeoLite2-City 2026-06-01
}
