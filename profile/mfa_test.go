package profile

import (
	"math"
	"testing"
)

// TestMFA: a sign-in without the usual second factor is more suspicious than one
// with it, and one without tells nothing of an identity that has none.
func TestMFA(t *testing.T) {
	score := func(habit, shown MFA) float64 {
		var s Set
		abroad := Observation{Day: 20050, Hour: 3, Place: Place{Country: "US", Network: "64500"}, Client: laptop, MFA: shown}
		for i := range 40 {
			for _, id := range []string{"ana", "ben", "cyd", "dan"} {
				s.Add(id, Observation{Day: Day(20000 + i), Hour: 9, Place: Place{Country: "JP", Network: "64501"}, Client: desktop, MFA: habit})
			}
		}
		s.Add("ana", abroad)
		return s.Fit().Identity("ana").Score(abroad).Overall
	}
	plain := score(MFAUnknown, MFAUnknown)
	if got := score(MFAUsed, MFANotUsed); got < 5*plain {
		t.Errorf("without the usual second factor: got %v, want more than 5 times %v", got, plain)
	}
	if got := score(MFAUsed, MFAUsed); got > .75*plain { // the odds are 1-t, .6, of it
		t.Errorf("with the usual second factor: got %v, want less than .75 of %v", got, plain)
	}
	if got := score(MFANotUsed, MFANotUsed); math.Abs(got/plain-1) > .1 {
		t.Errorf("without a second factor as ever: got %v, want about %v", got, plain)
	}
}

// TestSecondFactor: 9 other cells with a second factor and 1 without, where .5 of all
// identities have one, give (9+.25)/(10.5) = .880952 by hand.
func TestSecondFactor(t *testing.T) {
	m := &Model{mfa: .5}
	u := &left{unit: 1, mfa: mfaCount{used: 1}}
	x := m.secondFactor(&traits{mfa: mfaCount{10, 1}}, u)
	if x.shown != MFAUsed || math.Abs(x.habit-.880952) > 1e-6 {
		t.Errorf("got %+v, want .880952 for its use", x)
	}
	u.mfa.unused = 1 // one without decides
	if x := m.secondFactor(&traits{mfa: mfaCount{10, 2}}, u); x.shown != MFANotUsed || math.Abs(x.habit-.119048) > 1e-6 {
		t.Errorf("got %+v, want .119048 for none", x)
	}
}
