// Package geoip says where an address is and whose network it belongs to.
//
// A [DB] joins several databases in the MaxMind DB format (.mmdb): two are
// embedded, one of countries and one of autonomous systems (AS), and others can
// be added. Of each address it
//
//  1. parses the text, which may be a service name or no address at all
//  2. asks every database
//  3. merges their answers: the one added last wins
//  4. marks hosting networks, where the place is that of a machine
//
// A place is a claim of the database and no fact: databases agree well on
// countries outside of hosting networks, and badly on cities.
package geoip

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"
)

// A Place is what the databases know of an address. Places can be compared, and
// the zero Place is never an answer.
type Place struct {
	Country      string // ISO 3166-1 alpha-2 in upper case, or "XK"; "" unknown
	CountryName  string // in English; "" unknown
	Region       string // the first subdivision of the country, in English; "" unknown
	City         string // in English; "" unknown
	ASN          uint32 // of the network that announces the address; 0 unknown
	Organization string // that owns the AS; "" unknown
	Kind         Kind
}

// A Kind says what to think of the place of an address. "" is an ordinary public
// address, which is where its user is if the databases are right.
type Kind string

const (
	// Private addresses mean something only inside their network, and have no
	// place: RFC 1918, RFC 6598 (carrier-grade NAT), RFC 4193, loopback and
	// link-local.
	Private Kind = "private"
	// Service is an AWS service that acted for the user. CloudTrail gives its
	// name instead of an address.
	Service Kind = "service"
	// Hosting addresses belong to a cloud, a content delivery network, a VPN or
	// a proxy: their place is not that of the person behind them.
	Hosting Kind = "hosting"
	// Named addresses are those that [DB.Name] gave a name: a place of their own.
	Named Kind = "named"
	// Unknown is everything else that has no place: a public address that no
	// database knows, and text that is no possible address of a client.
	Unknown Kind = "unknown"
)

// A Source is one of the databases of a [DB].
type Source struct {
	Name     string    // of the file
	Type     string    // of the database, in the words of its vendor
	Built    time.Time // in UTC, as the database says
	Embedded bool
}

// A DB locates addresses. Its methods may be called from several goroutines at
// once. After Close it knows no public address.
type DB struct {
	mu        sync.RWMutex // guards what follows
	databases []*database  // the later, the more it is worth
	named     []Network    // the smallest first
	places    map[string]Place
	err       error // the first of a look-up
}

// Open opens the embedded databases and the given .mmdb files.
//
// A file may be of any type that geoip2-golang knows as City, Country,
// Enterprise, ASN, ISP or Anonymous IP, by MaxMind or DB-IP, or of another type
// that uses the field names of those, of ip-location-db or of IPinfo Lite.
// Where answers differ, files are worth more than the embedded databases, and
// later files more than earlier ones: country and its name, region and city, and
// ASN and organization each win together. A region or city counts only if its
// database agrees on the country. A network that any database calls a hosting
// provider or anonymous (VPN, proxy, Tor) is of kind [Hosting].
//
// A file that cannot be used is an error, because the places that it should have
// given would be missed by nobody. For that Open reads every file once in full.
func Open(files ...string) (*DB, error) {
	db := &DB{places: map[string]Place{}}
	for _, e := range embedded {
		d, err := openBytes(e.name, e.data)
		if err != nil {
			return nil, fmt.Errorf("reading embedded geo database %q: %w", e.name, err)
		}
		d.Embedded = true
		db.databases = append(db.databases, d)
	}
	for _, file := range files {
		d, err := openFile(file)
		if err != nil {
			db.Close()
			return nil, fmt.Errorf("reading geo database %q: %w", file, err)
		}
		db.databases = append(db.databases, d)
	}
	return db, nil
}

// The cache is bounded by maxPlaces texts of at most maxCached bytes. Logs have
// far fewer distinct addresses, and no address is that long.
const (
	maxPlaces = 1 << 16
	maxCached = 256
)

