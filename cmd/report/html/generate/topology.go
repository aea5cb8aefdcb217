package main

import (
	"encoding/json"
	"fmt"
	"math"
	"strconv"

	"golang.org/x/text/language"
)

// A topology is a set of countries whose borders are arcs, each stored once. It is
// read from TopoJSON, where arcs are differences of grid points.
type topology struct {
	arcs      [][]point // in degrees, longitude first
	countries []geometry
}

// A geometry is a part of a country, made of polygons, each of rings of arcs. An arc
// that is bitwise not i is arc i backwards.
type geometry struct {
	code     string // ISO 3166-1 alpha-2; "" for land that has none
	name     string // in English, abbreviated
	polygons [][][]int
}

// A point has two coordinates, in degrees or in units of the map.
type point struct{ x, y float64 }

func parseTopology(text []byte) (*topology, error) {
	var in struct {
		Transform struct{ Scale, Translate [2]float64 }
		Arcs      [][][2]float64
		Objects   struct {
			Countries struct {
				Geometries []struct {
					Type, ID   string
					Arcs       json.RawMessage
					Properties struct{ Name string }
				}
			}
		}
	}
	if err := json.Unmarshal(text, &in); err != nil {
		return nil, err
	}
	t := &topology{}
	for _, arc := range in.Arcs {
		var points []point
		var x, y float64
		for _, d := range arc {
			x, y = x+d[0], y+d[1]
			points = append(points, point{
				x*in.Transform.Scale[0] + in.Transform.Translate[0],
				y*in.Transform.Scale[1] + in.Transform.Translate[1],
			})
		}
		t.arcs = append(t.arcs, points)
	}
	for _, g := range in.Objects.Countries.Geometries {
		code, err := alpha2(g.ID, g.Properties.Name)
		if err != nil {
			return nil, err
		}
		out := geometry{code: code, name: g.Properties.Name}
		switch g.Type {
		case "Polygon":
			out.polygons = make([][][]int, 1)
			err = json.Unmarshal(g.Arcs, &out.polygons[0])
		case "MultiPolygon":
			err = json.Unmarshal(g.Arcs, &out.polygons)
		default:
			err = fmt.Errorf("%s: unknown type %q", g.Properties.Name, g.Type)
		}
		if err != nil {
			return nil, err
		}
		t.countries = append(t.countries, out)
	}
	return t, nil
}

// alpha2 returns the code under which a geo database would place an address there.
func alpha2(m49, name string) (string, error) {
	if m49 == "" {
		// Kosovo has a code that users assigned. The rest is land without a code.
		return map[string]string{"Kosovo": "XK"}[name], nil
	}
	n, err := strconv.Atoi(m49)
	if err != nil {
		return "", err
	}
	region, err := language.EncodeM49(n)
	if err != nil || len(region.String()) != 2 {
		return "", fmt.Errorf("%s: no code for %s: %v", name, m49, err)
	}
	return region.String(), nil
}

// project returns the point in the Equal Earth projection, upside down as SVG wants
// it. Areas keep their ratios. See Šavrič, Patterson, Jenny: The Equal Earth map
// projection, International Journal of Geographical Information Science 33, 2019.
func project(p point) point {
	const a1, a2, a3, a4 = 1.340264, -0.081106, 0.000893, 0.003796
	root3 := math.Sqrt(3)
	t := math.Asin(root3 / 2 * math.Sin(p.y*math.Pi/180))
	t2 := t * t
	t6 := t2 * t2 * t2
	return point{
		x: 2 * root3 * p.x * math.Pi / 180 * math.Cos(t) / (3 * (9*a4*t6*t2 + 7*a3*t6 + 3*a2*t2 + a1)),
		y: -t * (a4*t6*t2 + a3*t6 + a2*t2 + a1),
	}
}
