package odds

import (
	"fmt"
	"strconv"

	"loginodds/profile"
)

// NewFit counts what the identities of a set show, for [Open].
func NewFit(n profile.Notes, s *profile.Set) *profile.Fit {
	f := profile.NewFit(n, s)
	m := Fit(s, Options{})
	f.News = profile.News{Places: m.news.places, Clients: m.news.clients, Days: m.news.days}
	for v, at := range m.population.numbers {
		c := &m.population.levels[v.level].values[at]
		if c.users != 0 || c.joined != 0 || c.strange != 0 {
			f.Values[profile.Value{Level: v.level.name(), Parent: v.parent, Value: v.value}] = profile.ValueCount{Users: c.users, Joined: c.joined, Strange: c.strange}
		}
	}
	return f
}

// A Fitted makes models of one identity at a time from a [profile.Fit]. It may be used
// from several goroutines at once.
type Fitted struct {
	fit   *profile.Fit
	model Model
}

// Open prepares a fit, which may not be changed then. It is an error if the fit has
// values of other histograms than those of this version.
func Open(f *profile.Fit, o Options) (*Fitted, error) {
	p := newPopulation(nil)
	for v, c := range f.Values {
		l := numLevels
		for i := range numLevels {
			if i.name() == v.Level {
				l = i
			}
		}
		if l == numLevels || len(split(v.Parent)) != l.depth() {
			return nil, fmt.Errorf("the fit counts values of %s, which this version does not know; fit the logs again", strconv.Quote(v.Level))
		}
		x := &p.levels[l]
		n := p.number(path{l, v.Value, v.Parent})
		to, up := &x.values[n.value], &x.parents[n.parent]
		to.users, to.joined, to.strange = c.Users, c.Joined, c.Strange
		up.total += c.Users
	}
	m := Model{population: p, prior: o.prior()}
	m.news = news{f.News.Places, f.News.Clients, f.News.Days, int64(f.Identities())}
	return &Fitted{f, m}, nil
}

// Model returns a model for one identity, given a set that holds its sign-ins and no
// others. It may be used until something is added to the set. In it the identity is left
// out of what others do as it is in a model of all.
func (f *Fitted) Model(identity string, s *profile.Set) (*Model, profile.Standing) {
	standing := f.fit.Standing(identity, s)
	m := f.model
	m.set, m.population, m.outsider = s, newPopulation(f.model.population), standing == profile.Missing
	m.population.see(s)
	return &m, standing
}
