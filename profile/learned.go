package profile

import "math"

// weights say of how many units the parameters of a model are the averages, those
// seen before as the priors have it among them.
type weights struct {
	hours, mfa                    float64
	location, browser, os, device float64 // of π
	lasting, stays                float64 // outside the habit, and within
	classes                       float64
	intruders, same, innocent     float64
	news, shared                  float64
}

// count notes what the shares of a mixture are averages of.
func (w *weights) count(c *counts, total float64) {
	w.classes, w.intruders, w.same, w.innocent = total, weightIntruder+c.intruders, weightSame+c.intruders, c.innocent
	w.news, w.shared = weightNew+c.news, weightInnocent+c.news
}

// A parameter is what a model has learned from everybody, and can be learned from
// the models of parts: values that are averages of so many units, with a prior that
// is the average of so many seen before.
type parameter struct {
	name        string
	values      []*float64 // in (0,1], or positive if logarithm is set
	weight      *float64
	prior       []float64
	priorWeight float64
	logarithm   bool // whether it is their logarithms that are averaged
}

// parameters lists all that a model has learned, but for what follows from its totals
// and its population.
func (m *Model) parameters() []parameter {
	w, x, s := &m.weights, &m.mixture, &sharePrior
	one := func(name string, value, weight *float64, prior, priorWeight float64) parameter {
		return parameter{name: name, values: []*float64{value}, weight: weight, prior: []float64{prior}, priorWeight: priorWeight}
	}
	var ofIntruders []float64
	for _, v := range s.intruders() {
		ofIntruders = append(ofIntruders, *v)
	}
	all := []parameter{
		m.hoursParameter(),
		one("mfa", &m.mfa, &w.mfa, mfaShare, mfaBefore),
		one("location", &m.alien.location, &w.location, alienShare, alienBefore),
		one("browser", &m.alien.browser, &w.browser, alienShare, alienBefore),
		one("os", &m.alien.os, &w.os, alienShare, alienBefore),
		one("device", &m.alien.device, &w.device, alienShare, alienBefore),
		one("burst", &m.stays.burst, &w.stays, stayPrior.burst, weightHabits),
		{
			name:   "stays",
			values: []*float64{&m.stays.lasting, &m.stays.away}, weight: &w.lasting,
			prior: []float64{stayPrior.lasting, stayPrior.away}, priorWeight: weightOutside,
		},
		m.classesParameter(),
		{
			name:   "intruders",
			values: x.shares.intruders(), weight: &w.intruders,
			prior: ofIntruders, priorWeight: weightIntruder,
		},
		one("same", &x.same, &w.same, s.same, weightSame),
		one("odd", &x.odd, &w.innocent, s.odd, weightInnocent),
		{
			name:   "newPlaces",
			values: []*float64{&x.newHosting, &x.near}, weight: &w.news,
			prior: []float64{s.newHosting, s.near}, priorWeight: weightNew,
		},
		one("shared", &x.shared, &w.shared, s.shared, weightInnocent),
	}
	for l := range numLevels {
		c := &m.concentrations[l]
		p := one("rate "+l.name(), &c.rate, &c.weight, 1/levels[l].concentration, 1/(spread*spread))
		p.logarithm = true
		all = append(all, p)
	}
	return all
}

func (m *Model) hoursParameter() parameter {
	p := parameter{name: "hours", weight: &m.weights.hours, priorWeight: hoursAlike}
	for h := range m.hours {
		p.values, p.prior = append(p.values, &m.hours[h]), append(p.prior, uniform(h))
	}
	return p
}

func (m *Model) classesParameter() parameter {
	p := parameter{name: "classes", weight: &m.weights.classes}
	for _, w := range classPrior {
		p.priorWeight += w
	}
	for k, w := range classPrior {
		p.values, p.prior = append(p.values, &m.mixture.weights[k]), append(p.prior, w/p.priorWeight)
	}
	return p
}

// add makes the parameter that of both its model and another. Of averages this is
// what one more step of expectation maximisation would make of the expected counts
// of both: as near to the fit of the whole as the parts agree on what is to be
// expected. Of rates it is the maximum of two parabolas, after Laplace.
func (p *parameter) add(other *parameter) {
	from, to := math.Log, math.Exp
	if !p.logarithm {
		from = func(x float64) float64 { return x }
		to = from
	}
	weight := *p.weight + *other.weight - p.priorWeight
	for i, v := range p.values {
		prior := from(p.prior[i]) * p.priorWeight
		*v = to((from(*v)**p.weight + from(*other.values[i])**other.weight - prior) / weight)
	}
	*p.weight = weight
}

// name returns a name of the level that no other level has.
func (l level) name() string {
	switch l {
	case deviceOS, deviceBrowser:
		return "device " + l.attribute().String()
	}
	return l.attribute().String()
}
