package report

import (
	"strings"
	"testing"
)

func TestWorldMap(t *testing.T) {
	if len(worldText) > 150_000 {
		t.Errorf("the map has %d bytes", len(worldText))
	}
	w := world()
	seen := map[string]bool{}
	for _, s := range w.shapes {
		if seen[s.code] || s.x < 0 || s.x > w.width || s.y < 0 || s.y > w.height || strings.Trim(s.path, "mlz0123456789 -") != "" {
			t.Errorf("%s: twice, outside of the map, or no path: %+v", s.code, s)
		}
		seen[s.code] = true
	}
	if len(seen) < 230 || !seen["JP"] || !seen["SG"] || !seen["XK"] {
		t.Errorf("got %d countries", len(seen))
	}
	m := newPage(pictured(), Options{Threshold: .9}).Map
	var titles []string
	for _, c := range m.Countries {
		titles = append(titles, c.Title)
	}
	// Those of mei and of who chose every word are in the United States, that of 佐藤 in
	// Japan. Marked countries are drawn last.
	want := "Singapore: 3 sign-ins; Japan: 1,200 sign-ins, 1 reported; United States: 2 sign-ins, 2 reported"
	if got := strings.Join(titles, "; "); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
