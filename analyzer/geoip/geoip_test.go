package geoip

import (
	"errors"
	"io/fs"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

func open(t testing.TB, files ...string) *DB {
	t.Helper()
	db, err := Open(files...)
	if err != nil {
		t.Fatalf("opening %q: %v", files, err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Errorf("closing: %v", err)
		}
	})
	return db
}

func TestLookupEmbedded(t *testing.T) {
	db := open(t)
	check := func(addr string, want Place) {
		t.Helper()
		if got := db.Lookup(addr); got != want {
			t.Errorf("Lookup(%q): got %+v, want %+v", addr, got, want)
		}
	}
	// The country is where Amazon says this prefix is: region ap-south-1.
	mumbai := Place{Country: "IN", CountryName: "India", ASN: 16509, Organization: "Amazon.com, Inc.", Kind: Hosting}
	check("3.7.118.226", mumbai)
	check("::ffff:3.7.118.226", mumbai)          // the same address, IPv4-mapped
	check("10.1.2.3, 3.7.118.226", mumbai)       // the public one of a list
	check("10.0.0.1", Place{Kind: Private})      // RFC 1918
	check("fd00::1", Place{Kind: Private})       // RFC 4193
	check("72.xx.xxx.xx", Place{Kind: Unknown})  // masked
	check("", Place{Kind: Unknown})              // absent
	check("AWS Internal", Place{Kind: Service})  // no address, but known
	check("192.0.2.1", Place{Kind: Unknown})     // public, but of a documentation network
	check("2001:db8::1", Place{Kind: Unknown})   // likewise
	check("fec0::1", Place{Kind: Unknown})       // deprecated, in no database
	check("240.0.0.1", Place{Kind: Unknown})     // reserved
	check("::3.7.118.226", Place{Kind: Unknown}) // where an .mmdb file keeps IPv4, but no address
	check("signin.amazonaws.com", Place{Kind: Service})
	check(strings.Repeat("x", maxCached+1), Place{Kind: Unknown}) // too long to be cached

	// The countries of the organizations that hold these: MaxMind's own test
	// databases say GB, SE, CN, US and JP, too.
	country := func(addr, want string) {
		t.Helper()
		if got := db.Lookup(addr); got.Country != want || got.Kind == Private || got.Kind == Unknown {
			t.Errorf("Lookup(%q): got %+v, want country %s", addr, got, want)
		}
	}
	country("81.2.69.142", "GB")
	country("89.160.20.112", "SE")
	country("175.16.199.1", "CN")
	country("216.160.83.56", "US")
	country("2001:218::1", "JP")   // NTT
	country("2a02:c7f::1", "GB")   // Sky
	country("2003:e0::1", "DE")    // Deutsche Telekom
	country("2600:1f14::1", "US")  // Amazon us-west-2
	country("2409:4000::1", "IN")  // Reliance Jio
	country("2804:14c:1::1", "BR") // Claro
	country("2001:240:1::1", "JP") // Internet Initiative Japan
	if got, want := db.Lookup("::ffff:1.2.3.4"), db.Lookup("1.2.3.4"); got != want {
		t.Errorf("Lookup(::ffff:1.2.3.4): got %+v, want that of 1.2.3.4: %+v", got, want)
	}
	if err := db.Err(); err != nil {
		t.Errorf("Err: got %v, want none", err)
	}
}

