package geoip

import (
	"errors"
	"fmt"
	"io/fs"
	"net/netip"
	"strings"

	"github.com/oschwald/geoip2-golang/v2"
	"github.com/oschwald/maxminddb-golang/v2"
)

// A database is one .mmdb file.
type database struct {
	Source
	raw      *maxminddb.Reader
	standard *geoip2.Reader // nil if it does not know the type
	answer   func(netip.Addr) (Place, error)
}

// openFile maps a file into memory, and checks it.
func openFile(name string) (*database, error) {
	if strings.HasSuffix(name, ".gz") {
		return nil, errors.New("it is compressed; decompress it first")
	}
	raw, err := maxminddb.Open(name)
	if err != nil {
		// The message of our caller names the file too.
		var path *fs.PathError
		if errors.As(err, &path) {
			err = path.Err
		}
		return nil, err
	}
	// geoip2 cannot share a reader. To map the same file again is free.
	standard, err := geoip2.Open(name)
	d, err := newDatabase(name, raw, standard, err)
	if err != nil {
		return nil, err
	}
	if err := d.check(); err != nil {
		d.close()
		return nil, err
	}
	return d, nil
}

// openBytes opens a database without a check.
func openBytes(name string, data []byte) (*database, error) {
	raw, err := maxminddb.OpenBytes(data)
	if err != nil {
		return nil, err
	}
	standard, err := geoip2.OpenBytes(data)
	return newDatabase(name, raw, standard, err)
}

// newDatabase takes the two readers of a file, and the error of the second.
func newDatabase(name string, raw *maxminddb.Reader, standard *geoip2.Reader, err error) (*database, error) {
	d := &database{
		Source: Source{
			Name:  name,
			Type:  raw.Metadata.DatabaseType,
			Built: raw.Metadata.BuildTime().UTC(),
		},
		raw:      raw,
		standard: standard,
	}
	var unknownType geoip2.UnknownDatabaseTypeError
	switch {
	case err == nil:
		d.answer = standardAnswer(standard)
	case errors.As(err, &unknownType):
		d.answer = d.flexibleAnswer
	default:
		d.close()
		return nil, err
	}
	if d.answer == nil {
		d.close()
		return nil, fmt.Errorf("its type %q has no places, networks or anonymity", d.Type)
	}
	return d, nil
}

// maxSample is how many networks are looked at, with or without a record, to see
// if a file has anything that we know how to read.
const maxSample = 100_000

// check reads the whole file, because a damaged one may open, and fail only at
// some look-up. It takes 1.2 seconds for 100 MB.
func (d *database) check() error {
	// Verify insists on a description, which the databases of ip-location-db lack.
	if len(d.raw.Metadata.Description) == 0 {
		d.raw.Metadata.Description = map[string]string{"en": d.Type}
	}
	if err := d.raw.Verify(); err != nil {
		return err
	}
	n := 0
	for r := range d.raw.Networks(maxminddb.IncludeNetworksWithoutData()) {
		if err := r.Err(); err != nil {
			return err
		}
		p, err := d.answer(r.Prefix().Addr())
		if err != nil {
			return fmt.Errorf("record of %s: %w", r.Prefix(), err)
		}
		if p != (Place{}) {
			return nil
		}
		if n++; n == maxSample {
			break
		}
	}
	return errors.New("no country, ASN or anonymity in a field known here, such as country_code")
}

// find returns what the database knows of an address. The zero Place is nothing.
func (d *database) find(addr netip.Addr) (Place, error) {
	if d.raw.Metadata.IPVersion == 4 && !addr.Is4() {
		return Place{}, nil
	}
	return d.answer(addr)
}

func (d *database) close() error {
	err := d.raw.Close()
	if d.standard != nil {
		err = errors.Join(err, d.standard.Close())
	}
	return err
}
