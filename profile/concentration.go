package profile

import "math"

// A concentration says how readily the identities of a population show new
// values of one level. The α of an identity is taken to be exponentially
// distributed among them with mean 1/rate, and is estimated for each from how
// much its own sign-ins vary (empirical Bayes): an identity that has shown one
// value only on hundreds of days gets a small one, and in a population that
// never varies a smaller one still. Of prefixes every network of an identity has
// an α of its own, because it is the network that deals them out.
type concentration struct {
	rate float64
	// weight is the precision of ln rate, its prior's among it: the curvature of
	// what is maximised, after Laplace.
	weight float64
}

// spread is the standard deviation of the prior of ln(1/rate), whose mean is
// that of the parameters: one population may easily be e^1.5 = 4.5 times as
// changeable as another.
const spread = 1.5

// A variety says how much an identity has varied: the number of its habitual
// values beyond the first of every parent, and its exposure to show some.
type variety struct{ values, exposure float64 }

// newVariety measures one parent with so many habitual values, shown on so many
// days. The exposure is Σ 1/(α₀+i) over 0 < i < days, which is close to
// ln((days-½+α₀)/(½+α₀)), with the expectation α₀ of the parameters. By the Pólya
// urn, to first order, α times as many new values are to be expected.
func newVariety(l level, values, days int) variety {
	x := variety{values: float64(max(values-1, 0))}
	if days > 1 {
		prior := levels[l].concentration
		x.exposure = math.Log((float64(days) - .5 + prior) / (.5 + prior))
	}
	return x
}

// fitConcentration fits the rate to the varieties of all identities: it
// maximises the product of their marginal likelihoods, each up to a factor
// rate / (rate+exposure)^(values+1), and of the prior of the rate.
func fitConcentration(prior float64, all []variety) concentration {
	// The logarithm is concave in ln rate, so that its slope has one root.
	slope := func(logRate float64) float64 {
		rate := math.Exp(logRate)
		s := -(logRate + math.Log(prior)) / (spread * spread)
		for _, x := range all {
			s += 1 - (x.values+1)*rate/(rate+x.exposure)
		}
		return s
	}
	low, high := -20.0, 20.0
	for range 60 {
		if mid := (low + high) / 2; slope(mid) > 0 {
			low = mid
		} else {
			high = mid
		}
	}
	c := concentration{math.Exp(low), 1 / (spread * spread)}
	for _, x := range all {
		c.weight += (x.values + 1) * c.rate * x.exposure / ((c.rate + x.exposure) * (c.rate + x.exposure))
	}
	return c
}

// of returns the expectation of the α of an identity that has varied so.
func (c concentration) of(x variety) float64 {
	return (x.values + 1) / (x.exposure + c.rate)
}
