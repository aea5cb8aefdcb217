package odds

import (
	"slices"
	"testing"

	"loginodds/profile"
)

// TestHabitOf: what an identity shows otherwise than from the network and with the client of
// a sign-in, each value of a day counting.
func TestHabitOf(t *testing.T) {
	jp, se := line("JP", "64501", "x"), line("SE", "64503", "y")
	var set profile.Set
	for day := range 60 {
		set.Add("mei", at(day, 10, jp, chromeMac))
	}
	set.Add("mei", at(59, 10, jp, chromeMac)) // the same day again: no further day
	set.Add("mei", at(59, 11, line("JP", "64501", "z"), chromeWindows))
	set.Add("mei", at(1, 10, se, chromeMac))
	s := Fit(&set, Options{}).Identity("mei")
	check := func(a profile.Attribute, o profile.Observation, want Habit) {
		t.Helper()
		got := s.Habit(a, o)
		if got.SeenDays != want.SeenDays || got.OfDays != want.OfDays || !slices.Equal(got.Usual, want.Usual) {
			t.Errorf("%v of %+v: got %+v, want %+v", a, o, got, want)
		}
	}
	// What is judged is all of the network with the client, so that one day of each is left.
	check(profile.Country, at(20, 10, jp, chromeMac), Habit{1, 2, []profile.Count{{Value: "JP", Days: 1, Last: 20059}, {Value: "SE", Days: 1, Last: 20001}}})
	check(profile.Country, at(1, 10, se, chromeMac), Habit{0, 60, []profile.Count{{Value: "JP", Days: 60, Last: 20059}}})
	check(profile.Browser, at(1, 10, se, chromeMac), Habit{60, 60, []profile.Count{{Value: "Chrome", Days: 60, Last: 20059}}})
	check(profile.OS, at(1, 10, se, chromeMac), Habit{60, 61, []profile.Count{{Value: "macOS", Days: 60, Last: 20059}, {Value: "Windows", Days: 1, Last: 20059}}})
	check(profile.Prefix, at(20, 10, line("JP", "64501", "z"), chromeWindows), Habit{0, 60, []profile.Count{{Value: "x", Days: 60, Last: 20059}}})
	// A sign-in that is not held leaves nothing out.
	check(profile.Country, at(70, 10, line("BR", "1", "x"), chromeMac), Habit{0, 61, []profile.Count{{Value: "JP", Days: 60, Last: 20059}, {Value: "SE", Days: 1, Last: 20001}}})
	check(profile.Network, at(70, 10, line("JP", "64999", "x"), chromeMac), Habit{0, 60, []profile.Count{{Value: "64501", Days: 60, Last: 20059}}})
	check(profile.Network, at(70, 10, line("BR", "1", "x"), chromeMac), Habit{}) // of a country without any
	check(profile.Region, at(20, 10, jp, chromeMac), Habit{})                    // unknown
	if signIns, days := s.History(); signIns != 63 || days != 60 {
		t.Errorf("got %d sign-ins on %d days, want 63 on 60", signIns, days)
	}
}
