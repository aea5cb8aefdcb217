package profile

import (
	"math"
	"math/bits"
)

// hours counts by hour of the day in UTC, on weekdays and from 24 on weekends.
// Every hour of a day counts once, however many sign-ins it has.
type hours [48]float64

// How the hours of a habit are modelled.
const (
	hoursAlike = 20. // weight of everybody's hours, in hours
	hoursAny   = .02 // share of sign-ins at any hour
	hoursShift = .5  // share of journeys to a new country that shift the hours
	hoursMost  = 10. // days after which an episode tells no more
	weekdays   = 5. / 7
)

// uniform is the probability of an hour if all are alike.
func uniform(h int) float64 {
	if h < 24 {
		return weekdays / 24
	}
	return (1 - weekdays) / 24
}

// weekend returns 24 on Saturday and Sunday, else 0.
func weekend(d Day) int {
	if (int(d)%7+7+3)%7 >= 5 { // 1970-01-01 was a Thursday: 0 is Monday
		return 24
	}
	return 0
}

// add counts the hours whose bits are set, n times.
func (x *hours) add(d Day, set uint32, n float64) {
	base := weekend(d)
	for h := range 24 {
		if set&(1<<h) != 0 {
			x[base+h] += n
		}
	}
}

func (x *hours) sum() (n float64) {
	for _, v := range x {
		n += v
	}
	return n
}

// smooth spreads every hour over the two before and after it.
func (x *hours) smooth() (y hours) {
	kernel := [...]float64{.1, .2, .4, .2, .1}
	for h, n := range x {
		if n == 0 {
			continue
		}
		base := h / 24 * 24
		for i, k := range kernel {
			y[base+(h-base+i+22)%24] += k * n
		}
	}
	return y
}

// hoursOfAll gathers the hours of a population. Those of an identity with n of
// them weigh 1/(1+√n) each, lest it be robots that set them.
type hoursOfAll struct {
	hours hours
	total float64
}

func (a *hoursOfAll) add(x *hours) {
	n := x.sum()
	for h, v := range x {
		a.hours[h] += v / (1 + math.Sqrt(n))
	}
	a.total += n / (1 + math.Sqrt(n))
}

// finish returns the distribution, with the weight of 20 hours seen before.
func (a *hoursOfAll) finish() hours {
	y := a.hours.smooth()
	for h := range y {
		y[h] = (y[h] + hoursAlike*uniform(h)) / (a.total + hoursAlike)
	}
	return y
}

// A clock is how probable the hours of an identity are.
type clock struct {
	given hours      // of each hour, given whether it is of a weekend
	kind  [2]float64 // ln of the probability of a weekday and of a weekend, over that if all hours are alike
}

// newClock mixes the hours of an identity with those of everybody, and with any.
func (m *Model) newClock(own *hours) clock {
	var c clock
	sum, smooth := own.sum(), own.smooth()
	for k := range c.kind {
		all := c.given[24*k : 24*k+24]
		total := 0.
		for h := range all {
			i := 24*k + h
			all[h] = (1-hoursAny)*(smooth[i]+hoursAlike*m.hours[i])/(sum+hoursAlike) + hoursAny*uniform(i)
			total += all[h]
		}
		for h := range all {
			all[h] /= total
		}
		c.kind[k] = math.Log(total / (24 * uniform(24*k)))
	}
	return c
}

// of returns ln of the probability that the sign-ins of a day fall into just the hours
// that they do, over that if all hours are alike; at index i as if they were i hours
// later, for so many shifts. If the sign-ins are independent of each other, an hour of
// probability p has none of n with e^-np, by Poisson's distribution. The sum of the np
// of the hours left out is n less that of the others.
func (c *clock) of(a *activity, shifts int) (ratios [24]float64) {
	const even = 1. / 24
	base, n := weekend(a.day), float64(a.signIns)
	seen := math.Expm1(-n * even)
	var says [24]float64
	var known uint32
	for by := range shifts {
		ratios[by] = c.kind[base/24]
		for left := a.hours & allHours; left != 0; left &= left - 1 {
			h := (bits.TrailingZeros32(left) + by) % 24
			if known&(1<<h) == 0 {
				p := c.given[base+h]
				known |= 1 << h
				says[h] = math.Log(math.Expm1(-n*p)/seen) + n*(p-even)
			}
			ratios[by] += says[h]
		}
	}
	return ratios
}

// A timing is how the hours of a unit go with those of the rest.
type timing struct {
	others  float64 // hours of the identity outside the unit
	weight  float64 // of each day: 1, or less if there are many
	days    int
	foreign bool    // whether the country is new, so that the hours may be shifted
	ratio   float64 // ln of the probability by habit over that of uniform hours
}

// timing compares the hours of the unit with the others of the identity.
func (m *Model) timing(t *traits, u *left) timing {
	rest := t.hours
	if u.unit != none { // else they are none of its hours
		for i, a := range u.activities {
			rest.add(a.day, a.hours&^u.beside[i], -1)
		}
	}
	x := timing{others: rest.sum(), days: len(u.activities), foreign: u.foreign}
	x.weight = min(1, hoursMost/float64(x.days))
	c, shifts := m.newClock(&rest), 1
	if x.foreign {
		shifts = 24
	}
	var ratios [24]float64
	for i := range u.activities {
		day := c.of(&u.activities[i], shifts)
		for by := range shifts {
			ratios[by] += x.weight * day[by]
		}
	}
	x.ratio = ratios[0]
	if x.foreign {
		x.ratio = logSum(math.Log(1-hoursShift)+x.ratio, math.Log(hoursShift/24)+logSum(ratios[:]...))
	}
	return x
}
