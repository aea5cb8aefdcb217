package report

import (
	"fmt"
	"strings"
	"testing"

	"loginodds/analyzer"
)

func TestChart(t *testing.T) {
	p := &page{}
	check := func(h analyzer.Habit, of, want string) {
		t.Helper()
		c := p.chart("OS", htmlOdds{}, h)
		var bars []string
		for _, b := range c.Bars {
			bars = append(bars, fmt.Sprint(b.Value, " ", b.Days, " ", b.Width, " ", b.This))
		}
		if got := strings.Join(bars, "; "); c.Of != of || got != want {
			t.Errorf("%v: got %q, %q, want %q, %q", h, c.Of, got, of, want)
		}
	}
	check(analyzer.Habit{}, "Unknown, not compared.", "")
	check(analyzer.Habit{Value: "macOS"}, "No other days to compare with.", "macOS 0 0 true")
	check(analyzer.Habit{Value: "macOS", SeenDays: 1, OfDays: 300, Usual: []analyzer.Usual{{Value: "Windows", Days: 299}}},
		"of 300 days", "Windows 299 99 false; macOS 1 1 true") // one day is seen
	check(analyzer.Habit{Value: "macOS", SeenDays: 2, OfDays: 2, Usual: []analyzer.Usual{{Value: "macOS", Days: 2}}},
		"of 2 days", "macOS 2 100 true")
}
