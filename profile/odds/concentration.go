package odds

import "math"

// A variety says how much an identity has varied: the number of its habitual
// values beyond the first of every parent, and its exposure to show some. Of prefixes
// every network has a variety of its own, because it is the network that deals them out.
type variety struct{ values, exposure float64 }

// newVariety measures one parent with so many habitual values, shown on so many
// days. The exposure is Σ 1/(α₀+i) over 0 < i < days, which is close to
// ln((days-½+α₀)/(½+α₀)). By the Pólya urn, to first order, α times as many new values
// are to be expected.
func newVariety(l level, values, days int) variety {
	x := variety{values: float64(max(values-1, 0))}
	if days > 1 {
		prior := levels[l].concentration
		x.exposure = math.Log((float64(days) - .5 + prior) / (.5 + prior))
	}
	return x
}

// concentrationOf returns the expectation of α, how readily an identity that has varied
// so shows new values of a level: that of a Gamma distribution whose prior is the
// exponential one with mean α₀.
func concentrationOf(l level, x variety) float64 {
	return (x.values + 1) / (x.exposure + 1/levels[l].concentration)
}

// varied returns the number of values that tell how readily new ones are shown.
func (p *parents) varied(l level) int {
	if l == prefix {
		return int(p.values)
	}
	return int(p.habitual)
}

// variety measures all parents.
func (x *histogram) variety(l level) (all variety) {
	for i := range x.parents {
		v := newVariety(l, x.parents[i].varied(l), int(x.parents[i].days))
		all.values += v.values
		all.exposure += v.exposure
	}
	return all
}