func TestLookupFiles(t *testing.T) {
	check := func(files, addr string, want Place) {
		t.Helper()
		var paths []string
		for _, f := range strings.Fields(files) {
			paths = append(paths, filepath.Join("testdata", f+".mmdb"))
		}
		db := open(t, paths...)
		if got := db.Lookup(addr); got != want {
			t.Errorf("Lookup(%q) with %s: got %+v, want %+v", addr, files, got, want)
		}
		if err := db.Err(); err != nil {
			t.Errorf("Err after Lookup(%q) with %s: %v", addr, files, err)
		}
	}
	const doc4, other4 = "192.0.2.1", "198.51.100.1"

	// Each type gives the fields that it has.
	check("city", doc4, Place{Country: "DE", CountryName: "Germany", Region: "Bavaria", City: "Teststadt"})
	check("city", other4, Place{Country: "FR", CountryName: "France"})                                          // no subdivision
	check("city", "2001:db8:1::1", Place{Country: "JP", CountryName: "Japan", Region: "Tokyo"})                 // no city
	check("city", "203.0.113.1", Place{Kind: Unknown})                                                          // not in it
	check("asn", doc4, Place{ASN: 64496, Organization: "Example Telecom"})                                      // no country
	check("isp", doc4, Place{ASN: 64498, Organization: "Example Backbone"})                                     // not its "isp"
	check("text", doc4, Place{Country: "AT", CountryName: "Austria", ASN: 64500, Organization: "Example Text"}) // "AS64500"
	check("enterprise", doc4, Place{Country: "BR", CountryName: "Brazil", Region: "Bahia", City: "Vila Teste", ASN: 64497, Organization: "Example Enterprise"})

	// A flat database: the code in upper case, the country's name from the
	// embedded one.
	check("flat", doc4, Place{Country: "DE", CountryName: "Germany", Region: "Hesse", City: "Musterdorf"})
	check("flat", other4, Place{Country: "XK", CountryName: "Kosovo", ASN: 64499, Organization: "Example Flat"})
	check("flat", "2001:db8:1::1", Place{Kind: Unknown}) // it has IPv4 alone, and that is no error

	// Hosting: by number, and by a flag of an Anonymous IP database.
	check("asn", other4, Place{ASN: 14061, Organization: "A cloud", Kind: Hosting})
	check("anonymous", doc4, Place{Kind: Hosting})            // is_anonymous_vpn
	check("anonymous", other4, Place{Kind: Hosting})          // is_hosting_provider
	check("anonymous", "2001:db8:2::1", Place{Kind: Hosting}) // is_tor_exit_node
	check("anonymous", "192.0.2.129", Place{Kind: Unknown})   // outside of its /25
	check("anonymous city", doc4, Place{Country: "DE", CountryName: "Germany", Region: "Bavaria", City: "Teststadt", Kind: Hosting})

	// A file is worth more than the embedded databases, field by field.
	// 3.7.118.226 is IN and AS16509 there.
	const amazon = "3.7.118.226"
	check("city", amazon, Place{Country: "SE", CountryName: "Kingdom of Sweden", Region: "Skåne", City: "Provby", ASN: 16509, Organization: "Amazon.com, Inc.", Kind: Hosting})
	check("asn", amazon, Place{Country: "IN", CountryName: "India", ASN: 64511, Organization: "Example Access"}) // and is no host then
	check("flat", amazon, Place{Country: "IN", CountryName: "India", ASN: 16509, Organization: "Amazon.com, Inc.", Kind: Hosting})

	// A later file is worth more than an earlier one.
	check("flat city", doc4, Place{Country: "DE", CountryName: "Germany", Region: "Bavaria", City: "Teststadt"})
	check("city flat", doc4, Place{Country: "DE", CountryName: "Germany", Region: "Hesse", City: "Musterdorf"})
	check("asn isp", doc4, Place{ASN: 64498, Organization: "Example Backbone"})
	// The winning country is Austria, so the German cities are dropped.
	check("city flat text", doc4, Place{Country: "AT", CountryName: "Austria", ASN: 64500, Organization: "Example Text"})
	// The winning country is Germany, whose city comes from the earlier file.
	check("enterprise text city", doc4, Place{Country: "DE", CountryName: "Germany", Region: "Bavaria", City: "Teststadt", ASN: 64500, Organization: "Example Text"})
}

// TestMerge holds what the test databases cannot show.
func TestMerge(t *testing.T) {
	check := func(want Place, answers ...Place) {
		t.Helper()
		if got := merge(answers); got != want {
			t.Errorf("merge(%+v): got %+v, want %+v", answers, got, want)
		}
	}
	check(Place{Kind: Unknown})
	check(Place{Kind: Unknown}, Place{}, Place{})
	// A name may come from another database that agrees on the code.
	check(Place{Country: "DE", CountryName: "Germany", City: "Ulm"},
		Place{Country: "DE", CountryName: "Germany"}, Place{Country: "DE", City: "Ulm"})
	// But not from one that does not.
	check(Place{Country: "DE"}, Place{Country: "AT", CountryName: "Austria"}, Place{Country: "DE"})
	// Region and city are of one database: there is no Ulm in Hesse.
	check(Place{Country: "DE", Region: "Hesse"},
		Place{Country: "DE", Region: "Baden-Württemberg", City: "Ulm"}, Place{Country: "DE", Region: "Hesse"})
	// A city without a country could be anywhere.
	check(Place{Country: "DE"}, Place{Country: "DE"}, Place{City: "Springfield"})
	// ASN and organization go together.
	check(Place{ASN: 64497}, Place{ASN: 64496, Organization: "Example"}, Place{ASN: 64497})
}

