package odds

import "math"

// failureTerm is whether a failed sign-in went before. That there is none tells something
// only of who has failed before: CloudTrail does not show the failures of everybody.
type failureTerm struct{}

func (failureTerm) name() string { return "failures" }

func (failureTerm) weigh(s *Scorer, x *subject, e *Evidence) logs {
	others := s.history.failed
	if x.at >= 0 && s.history.strands[x.at].failed {
		others--
	}
	switch {
	case x.failed:
		if e != nil {
			e.say("A failed sign-in went before.")
		}
		return versus(math.Log(failureInnocent), math.Log(failureIntruders))
	case others > 0:
		return versus(math.Log(1-failureInnocent), math.Log(1-failureIntruders))
	}
	return logs{}
}
