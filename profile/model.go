package profile

import "math"

// A Model is what the sign-ins of a [Set] say of habits and of the exceptions
// from them. It may be used from several goroutines at once, as long as nothing
// is added to the set.
type Model struct {
	set            *Set
	population     *population
	concentrations [numLevels]concentration
	hours          hours   // how probable each is
	perDay         float64 // sign-ins on a day with any, on average of identities
	mfa            float64 // share of identities that use a second factor
	failures       float64 // share of sign-ins that follow a failure
	first, last    Day     // of anybody; last is before first if there is nobody

	alien   struct{ location, browser, os, device float64 } // π
	stays   stayShares
	mixture mixture

	totals  totals
	weights weights
}

// totals are what perDay and failures are made of.
type totals struct {
	signIns    int
	failed     int // sign-ins that followed a failure
	identities int
	perDay     int // the sum of every identity's, in thousandths, so that it is exact
}

// add adds those of others.
func (t *totals) add(other *totals) {
	t.signIns += other.signIns
	t.failed += other.failed
	t.identities += other.identities
	t.perDay += other.perDay
}

// rates sets what follows from the totals.
func (m *Model) rates() {
	t := &m.totals
	m.failures = max((failureShare*failureWeight+float64(t.failed))/(failureWeight+float64(t.signIns)), failureLeast)
	m.perDay = 1
	if t.identities > 0 {
		m.perDay = float64(t.perDay) / 1000 / float64(t.identities)
	}
}

// Fit learns from all observations of the set. Its result depends neither on
// their order nor on anything else but them.
func (s *Set) Fit() *Model {
	names := s.Identities()
	m, f := s.count(names)
	for _, name := range names {
		f.add(m.Identity(name))
	}
	w := &m.weights
	m.alien.location, m.stays = fitStays(f.location, f.plain.mean(), f.stays, w)
	m.alien.browser, w.browser = alienRate(f.browser)
	m.alien.os, w.os = alienRate(f.os)
	m.alien.device, w.device = alienRate(f.device)
	m.bound()
	m.mixture = fitMixture(f.joint, w)
	return m
}

// bound keeps π within what the parameters allow.
func (m *Model) bound() {
	x := &m.alien
	x.location = min(max(x.location, leastAlienPlace), mostAlienPlace)
	for _, π := range []*float64{&x.browser, &x.os, &x.device} {
		*π = max(*π, leastAlienAttribute)
	}
}

// Recount returns a model of the set as it is now that takes from an earlier one what
// is fitted by expectation maximisation, and so in a fifth of the time of Fit.
func (s *Set) Recount(earlier *Model) *Model {
	m, _ := s.count(s.Identities())
	m.alien, m.stays, m.mixture = earlier.alien, earlier.stays, earlier.mixture
	return m
}

// count makes a model of the population and of what all identities share. It also
// returns a fitting with room for the evidence of all.
func (s *Set) count(names []string) (*Model, *fitting) {
	s.arrange()
	m := &Model{set: s, population: newPopulation(s)}
	var varied [numLevels][]variety
	var all hoursOfAll
	var mfa mfaOfAll
	roams := make(roaming, len(m.population.users[network]))
	m.totals = totals{failed: s.failed}
	m.first, m.last = math.MaxInt32, math.MinInt32
	var variants [numPartitions]int
	for _, name := range names {
		t := newTraits(m.set.identities[name])
		h := newHistograms(m.population, t, nil)
		m.population.count(h)
		for l := range numLevels {
			if l != prefix {
				varied[l] = append(varied[l], h[l].variety)
				continue
			}
			for _, up := range h[l].parents {
				varied[l] = append(varied[l], up.variety)
			}
		}
		all.add(&t.hours)
		mfa.add(t.mfa)
		roams.add(m.population, t, &h[network])
		m.totals.signIns += t.signIns
		if t.days > 0 {
			m.totals.identities++
			m.totals.perDay += (1000*t.signIns + t.days/2) / t.days
			m.first, m.last = min(m.first, t.first), max(m.last, t.last)
		}
		variants[episodes] += len(newEpisodes(m.population, t).variants)
		variants[stays] += len(newStays(m.population, t).variants)
	}
	m.population.finish()
	m.population.roaming = roams
	for l := range numLevels {
		m.concentrations[l] = fitConcentration(levels[l].concentration, varied[l])
	}
	m.hours, m.weights.hours = all.finish(), all.total+hoursAlike
	m.mfa, m.weights.mfa = mfa.finish(), mfa.identities+mfaBefore
	m.rates()
	return m, newFitting(variants)
}

// A fitting collects the evidence of all units. Each weighs 1, shared by its variants.
type fitting struct {
	location, browser, os, device []ratio
	stays                         []stayRatio // those that location has not
	joint                         []ratios
	plain                         mean // of the sign-ins of the stays in location
}

// A mean is a weighted one.
type mean struct{ sum, weight float64 }

func (m *mean) add(x, weight float64) { m.sum, m.weight = m.sum+weight*x, m.weight+weight }

// mean is 0 of nothing.
func (m *mean) mean() float64 { return m.sum / max(m.weight, 1e-9) }

func newFitting(variants [numPartitions]int) *fitting {
	f := &fitting{joint: make([]ratios, 0, variants[episodes]), location: make([]ratio, 0, variants[stays])}
	for _, to := range []*[]ratio{&f.browser, &f.os, &f.device} {
		*to = make([]ratio, 0, variants[episodes])
	}
	return f
}

func (f *fitting) add(s *Scorer) {
	add := func(to *[]ratio, x sums, weight float64) {
		if x.known {
			*to = append(*to, ratio{x.ratio(), weight})
		}
	}
	for i := range s.stays {
		x, w := &s.stays[i], s.partitions[stays].weight(i)
		if x.length.tells {
			f.stays = append(f.stays, stayRatio{ratio{x.ratio(), w}, float64(x.signIns), x.length, bounded(-x.absence.ratio)})
			continue
		}
		add(&f.location, x.sums, w)
		if x.known {
			f.plain.add(float64(x.signIns), w)
		}
	}
	for i := range s.episodes {
		e, w := &s.episodes[i], s.partitions[episodes].weight(i)
		add(&f.browser, e.browser, w)
		add(&f.os, e.os, w)
		add(&f.device, e.device, w)
		f.joint = append(f.joint, e.ratios(w))
	}
}

// weight is that of a variant.
func (x *partition) weight(variant int) float64 {
	return 1 / float64(len(x.variantsOf(int(x.variants[variant].unit))))
}
