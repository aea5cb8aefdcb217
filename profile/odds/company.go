package odds

import "math"

// companyTerm is whether the same address block was as strange to others, with a client
// that was as strange to them: one intruder has several victims. Who comes with a client
// of his own is not strange, as all do on the first day of a new network of the company.
type companyTerm struct{}

func (companyTerm) name() string { return "company" }

func (companyTerm) weigh(s *Scorer, x *subject, e *Evidence) logs {
	n := x.place[prefix].value
	all := s.model.population.value(prefix, n).strange
	if all == 0 {
		return logs{}
	}
	if !s.model.outsider {
		all -= s.ownStrange(n)
	}
	others := min(max(float64(all)/1000, 0), 1)
	strange := s.history.strangeness(x)
	if e != nil {
		e.note("other identities to whom this address block and their client are strange, up to 1", others)
		e.note("how strange both are to this one", strange)
		if others*strange >= .1 {
			e.say("The same address block was as new to other identities, with clients as new to them.")
		}
	}
	return versus(0, math.Log(1+companyRatio*others*strange))
}

// ownStrange returns how strange a block is to the identity itself, in thousandths.
func (s *Scorer) ownStrange(block uint32) int32 {
	if s.strange == nil {
		s.strange = s.history.strange()
	}
	return s.strange[block]
}
