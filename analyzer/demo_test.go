package analyzer

import (
	"encoding/csv"
	"os"
	"testing"
)

// TestDemo: the example comes out as its README says.
func TestDemo(t *testing.T) {
	f, err := os.Open("../testdata/demo.csv")
	if err != nil {
		t.Fatal("opening the cases:", err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal("reading the cases:", err)
	}
	cases := map[string]string{}
	for _, row := range rows[1:] {
		cases[row[0]] = row[1]
	}
	r := run(t, Options{Paths: []string{"../testdata/demo"}, Select: Selection{All: true}})
	seen := map[string]int{}
	for i, f := range r.Findings {
		name, p := cases[f.EventID], f.Probability
		seen[name]++
		ok := p.Overall < .5 // as of everybody innocent
		switch name {
		case "stolen-credentials":
			ok = p.Location >= .98 && p.Browser >= .98 && p.Overall >= .99 && i < 3
		case "guessed-password":
			ok = p.Overall >= .7 && p.Browser >= .95 && p.OS >= .95 && i == 3 && f.Evidence.FailuresBefore == 4
		case "traveller":
			ok = ok && p.Location >= .99
		case "new-laptop":
			ok = ok && p.Browser >= .5 && p.OS >= .5
		case "forgotten-password":
			ok = ok && f.Evidence.FailuresBefore == 3
		case "root":
			ok = ok && f.Identity.Name == "root"
		case "two-accounts":
			ok = ok && f.Identity.Key == "person:mei.w@kawasemi.example"
		case "ipv6-home":
			ok = ok && p.Location < .5
		}
		if !ok {
			t.Errorf("%s: got rank %d, %+v, %+v", name, i+1, p, f.Evidence)
		}
	}
	if len(seen) != 9 {
		t.Errorf("got cases %v, want 8 and the ordinary sign-ins", seen)
	}
}
