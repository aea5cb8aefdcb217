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
	width     = 2000 // of the map, in its units
	tolerance = 1.2  // units by which a simplified border may be off
	leastArea = 5    // of an island, in square units; the largest one of a country is kept
)

// A worldMap has a path per country, on a grid of whole units.
type worldMap struct {
	height    int
	countries map[string]*country // by code
}

// A country is drawn as a path, and marked at the centre of its largest part.
type country struct {
	path strings.Builder
	mark point
	area float64 // of the largest part, in square units
	at   [2]int  // where the last ring began, and the next goes on
}

func newMap(t *topology) (*worldMap, error) {
	arcs := scale(t)
	m := &worldMap{countries: map[string]*country{}}
	for _, g := range t.countries {
		if g.code == "AQ" {
			continue // nobody signs in there, and it would take a quarter of the map
		}
		c := m.countries[g.code]
		if c == nil {
			c = &country{}
			m.countries[g.code] = c
		}
		c.add(g, arcs)
		for _, polygon := range g.polygons {
			for _, p := range join(polygon[0], arcs) {
				m.height = max(m.height, int(p.y)+1)
			}
		}
	}
	if len(m.countries) < 200 {
		return nil, fmt.Errorf("only %d countries", len(m.countries))
	}
	return m, nil
}

// scale returns the arcs in units of the map, simplified.
func scale(t *topology) [][]point {
	left, right := project(point{-180, 0}), project(point{180, 0})
	top := math.Inf(1)
	for _, arc := range t.arcs {
		for _, p := range arc {
			top = min(top, project(p).y)
		}
	}
	unit := width / (right.x - left.x)
	arcs := make([][]point, len(t.arcs))
	for i, arc := range t.arcs {
		scaled := make([]point, len(arc))
		for j, p := range arc {
			p = project(p)
			scaled[j] = point{math.Round((p.x - left.x) * unit), math.Round((p.y - top) * unit)}
		}
		arcs[i] = simplify(scaled)
	}
	return arcs
}

// simplify keeps the ends of a line, and of the rest what is needed for the
// tolerance: the algorithm of Ramer, Douglas and Peucker.
func simplify(line []point) []point {
	if len(line) < 3 {
		return line
	}
	first, last := line[0], line[len(line)-1]
	far, at := 0.0, 0
	for i, p := range line[1 : len(line)-1] {
		if d := distance(p, first, last); d > far {
			far, at = d, i+1
		}
	}
	if far <= tolerance {
		return []point{first, last}
	}
	return append(simplify(line[:at+1]), simplify(line[at:])[1:]...)
}

// distance is that of a point from the line between two others.
func distance(p, a, b point) float64 {
	dx, dy := b.x-a.x, b.y-a.y
	length := math.Hypot(dx, dy)
	if length == 0 {
		return math.Hypot(p.x-a.x, p.y-a.y)
	}
	return math.Abs(dx*(p.y-a.y)-dy*(p.x-a.x)) / length
}

// join returns the closed ring that arcs make, without its last point.
func join(ring []int, arcs [][]point) []point {
	var points []point
	for _, i := range ring {
		var arc []point
		if i >= 0 {
			arc = slices.Clone(arcs[i])
		} else {
			arc = slices.Clone(arcs[^i])
			slices.Reverse(arc)
		}
		points = append(points, arc[:len(arc)-1]...)
	}
	return points
}

func (c *country) add(g geometry, arcs [][]point) {
	// The largest part first, so that small ones can be left out.
	slices.SortStableFunc(g.polygons, func(a, b [][]int) int {
		return int(math.Round(area(join(b[0], arcs)) - area(join(a[0], arcs))))
	})
	for i, polygon := range g.polygons {
		outer := join(polygon[0], arcs)
		size := area(outer)
		if i > 0 && size < leastArea {
			continue
		}
		if i == 0 && size >= c.area {
			c.mark, c.area = centroid(outer), size
		}
		for _, ring := range polygon {
			if points := join(ring, arcs); len(points) > 2 {
				c.draw(points)
			}
		}
	}
}

// draw appends a ring to the path, in differences, which are short.
func (c *country) draw(ring []point) {
	x, y := int(ring[0].x), int(ring[0].y)
	fmt.Fprintf(&c.path, "m%s", pair(x-c.at[0], y-c.at[1]))
	c.at = [2]int{x, y}
	command := "l"
	for _, p := range ring[1:] {
		s := pair(int(p.x)-x, int(p.y)-y)
		if command == "" && s[0] != '-' {
			command = " "
		}
		c.path.WriteString(command + s)
		command, x, y = "", int(p.x), int(p.y)
	}
	c.path.WriteString("z")
}

func pair(x, y int) string {
	if y < 0 {
		return fmt.Sprintf("%d%d", x, y)
	}
	return fmt.Sprintf("%d %d", x, y)
}

// area is that of a ring, by the shoelace formula.
func area(ring []point) float64 {
	var sum float64
	for i, p := range ring {
		q := ring[(i+1)%len(ring)]
		sum += p.x*q.y - q.x*p.y
	}
	return math.Abs(sum) / 2
}

// centroid is the centre of gravity of a ring, or of its points if it has no area.
func centroid(ring []point) point {
	var sum, x, y float64
	var middle point
	for i, p := range ring {
		q := ring[(i+1)%len(ring)]
		cross := p.x*q.y - q.x*p.y
		sum += cross
		x += (p.x + q.x) * cross
		y += (p.y + q.y) * cross
		middle.x += p.x / float64(len(ring))
		middle.y += p.y / float64(len(ring))
	}
	if sum == 0 {
		return middle
	}
	return point{x / (3 * sum), y / (3 * sum)}
}

// text returns the file: the size of the map, then the countries by code, each with the
// point to mark it, its area and its path. Land without a code comes first.
func (m *worldMap) text() []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "%d %d\n", width, m.height)
	for _, code := range slices.Sorted(maps.Keys(m.countries)) {
		c := m.countries[code]
		fmt.Fprintf(&b, "%s\t%.0f %.0f %.0f\t%s\n", code, c.mark.x, c.mark.y, c.area, c.path.String())
	}
	return b.Bytes()
}
