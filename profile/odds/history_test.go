package odds

import (
	"testing"

	"loginodds/profile"
)

// TestJoins: a network for servers is taken up if it is used for weeks with a client that is
// seen there only.
func TestJoins(t *testing.T) {
	check := func(why string, k profile.Client, hosting bool, every, want int) {
		t.Helper()
		cloud := line("JP", "64500", "y")
		cloud.Hosting = hosting
		c := newCompany(1)
		for day := range 60 {
			c.add("ana", at(day, 9, line("JP", "1", "x"), chromeMac))
			if day%every == 0 {
				c.add("ana", at(day, 15, cloud, k))
			}
		}
		if got := fit(c.all).Identity("ana").history.joins(); len(got) != want {
			t.Errorf("%s: got networks %v, want %d", why, got, want)
		}
	}
	check("a client of its own", chromeWindows, true, 3, 1)
	check("a line of its own", chromeWindows, false, 3, 0)
	check("the usual client", chromeMac, true, 3, 0)
	check("too seldom", chromeWindows, true, 30, 0)
}

// TestStrandMarks: one failure or journey is one of the whole strand.
func TestStrandMarks(t *testing.T) {
	c := newCompany(1)
	for day := range 5 {
		o := at(day, 9, line("JP", "1", "x"), chromeMac)
		if o.Failed = day == 2; day == 2 {
			o.Apart = profile.Impossible
		}
		c.add("ana", o)
	}
	h := fit(c.all).Identity("ana").history
	if s := h.strands[0]; !s.failed || s.apart != profile.Impossible || s.days != 5 || h.failed != 1 || h.apart != 1 {
		t.Errorf("got %+v with %d failed and %d apart, want both of 5 days", s, h.failed, h.apart)
	}
}
