package profile

import (
	"cmp"
	"math"
	"slices"
)

// A fitting collects the evidence of all sign-ins, each with its weight.
type fitting struct {
	location, browser, os, device []ratio
	joint                         [len(windows)][]jointRatio
}

// A ratio is a likelihood ratio q/p, and the weight of the sign-ins that show it.
type ratio struct{ value, weight float64 }

// A jointRatio holds the ratios of place and client.
type jointRatio struct{ place, client, weight float64 }

// newFitting makes room for the evidence of n cells.
func newFitting(n int) *fitting {
	f := &fitting{}
	for _, to := range []*[]ratio{&f.location, &f.browser, &f.os, &f.device} {
		*to = make([]ratio, 0, n)
	}
	for i := range f.joint {
		f.joint[i] = make([]jointRatio, 0, n)
	}
	return f
}

func (f *fitting) add(e evidence, weight float64) {
	add := func(to *[]ratio, l likelihood) {
		if l.known {
			*to = append(*to, ratio{l.ratio(0), weight})
		}
	}
	add(&f.location, e.place)
	add(&f.browser, e.browser)
	add(&f.os, e.os)
	add(&f.device, e.device)
	for i := range windows {
		f.joint[i] = append(f.joint[i], jointRatio{e.place.ratio(i), e.client.ratio(i), weight})
	}
}

// alienRate fits π, the share of the sign-ins that come from outside the habit,
// by expectation maximisation in π q + (1-π) p with a Beta(2, 50) prior, that
// is 1 in 50 sign-ins seen before.
func alienRate(all []ratio) float64 {
	slices.SortFunc(all, func(a, b ratio) int {
		return cmp.Or(cmp.Compare(a.value, b.value), cmp.Compare(a.weight, b.weight))
	})
	all = merge(all, func(a, b ratio) bool { return a.value == b.value }, func(a *ratio, b ratio) { a.weight += b.weight })
	total := 50.0
	for _, r := range all {
		total += r.weight
	}
	pi := .02
	for range 60 {
		odds := pi / (1 - pi)
		alien := 1.0
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
	return pi
}

// classWeights fits v, the weights of habit, new place, new client and both, by
// expectation maximisation with the Dirichlet prior of 100 sign-ins seen before.
func classWeights(all []jointRatio) [4]float64 {
	slices.SortFunc(all, func(a, b jointRatio) int {
		return cmp.Or(cmp.Compare(a.place, b.place), cmp.Compare(a.client, b.client), cmp.Compare(a.weight, b.weight))
	})
	all = merge(all, func(a, b jointRatio) bool { return a.place == b.place && a.client == b.client },
		func(a *jointRatio, b jointRatio) { a.weight += b.weight })
	prior := [4]float64{94, 3, 2, 1}
	total := 100.0
	for _, r := range all {
		total += r.weight
	}
	v := [4]float64{.94, .03, .02, .01}
	for range 200 {
		next := prior
		for _, r := range all {
			place, client, both := v[1]*r.place, v[2]*r.client, v[3]*r.place*r.client
			w := r.weight / (v[0] + place + client + both)
			next[0] += w * v[0]
			next[1] += w * place
			next[2] += w * client
			next[3] += w * both
		}
		var change float64
		for i := range next {
			next[i] /= total
			change = max(change, math.Abs(next[i]-v[i]))
		}
		v = next
		if change < 1e-8 {
			break
		}
	}
	return v
}

// independent returns v with the weight of new place and client together
// replaced: three times what they would have by chance, because who travels
// takes along what is new more often than not.
func independent(v [4]float64) [4]float64 {
	v[3] = max(3*v[1]*v[2], 1e-6)
	sum := v[0] + v[1] + v[2] + v[3]
	for i := range v {
		v[i] /= sum
	}
	return v
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
