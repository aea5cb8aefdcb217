package profile

// A Recalibration says how log-odds of a takeover are corrected in an episode of several
// sign-ins. Most factors are bounded or shrunk, lest what depends on each other counts
// twice, and in such an episode too much so. The curve was tuned such that what is
// printed comes nearer to what is observed, as far as the precision stays.
type Recalibration struct {
	// Knots are log-odds, in ascending order, and what they are in a long episode.
	// Between two the curve is straight, and beyond them of slope 1.
	Knots [4]Knot
	// Share of the way from the log-odds to the curve that an episode of n sign-ins
	// goes: 1 - 1/n², in [0,1].
	Share float64
}

// A Knot is a point of the curve of a [Recalibration].
type Knot struct{ LogOdds, Recalibrated float64 }

// 5, 29, 50 and 88 % become 5, 50, 92 and 99 %.
var knots = [4]Knot{{-3, -3}, {-.9, 0}, {0, 2.5}, {2, 4.5}}

// recalibration returns that of an episode of n sign-ins.
func recalibration(n int) Recalibration {
	return Recalibration{knots, 1 - 1/(float64(n)*float64(n))}
}

// Of returns log-odds x recalibrated.
func (r Recalibration) Of(x float64) float64 { return x + r.Share*r.gain(x) }

// gain returns how far the curve is above x, which is as straight as the curve is.
func (r Recalibration) gain(x float64) float64 {
	last := r.Knots[0]
	for _, k := range r.Knots[1:] {
		if x <= k.LogOdds {
			part := max(x-last.LogOdds, 0) / (k.LogOdds - last.LogOdds)
			return (1-part)*last.gain() + part*k.gain()
		}
		last = k
	}
	return last.gain()
}

func (k Knot) gain() float64 { return k.Recalibrated - k.LogOdds }
