package profile

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// recompute does the arithmetic of an explanation on nothing but its fields.
func recompute(x Explanation) Score {
	place, client := chain(x.Place), chain(x.Client)
	of := func(wanted ...Attribute) Level { // the part of the place
		return chain(slices.DeleteFunc(slices.Clone(x.Place), func(l Level) bool { return !slices.Contains(wanted, l.Attribute) }))
	}
	nation, block := of(Country), of(Prefix)
	q := (1-x.Near)*place.Newcomer + x.Near*place.Newcomer/nation.Newcomer*nation.Habit
	r := (1-x.SameCountry-x.SameNetwork)*place.Intruder + x.SameCountry*place.Intruder/nation.Intruder*nation.Habit +
		x.SameNetwork*place.Habit/block.Habit*block.Intruder
	innocent, newPlace, intruder := 1.0, 1.0, 1.0
	for _, t := range x.Terms {
		if intruder *= t.Intruder; t.NewPlaceOnly {
			newPlace *= t.Innocent
		} else {
			innocent *= t.Innocent
		}
	}
	v := x.Innocents
	own := innocent * (v[0].Weight*place.Habit*client.Habit +
		v[1].Weight*q*client.Habit*newPlace +
		v[2].Weight*place.Habit*client.Newcomer +
		v[3].Weight*q*client.Newcomer*newPlace)
	others := x.Takeover.Weight * intruder * r * ((1-x.Imitation)*client.Intruder + x.Imitation*client.Habit)
	odds := others / own
	if x.Thin {
		odds = min(odds, 1)
	}
	feature := func(f Feature) float64 {
		if len(f.Levels) == 0 {
			return math.NaN()
		}
		c := chain(f.Levels)
		outside, habit := f.Alien*c.Newcomer, (1-f.Alien)*c.Habit
		for _, t := range f.Terms {
			outside, habit = outside*t.Outside, habit*t.Habit
		}
		return outside / (outside + habit)
	}
	return Score{odds / (1 + odds), feature(x.Location), feature(x.Browser), feature(x.OS), feature(x.Device)}
}

// chain multiplies the levels, each computed from its counts.
func chain(all []Level) Level {
	out := Level{Habit: 1, Newcomer: 1, Intruder: 1}
	for _, l := range all {
		unseen := 1.0
		if l.Total > 0 {
			unseen = float64(l.Once+1) / float64(l.Total+2)
		}
		g := unseen / l.Values
		if l.Total > 0 {
			g += (1 - unseen) * float64(l.Users) / float64(l.Total)
		}
		α := l.Brief * (l.Varied + 1) / (l.Exposure + l.Rate)
		out.Habit *= (float64(l.Days) + α*g) / (float64(l.OfDays) + α)
		out.Newcomer *= l.NewcomerAny/l.Values + (1-l.NewcomerAny)*g
		out.Intruder *= l.IntruderAny/l.Values + (1-l.IntruderAny)*g
	}
	return out
}

// TestExplain: the fields of an explanation give the score, and its logarithms
// agree with its factors.
func TestExplain(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 5))
	all := office(rng, 12, 60, .2)
	for i := range all {
		all[i].o.Place.Prefix = string(rune('a' + rng.IntN(4)))
		all[i].o.Failed = rng.IntN(20) == 0
		all[i].o.MFA = MFA(rng.IntN(3))
		if rng.IntN(9) == 0 {
			all[i].o.Place = Place{}
		}
		if rng.IntN(9) == 0 {
			all[i].o.Client.Browser = ""
		}
	}
	m := fitAll(all)
	check := func(name string, o Observation) {
		t.Helper()
		s := m.Identity(name)
		want, x := s.Score(o), s.Explain(o)
		got := recompute(x)
		for j := range 5 {
			a, b, c := *got.at(j), *want.at(j), *x.Score.at(j)
			if math.Float64bits(b) != math.Float64bits(c) || !(math.Abs(a-b) <= 1e-9*max(b, 1e-12)) && !(math.IsNaN(a) && math.IsNaN(b)) {
				t.Fatalf("%s, %+v: got %+v from the explanation of %+v, want %+v", name, o, got, x.Score, want)
			}
		}
		odds := x.Intruder - x.Innocent
		odds += x.Recalibration.Share * (between(x.Recalibration.Knots, odds) - odds)
		if x.Thin {
			odds = min(odds, 0)
		}
		if math.Abs(sigmoid(odds)-want.Overall) > 1e-9 {
			t.Errorf("%s, %+v: got log-odds %v for %v", name, o, odds, want.Overall)
		}
		var sum float64
		for _, c := range x.Innocents {
			sum += c.Weight * math.Exp(c.LogLikelihood)
		}
		if math.Abs(math.Log(sum)-x.Innocent) > 1e-9 {
			t.Errorf("%s, %+v: got innocent %v of classes, want %v", name, o, math.Log(sum), x.Innocent)
		}
	}
	for _, s := range all[:300] {
		check(s.identity, s.o)
	}
	// What the set does not hold: of a known unit, of none, and of nobody.
	check("person00", Observation{Day: 20031, Hour: 3, Place: all[0].o.Place, Client: all[0].o.Client, Failed: true})
	check("person00", Observation{Day: 20031, Hour: 3, Place: Place{Country: "BR", Network: "1", Prefix: "x"}, Client: Client{"tablet", "Android", "Opera"}})
	check("nobody", Observation{Day: 20031, Place: Place{Country: "BR", Network: "1", Hosting: true}})
}

