package profile

import "math"

// How the number of sign-ins of a unit is modelled.
const (
	sizeIntruder = 3.  // that an intruder adds to his first on one day
	sizeMost     = 5.  // times as many as that, at most, if he is as active as the identity
	sizeAlike    = 2.  // days of the average of all that weigh in
	sizeLeast    = .05 // least expectation of further sign-ins on a day
	sizeBefore   = 14. // days without a sign-in that are added to what is known
)

// A size says how the number of sign-ins of a unit goes with the activity of
// its identity. Both expectations are means of a geometric distribution.
type size struct {
	signIns  int
	further  int     // sign-ins beyond the one or two that make first and last day
	own      float64 // how many are to be expected if the identity is as active as ever
	intruder float64 // 3 √days, of an intruder who has reasons of his own
	ratio    float64 // ln of the probability by own over that by intruder
	alike    float64 // the same of an intruder who is as active as the identity
}

func (m *Model) size(t *traits, u *left) size {
	n := u.signIns
	signIns, days := float64(t.signIns-u.inside), float64(t.days)-float64(u.insideDays)
	perDay := max((signIns+sizeAlike*m.perDay)/(max(days, 0)+sizeAlike)-1, sizeLeast)
	length := float64(u.last-u.first) + 1
	x := size{signIns: n, further: n - 1, own: perDay, intruder: sizeIntruder * math.Sqrt(length)}
	if length > 1 {
		rate := (signIns + 1) / (max(t.presence()-length, 0) + sizeBefore)
		x.further, x.own = n-2, perDay+rate*(length-1)
	}
	by := geometric(x.further, x.intruder)
	x.ratio = geometric(x.further, x.own) - by
	x.alike = geometric(x.further, min(x.own, sizeMost*x.intruder)) - by
	return x
}

// geometric returns the logarithm of the geometric distribution with a mean.
func geometric(n int, mean float64) float64 {
	return float64(n)*math.Log(mean/(1+mean)) - math.Log(1+mean)
}
