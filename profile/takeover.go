package profile

import "math"

// The classes of an episode.
const (
	habit = iota
	newPlace
	newClient
	newBoth
	takeover
	numClasses
)

// shares are what the members of a class have in common, each in [0,1].
type shares struct {
	// Of intruders:
	imitate float64 // who show a client of the identity's
	country float64 // who come from its country, but else from anywhere
	network float64 // who come from its country and network
	hosting float64 // who come from networks that let servers
	same    float64 // who keep the identity's hours
	fail    float64 // who fail before they succeed
	away    float64 // whose incident falls into an absence
	without float64 // who have no second factor of the identity's
	usual   float64 // who are as active as the identity

	// Of innocent episodes:
	newHosting float64 // from networks that let servers, if the place is new
	near       float64 // from its country, likewise
	odd        float64 // at any hour
	shared     float64 // of identities that are several people, if the place is new
}

// intruders lists the shares of intruders with a prior of weightIntruder: all but same.
func (s *shares) intruders() []*float64 {
	return []*float64{&s.imitate, &s.country, &s.network, &s.hosting, &s.fail, &s.away, &s.without, &s.usual}
}

// A mixture is what the classes weigh, v and ρ, and the shares.
type mixture struct {
	weights [numClasses]float64
	shares
}

// ratios are the evidence of one variant as likelihood ratios to the habit.
type ratios struct {
	newPlace      float64 // q/p of the place
	newNear       float64 // the same with the country by habit
	newClient     float64
	intruder      float64 // r/p of the place
	sameCountry   float64 // the same with the country by habit
	sameNetwork   float64 // the same with the network by habit, too
	otherClient   float64 // r/p of the client
	hours         float64 // by habit, over uniform ones
	away          float64 // of presence during an absence, over that without
	size          float64 // by habit, over that of an intruder
	alike         float64 // the same of an intruder who is as active
	mfa           float64 // probability by habit of what is shown, 0 if unknown
	withMFA       bool    // whether that is its use
	noFailure     float64 // probability that an innocent episode has no failure
	sites, beside float64
	weight        float64
	hosting       int8
	failed        bool
}

// bounded returns exp x, such that products of a few stay finite.
func bounded(x float64) float64 { return math.Exp(min(max(x, -100), 100)) }

func (e *evidence) ratios(weight float64) ratios {
	return ratios{
		newPlace:    bounded(e.place.asNewcomer()),
		newNear:     bounded(e.place.asNewcomer() - e.country.asNewcomer()),
		newClient:   bounded(e.client.asNewcomer()),
		intruder:    bounded(e.place.asIntruder()),
		sameCountry: bounded(e.place.asIntruder() - e.country.asIntruder()),
		sameNetwork: bounded(e.prefix.asIntruder()),
		otherClient: bounded(e.client.asIntruder()),
		hours:       bounded(e.timing.ratio),
		away:        bounded(-e.absence.ratio),
		size:        bounded(e.size.ratio),
		alike:       bounded(e.size.alike),
		mfa:         e.mfa.habit,
		withMFA:     e.mfa.shown == MFAUsed,
		noFailure:   e.innocentFailures,
		sites:       e.sites,
		beside:      e.beside,
		weight:      weight,
		hosting:     e.hosting,
		failed:      e.failed,
	}
}

// A factor is what a term contributes to the likelihoods of the classes.
type factor struct{ innocent, intruder float64 }

// A judgement is the likelihoods of one variant, as ratios to that of place and
// client by habit.
type judgement struct {
	hosting, hours, size, mfa, fail factor
	absence                         factor // its innocent part in new places only
	shared                          float64
	classes                         [numClasses]float64 // each times its weight
}

func (j *judgement) innocent() float64 {
	return j.classes[habit] + j.classes[newPlace] + j.classes[newClient] + j.classes[newBoth]
}

// newPlace returns q/p of the place of an innocent.
func (m *mixture) newPlace(x *ratios) float64 { return (1-m.near)*x.newPlace + m.near*x.newNear }

// intruder returns r/p of the place.
func (m *mixture) intruder(x *ratios) float64 {
	return (1-m.country-m.network)*x.intruder + m.country*x.sameCountry + m.network*x.sameNetwork
}