// Lookup returns the place of a sourceIPAddress of CloudTrail, which [ParseAddr]
// reads. A database that fails to answer counts as one that does not know the
// address; [DB.Err] tells of it.
func (db *DB) Lookup(sourceIPAddress string) Place {
	db.mu.RLock()
	p, ok := db.places[sourceIPAddress]
	db.mu.RUnlock()
	if ok {
		return p
	}
	p, err := db.locate(sourceIPAddress)
	db.keep(sourceIPAddress, p, err)
	return p
}

// locate asks the databases. It holds the lock, so that none is closed meanwhile.
func (db *DB) locate(sourceIPAddress string) (Place, error) {
	addr, kind := ParseAddr(sourceIPAddress)
	db.mu.RLock()
	defer db.mu.RUnlock()
	if name := db.nameOf(addr); name != "" {
		return Place{Organization: name, Kind: Named}, nil
	}
	if kind != "" {
		return Place{Kind: kind}, nil
	}
	answers := make([]Place, 0, 8)
	var first error
	for _, d := range db.databases {
		p, err := d.find(addr)
		if err != nil {
			if first == nil {
				first = fmt.Errorf("looking up %s in geo database %q: %w", addr, d.Name, err)
			}
			continue
		}
		answers = append(answers, p)
	}
	p := merge(answers)
	if p.Country != "" && p.CountryName == "" {
		p.CountryName = countryNames()[p.Country]
	}
	return p, first
}

// keep remembers an answer. When the cache is full it starts again.
func (db *DB) keep(sourceIPAddress string, p Place, err error) {
	db.mu.Lock()
	defer db.mu.Unlock()
	if db.err == nil {
		db.err = err
	}
	if db.databases == nil || len(sourceIPAddress) > maxCached {
		return
	}
	if len(db.places) >= maxPlaces {
		clear(db.places)
	}
	// The text may be part of a file that need not stay in memory for it.
	db.places[strings.Clone(sourceIPAddress)] = p
}

// merge joins the answers of databases, of which the later are worth more.
func merge(answers []Place) Place {
	var p Place
	for _, a := range slices.Backward(answers) {
		if p.Country == "" {
			p.Country, p.CountryName = a.Country, a.CountryName
		}
		if p.ASN == 0 && p.Organization == "" {
			p.ASN, p.Organization = a.ASN, a.Organization
		}
		if a.Kind == Hosting {
			p.Kind = Hosting
		}
	}
	for _, a := range slices.Backward(answers) {
		if a.Country != p.Country {
			continue
		}
		if p.CountryName == "" {
			p.CountryName = a.CountryName
		}
		if p.Region == "" && p.City == "" {
			p.Region, p.City = a.Region, a.City
		}
	}
	switch {
	case p == Place{}:
		p.Kind = Unknown
	case isHosting(p.ASN):
		p.Kind = Hosting
	}
	return p
}

// Sources returns the databases: first the embedded ones, of which the list of
// hosting networks is the last, then the files in the order of [Open].
func (db *DB) Sources() []Source {
	db.mu.RLock()
	defer db.mu.RUnlock()
	var all []Source
	for _, d := range db.databases {
		all = append(all, d.Source)
	}
	if len(all) == 0 { // after Close
		return nil
	}
	return slices.Insert(all, len(embedded), hostingSource)
}

// Err returns the first error of a look-up, or nil. It can only come from a file
// with a record that is not of its type.
func (db *DB) Err() error {
	db.mu.RLock()
	defer db.mu.RUnlock()
	return db.err
}

// Close closes all files. Places stay valid.
func (db *DB) Close() error {
	db.mu.Lock()
	defer db.mu.Unlock()
	var first error
	for _, d := range db.databases {
		if err := d.close(); err != nil && first == nil {
			first = fmt.Errorf("closing geo database %q: %w", d.Name, err)
		}
	}
	db.databases = nil
	clear(db.places)
	return first
}
