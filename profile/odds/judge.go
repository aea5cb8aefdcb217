package odds

import (
	"math"

	"loginodds/profile"
)

// A Score holds the probabilities of one sign-in, each in [0,1], or NaN where
// the attribute is unknown. Overall is never NaN.
type Score struct {
	Overall  float64 // that the sign-in is a takeover
	Location float64 // that the place comes from outside the identity's habit
	Browser  float64 // that the browser does
	OS       float64
	Device   float64
}

// A Scorer judges the sign-ins of one identity. It may not be used from several
// goroutines at once.
type Scorer struct {
	model     *Model
	name      string
	history   *history
	varieties [numLevels]variety
	news      [numLevels]float64
	joined    []uint32
	strange   map[uint32]int32 // once it is asked for
	scores    []Score          // by strand, once it is judged
	judged    []bool
	subject   subject
}

// Identity returns a Scorer for the identity of that name. One that the set
// does not hold has no history, and its sign-ins raise no alarm.
func (m *Model) Identity(name string) *Scorer {
	return m.scorer(name, newHistory(m.population, m.set, name))
}

func (m *Model) scorer(name string, h *history) *Scorer {
	s := &Scorer{model: m, name: name, history: h, scores: make([]Score, len(h.strands)), judged: make([]bool, len(h.strands))}
	for l := range numLevels {
		b := &h.levels[l]
		s.varieties[l], s.news[l] = b.variety(l), b.news()
	}
	s.joined = h.joins()
	return s
}

// Score judges a sign-in, whether the set holds it or not. What the identity does from
// its address block and with its client is left out of the histograms, and the identity
// itself out of what others do.
func (s *Scorer) Score(o profile.Observation) Score {
	x, held := s.of(o)
	if !held {
		return s.judge(x, nil)
	}
	if !s.judged[x.at] {
		s.scores[x.at], s.judged[x.at] = s.judge(x, nil), true
	}
	return s.scores[x.at]
}

// of makes a sign-in the subject, and says whether the history holds it.
func (s *Scorer) of(o profile.Observation) (x *subject, held bool) {
	h, p, x := s.history, s.model.population, &s.subject
	c, at, with := s.model.set.Cell(o)
	var place [placeLevels]node
	var client [clientLevels]node
	if at >= 0 {
		place = p.places[at]
	} else {
		place = nodesOf[[placeLevels]node](placePaths(o.Place), p.find)
	}
	if with >= 0 {
		client = p.clients[with]
	} else {
		client = nodesOf[[clientLevels]node](clientPaths(o.Client), p.find)
	}
	if i, ok := h.index[newStrandKey(&place, &client)]; ok {
		h.take(x, int(i))
		if at >= 0 && with >= 0 && s.model.set.Has(s.name, c) {
			return x, true
		}
		x.days++
		x.first, x.last = min(x.first, c.Day), max(x.last, c.Day)
		x.note(c)
		return x, false
	}
	x.strand = strand{place: place, client: client, hosting: o.Place.Hosting, site: -1, kit: -1, course: -1}
	x.at, x.held = -1, 0
	x.add(c)
	for i := range h.strands {
		z := &h.strands[i]
		sameSite, sameKit := same(z, x, (*strand).siteKey), same(z, x, (*strand).kitKey)
		if sameSite {
			x.site = z.site
		}
		if sameKit {
			x.kit = z.kit
		}
		if sameSite && sameKit {
			x.course = z.course
		}
	}
	return x, false
}

func same(a *strand, x *subject, key func(*strand) ([3]uint32, bool)) bool {
	k, ok := key(a)
	l, _ := key(&x.strand)
	return ok && k == l
}

// judge weighs the subject. What it is made of goes to j, if that is not nil.
func (s *Scorer) judge(x *subject, j *Judgement) Score {
	s.weigh(x)
	weights := s.weights(x)
	total := weights
	for _, t := range terms {
		var e *Evidence
		if j != nil {
			j.Evidence = append(j.Evidence, Evidence{Term: t.name()})
			e = &j.Evidence[len(j.Evidence)-1]
		}
		l := t.weigh(s, x, e)
		for k := range total {
			total[k] += l[k]
		}
		if e != nil {
			e.Logs = l
		}
	}
	innocent := math.Inf(-1)
	for _, l := range total[:takeover] {
		innocent = logAdd(innocent, l)
	}
	odds := total[takeover] - innocent
	location, browser := s.outside(x, outsidePlace, locationLevels...), s.outside(x, outsideClient, browserAlone)
	os, device := s.outside(x, outsideClient, osAlone), s.outside(x, outsideClient, device)
	if j != nil {
		j.sum(weights, total, innocent)
		j.Location, j.Browser, j.OS, j.Device = location, browser, os, device
	}
	return Score{sigmoid(odds), location.Probability, browser.Probability, os.Probability, device.Probability}
}

// locationLevels are those that the probability of the location is made of.
var locationLevels = []level{country, region, network}

// weights returns the logarithms of the prior weights of the classes.
func (s *Scorer) weights(x *subject) logs {
	r := s.readiness(x)
	return logs{math.Log(1 - r.place - r.client - r.both), math.Log(r.place), math.Log(r.client), math.Log(r.both), math.Log(s.model.prior)}
}

// thin says whether the identity has no day outside the subject to compare it with.
func (s *Scorer) thin(x *subject) bool { return int(x.held) >= s.history.units }

func logAdd(a, b float64) float64 {
	a, b = max(a, b), min(a, b)
	if math.IsInf(b, -1) {
		return a
	}
	return a + math.Log1p(math.Exp(b-a))
}

func sigmoid(x float64) float64 { return 1 / (1 + math.Exp(-x)) }