// judge weighs the classes against each other.
func (m *mixture) judge(x *ratios) judgement {
	j := judgement{hosting: factor{1, 1}}
	switch x.hosting {
	case 1:
		j.hosting = factor{m.newHosting, m.hosting}
	case 0:
		j.hosting = factor{1 - m.newHosting, 1 - m.hosting}
	}
	j.hours = factor{m.odd + (1-m.odd)*x.hours, 1 - m.same + m.same*x.hours}
	j.size = factor{burst + (1-burst)*x.size, 1 - m.usual + m.usual*x.alike}
	j.mfa = m.ofMFA(x.mfa, x.withMFA)
	j.fail = factor{x.noFailure, x.noFailure * (1 - m.fail)}
	if x.failed {
		j.fail = factor{1 - x.noFailure, 1 - x.noFailure*(1-m.fail)}
	}
	j.shared = (m.shared*weightShared + x.beside) / (weightShared + x.sites)
	j.absence = factor{j.shared + (1-j.shared)*x.away, 1 - m.away + m.away*x.away}

	v, c := &m.weights, &j.classes
	all := j.hosting.innocent * j.hours.innocent * j.size.innocent * j.mfa.innocent * j.fail.innocent
	c[habit] = v[habit] * all
	c[newPlace] = v[newPlace] * all * m.newPlace(x) * j.absence.innocent
	c[newClient] = v[newClient] * all * x.newClient
	c[newBoth] = v[newBoth] * all * m.newPlace(x) * x.newClient * j.absence.innocent
	c[takeover] = v[takeover] * m.intruder(x) * ((1-m.imitate)*x.otherClient + m.imitate) *
		j.hosting.intruder * j.hours.intruder * j.size.intruder * j.mfa.intruder * j.fail.intruder * j.absence.intruder
	return j
}

// fitMixture fits weights and shares by expectation maximisation (Dempster,
// Laird and Rubin), with a Dirichlet prior of the weights and Beta priors of the
// shares. What its counts weigh goes to w.
func fitMixture(all []ratios, w *weights) mixture {
	m := mixture{shares: sharePrior}
	total := 0.0
	for _, w := range classPrior {
		total += w
	}
	for k, w := range classPrior {
		m.weights[k] = w / total
	}
	for i := range all {
		total += all[i].weight
	}
	for range 100 {
		c := newCounts()
		for i := range all {
			c.add(&m, &all[i])
		}
		next := c.mixture(total)
		w.count(&c, total)
		change := 0.0
		for k := range next.weights {
			change = max(change, math.Abs(next.weights[k]-m.weights[k]))
		}
		m = next
		if change < 1e-7 {
			break
		}
	}
	return m
}

// counts are expected numbers of episodes, by class and within classes.
type counts struct {
	classes                   [numClasses]float64
	of                        shares
	intruders, innocent, news float64 // innocent with those of the prior
}

// newCounts returns the counts seen before, as the priors have it.
func newCounts() counts {
	c := counts{classes: classPrior, of: sharePrior, innocent: weightInnocent}
	for _, x := range c.of.intruders() {
		*x *= weightIntruder
	}
	c.of.same *= weightSame
	for _, x := range []*float64{&c.of.odd, &c.of.shared} {
		*x *= weightInnocent
	}
	c.of.newHosting *= weightNew
	c.of.near *= weightNew
	return c
}

// add counts what m expects of x.
func (c *counts) add(m *mixture, x *ratios) {
	j := m.judge(x)
	scale := x.weight / (j.innocent() + j.classes[takeover])
	for k := range j.classes {
		c.classes[k] += scale * j.classes[k]
	}
	at := scale * j.classes[takeover]
	c.intruders += at
	c.of.imitate += at * m.imitate / ((1-m.imitate)*x.otherClient + m.imitate)
	c.of.country += at * m.country * x.sameCountry / m.intruder(x)
	c.of.network += at * m.network * x.sameNetwork / m.intruder(x)
	c.of.same += at * m.same * x.hours / j.hours.intruder
	c.of.away += at * m.away * x.away / j.absence.intruder
	c.of.usual += at * m.usual * x.alike / j.size.intruder
	switch {
	case x.mfa == 0:
		c.of.without += at * m.without
	case !x.withMFA:
		c.of.without += at * m.without / j.mfa.intruder
	}
	if x.failed {
		c.of.fail += at * m.fail / j.fail.intruder
	}
	in, news := scale*j.innocent(), scale*(j.classes[newPlace]+j.classes[newBoth])
	c.innocent += in
	c.news += news
	c.of.odd += in * m.odd / j.hours.innocent
	c.of.near += news * m.near * x.newNear / m.newPlace(x)
	c.of.shared += news * j.shared / j.absence.innocent
	if x.hosting == 1 {
		c.of.hosting += at
		c.of.newHosting += news
	}
}

// mixture returns the one that the counts make most likely.
func (c *counts) mixture(total float64) mixture {
	m := mixture{weights: c.classes, shares: c.of}
	for k := range m.weights {
		m.weights[k] /= total
	}
	for _, x := range m.intruders() {
		*x /= weightIntruder + c.intruders
	}
	m.same /= weightSame + c.intruders
	m.odd /= c.innocent
	m.shared /= weightInnocent + c.news
	m.newHosting /= weightNew + c.news
	m.near /= weightNew + c.news
	return m
}
