package profile

import (
	"slices"
	"testing"
)

func TestHabit(t *testing.T) {
	var set Set
	jp, se := Place{Country: "JP", Network: "64501"}, Place{Country: "SE", Network: "64503"}
	chrome := Client{"desktop", "macOS", "Chrome"}
	see := func(d Day, p Place) { set.Add("mei", Observation{Day: d, Hour: 10, Place: p, Client: chrome}) }
	for d := range Day(60) {
		see(100+d, jp)
	}
	see(159, jp) // the same day again: no further day
	see(101, se)
	s := set.Fit().Identity("mei")
	check := func(a Attribute, o Observation, want Habit) {
		t.Helper()
		o.Hour, o.Client = 10, chrome
		got := s.Habit(a, o)
		if got.SeenDays != want.SeenDays || got.OfDays != want.OfDays || !slices.Equal(got.Usual, want.Usual) {
			t.Errorf("%v of %+v: got %+v, want %+v", a, o, got, want)
		}
	}
	// The habit is judged by day, and the week before and after is left out: days
	// 108 to 122, 15 of 60.
	check(Country, Observation{Day: 115, Place: jp}, Habit{45, 46, []Count{{"JP", 45, 159}, {"SE", 1, 101}}})
	// Days 94 to 108 are left out: 9 of 60, and Sweden.
	check(Country, Observation{Day: 101, Place: jp}, Habit{51, 51, []Count{{"JP", 51, 159}}})
	check(Country, Observation{Day: 101, Place: se}, Habit{0, 51, []Count{{"JP", 51, 159}}})
	// A failure in Sweden some days later belongs to the stay of day 101.
	check(Country, Observation{Day: 105, Place: se}, Habit{0, 51, []Count{{"JP", 51, 159}}})
	// Long after it does not.
	check(Country, Observation{Day: 140, Place: se}, Habit{1, 46, []Count{{"JP", 45, 159}, {"SE", 1, 101}}})
	check(Network, Observation{Day: 115, Place: Place{Country: "JP", Network: "64999"}}, Habit{0, 45, []Count{{"64501", 45, 159}}})
	check(Region, Observation{Day: 115, Place: jp}, Habit{})
	check(Browser, Observation{Day: 115, Place: jp}, Habit{45, 45, []Count{{"Chrome", 45, 159}}})
	if signIns, days := s.History(); signIns != 62 || days != 60 {
		t.Errorf("history: got %d sign-ins on %d days, want 62 on 60", signIns, days)
	}
}
