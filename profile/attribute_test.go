package profile

import (
	"testing"
	"time"
)

func TestDayOf(t *testing.T) {
	check := func(at string, want Day) {
		t.Helper()
		x, err := time.Parse(time.RFC3339, at)
		if err != nil {
			t.Fatal("parsing a time:", err)
		}
		got := DayOf(x)
		if got != want {
			t.Errorf("%s: got %d, want %d", at, got, want)
		}
		if begin := got.Time(); DayOf(begin) != got || begin.After(x) || x.Sub(begin) >= 24*time.Hour {
			t.Errorf("%s: got a day that begins at %v", at, begin)
		}
	}
	check("1970-01-01T00:00:00Z", 0)
	check("1970-01-01T23:59:59Z", 0)
	check("1969-12-31T23:59:59Z", -1)
	check("1969-12-31T00:00:00Z", -1)
	check("2026-01-01T08:59:59+09:00", 20453) // still the last day of 2025 in UTC
	check("0000-01-01T00:00:00Z", -719528)    // the limits of RFC 3339, which isDay has too
	check("9999-12-31T23:59:59Z", 2932896)
}

func TestAttributeString(t *testing.T) {
	for a, want := range []string{"country", "region", "city", "network", "prefix", "device", "os", "browser"} {
		if got := Attribute(a).String(); got != want {
			t.Errorf("attribute %d: got %q, want %q", a, got, want)
		}
	}
}
