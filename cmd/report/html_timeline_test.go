package report

import (
	"fmt"
	"testing"
	"time"

	"loginodds/analyzer"
)

func TestScale(t *testing.T) {
	check := func(span time.Duration, unit string, n int) {
		t.Helper()
		first := time.Date(2026, 5, 12, 3, 14, 7, 0, time.UTC)
		p := &page{}
		s := p.newScale([]analyzer.History{{SignIns: []analyzer.Point{{Time: first.Add(span)}, {Time: first}}}})
		if s.unit() != unit || s.n != n {
			t.Errorf("%v: got %d of %s, want %d of %s", span, s.n, s.unit(), n, unit)
		}
		if got := s.bucket(first.Add(span)); got < 0 || got >= s.n {
			t.Errorf("%v: the last sign-in is in %d of %d", span, got, s.n)
		}
		if ticks := s.ticks(); len(ticks) == 0 || len(ticks) > 15 || ticks[0].Text != "2026-05-12" {
			t.Errorf("%v: got ticks %v", span, ticks)
		}
	}
	const day = 24 * time.Hour
	check(0, "one hour", 24) // one sign-in
	check(2*day, "one hour", 72)
	check(90*day, "one day", 91)
	check(369*day, "one day", 370)
	check(370*day, "7 days", 53)
	check(9000*day, "28 days", 322)
	check(100_000*day, "448 days", 224) // a wrong clock
}

// TestTimeline: many sign-ins of many places make a picture of bounded size, in which
// none is lost.
func TestTimeline(t *testing.T) {
	r := pictured()
	h := &r.Details.Histories[0]
	mei := h.SignIns[len(h.SignIns)-1]
	for i := range 5000 {
		p := mei
		p.EventID, p.Time, p.Finding = fmt.Sprint(i), p.Time.Add(-time.Duration(i)*time.Hour), false
		p.Geo.ASN = uint32(i % 50)
		h.SignIns = append(h.SignIns, p)
	}
	x := newPage(r, Options{Threshold: .9}).Timeline.First[0]
	if len(x.Groups) != 3 {
		t.Fatalf("got %d groups, want place, client and outcome", len(x.Groups))
	}
	for _, g := range x.Groups {
		n, marked, size := 0, 0, 0
		for _, l := range g.Lanes {
			n, marked, size = n+l.N, marked+l.Marked, size+len(l.Path)
		}
		want := []int{5029, 1}
		if g.Name == "Outcome" {
			want = []int{2, 0}
		}
		if n != want[0] || marked != want[1] || len(g.Lanes) > lanesShown || size > 40_000 {
			t.Errorf("%s: got %d sign-ins, %d reported, %d lanes, %d bytes", g.Name, n, marked, len(g.Lanes), size)
		}
	}
}
