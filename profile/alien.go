package profile

import (
	"cmp"
	"math"
	"slices"
)

// A ratio is a likelihood ratio q/p, and the weight of what shows it.
type ratio struct{ value, weight float64 }

// alienShare is the prior of π, and alienBefore the number of units that are taken to
// be seen before: 50, one of them from outside the habit.
const (
	alienShare  = .02
	alienBefore = 50.
)

// alienRate fits π, the share of sign-ins that come from outside the habit, by
// expectation maximisation in π q + (1-π) p with a Beta(2, 50) prior. It sorts the
// ratios and adds up equal ones. It also returns the weight of all, the prior's among
// them.
func alienRate(all []ratio) (π, weight float64) {
	all = mergeRatios(all)
	total := alienBefore
	for _, r := range all {
		total += r.weight
	}
	pi := alienShare
	for range 60 {
		odds := pi / (1 - pi)
		alien := alienShare * alienBefore
		for _, r := range all {
			x := odds * r.value
			alien += r.weight * x / (1 + x)
		}
		next := alien / total
		if math.Abs(next-pi) < 1e-8 {
			break
		}
		pi = next
	}
	return pi, total
}

// mergeRatios sorts ratios and adds up equal ones, in place.
func mergeRatios(all []ratio) []ratio {
	slices.SortFunc(all, func(a, b ratio) int {
		return cmp.Or(cmp.Compare(a.value, b.value), cmp.Compare(a.weight, b.weight))
	})
	return merge(all, func(a, b ratio) bool { return a.value == b.value }, func(a *ratio, b ratio) { a.weight += b.weight })
}

// merge adds up runs of equal elements, in place.
func merge[T any](all []T, equal func(a, b T) bool, add func(a *T, b T)) []T {
	out := all[:0]
	for _, x := range all {
		if n := len(out); n > 0 && equal(out[n-1], x) {
			add(&out[n-1], x)
		} else {
			out = append(out, x)
		}
	}
	return out
}

// ratio returns q/p. It is bounded so that the product of two ratios stays finite.
func (x sums) ratio() float64 { return math.Exp(min(x.asNewcomer(), 300)) }

// posterior returns π q / (π q + (1-π) p), or NaN if nothing is known. Terms are
// logarithms of more factors of q/p.
func posterior(pi float64, x sums, terms ...float64) float64 {
	if !x.known {
		return math.NaN()
	}
	odds := logit(pi) + x.asNewcomer()
	for _, t := range terms {
		odds += t
	}
	return sigmoid(odds)
}

func logit(p float64) float64 { return math.Log(p / (1 - p)) }

// sigmoid is the inverse of logit. Log-odds beyond ±50 are taken for ±50.
func sigmoid(x float64) float64 { return 1 / (1 + math.Exp(-min(max(x, -50), 50))) }

// logSum returns ln Σ exp x.
func logSum(x ...float64) float64 {
	m := math.Inf(-1)
	for _, v := range x {
		m = max(m, v)
	}
	sum := 0.0
	for _, v := range x {
		sum += math.Exp(v - m)
	}
	return m + math.Log(sum)
}
