package odds

// clientTerm is with what the sign-in was made: the chain device → OS → browser. Some
// intruders show a client of the identity's.
type clientTerm struct{}

func (clientTerm) name() string { return "client" }

func (clientTerm) weigh(s *Scorer, x *subject, e *Evidence) logs {
	all := x.levels[device:osAlone]
	p := sum(all, func(y *likelihood) float64 { return y.habit })
	q := sum(all, func(y *likelihood) float64 { return y.newcomer })
	r := sum(all, func(y *likelihood) float64 { return y.intruder })
	if e != nil {
		e.note("share of intruders with a client of the identity's", imitation)
		tellClient(x, e)
	}
	return logs{p, p, q, q, mix(imitation, p, r)}
}

// tellClient says how well the client is known.
func tellClient(x *subject, e *Evidence) {
	for _, l := range []level{device, deviceOS, deviceBrowser} {
		if y := &x.levels[l]; y.known && y.rest.days == 0 {
			e.say("No other sign-in of this identity shows this %s.", [...]string{"device", "operating system", "browser"}[l-device])
			return
		}
	}
	if y := &x.levels[deviceBrowser]; y.known {
		e.say("The identity used such a client on %s otherwise.", count(int(y.rest.days), "day"))
	}
}