func TestSources(t *testing.T) {
	db := open(t, "testdata/flat.mmdb", "testdata/asn.mmdb")
	june := func(day, hour int) time.Time { return time.Date(2026, time.June, day, hour, 0, 0, 0, time.UTC) }
	want := []Source{
		{"country.mmdb", "DBIP-Country-Lite", june(1, 20), true},
		{"asn.mmdb", "DBIP-ASN-Lite (compat=GeoLite2-ASN)", june(17, 19), true},
		{"hosting.go", "Hosting networks", june(17, 0), true},
		{"testdata/flat.mmdb", "city ipv4", june(1, 20), false},
		{"testdata/asn.mmdb", "GeoLite2-ASN", june(1, 20), false},
	}
	got := db.Sources()
	if len(got) != len(want) {
		t.Fatalf("got %+v, want %+v", got, want)
	}
	for i, s := range got {
		if s != want[i] {
			t.Errorf("got %+v, want %+v", s, want[i])
		}
	}
}

func TestOpenError(t *testing.T) {
	check := func(file, want string) {
		t.Helper()
		db, err := Open("testdata/city.mmdb", file)
		if err == nil {
			db.Close()
			t.Errorf("Open(%q): got no error, want %q", file, want)
			return
		}
		if got := err.Error(); !strings.HasPrefix(got, "reading geo database "+`"`+filepath.ToSlash(file)+`": `) || !strings.Contains(got, want) {
			t.Errorf("Open(%q): got %q, want it to name the file and say %q", file, got, want)
		}
	}
	write := func(name string, data []byte) string {
		t.Helper()
		file := filepath.ToSlash(filepath.Join(t.TempDir(), name))
		if err := os.WriteFile(file, data, 0o600); err != nil {
			t.Fatal(err)
		}
		return file
	}
	city, err := os.ReadFile("testdata/city.mmdb")
	if err != nil {
		t.Fatal(err)
	}
	check("testdata/absent.mmdb", "")
	if _, err := Open("testdata/absent.mmdb"); !errors.Is(err, fs.ErrNotExist) || strings.Count(err.Error(), "absent.mmdb") != 1 {
		t.Errorf("got error %v, want one that says it is absent, and names it once", err)
	}
	check("testdata/README.md", "invalid MaxMind DB file")
	check(write("empty.mmdb", nil), "empty")
	check(write("GeoLite2-City.mmdb.gz", city), "decompress it first")
	check(write("half.mmdb", city[:len(city)/2]), "invalid MaxMind DB file") // a download that broke off
	// The tree's start is gone, as of a file written over: this opens, but is
	// found by reading it all.
	damaged := append([]byte(nil), city...)
	for i := range 6 {
		damaged[i] = 0xff
	}
	check(write("damaged.mmdb", damaged), "corrupt")
	check("testdata/mistyped.mmdb", "record of 192.0.2.0/24") // its country is no map
	check("testdata/domain.mmdb", `type "GeoIP2-Domain"`)     // a known type, but of no use
	check("testdata/weather.mmdb", "no country")              // an unknown type, likewise
}

// TestLookupError checks that a file that fails late is told of, and that the
// other databases still answer.
func TestLookupError(t *testing.T) {
	db := open(t)
	late := errors.New("late damage")
	broken := *db.databases[0]
	broken.Name, broken.answer = "broken.mmdb", func(netip.Addr) (Place, error) { return Place{Country: "ZZ"}, late }
	db.databases = append(db.databases, &broken)
	if got := db.Lookup("3.7.118.226").Country; got != "IN" {
		t.Errorf("got country %q, want IN", got)
	}
	err := db.Err()
	if !errors.Is(err, late) {
		t.Fatalf("got error %v, want %v", err, late)
	}
	if want := `looking up 3.7.118.226 in geo database "broken.mmdb": late damage`; err.Error() != want {
		t.Errorf("got error %q, want %q", err, want)
	}
	db.databases = db.databases[:2]
}

func TestEmbeddedDatabasesAreSound(t *testing.T) {
	t.Parallel()
	for _, d := range open(t).databases {
		if err := d.check(); err != nil {
			t.Errorf("%s: %v", d.Name, err)
		}
	}
}

// TestCountryNames checks some names that the generator sets itself, and one
// that it takes from the CLDR.
func TestCountryNames(t *testing.T) {
	names := countryNames()
	for code, want := range map[string]string{"HK": "Hong Kong", "SZ": "Eswatini", "MK": "North Macedonia", "CI": "Côte d’Ivoire"} {
		if got := names[code]; got != want {
			t.Errorf("%s: got %q, want %q", code, got, want)
		}
	}
	// ISO 3166-1 has 249 codes, and XK is the 250th. Bouvet and Heard are not
	// inhabited, so a handful may lack.
	if len(names) < 240 || len(names) > 250 {
		t.Errorf("got %d countries, want about 250", len(names))
	}
	for code, name := range names {
		if countryCode(code) != code || name == "" || name == code {
			t.Errorf("country %q has name %q", code, name)
		}
	}
}

