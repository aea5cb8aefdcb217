package odds

// readiness is how often an identity shows something new, in shares of its days.
type readiness struct{ place, client, both float64 }

// readiness weighs what everybody shows, what the identity does otherwise, and what is
// known beforehand.
func (s *Scorer) readiness(x *subject) (r readiness) {
	h, all := s.history, &s.model.news
	rest := float64(h.units) - float64(x.held)
	days := float64(all.days)
	share := func(prior float64, of int64, own float64) float64 {
		everybody := (prior*priorDays + float64(of)/1000) / (priorDays + days)
		return min(max((everybody*ownDays+own)/(ownDays+rest), everybody*leastReadiness), mostReadiness)
	}
	r.place = share(newPlaceShare, all.places, s.newsBut(network, x))
	r.client = share(newClientShare, all.clients, s.newsBut(deviceBrowser, x))
	r.both = newBothShare*(1+firstDays/(rest+1)) + r.place*r.client
	return r
}

// newsBut returns the number of new values of a level but for that of a subject.
func (s *Scorer) newsBut(l level, x *subject) float64 {
	n, b := s.news[l], &s.history.levels[l]
	if x.at >= 0 {
		if i := b.barOf[x.at]; i >= 0 {
			n -= b.bars[i].vouched / float64(b.bars[i].days)
		}
	}
	return max(n, 0)
}
