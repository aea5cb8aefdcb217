package main

import (
	"cmp"
	"math"
	"slices"
)

// A vector is a point on the unit sphere.
type vector [3]float64

// newVector returns where a point is whose coordinates are degrees.
func newVector(p point) vector {
	sinX, cosX := math.Sincos(p.x * math.Pi / 180)
	sinY, cosY := math.Sincos(p.y * math.Pi / 180)
	return vector{cosY * cosX, cosY * sinX, sinY}
}

// kilometres returns the great-circle distance of points from the square of their
// straight one.
func kilometres(square float64) float64 {
	return 2 * radius * math.Asin(math.Sqrt(square)/2)
}

// A tree holds points in boxes in boxes: a k-d tree. A leaf has no halves.
type tree struct {
	low, high vector // of the box
	points    []vector
	halves    []*tree
}

const leafPoints = 8 // at most

// newTree returns the tree of some points, of which there is at least one, and sorts them.
func newTree(points []vector) *tree {
	t := &tree{low: points[0], high: points[0], points: points}
	for _, p := range points {
		for axis := range p {
			t.low[axis] = min(t.low[axis], p[axis])
			t.high[axis] = max(t.high[axis], p[axis])
		}
	}
	if len(points) > leafPoints {
		axis := t.longestAxis()
		slices.SortFunc(points, func(a, b vector) int { return cmp.Compare(a[axis], b[axis]) })
		middle := len(points) / 2
		t.halves = []*tree{newTree(points[:middle]), newTree(points[middle:])}
	}
	return t
}

func (t *tree) longestAxis() int {
	longest := 0
	for axis := range t.low {
		if t.high[axis]-t.low[axis] > t.high[longest]-t.low[longest] {
			longest = axis
		}
	}
	return longest
}

// nearest returns the square of the least distance of a point of a from one of b, or
// best if that is less.
func nearest(a, b *tree, best float64) float64 {
	if gap(a, b) >= best {
		return best
	}
	if a.halves == nil && b.halves == nil {
		return nearestPoints(a.points, b.points, best)
	}
	if len(a.points) < len(b.points) {
		a, b = b, a
	}
	first, second := a.halves[0], a.halves[1]
	if gap(second, b) < gap(first, b) {
		first, second = second, first
	}
	return nearest(second, b, nearest(first, b, best))
}

func nearestPoints(as, bs []vector, best float64) float64 {
	for _, a := range as {
		for _, b := range bs {
			x, y, z := a[0]-b[0], a[1]-b[1], a[2]-b[2]
			best = min(best, x*x+y*y+z*z)
		}
	}
	return best
}

// gap returns the square of the distance of two boxes, which is 0 if they overlap.
func gap(a, b *tree) float64 {
	var sum float64
	for axis := range a.low {
		d := max(0, a.low[axis]-b.high[axis], b.low[axis]-a.high[axis])
		sum += d * d
	}
	return sum
}