// TestCacheIsBounded fills the cache twice over with texts that are parsed
// quickly.
func TestCacheIsBounded(t *testing.T) {
	db := open(t)
	a := netip.MustParseAddr("10.0.0.0")
	for range 2*maxPlaces + 1 {
		db.Lookup(a.String())
		a = a.Next()
	}
	if n := len(db.places); n < 1 || n > maxPlaces {
		t.Errorf("got %d places in the cache, want 1 to %d", n, maxPlaces)
	}
	long := "10.0.0.1," + strings.Repeat(" ", maxCached)
	db.Lookup(long)
	if _, ok := db.places[long]; ok {
		t.Errorf("a text of %d bytes is in the cache", len(long))
	}
}

// TestConcurrentUse is for the race detector. Closing meanwhile must not let a
// look-up read memory that is gone.
func TestConcurrentUse(t *testing.T) {
	t.Parallel()
	db, err := Open("testdata/city.mmdb", "testdata/flat.mmdb")
	if err != nil {
		t.Fatal(err)
	}
	addrs := []string{"3.7.118.226", "192.0.2.1", "198.51.100.1", "2001:218::1", "10.0.0.1", "AWS Internal"}
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for i := range 2000 {
				db.Lookup(addrs[i%len(addrs)])
				db.Lookup(netip.AddrFrom4([4]byte{81, 2, byte(i >> 8), byte(i)}).String())
			}
			db.Sources()
			db.Err()
		})
	}
	wg.Go(func() {
		time.Sleep(time.Millisecond)
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	wg.Wait()
	if got, want := db.Lookup("3.7.118.226"), (Place{Kind: Unknown}); got != want {
		t.Errorf("after Close: got %+v, want %+v", got, want)
	}
	if err := db.Err(); err != nil {
		t.Errorf("after Close: got error %v", err)
	}
}

// FuzzOpen checks that no file makes opening, checking or asking panic.
func FuzzOpen(f *testing.F) {
	files, err := filepath.Glob("testdata/*.mmdb")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		d, err := openBytes("fuzz", data)
		if err != nil {
			return
		}
		defer d.close()
		sound := d.check() == nil
		for _, addr := range []string{"192.0.2.1", "198.51.100.1", "2001:db8:1::1", "::"} {
			p, err := d.find(netip.MustParseAddr(addr))
			if sound && err == nil && p.Country != countryCode(p.Country) {
				t.Errorf("%s: got country %q", addr, p.Country)
			}
		}
	})
}

func BenchmarkOpen(b *testing.B) {
	for b.Loop() {
		if _, err := Open(); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkLookupCached(b *testing.B) {
	db := open(b)
	for b.Loop() {
		db.Lookup("3.7.118.226")
	}
}

func BenchmarkLookupCachedParallel(b *testing.B) {
	db := open(b)
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			db.Lookup("3.7.118.226")
		}
	})
}

func BenchmarkLookupUncached(b *testing.B) {
	db := open(b)
	for b.Loop() {
		if _, err := db.locate("3.7.118.226"); err != nil {
			b.Fatal(err)
		}
	}
}

func TestName(t *testing.T) {
	db, err := Open()
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	before := db.Lookup("3.7.118.226")
	named := func(cidr, name string) Network { return Network{netip.MustParsePrefix(cidr), name} }
	if err := db.Name([]Network{named("3.0.0.0/8", "cloud"), named("3.7.118.1/24", "proxy"), named("10.0.0.0/8", "office"), named("2001:db8::/32", "docs")}); err != nil {
		t.Fatal(err)
	}
	check := func(address, want string) {
		t.Helper()
		if got := db.Lookup(address); got != (Place{Organization: want, Kind: Named}) {
			t.Errorf("%s: got %+v, want %s", address, got, want)
		}
	}
	check("3.7.118.226", "proxy") // looked up before it had a name; the smaller network counts
	check("3.7.119.1", "cloud")
	check("10.1.2.3", "office")
	check("::ffff:10.1.2.3", "office")
	check("2001:db8::1", "docs")
	if got := db.Lookup("4.4.4.4"); got.Kind == Named || got.Country == "" {
		t.Errorf("an address without a name: got %+v", got)
	}
	if before.Country != "IN" {
		t.Errorf("before it had a name: got %+v", before)
	}
	if err := db.Name([]Network{named("10.0.0.0/8", "a"), named("10.0.0.0/8", "b")}); err == nil {
		t.Error("two names of one network: got no error")
	}
}
