package report

import (
	"fmt"
	"strings"
	"testing"

	"loginodds/analyzer"
)

// TestRoaming: networks that go along with their users are named where they are left
// out of the arithmetic, and a few of them in the summary.
func TestRoaming(t *testing.T) {
	var all []analyzer.Roaming
	for i := range 7 {
		all = append(all, analyzer.Roaming{Country: "IE", Network: fmt.Sprint(64500 + i), LogOdds: 4.5})
	}
	var b strings.Builder
	if err := Coverage(&b, &analyzer.Coverage{Roaming: all}, Options{}); err != nil {
		t.Fatal(err)
	}
	const want = "Roaming    IE AS64500, IE AS64501, IE AS64502, IE AS64503, IE AS64504, 2 more: kept by users who are elsewhere, as a VPN is\n"
	if !strings.Contains(b.String(), want) {
		t.Errorf("got %q, want a line %q", b.String(), want)
	}
	x, _ := explanationOf(t, "276b880a-9cdf-4389-8a48-1cd5d1ce664e")
	x.Finding.Explanation.Roaming = all[:1]
	text := Arithmetic(&x.Finding, Options{})
	const line = "    not counted, since it goes along with its users: IE AS64500, with the log-odds 4.5\n"
	if _, after, ok := strings.Cut(text, "  interleaving: "); !ok || !strings.Contains(after, line) {
		t.Errorf("got no line %q in\n%s", line, text)
	}
}
