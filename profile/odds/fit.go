package odds

import (
	"loginodds/profile"
)

// A Model is what the sign-ins of a [profile.Set] say of habits. It may be used from
// several goroutines at once, as long as nothing is added to the set.
type Model struct {
	set        *profile.Set
	population *population
	learned
	prior float64 // ρ
	// outsider says that the identities of the set are not counted in the population.
	outsider bool
}

// learned is what a model knows of all identities together.
type learned struct {
	news news
}

// Options say how sign-ins are judged.
type Options struct {
	Prior float64 // ρ, the prior probability of a takeover; 0 is [DefaultPrior]
}

func (o Options) prior() float64 {
	if o.Prior == 0 {
		return DefaultPrior
	}
	return o.Prior
}

// Fit learns from all observations of a set, and arranges it. Its result depends neither
// on their order nor on anything else but them.
func Fit(s *profile.Set, o Options) *Model {
	s.Arrange()
	m := &Model{set: s, population: newPopulation(nil), prior: o.prior()}
	m.population.see(s)
	for _, name := range s.Identities() {
		m.count(newHistory(m.population, s, name).contribution(), 1)
	}
	return m
}

// count adds a contribution, or takes it out.
func (m *Model) count(c contribution, sign int32) {
	m.population.change(c, sign)
	m.news.add(c.news, int64(sign))
}
