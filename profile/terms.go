package profile

import "math"

// The names of terms, as in [Term].
const (
	TermHosting  = "hosting"
	TermHours    = "hours"
	TermBeside   = "interleaving"
	TermSize     = "size"
	TermMFA      = "MFA"
	TermFailures = "failures"
	TermLength   = "length" // of a stay, as is the next
	TermAbsence  = "absence"
)

// terms describes the factors of a judgement. Every one is written as its
// inputs are combined.
func (m *Model) terms(e *evidence, j *judgement) []Term {
	return []Term{
		m.hostingTerm(e, j),
		m.hoursTerm(e, j),
		m.besideTerm(e, j),
		m.sizeTerm(e, j),
		m.mfaTerm(e, j),
		m.failureTerm(e, j),
	}
}

func (f factor) term(name string, inputs ...Input) Term {
	return Term{Name: name, Inputs: inputs, Innocent: f.innocent, Intruder: f.intruder, LogRatio: math.Log(f.intruder / f.innocent)}
}

// hostingTerm: the share of those from hosting networks, or 1 less that share;
// 1 if the network is unknown.
func (m *Model) hostingTerm(e *evidence, j *judgement) Term {
	if e.hosting < 0 {
		return j.hosting.term(TermHosting)
	}
	return j.hosting.term(TermHosting,
		Input{"hosting network, 1 if it is one", float64(e.hosting)},
		Input{"share of innocent episodes in new places from hosting networks", m.mixture.newHosting},
		Input{"share of intruders from hosting networks", m.mixture.hosting})
}

// hoursTerm: innocent odd + (1-odd) h, intruder 1-same + same h.
func (m *Model) hoursTerm(e *evidence, j *judgement) Term {
	shifted := 0.
	if e.timing.foreign {
		shifted = 1
	}
	return j.hours.term(TermHours,
		Input{"days of the episode", float64(e.timing.days)},
		Input{"weight of each", e.timing.weight},
		Input{"other hours of the identity", e.timing.others},
		Input{"shifted hours allowed, 1 if the country is new", shifted},
		Input{"h, these hours by its habit over uniform ones", bounded(e.timing.ratio)},
		Input{"odd, share of innocent episodes at any hour", m.mixture.odd},
		Input{"same, share of intruders who keep its hours", m.mixture.same})
}

// besideTerm: innocent s + (1-s) a, intruder 1-away + away a, with
// s = (3 shared + beside) / (3 + sites).
func (m *Model) besideTerm(e *evidence, j *judgement) Term {
	x := j.absence.term(TermBeside,
		Input{"days from first to last of the episode", float64(e.absence.days)},
		Input{"of them with another, usual network", float64(e.absence.beside)},
		Input{"days around it", float64(e.absence.around)},
		Input{"of them with another network", float64(e.absence.present)},
		Input{"share of days to expect another network on", e.absence.expected},
		Input{"a, this if the identity is away over this if it is not", bounded(-e.absence.ratio)},
		Input{"sites, its other episodes in new networks", e.sites},
		Input{"beside, those of them during which it was not away", e.beside},
		Input{"shared, share of identities that are several people", m.mixture.shared},
		Input{"away, share of intruders during an absence", m.mixture.away})
	x.NewPlaceOnly = true
	return x
}

// sizeTerm: innocent burst + (1-burst) z, intruder 1-usual + usual z'.
func (m *Model) sizeTerm(e *evidence, j *judgement) Term {
	return j.size.term(TermSize,
		Input{"sign-ins of the episode", float64(e.size.signIns)},
		Input{"of them beyond those that make first and last day", float64(e.size.further)},
		Input{"to be expected by the activity of the identity", e.size.own},
		Input{"to be expected of an intruder", e.size.intruder},
		Input{"z, so many by that activity over so many by an intruder", bounded(e.size.ratio)},
		Input{"z', the same by that activity, but at most 5 times an intruder's", bounded(e.size.alike)},
		Input{"burst, share of innocent episodes of an intruder's size", burst},
		Input{"usual, share of intruders as active as the identity", m.mixture.usual})
}

// mfaTerm: with a second factor innocent h, intruder (1-without) h; without one
// innocent h, intruder without + (1-without) h. Both are 1 if it is not known.
func (m *Model) mfaTerm(e *evidence, j *judgement) Term {
	if e.mfa.habit == 0 {
		return j.mfa.term(TermMFA)
	}
	with := 0.
	if e.mfa.shown == MFAUsed {
		with = 1
	}
	return j.mfa.term(TermMFA,
		Input{"second factor in all sign-ins of the episode, 1 if there was", with},
		Input{"others of the identity with one, by day, place and client", float64(e.mfa.others.used)},
		Input{"others without", float64(e.mfa.others.unused)},
		Input{"share of identities with one", m.mfa},
		Input{"h, probability by its habit", e.mfa.habit},
		Input{"without, share of intruders who have none", m.mixture.without})
}

// failureTerm: after failures innocent 1-n, intruder 1 - n (1-fail); without
// innocent n, intruder n (1-fail).
func (m *Model) failureTerm(e *evidence, j *judgement) Term {
	failed := 0.
	if e.failed {
		failed = 1
	}
	return j.fail.term(TermFailures,
		Input{"after failures, 1 if it was", failed},
		Input{"share of sign-ins after failures", m.failures},
		Input{"sign-ins of the episode", float64(e.size.signIns)},
		Input{"n, probability that an innocent episode has none", e.innocentFailures},
		Input{"fail, share of intruders who fail first", m.mixture.fail})
}

// stayTerms describes what the length of a stay and the absence during it say; none
// of them if the length tells nothing.
func (m *Model) stayTerms(x *stay) []StayTerm {
	if !x.length.tells {
		return nil
	}
	return []StayTerm{m.lengthTerm(&x.length), m.absenceTerm(&x.absence, &x.length)}
}

// lengthTerm: of a lasting stay habit b + (1-b) again, outside lasting; of another
// 1 less that.
func (m *Model) lengthTerm(x *length) StayTerm {
	lasting := 0.
	if x.lasting {
		lasting = 1
	}
	f := m.stays.ofLength(x)
	return StayTerm{TermLength, []Input{
		{"on several days, 1 if it is", lasting},
		{"days that show the place otherwise", float64(x.seen)},
		{"days that the identity is known without the stay", x.of},
		{"again, probability that it shows it again within 7 days", x.again},
		{"b, share of stays by habit that last all the same", m.stays.burst},
		{"lasting, share of stays outside the habit that last", m.stays.lasting},
	}, f.habit, f.outside}
}

// absenceTerm: habit 1-alone + alone a, with alone = .03 share, and outside
// 1-away + away a.
func (m *Model) absenceTerm(x *absence, l *length) StayTerm {
	a := bounded(-x.ratio)
	f := m.stays.ofAbsence(a, l)
	return StayTerm{TermAbsence, []Input{
		{"days from first to last of the stay", float64(x.days)},
		{"of them with another, usual network", float64(x.beside)},
		{"days around it", float64(x.around)},
		{"of them with another network", float64(x.present)},
		{"share of days to expect another network on", x.expected},
		{"a, this if the identity is away over this if it is not", a},
		{"share, probability that the place is shown on a day", l.share},
		{"alone, share of stays by habit that look like an absence", aloneShare * l.share},
		{"away, share of stays outside the habit during an absence", m.stays.away},
	}, f.habit, f.outside}
}
