package odds

import (
	"fmt"
	"math"
	"slices"
)

// placeTerm is where the sign-in came from: the chain country → region and network →
// prefix. A new place may be in the identity's country, and an intruder may pick an exit
// there, or happen to have its provider.
type placeTerm struct{}

func (placeTerm) name() string { return "place" }

func (placeTerm) weigh(s *Scorer, x *subject, e *Evidence) logs {
	all := x.levels[country:device]
	p := sum(all, func(y *likelihood) float64 { return y.habit })
	q := sum(all, func(y *likelihood) float64 { return y.newcomer })
	r := sum(all, func(y *likelihood) float64 { return y.intruder })
	both := x.near(q, nearBoth)
	q = x.near(q, nearPlace)
	if y := &all[country]; y.known {
		r1 := r + math.Log(y.habit/y.intruder)
		r2 := p
		if z := &all[prefix]; z.known {
			r2 += math.Log(z.intruder / z.habit)
		}
		r = mix(sameNetwork, r2, mix(sameCountry/(1-sameNetwork), r1, r))
	}
	ready := s.readiness(x)
	users, own := s.joining(x)
	if e != nil {
		e.note("share of new places that are in the country", nearPlace)
		e.note("the same with a new client", nearBoth)
		e.note("share of intruders from the country", sameCountry)
		e.note("share of intruders from the network", sameNetwork)
		e.note("share of days on which others take up the network", users)
		e.note("the same with a client of its own", own)
		s.tellPlace(x, e)
	}
	return logs{p, s.join(x, q, users/ready.place), p, s.join(x, both, own/ready.both), r}
}

// near returns the logarithm of what newcomers show of a place, given q if they draw its
// country as well, and a share who have the country by habit.
func (x *subject) near(q, share float64) float64 {
	y := &x.levels[country]
	if !y.known {
		return q
	}
	return mix(share, q+math.Log(y.habit/y.newcomer), q)
}

// tellPlace says how well the place is known.
func (s *Scorer) tellPlace(x *subject, e *Evidence) {
	c, n := &x.levels[country], &x.levels[network]
	switch {
	case !c.known && !n.known:
		e.say("The place is unknown.")
	case c.known && c.rest.days == 0:
		e.say("No other sign-in of this identity comes from this country; %s.", habitOfOthers(c.measure.users))
	case n.known && n.rest.days == 0:
		e.say("No other sign-in of this identity comes from this network; %s.", habitOfOthers(n.measure.users))
	case n.known:
		e.say("The identity used the network on %s otherwise.", count(int(n.rest.days), "day"))
	default:
		e.say("The identity signed in from the country on %s otherwise.", count(int(c.rest.days), "day"))
	}
}

// sum adds the logarithms of what is known.
func sum(all []likelihood, of func(*likelihood) float64) (s float64) {
	for i := range all {
		if all[i].known {
			s += math.Log(of(&all[i]))
		}
	}
	return s
}

// mix returns ln(share e^a + (1-share) e^b).
func mix(share, a, b float64) float64 {
	return logAdd(math.Log(share)+a, math.Log(1-share)+b)
}

// joining returns how readily others take up the network of a subject, per day: at all,
// and as a cloud desktop, with a client of its own. One of them is not enough, as that may be the same
// intruder's victim. What nearly everybody uses needs no reason.
func (s *Scorer) joining(x *subject) (users, own float64) {
	n := x.place[network].value
	if n >= absent || s.model.news.days == 0 {
		return 0, 0
	}
	u, j := x.levels[network].measure.users, int(s.model.population.value(network, n).joined)
	if !s.model.outsider && slices.Contains(s.joined, n) {
		j--
	}
	days := float64(s.model.news.days) + joinDays
	adopted := float64(max(u-1, 0)) / (float64(s.model.news.identities) + baseWeight)
	return float64(max(u-1, 0))/days + commonShare*adopted*adopted, float64(max(j-1, 0)) / days
}

// join returns the logarithm of q, with such a share beside that have the network for
// another reason.
func (s *Scorer) join(x *subject, q, share float64) float64 {
	if share == 0 {
		return q
	}
	l := math.Log(share)
	if y := &x.levels[prefix]; y.known {
		l += math.Log(y.newcomer)
	}
	return logAdd(q, l)
}

// habitOfOthers says how many others have a habit.
func habitOfOthers(n int) string {
	switch n {
	case 0:
		return "nobody else uses it regularly"
	case 1:
		return "one other identity uses it regularly"
	}
	return fmt.Sprintf("%d other identities use it regularly", n)
}
