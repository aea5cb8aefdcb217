package geoip

import (
	_ "embed"
	"fmt"
	"strings"
	"sync"
)

// distanceData is written by go generate ./cmd/report, from the package that the map
// there is made of.
//
//go:embed data/distances.bin
var distanceData string

// Distance returns the least great-circle distance of any point of country a from any
// of country b, in km on a sphere of radius 6371 km: the way that somebody made at
// least who was in the one and then in the other. Codes are those of [Place.Country].
// ok is false if one of them is unknown, as "" is, and km is 0 then.
//
// km is in the range [0, 20016). It is 0 for the same country, for neighbours, and for
// countries less than 1 km apart. It is rounded down, to a whole number and above 63 km
// by up to 3.2%. It is too great by a few km at most where outlines are coarse, and by
// more only for the sake of an islet that they lack. That the earth is no sphere makes
// up to 0.6% either way.
//
// What belongs to a country is as in Natural Earth, 1:10m. Parts overseas count, as
// French Guiana of FR, Hawaii of US and Madeira of PT, and so do uninhabited islands.
// What stands on its own there does not: Guam and Puerto Rico for US, Gibraltar for GB,
// New Caledonia for FR. A part that has a code too, as GF, is at 0 from its country.
//
// Distance may be called from several goroutines at once. It takes less than a
// microsecond, as every distance was computed beforehand.
func Distance(a, b string) (km float64, ok bool) {
	t := distances()
	i, known := t.index[a]
	j, alsoKnown := t.index[b]
	switch {
	case !known || !alsoKnown:
		return 0, false
	case i == j:
		return 0, true
	}
	i, j = max(i, j), min(i, j)
	return t.levels[t.pairs[i*(i-1)/2+j]], true
}

// A distanceTable has the least distances of countries.
type distanceTable struct {
	index  map[string]int // of codes
	levels []float64      // in km
	pairs  string         // of bytes, which are indices of levels: 1–0, 2–0, 2–1, 3–0, …
}

// distances reads the embedded table once.
var distances = sync.OnceValue(func() distanceTable {
	codes, rest, _ := strings.Cut(distanceData, "\n")
	levels, pairs, _ := strings.Cut(rest, "\n")
	t := distanceTable{index: map[string]int{}, pairs: pairs}
	for i, code := range strings.Fields(codes) {
		t.index[code] = i
	}
	for _, field := range strings.Fields(levels) {
		var km float64
		if _, err := fmt.Sscan(field, &km); err != nil {
			panic("data/distances.bin: " + err.Error())
		}
		t.levels = append(t.levels, km)
	}
	return t
})
