package profile

import "math"

// A concentration says how readily the identities of a population show new
// values of one level. The α of an identity is taken to be exponentially
// distributed among them with mean 1/rate, and is estimated for each from how
// much its own sign-ins vary (empirical Bayes): an identity that has shown one
// value only on hundreds of days gets a small one, and in a population that
// never varies a smaller one still.
type concentration struct {
	exposure exposure
	rate     float64
}

// spread is the standard deviation of the prior of ln(1/rate), whose mean is
// that of the fixed parameters: one population may easily be e^1.5 = 4.5 times
// as changeable as another.
const spread = 1.5

// habitual is the time in days over which a value must have been seen to be
// part of a habit. What was seen within fewer days is a trip or an intruder,
// and does not make an identity one that varies.
const habitual = 7

// never is a day that is far from all others.
const never Day = math.MinInt32 / 2

// A variety says how much an identity has varied: the number of its habitual
// values beyond the first of every parent, and its exposure to show some.
type variety struct{ values, exposure float64 }

// An exposure holds, by number of days t, Σ 1/(α₀+i) over 0 < i < t, with the
// expectation α₀ of the fixed parameters. By the Pólya urn, to first order, α
// times as many new values are to be expected on t days.
type exposure []float64

func newExposure(prior float64, days int) exposure {
	e := make(exposure, max(days+1, 2))
	for t := 2; t < len(e); t++ {
		e[t] = e[t-1] + 1/(prior+float64(t-1))
	}
	return e
}

// variety measures the sign-ins that are more than window days away from d.
func (e exposure) variety(h *histogram, d, window Day) variety {
	var x variety
	for _, up := range h.parents {
		x.exposure += e[up.days.outside(d, window)]
		known := 0
		for _, v := range up.children {
			if h.values[v].days.span(d, window) > habitual {
				known++
			}
		}
		x.values += float64(max(known-1, 0))
	}
	return x
}

// fitConcentration fits the rate to the varieties of all identities: it
// maximises the product of their marginal likelihoods, each up to a factor
// rate / (rate+exposure)^(values+1), and of the prior of the rate.
func fitConcentration(prior float64, e exposure, all []variety) *concentration {
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
	return &concentration{e, math.Exp(low)}
}

// of returns the expectation of the α of an identity, given its sign-ins that
// are more than window days away from d.
func (c *concentration) of(h *histogram, d, window Day) float64 {
	x := c.exposure.variety(h, d, window)
	return (x.values + 1) / (x.exposure + c.rate)
}
