package profile

import (
	"math"
	"testing"
)

// TestLength: a place seen on 1 of 97 other days is there on a day with probability
// 1.5/99, and within a week with 1-(97.5/99)⁷ = .101359; by hand .02 + .98 × .101359 =
// .119332 of its stays last.
func TestLength(t *testing.T) {
	m := &stayShares{burst: .02, lasting: .6}
	check := func(what string, x length, habit, outside float64) {
		t.Helper()
		if f := m.ofLength(&x); math.Abs(f.habit-habit) > 1e-6 || math.Abs(f.outside-outside) > 1e-6 {
			t.Errorf("%s: got %+v, want %v and %v", what, f, habit, outside)
		}
	}
	measured := func(last Day) length {
		x := length{seen: 1}
		x.measure(&traits{first: 0, last: 97 + last}, &left{first: 50, last: 50 + last})
		return x
	}
	check("several days", measured(4), .119332, .6)
	check("one day", measured(0), .880668, .4)
	check("a day of a habit", length{}, 1, 1)
	often := length{seen: 97} // every day
	if often.measure(&traits{last: 97}, &left{first: 50, last: 50}); often.again != mostAgain {
		t.Errorf("got %v, want the bound", often.again)
	}
}

// TestFitStays: of 1,000 stays that are by habit beyond doubt 300 last, at places that a
// habit would not see again, and of 100 beyond it 70 last, and 40 fall into an absence.
// With the priors that is (1+300)/(50+1000), (5+70)/(10+100) and (5+40)/(10+100). Of
// 300 2 + 700 + 70 3 + 30 = 1,540 sign-ins 240 are from outside, and one of 50 before.
func TestFitStays(t *testing.T) {
	var all []stayRatio
	add := func(n int, value, signIns float64, lasting bool, away float64) {
		for range n {
			all = append(all, stayRatio{ratio{value, 1}, signIns, length{tells: true, lasting: lasting}, away})
		}
	}
	add(300, 0, 2, true, 1)
	add(700, 0, 1, false, 1)
	add(40, 1e250, 3, true, 1e30)
	add(30, 1e250, 3, true, 0)
	add(30, 1e250, 1, false, 0)
	var w weights
	π, got := fitStays(nil, 0, all, &w)
	if want := 241. / 1590; math.Abs(π-want) > 1e-6 {
		t.Errorf("got π %v, want %v", π, want)
	}
	if want := (stayShares{301. / 1050, 75. / 110, 45. / 110}); math.Abs(got.burst-want.burst) > 1e-6 || math.Abs(got.lasting-want.lasting) > 1e-6 || math.Abs(got.away-want.away) > 1e-6 {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if w.stays != 1050 || w.lasting != 110 || w.location != 1590 {
		t.Errorf("got the weights %+v", w)
	}
}

// TestJourney: five days at a place where the identity was once are a journey if it is
// seen nowhere else meanwhile; one sign-in from there on a day at home is hardly one.
func TestJourney(t *testing.T) {
	home, hotel := Place{Country: "JP", Network: "1"}, Place{Country: "JP", Network: "2"}
	location := func(days int, homeToo bool) float64 {
		var s Set
		for d := range 120 {
			for _, id := range []string{"ana", "ben", "cyd", "dan"} {
				away := id == "ana" && (d == 10 || d >= 60 && d < 60+days)
				if away {
					s.Add(id, Observation{Day: Day(20000 + d), Hour: 9, Place: hotel, Client: desktop})
				}
				if !away || homeToo {
					s.Add(id, Observation{Day: Day(20000 + d), Hour: 9, Place: home, Client: desktop})
				}
			}
		}
		return s.Fit().Identity("ana").Score(Observation{Day: 20060, Hour: 9, Place: hotel, Client: desktop}).Location
	}
	journey, single := location(5, false), location(1, true)
	if journey < 10*single || journey < .5 {
		t.Errorf("got %v for a journey and %v for a single sign-in", journey, single)
	}
}

// TestAlone: a stay during which nothing else is seen for weeks is likelier to be a habit
// if its place is shown every other day. By hand, where that is 1,000 times likelier during
// an absence, it is 1 - .03/2 + 1000 .03/2 = 15.985 of a habit like that, and 1 - .4 +
// .4 1000 = 400.6 outside.
func TestAlone(t *testing.T) {
	m := &stayShares{away: .4}
	x := length{share: .5}
	if f := m.ofAbsence(1000, &x); math.Abs(f.habit-15.985) > 1e-9 || math.Abs(f.outside-400.6) > 1e-9 {
		t.Errorf("got %+v, want 15.985 and 400.6", f)
	}
	if f := m.ofAbsence(1, &x); f != (stayFactor{1, 1}) {
		t.Errorf("got %+v where nothing is known, want 1", f)
	}
}
