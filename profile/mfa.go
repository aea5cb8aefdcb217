package profile

// An mfaCount counts cells with a second factor, and cells without. One with both
// counts twice.
type mfaCount struct{ used, unused int }

func (c *mfaCount) add(bits uint32) {
	if bits&withMFA != 0 {
		c.used++
	}
	if bits&withoutMFA != 0 {
		c.unused++
	}
}

// mfaOfAll adds up the shares of identities.
type mfaOfAll struct{ used, identities float64 }

func (a *mfaOfAll) add(c mfaCount) {
	if n := c.used + c.unused; n > 0 {
		a.used += float64(c.used) / float64(n)
		a.identities++
	}
}

// The prior of the share of identities with a second factor: two, of which one has it.
const (
	mfaShare  = .5
	mfaBefore = 2.
)

// finish returns the share of identities with a second factor.
func (a *mfaOfAll) finish() float64 {
	return (a.used + mfaShare*mfaBefore) / (a.identities + mfaBefore)
}

// A secondFactor is how an episode goes with the identity's use of a second factor.
type secondFactor struct {
	shown  MFA      // not used, if some sign-ins were without
	others mfaCount // outside the episode
	habit  float64  // probability of what is shown, 0 if that is unknown
}

// secondFactor compares the episode with the identity's other sign-ins. It takes
// the use of a second factor for a habit that identities keep, so that the beta
// predictive has everybody's share for its mean and little weight.
func (m *Model) secondFactor(t *traits, u *left) secondFactor {
	x := secondFactor{others: t.mfa}
	if u.unit != none {
		x.others.used -= u.mfa.used
		x.others.unused -= u.mfa.unused
	}
	used := (float64(x.others.used) + mfaAlike*m.mfa) / (float64(x.others.used+x.others.unused) + mfaAlike)
	switch {
	case u.mfa.unused > 0:
		x.shown, x.habit = MFANotUsed, 1-used
	case u.mfa.used > 0:
		x.shown, x.habit = MFAUsed, used
	}
	return x
}

// ofMFA returns the factor of what is shown, whose probability by habit is h.
func (m *shares) ofMFA(h float64, used bool) factor {
	switch {
	case h == 0:
		return factor{1, 1}
	case used:
		return factor{h, (1 - m.without) * h}
	}
	return factor{h, m.without + (1-m.without)*h}
}
