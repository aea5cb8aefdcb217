package main

import (
	"math"
	"slices"
	"testing"
)

func TestSimplify(t *testing.T) {
	check := func(in, want []point) {
		t.Helper()
		if got := simplify(in); !slices.Equal(got, want) {
			t.Errorf("%v: got %v, want %v", in, got, want)
		}
	}
	check([]point{{0, 0}, {5, 1}, {10, 0}}, []point{{0, 0}, {10, 0}}) // within the tolerance
	check([]point{{0, 0}, {5, 2}, {10, 0}}, []point{{0, 0}, {5, 2}, {10, 0}})
	// An island is one arc that ends where it began.
	check([]point{{0, 0}, {9, 0}, {9, 9}, {0, 9}, {0, 0}}, []point{{0, 0}, {9, 0}, {9, 9}, {0, 9}, {0, 0}})
}

func TestCentroid(t *testing.T) {
	ring := []point{{2, 2}, {6, 2}, {6, 4}, {2, 4}}
	if got := area(ring); got != 8 {
		t.Errorf("area: got %v, want 8", got)
	}
	if got := centroid(ring); got != (point{4, 3}) {
		t.Errorf("centroid: got %v, want {4 3}", got)
	}
	if got := centroid([]point{{1, 1}, {3, 1}}); got != (point{2, 1}) {
		t.Errorf("centroid of a line: got %v, want {2 1}", got)
	}
}

// TestProject: the equator of the Equal Earth projection is 2.05458 times as long as
// its axis, by equation 10 of its authors and their polynomial at the pole.
func TestProject(t *testing.T) {
	width := project(point{180, 0}).x - project(point{-180, 0}).x
	height := project(point{0, -90}).y - project(point{0, 90}).y
	if got := width / height; math.Abs(got-2.05458) > 1e-4 {
		t.Errorf("got %v, want 2.05458", got)
	}
	if north := project(point{0, 45}).y; north >= 0 {
		t.Errorf("45° N is drawn at %v, below the equator", north)
	}
}

func TestAlpha2(t *testing.T) {
	check := func(m49, name, want string) {
		t.Helper()
		if got, err := alpha2(m49, name); got != want || err != nil {
			t.Errorf("%s %s: got %q, %v, want %q", m49, name, got, err, want)
		}
	}
	check("392", "Japan", "JP")
	check("826", "United Kingdom", "GB")
	check("", "Kosovo", "XK")
	check("", "Siachen Glacier", "")
	if _, err := alpha2("001", "World"); err == nil {
		t.Error("the world is no country")
	}
}
