package profile

import "math"

// A Score holds the probabilities of one sign-in, each in [0,1], or NaN where
// the attribute is unknown. Overall is never NaN.
type Score struct {
	Overall  float64 // that the sign-in is a takeover
	Location float64 // that the place comes from outside the identity's habit
	Browser  float64 // that the browser does
	OS       float64
	Device   float64
}

// windows are the half widths, in days, of the hole that is left around the
// judged sign-in. The wide one stands against intruders who come back for days,
// the narrow one keeps the full history for those who come once. What is shown
// of a single attribute goes by the wide one.
var windows = [...]Day{7, 0}

// A Scorer judges the sign-ins of one identity. It may not be used from several
// goroutines at once.
type Scorer struct {
	model *Model
	cells []cell
	h     *histograms

	day            Day // of concentrations; never at first
	concentrations [numLevels][len(windows)]float64
}

// Score judges a sign-in, whether it is in the set or not. The days around it
// are left out of the identity's histograms, and the identity itself is left
// out of the base measure.
func (s *Scorer) Score(o Observation) Score {
	p := s.model.population
	return s.model.score(s.weigh(o.Day, p.find(o.Place.paths()), p.find(o.Client.paths())))
}

// A likelihood holds the logarithms of how probable the values of a sign-in are.
type likelihood struct {
	habit [len(windows)]float64 // if they follow the identity's habit: ln p
	other float64               // if somebody else signed in: ln q
	known bool
}

// and returns the likelihood of both x and y.
func (x likelihood) and(y likelihood) likelihood {
	for i := range x.habit {
		x.habit[i] += y.habit[i]
	}
	x.other += y.other
	x.known = x.known || y.known
	return x
}

// ratio returns q/p for one hole. It is bounded so that the product of two
// ratios stays finite.
func (x likelihood) ratio(hole int) float64 { return math.Exp(min(x.other-x.habit[hole], 300)) }

// evidence is what the values of one sign-in say, as chains and one by one.
type evidence struct {
	place, client       likelihood
	browser, os, device likelihood
}

func (s *Scorer) weigh(d Day, place, client []node) evidence {
	s.at(d)
	var e evidence
	for _, n := range place {
		e.place = e.place.and(s.likelihood(d, n))
	}
	for _, n := range client {
		x := s.likelihood(d, n)
		switch n.level {
		case osAlone:
			e.os = x
		case browserAlone:
			e.browser = x
		case device:
			e.device = x
			e.client = e.client.and(x)
		default:
			e.client = e.client.and(x)
		}
	}
	return e
}

// at prepares the concentrations for sign-ins of day d.
func (s *Scorer) at(d Day) {
	if d == s.day {
		return
	}
	s.day = d
	for l := range numLevels {
		for i, w := range windows {
			if c := s.model.concentrations[l]; c != nil {
				s.concentrations[l][i] = c.of(&s.h[l], d, w)
			} else {
				s.concentrations[l][i] = s.model.parameters.levels[l].concentration
			}
		}
	}
}

func (s *Scorer) likelihood(d Day, n node) likelihood {
	k := s.model.parameters.levels[n.level].values
	users, total := s.model.population.others(s.h, n)
	g := base(users, total, k)
	value, parent := s.h[n.level].find(n)
	x := likelihood{known: true, other: math.Log(stranger(g, k))}
	for i, w := range windows {
		x.habit[i] = math.Log(predictive(value.outside(d, w), parent.outside(d, w), g, s.concentrations[n.level][i]))
	}
	return x
}

// base returns G, the share of a value among the other identities that have
// shown its parent, with one pseudo-identity spread over k values.
func base(users, total int, k float64) float64 {
	return (float64(users) + 1/k) / (float64(total) + 1)
}

// stranger returns q, the probability that somebody else shows a value with
// base measure g.
func stranger(g, k float64) float64 { return foreign/k + (1-foreign)*g }

// predictive returns p, the probability that an identity shows a value which it
// has shown on c of t days: the Dirichlet predictive with base measure g of
// weight α.
func predictive(c, t int, g, α float64) float64 {
	return (float64(c) + α*g) / (float64(t) + α)
}

func (m *Model) score(e evidence) Score {
	return Score{
		Overall:  sigmoid(max(m.takeover(e, 0), m.takeover(e, 1))),
		Location: posterior(m.alien.location, e.place),
		Browser:  posterior(m.alien.browser, e.browser),
		OS:       posterior(m.alien.os, e.os),
		Device:   posterior(m.alien.device, e.device),
	}
}

// posterior returns π q / (π q + (1-π) p), or NaN if nothing is known.
func posterior(pi float64, x likelihood) float64 {
	if !x.known {
		return math.NaN()
	}
	return sigmoid(logit(pi) + x.other - x.habit[0])
}

// takeover returns the log-odds that a sign-in is not its identity's.
func (m *Model) takeover(e evidence, hole int) float64 {
	v, imitate := &m.classes[hole], m.parameters.imitate
	p, c := e.place, e.client
	innocent := logSum(
		math.Log(v[0])+p.habit[hole]+c.habit[hole],
		math.Log(v[1])+p.other+c.habit[hole],
		math.Log(v[2])+p.habit[hole]+c.other,
		math.Log(v[3])+p.other+c.other)
	intruder := p.other + logSum(math.Log(1-imitate)+c.other, math.Log(imitate)+c.habit[hole])
	return logit(m.parameters.takeover) + intruder - innocent
}

func logit(p float64) float64 { return math.Log(p / (1 - p)) }

// sigmoid is the inverse of logit. Log-odds beyond ±50 are taken for ±50.
func sigmoid(x float64) float64 { return 1 / (1 + math.Exp(-min(max(x, -50), 50))) }

// logSum returns ln Σ exp x.
func logSum(x ...float64) float64 {
	m := math.Inf(-1)
	for _, v := range x {
		m = max(m, v)
	}
	sum := 0.0
	for _, v := range x {
		sum += math.Exp(v - m)
	}
	return m + math.Log(sum)
}
