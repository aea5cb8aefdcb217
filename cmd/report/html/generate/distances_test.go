package main

import (
	"crypto/sha256"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"testing"
)

// TestDistancesAreCurrent fails if the committed distances are not those that the
// generator wrote when the checksum was noted. It needs no network, so that it cannot
// see a change of the generator itself: whoever makes one has to run it.
func TestDistancesAreCurrent(t *testing.T) {
	const want = "ba0d320020009ac1bd6feb5b5e9a5406d66506230e3476f965c4e31556aff6f0"
	file, err := os.ReadFile(distancesFile)
	if err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprintf("%x", sha256.Sum256(file)); got != want {
		t.Errorf("%s: got SHA-256 %s, want %s; run go generate ./cmd/report", distancesFile, got, want)
	}
}

func TestLevels(t *testing.T) {
	all := levels()
	if len(all) > 256 {
		t.Errorf("got %d levels, want at most 256", len(all))
	}
	for i, km := range all[1:] {
		if before := all[i]; km <= before || km > before+1 && float64(km) > 1.032*float64(before) {
			t.Errorf("%d follows %d", km, before)
		}
	}
	d := &distanceTable{levels: all}
	check := func(km float64, want int) {
		t.Helper()
		if got := d.levels[d.level(km)]; got != want {
			t.Errorf("%v km: got %d, want %d", km, got, want)
		}
	}
	check(0, 0)
	check(0.99, 0) // rounded down
	check(33.4, 33)
	check(63.5, 63)
	check(64.9, 63) // 63·1.032 = 65.02
	check(65, 65)
	check(math.Pi*radius, all[len(all)-1]) // antipodes
}

func TestTrace(t *testing.T) {
	// A degree of a meridian is 111.19 km on a sphere of 6371 km.
	line := trace([]point{{10, 50}, {10, 51}})
	if len(line) != 113 {
		t.Errorf("got %d points, want both ends and 111 between them", len(line))
	}
	// Across the antimeridian are 2° of the parallel of 60°, half as long as on the equator.
	// The other way around are 358°.
	if n := len(trace([]point{{179, 60}, {-179, 60}})); n != 113 {
		t.Errorf("across the antimeridian: got %d points, want 113", n)
	}
	for i, p := range line[1:] {
		if d := kilometres(nearestPoints([]vector{p}, line[i:i+1], math.Inf(1))); d > step {
			t.Errorf("points are %v km apart", d)
		}
	}
}

// TestNearest compares the trees with all pairs of points.
func TestNearest(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	scatter := func(n int, x, y float64) []vector {
		var points []vector
		for range n {
			points = append(points, newVector(point{x + 40*random.Float64(), y + 40*random.Float64()}))
		}
		return points
	}
	check := func(a, b []vector) {
		t.Helper()
		want := nearestPoints(a, b, math.Inf(1))
		if got := nearest(newTree(a), newTree(b), math.Inf(1)); got != want {
			t.Errorf("got %v, want %v", got, want)
		}
	}
	for range 20 {
		check(scatter(100, 0, 0), scatter(300, 20, 20))  // overlapping
		check(scatter(300, -50, 40), scatter(70, 80, 0)) // apart
		check(scatter(200, 160, 0), scatter(1, -170, 0)) // across the antimeridian, a point
	}
	shared := scatter(100, 0, 0)
	if got := nearest(newTree(slices.Concat(shared, scatter(50, 0, 0))), newTree(slices.Clone(shared)), math.Inf(1)); got != 0 {
		t.Errorf("shared points: got %v, want 0", got)
	}
}

func TestKilometres(t *testing.T) {
	check := func(p, q point, want float64) {
		t.Helper()
		got := kilometres(nearestPoints([]vector{newVector(p)}, []vector{newVector(q)}, math.Inf(1)))
		if math.Abs(got-want) > 0.1 {
			t.Errorf("%v to %v: got %v, want %v", p, q, got, want)
		}
	}
	check(point{7, 50}, point{7, 50}, 0)
	check(point{0, 0}, point{90, 0}, 10007.5)  // a quarter of 2π·6371
	check(point{30, 90}, point{0, 0}, 10007.5) // likewise, from the pole
	check(point{-179, 0}, point{179, 0}, 222.4)
}

func TestCodes(t *testing.T) {
	check := func(g geometry, p point, want ...string) {
		t.Helper()
		if got := g.codes(p); !slices.Equal(got, want) {
			t.Errorf("%s at %v: got %q, want %q", g.name, p, got, want)
		}
	}
	france := geometry{name: "France", code: "FR"}
	check(france, point{2.3, 48.9}, "FR")
	check(france, point{-52.3, 4.9}, "FR", "GF") // Cayenne
	check(france, point{-61.1, 14.6}, "FR", "MQ")
	check(geometry{name: "Norway", code: "NO"}, point{19, 74.4}, "NO", "SJ")
	check(geometry{name: "Indian Ocean Ter."}, point{105.6, -10.5}, "CX")
	check(geometry{name: "Somaliland"}, point{44, 9.6}, "SO")
	check(geometry{name: "Scarborough Reef"}, point{117.7, 15.1}) // nobody's
}

// TestOutlinePoints: neighbours share the arc of their border, which one of them has
// backwards.
func TestOutlinePoints(t *testing.T) {
	points := outlinePoints(&topology{
		arcs: [][]point{{{0, 0}, {0, 1}}, {{0, 1}, {-1, 1}, {0, 0}}, {{0, 1}, {1, 1}, {0, 0}}},
		countries: []geometry{
			{name: "West", code: "WW", polygons: [][][]int{{{^0, ^1}}}},
			{name: "East", code: "EE", polygons: [][][]int{{{0, 2}}}},
		},
	})
	if got := nearest(newTree(points["WW"]), newTree(points["EE"]), math.Inf(1)); got != 0 {
		t.Errorf("neighbours: got %v, want 0", got)
	}
	if got := nearest(newTree(points["WW"]), newTree(points["SG"]), math.Inf(1)); kilometres(got) < 10000 {
		t.Errorf("to an island far away: got %v km", kilometres(got))
	}
}
