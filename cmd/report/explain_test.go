package report

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"loginodds/analyzer"
)

// explanationOf returns the printed explanation of a sign-in of the example.
func explanationOf(t *testing.T, eventID string) (analyzer.Explained, string) {
	t.Helper()
	all, _, err := analyzer.Explain(t.Context(), analyzer.Options{Paths: []string{"../../testdata/demo"}}, eventID)
	if err != nil {
		t.Fatal("explaining:", err)
	}
	var b strings.Builder
	if err := Explain(&b, all, Options{}); err != nil {
		t.Fatal("writing:", err)
	}
	return all[0], b.String()
}

var printedNumber = regexp.MustCompile(`-?[0-9]+(?:\.[0-9]+)?(?:e[-+][0-9]+)?`)

// numbers returns those of a line behind a text.
func numbers(t *testing.T, line, behind string) []float64 {
	t.Helper()
	_, line, ok := strings.Cut(line, behind)
	if !ok {
		t.Fatalf("no %q in %q", behind, line)
	}
	var all []float64
	for _, s := range printedNumber.FindAllString(line, -1) {
		x, err := strconv.ParseFloat(s, 64)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, x)
	}
	return all
}

// TestPrintedArithmetic does on paper what the explanation says, with the printed
// numbers alone.
func TestPrintedArithmetic(t *testing.T) {
	for _, id := range []string{
		"276b880a-9cdf-4389-8a48-1cd5d1ce664e", // stolen credentials
		"18ec9c0a-da9d-4b32-adda-6e3365c82302", // a traveller
		"30418e29-4d36-47e6-9bfd-c66e89d2c14d", // a new laptop
	} {
		x, text := explanationOf(t, id)
		checks := 0
		check := func(what string, got, want, tolerance float64) {
			t.Helper()
			checks++
			if math.Abs(got-want) > tolerance*math.Abs(want) {
				t.Errorf("%s: %s: got %v, printed %v", id, what, got, want)
			}
		}
		sections := strings.Split(text, "\n\n")
		for _, s := range sections {
			name, _, _ := strings.Cut(s, ":")
			var p float64
			switch name {
			case "LOCATION":
				p = x.Finding.Probability.Location
			case "BROWSER":
				p = x.Finding.Probability.Browser
			case "OS":
				p = x.Finding.Probability.OS
			case "DEVICE":
				p = x.Finding.Probability.Device
			case "OVERALL":
				p = x.Finding.Probability.Overall
			default:
				continue
			}
			place, client := work(t, s, check)
			if name == "OVERALL" {
				check("overall odds", overallOdds(t, s, place, client), p/(1-p), 1e-2)
				continue
			}
			both := chainOf{p: place.p * client.p, q: place.q * client.q}
			line := lineWith(s, "  ln q/p")
			n := numbers(t, line, "ln q/p")
			check(name+" ln q/p", math.Log(both.q/both.p), n[0], 1e-3)
			pi := numbers(t, line, "with π =")[0]
			odds := pi / (1 - pi) * both.q / both.p * stayFactors(t, s, check)
			printed := numbers(t, line, "= π/(1-π) e^")
			check(name+" odds", odds, printed[len(printed)-2], 1e-3)
			check(name, odds/(1+odds), p, 1e-3)
		}
		if checks < 60 {
			t.Errorf("%s: only %d numbers were checked in\n%s", id, checks, text)
		}
	}
}

// A chainOf is the product of p, q and r over the levels of a chain, and of some with
// the country by habit, or with all but the prefix.
type chainOf struct{ p, q, r, q1, r1, r2 float64 }

func newChain() chainOf { return chainOf{1, 1, 1, 1, 1, 1} }

// with multiplies by a level.
func (c *chainOf) with(name string, l chainOf) {
	c.p, c.q, c.r = c.p*l.p, c.q*l.q, c.r*l.r
	l.q1, l.r1, l.r2 = l.q, l.r, l.p
	switch name {
	case "country":
		l.q1, l.r1 = l.p, l.p
	case "prefix":
		l.r2 = l.r
	}
	c.q1, c.r1, c.r2 = c.q1*l.q1, c.r1*l.r1, c.r2*l.r2
}

