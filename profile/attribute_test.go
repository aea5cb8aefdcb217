package profile

import (
	"testing"
	"time"
)

// TestJoin: values cannot be made up so that they pass for those of another path.
func TestJoin(t *testing.T) {
	for _, x := range [][2][]string{
		{{"a", "b"}, {"a\x00/b", ""}},
		{{"a", "b"}, {"a\x00/b"}},
		{{"a\x00", "b"}, {"a", "\x00b"}},
	} {
		if join(x[0]...) == join(x[1]...) {
			t.Errorf("%q and %q are the same", x[0], x[1])
		}
	}
}

func TestDayOf(t *testing.T) {
	check := func(at string, want Day) {
		t.Helper()
		x, err := time.Parse(time.RFC3339, at)
		if err != nil {
			t.Fatal(err)
		}
		if got := DayOf(x); got != want {
			t.Errorf("%s: got %d, want %d", at, got, want)
		}
	}
	check("1970-01-01T00:00:00Z", 0)
	check("1970-01-01T23:59:59Z", 0)
	check("1969-12-31T23:59:59Z", -1)
	check("2026-01-01T08:59:59+09:00", 20453) // still the last day of 2025 in UTC
}

func FuzzJoin(f *testing.F) {
	f.Add("a", "b", "c", "d")
	f.Add("a\x00/", "b", "a", "\x00/b")
	f.Fuzz(func(t *testing.T, a, b, c, d string) {
		if join(a, b) == join(c, d) && (a != c || b != d) {
			t.Errorf("%q, %q and %q, %q are the same", a, b, c, d)
		}
	})
}