// between follows the curve of a recalibration: from the first knot on, every piece
// adds its slope less 1 to that of the log-odds.
func between(knots [4]Knot, x float64) float64 {
	y := x + knots[0].Recalibrated - knots[0].LogOdds
	for i, k := range knots[1:] {
		width := k.LogOdds - knots[i].LogOdds
		slope := (k.Recalibrated - knots[i].Recalibrated) / width
		y += (slope - 1) * min(max(x-knots[i].LogOdds, 0), width)
	}
	return y
}

// TestTerms: every term is what its inputs are said to combine to.
func TestTerms(t *testing.T) {
	rng := rand.New(rand.NewPCG(6, 6))
	all := office(rng, 12, 60, .2)
	for i := range all {
		all[i].o.MFA = MFA(rng.IntN(3))
	}
	m := fitAll(all)
	mix := func(a, x float64) float64 { return a + (1-a)*x }
	for _, s := range all[:100] {
		x := m.Identity(s.identity).Explain(s.o)
		for _, term := range x.Location.Terms {
			in := func(i int) float64 { return term.Inputs[i].Value }
			habit, outside := term.Habit, term.Outside
			switch term.Name {
			case TermLength:
				if again := 1 - math.Pow(1-(in(1)+.5)/(in(2)+2), 7); math.Abs(min(again, .99)-in(3)) > 1e-9 {
					t.Errorf("%+v: got %v for again", term, again)
				}
				if habit, outside = mix(in(4), in(3)), in(5); in(0) == 0 {
					habit, outside = 1-habit, 1-outside
				}
			case TermAbsence:
				if alone := .03 * in(6); math.Abs(alone-in(7)) > 1e-9 {
					t.Errorf("%+v: got %v for alone", term, alone)
				}
				habit, outside = mix(1-in(7), in(5)), mix(1-in(8), in(5))
			}
			if math.Abs(habit/term.Habit-1) > 1e-9 || math.Abs(outside/term.Outside-1) > 1e-9 {
				t.Errorf("%+v: got %v and %v of the inputs", term, habit, outside)
			}
		}
		for _, term := range x.Terms {
			in := func(i int) float64 { return term.Inputs[i].Value }
			innocent, intruder := term.Innocent, term.Intruder
			switch term.Name {
			case TermHosting:
				innocent, intruder = 1-in(1), 1-in(2)
			case TermHours:
				innocent, intruder = mix(in(5), in(4)), mix(1-in(6), in(4))
			case TermBeside:
				innocent, intruder = mix((3*in(8)+in(7))/(3+in(6)), in(5)), mix(1-in(9), in(5))
			case TermSize:
				p := func(mean float64) float64 { return math.Pow(mean/(1+mean), in(1)) / (1 + mean) }
				if z, alike := p(in(2))/p(in(3)), p(min(in(2), 5*in(3)))/p(in(3)); math.Abs(z-in(4)) > 1e-9*z || math.Abs(alike-in(5)) > 1e-9*alike {
					t.Errorf("%+v: got %v and %v for z and z'", term, z, alike)
				}
				innocent, intruder = mix(in(6), in(4)), mix(1-in(7), in(5))
			case TermMFA:
				if len(term.Inputs) == 0 {
					innocent, intruder = 1, 1
					break
				}
				used := (in(1) + .5*in(3)) / (in(1) + in(2) + .5)
				if innocent, intruder = 1-used, mix(in(5), 1-used); in(0) == 1 {
					innocent, intruder = used, (1-in(5))*used
				}
			case TermFailures:
				innocent, intruder = in(3), in(3)*(1-in(4))
			}
			if math.Abs(innocent/term.Innocent-1) > 1e-9 || math.Abs(intruder/term.Intruder-1) > 1e-9 {
				t.Errorf("%+v: got %v and %v of the inputs", term, innocent, intruder)
			}
		}
	}
}
