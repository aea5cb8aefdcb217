package odds

import "math"

// hoursTerm is at what hours of the day the identity signs in, in UTC. Other sign-ins are
// smoothed over neighbouring hours and mixed with uniform ones. Some intruders keep their
// victim's hours, and some innocent people none, so that the factor is bounded by
// (1-.5)/.1 = 5 and .5/(1-.1) = .56.
type hoursTerm struct{}

// hoursKernel is what an hour weighs that is so many before or after.
var hoursKernel = [5]float64{.1, .2, .4, .2, .1}

func (hoursTerm) name() string { return "hours" }

func (hoursTerm) weigh(s *Scorer, x *subject, e *Evidence) logs {
	rest, all := s.otherHours(x)
	n, l := 0.0, 0.0
	for hour, k := range x.hours {
		if k == 0 {
			continue
		}
		d := 0.0
		for i, w := range hoursKernel {
			d += w * rest[(hour+i+22)%24]
		}
		n += float64(k)
		l += float64(k) * math.Log((24*d+hoursPrior)/(all+hoursPrior))
	}
	if n == 0 {
		return logs{}
	}
	r := math.Exp(l / n * min(n, hoursMost))
	if e != nil {
		e.note("probability of the hours by habit, over that of any", r)
		switch {
		case r < .5:
			e.say("The hours are unusual for this identity.")
		case r > 2:
			e.say("The hours are usual for this identity.")
		}
	}
	return versus(math.Log(hoursAny+(1-hoursAny)*r), math.Log(1-hoursKept+hoursKept*r))
}

// otherHours returns how many days of other strands have a sign-in during each hour.
func (s *Scorer) otherHours(x *subject) (rest [24]float64, all float64) {
	for hour, n := range s.history.hours {
		rest[hour] = float64(n)
		if x.at >= 0 {
			rest[hour] -= float64(s.history.strands[x.at].hours[hour])
		}
		all += rest[hour]
	}
	return rest, all
}
