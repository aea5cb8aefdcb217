package profile

// A Model is what the sign-ins of a [Set] say of habits and of the exceptions
// from them. It may be used from several goroutines at once, as long as nothing
// is added to the set.
type Model struct {
	parameters     parameters
	set            *Set
	population     *population
	concentrations [numLevels]*concentration // nil with fixed parameters

	alien   struct{ location, browser, os, device float64 } // π
	classes [len(windows)][4]float64                        // v
}

// Fit learns from all observations of the set. Its result depends neither on
// their order nor on anything else but them.
func (s *Set) Fit() *Model { return s.fit(fitted) }

func (s *Set) fit(p parameters) *Model {
	s.arrange()
	m := &Model{parameters: p, set: s, population: newPopulation(s)}
	names := s.Identities()
	m.count(names)
	cells := 0
	for _, c := range s.identities {
		cells += len(c)
	}
	f := newFitting(cells)
	for _, name := range names {
		m.fitIdentity(f, name)
	}
	m.alien.location = max(alienRate(f.location), p.alienLocation)
	m.alien.browser = max(alienRate(f.browser), p.alienAttribute)
	m.alien.os = max(alienRate(f.os), p.alienAttribute)
	m.alien.device = max(alienRate(f.device), p.alienAttribute)
	for i := range windows {
		m.classes[i] = classWeights(f.joint[i])
		if p.independent {
			m.classes[i] = independent(m.classes[i])
		}
	}
	return m
}

// count fills the population and fits the concentrations to it.
func (m *Model) count(names []string) {
	var varied [numLevels][]variety
	var exposures [numLevels]exposure
	longest := 0
	for _, cells := range m.set.identities {
		longest = max(longest, len(cells))
	}
	for l := range numLevels {
		exposures[l] = newExposure(m.parameters.levels[l].concentration, longest)
	}
	for _, name := range names {
		h := newHistograms(m.population, m.set.identities[name])
		m.population.count(h)
		if !m.parameters.personal {
			continue
		}
		for l := range h {
			varied[l] = append(varied[l], exposures[l].variety(&h[l], never, 0))
		}
	}
	if !m.parameters.personal {
		return
	}
	for l := range numLevels {
		m.concentrations[l] = fitConcentration(m.parameters.levels[l].concentration, exposures[l], varied[l])
	}
}

// fitIdentity adds what one identity's sign-ins say to f. Each of its days
// weighs 1, however many sign-ins it has.
func (m *Model) fitIdentity(f *fitting, name string) {
	s := m.Identity(name)
	for cells := m.set.identities[name]; len(cells) > 0; {
		n, signIns := 0, uint32(0)
		for n < len(cells) && cells[n].day == cells[0].day {
			signIns += cells[n].n
			n++
		}
		for _, c := range cells[:n] {
			f.add(s.weigh(c.day, m.population.places[c.place], m.population.clients[c.client]), float64(c.n)/float64(signIns))
		}
		cells = cells[n:]
	}
}

// Identity returns a Scorer for the identity of that name. One that the set
// does not hold has no history, and its sign-ins raise no alarm.
func (m *Model) Identity(name string) *Scorer {
	cells := m.set.identities[name]
	return &Scorer{model: m, cells: cells, h: newHistograms(m.population, cells), day: never}
}