// work computes the levels of a section from their counts, and multiplies those of
// the place and of the client.
func work(t *testing.T, section string, check func(string, float64, float64, float64)) (place, client chainOf) {
	place, client = newChain(), newChain()
	lines := strings.Split(section, "\n")
	for i, line := range lines {
		if !strings.HasPrefix(line, "    c ") {
			continue
		}
		n := numbers(t, line, "    c ")
		c, days, users, total := n[0], n[1], n[2], n[3]
		once := numbers(t, line, "N₁ ")[0]
		k := numbers(t, line, "K ")[0]
		a := numbers(t, lines[i+1], "α ")
		alpha := a[1] * (a[2] + a[3]) / (a[4] + math.Abs(a[5]))
		check("α", alpha, a[0], 1e-3)
		unseen := 1.0
		if total > 0 {
			unseen = (once + 1) / (total + 2)
		}
		g := unseen / k
		if total > 0 {
			g += (1 - unseen) * users / total
		}
		check("u", unseen, numbers(t, lines[i+1], "u ")[0], 1e-4)
		check("G", g, numbers(t, lines[i+1], "G ")[0], 1e-4)
		l := chainOf{p: (c + alpha*g) / (days + alpha), r: 1}
		q := numbers(t, lines[i+2], "q ")
		l.q = q[1]/k + (1-q[1])*g
		check("p", l.p, numbers(t, lines[i+2], "p ")[0], 1e-3)
		check("q", l.q, q[0], 1e-4)
		if strings.Contains(lines[i+2], "r ") {
			r := numbers(t, lines[i+2], "r ")
			l.r = r[1]/k + (1-r[1])*g
			check("r", l.r, r[0], 1e-4)
		}
		to := &client
		name := strings.Fields(lines[i-1])[0]
		if name == "country" || name == "network" || name == "prefix" {
			to = &place
		}
		to.with(name, l)
	}
	return place, client
}

// stayFactors multiplies the terms of a location, which are none elsewhere.
func stayFactors(t *testing.T, section string, check func(string, float64, float64, float64)) float64 {
	product := 1.0
	for line := range strings.Lines(section) {
		if !strings.Contains(line, ": by habit ") {
			continue
		}
		habit, outside := numbers(t, line, ": by habit ")[0], numbers(t, line, ", from outside ")[0]
		check("factor", outside/habit, numbers(t, line, ", factor ")[0], 1e-4)
		product *= outside / habit
	}
	return product
}

// overallOdds weighs the classes from the printed chains, terms and weights.
func overallOdds(t *testing.T, section string, place, client chainOf) float64 {
	innocent, news, intruder := 1.0, 1.0, 1.0
	for line := range strings.Lines(section) {
		if !strings.Contains(line, ": innocent ") {
			continue
		}
		n := numbers(t, line, ": innocent ")[0]
		if strings.Contains(line, "in new places only") {
			news *= n
		} else {
			innocent *= n
		}
		intruder *= numbers(t, line, ", intruder ")[0]
	}
	weight := func(class string) float64 { return numbers(t, lineWith(section, "  "+class+"  "), class)[0] }
	shares := lineWith(section, "  of intruders, m")
	m, d1 := numbers(t, shares, "m =")[0], numbers(t, shares, "d₁ =")[0]
	shares = lineWith(section, "  d₂ =")
	d2, d0 := numbers(t, shares, "d₂ =")[0], numbers(t, shares, "d₀ =")[0]
	q, r := (1-d0)*place.q+d0*place.q1, (1-d1-d2)*place.r+d1*place.r1+d2*place.r2
	own := innocent * (weight("habit")*place.p*client.p + weight("new place")*q*client.p*news +
		weight("new client")*place.p*client.q + weight("new place and client")*q*client.q*news)
	odds := weight("takeover") * intruder * r * ((1-m)*client.r + m*client.p) / own
	if line := lineWith(section, "  of an episode of several"); line != "" {
		share := numbers(t, line, "ln odds go ")[0]
		knots, _, _ := strings.Cut(lineWith(section, "  points "), ":")
		k, x := numbers(t, knots, "points "), math.Log(odds)
		if len(k) != 8 {
			t.Fatalf("%q: got %v, want four points", knots, k)
		}
		y := x + k[1] - k[0] // by the slopes, one after the other
		for ; len(k) > 2; k = k[2:] {
			y += ((k[3]-k[1])/(k[2]-k[0]) - 1) * min(max(x-k[0], 0), k[2]-k[0])
		}
		odds *= math.Exp(share * (y - x))
	}
	return odds
}

func lineWith(section, start string) string {
	for line := range strings.Lines(section) {
		if strings.HasPrefix(line, start) {
			return line
		}
	}
	return ""
}
