package odds

import "loginodds/profile"

type model = Model // for a Replay to hold one without showing it

// A Replay is a model that learns as time goes by. It may be used from several
// goroutines at once while it does not learn.
type Replay struct {
	model
	set     profile.Set
	known   map[string]*history
	counted map[string]contribution
}

// NewReplay returns one that has learned nothing.
func NewReplay(o Options) *Replay {
	r := &Replay{known: map[string]*history{}, counted: map[string]contribution{}}
	r.model = Model{set: &r.set, population: newPopulation(nil), prior: o.prior()}
	return r
}

// Learn adds sign-ins of one identity. They have to be in ascending order of
// days, and not before those that it has learned of the identity.
func (r *Replay) Learn(identity string, all []profile.Observation) {
	if len(all) == 0 {
		return
	}
	h := r.known[identity]
	if h != nil && all[0].Day == h.cells[len(h.cells)-1].Day { // whose cells may change
		h = nil
	}
	for _, o := range all {
		r.set.Add(identity, o)
	}
	r.population.see(&r.set)
	r.count(r.counted[identity], -1)
	if h == nil {
		h = newHistory(r.population, &r.set, identity)
		r.known[identity] = h
	} else {
		h.extend(r.population, &r.set, identity)
	}
	r.counted[identity] = h.contribution()
	r.count(r.counted[identity], 1)
}

// Identity returns a Scorer for the identity of that name, as [Model.Identity] does.
func (r *Replay) Identity(name string) *Scorer {
	h := r.known[name]
	if h == nil {
		h = newHistory(r.population, &r.set, name)
	}
	return r.scorer(name, h)
}

// Identities returns the number of identities that it has learned of.
func (r *Replay) Identities() int { return len(r.counted) }
