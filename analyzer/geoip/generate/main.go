// Command generate writes the embedded databases of package geoip, and the small
// invented ones that its tests read:
//
//  1. fetch the pinned packages with npm, or take them from local files
//  2. check their SHA-256 checksums
//  3. read the ranges of their CSV files
//  4. write them as .mmdb files of types that any GeoIP2 reader opens
//
// The same packages give the same bytes. To move to a later edition, change the
// versions and the checksums below, run
//
//	go generate ./analyzer/geoip
//
// and correct the editions in ../data/NOTICE.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
)

func main() {
	country := flag.String("country", "", "read the country package from `file`.tgz instead of fetching it")
	asn := flag.String("asn", "", "read the ASN package from `file`.tgz instead of fetching it")
	data := flag.String("data", "../data", "write the embedded databases to `folder`")
	testdata := flag.String("testdata", "../testdata", "write the test databases to `folder`")
	flag.Parse()
	if err := generate(*country, *asn, *data, *testdata); err != nil {
		fmt.Fprintln(os.Stderr, "generate:", err)
		os.Exit(1)
	}
}

var (
	countryPackage = source{
		name:    "@ip-location-db/dbip-country",
		version: "2.3.2026060120",
		sha256:  "78a6009a9c18434e6b690d703431241900d6127ddcd7c26ed48852549ee0df4f",
		files:   []string{"package/dbip-country-ipv4.csv", "package/dbip-country-ipv6.csv"},
	}
	asnPackage = source{
		name:    "@ip-location-db/asn",
		version: "2.3.2026061719",
		sha256:  "b9425daf2f011c28f8586685d4f89166e77627e2c15fd93c6262c3e2dead6153",
		files:   []string{"package/asn-ipv4.csv", "package/asn-ipv6.csv"},
	}
)

// generate writes all databases. Packages whose file is "" are fetched.
func generate(countryFile, asnFile, data, testdata string) error {
	if err := writeCountries(countryFile, filepath.Join(data, "country.mmdb")); err != nil {
		return fmt.Errorf("country database: %w", err)
	}
	if err := writeASNs(asnFile, filepath.Join(data, "asn.mmdb")); err != nil {
		return fmt.Errorf("ASN database: %w", err)
	}
	if err := writeFixtures(testdata); err != nil {
		return fmt.Errorf("test databases: %w", err)
	}
	return nil
}
