package main

import (
	"bytes"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
)

const (
	radius = 6371 // of the earth, in km: its mean
	step   = 1    // km that neighbouring points of an outline are apart at most
)

// A distanceTable has the least distance of any two countries, rounded down to one
// of at most 256 levels.
type distanceTable struct {
	codes  []string // sorted
	levels []int    // in km, rising
	pairs  []byte   // level of each country to those before it: AE–AD, AF–AD, AF–AE, …
}

func newDistances(t *topology) (*distanceTable, error) {
	outlines := map[string]*tree{}
	for code, points := range outlinePoints(t) {
		outlines[code] = newTree(points)
	}
	d := &distanceTable{codes: slices.Sorted(maps.Keys(outlines)), levels: levels()}
	if len(d.codes) < 250 {
		return nil, fmt.Errorf("only %d codes", len(d.codes))
	}
	for i, a := range d.codes {
		for _, b := range d.codes[:i] {
			d.pairs = append(d.pairs, d.level(kilometres(nearest(outlines[a], outlines[b], math.Inf(1)))))
		}
	}
	return d, nil
}

// levels returns the distances in km that a byte can stand for. They are whole
// numbers, all up to 63 km, and then each is at most 3.2% more than the one before.
func levels() []int {
	var all []int
	for km := 0; float64(km) < math.Pi*radius; km = max(km+1, int(float64(km)*1.032)) {
		all = append(all, km)
	}
	return all
}

// level returns the index of the highest level that is not above a distance.
func (d *distanceTable) level(km float64) byte {
	i, exact := slices.BinarySearch(d.levels, int(km))
	if !exact {
		i--
	}
	return byte(i)
}

// bytes returns the file: a line of codes, a line of levels, and then the pairs.
func (d *distanceTable) bytes() []byte {
	var b bytes.Buffer
	fmt.Fprintln(&b, strings.Join(d.codes, " "))
	fmt.Fprintln(&b, strings.Trim(fmt.Sprint(d.levels), "[]"))
	b.Write(d.pairs)
	return b.Bytes()
}

// outlinePoints returns points on the outlines of each country by code. Countries
// that share a border share its points.
func outlinePoints(t *topology) map[string][]vector {
	arcs := make([][]vector, len(t.arcs))
	for i, arc := range t.arcs {
		arcs[i] = trace(arc)
	}
	points := map[string][]vector{}
	for _, g := range t.countries {
		for _, polygon := range g.polygons {
			first := polygon[0][0]
			if first < 0 {
				first = ^first
			}
			for _, code := range g.codes(t.arcs[first][0]) {
				for _, arc := range slices.Concat(polygon...) {
					points[code] = append(points[code], arcs[max(arc, ^arc)]...)
				}
			}
		}
	}
	for _, island := range islands {
		points[island.code] = append(points[island.code], newVector(island.at))
	}
	return points
}

// trace returns the points of a line on the unit sphere, and enough between them
// that they are at most a step apart.
func trace(line []point) []vector {
	const kmPerDegree = radius * math.Pi / 180
	all := []vector{newVector(line[0])}
	for i, q := range line[1:] {
		p := line[i]
		dx, dy := math.Remainder(q.x-p.x, 360), q.y-p.y // from 180° E to 180° W is no way
		n := math.Ceil(math.Hypot(dx*math.Cos(p.y*math.Pi/180), dy) * kmPerDegree / step)
		for k := 1.0; k < n; k++ {
			all = append(all, newVector(point{p.x + dx*k/n, p.y + dy*k/n}))
		}
		all = append(all, newVector(q))
	}
	return all
}

// codes returns the codes under which geo databases place addresses in the polygon
// of g that p belongs to. A part with a code of its own belongs to its country too.
func (g geometry) codes(p point) []string {
	var codes []string
	if g.code != "" {
		codes = append(codes, g.code)
	} else if code := placed[g.name]; code != "" {
		codes = append(codes, code)
	}
	for _, part := range parts {
		if part.of == g.name && part.west < p.x && p.x < part.east && part.south < p.y && p.y < part.north {
			codes = append(codes, part.code)
		}
	}
	return codes
}

// placed are the codes of inhabited land that has none in the package.
var placed = map[string]string{
	"Akrotiri":                "CY",
	"Baikonur":                "KZ",
	"Cyprus U.N. Buffer Zone": "CY",
	"Dhekelia":                "CY",
	"N. Cyprus":               "CY",
	"Somaliland":              "SO",
	"USNB Guantanamo Bay":     "CU",
}

// parts are the parts of countries in the package that have a code of their own in
// ISO 3166-1, by what surrounds them, in degrees.
var parts = []struct {
	of, code                 string
	west, south, east, north float64
}{
	{"France", "GF", -55, 2, -51, 6},
	{"France", "GP", -62, 15.5, -60.5, 17},
	{"France", "MQ", -62, 14, -60.5, 15.5},
	{"France", "RE", 55, -22, 56, -20},
	{"France", "YT", 45, -14, 46, -12},
	{"Indian Ocean Ter.", "CC", 96, -13, 98, -11},
	{"Indian Ocean Ter.", "CX", 105, -11, 106, -10},
	{"Netherlands", "BQ", -69, 12, -68, 13},
	{"Netherlands", "BQ", -64, 17, -62, 18},
	{"New Zealand", "TK", -173, -10, -171, -8},
	{"Norway", "BV", 3, -55, 4, -54},
	{"Norway", "SJ", -10, 70, -7, 72}, // Jan Mayen
	{"Norway", "SJ", 10, 74, 34, 81},  // Svalbard
}

// islands are inhabited ones that the package lacks, and without which a distance would
// be too great by more than a few km.
var islands = []struct {
	code string
	at   point
}{
	{"BH", point{50.77, 25.64}}, // Hawar, for Qatar
	{"FM", point{144.55, 8.6}},  // Faraulep, for Guam
	{"GR", point{19.4, 39.85}},  // Othonoi, for Italy
	{"SG", point{103.85, 1.22}}, // St John's Island, for Indonesia
}
