package odds

import "math"

// hostingTerm is whether the address belongs to a network that lets servers: a cloud, a
// data centre, a VPN. It is bounded by a factor of 2, as people have cloud desktops and
// private VPNs.
type hostingTerm struct{}

func (hostingTerm) name() string { return "hosting" }

func (hostingTerm) weigh(s *Scorer, x *subject, e *Evidence) logs {
	if !x.levels[network].known {
		return logs{}
	}
	innocent, intruder := hostingInnocent, hostingIntruders
	if !x.hosting {
		innocent, intruder = 1-innocent, 1-intruder
	} else if e != nil {
		e.say("The address belongs to a network for servers, as do %.0f%% of intruders' and %.0f%% of innocent new places.", 100*intruder, 100*innocent)
	}
	return versus(math.Log(innocent), math.Log(intruder))
}
