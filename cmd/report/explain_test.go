package report

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"loginodds/analyzer"
)

// printed returns the printed explanation of a sign-in.
func printed(t *testing.T, o analyzer.Options, eventID string) (analyzer.Explained, string) {
	t.Helper()
	all, _, err := analyzer.Explain(t.Context(), o, eventID)
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
	demo := analyzer.Options{Paths: []string{"../../testdata/demo"}}
	likely := demo
	likely.Prior = .1
	alone := func(address string) analyzer.Options {
		return analyzer.Options{Paths: []string{"-"}, Stdin: strings.NewReader(`{"eventSource":"signin.amazonaws.com","eventName":"ConsoleLogin","eventTime":"2026-05-01T01:00:00Z",` +
			`"userIdentity":{"type":"IAMUser","accountId":"111122223333","userName":"mei"},"sourceIPAddress":"` + address + `","responseElements":{"ConsoleLogin":"Success"},"eventID":"only"}`)}
	}
	for _, x := range []struct {
		of     analyzer.Options
		id     string
		checks int // at least
	}{
		{demo, "276b880a-9cdf-4389-8a48-1cd5d1ce664e", 75}, // stolen credentials
		{demo, "d6903106-bf03-4ad7-a451-4e5ea319fa67", 75}, // a guessed password
		{demo, "18ec9c0a-da9d-4b32-adda-6e3365c82302", 75}, // a traveller
		{demo, "30418e29-4d36-47e6-9bfd-c66e89d2c14d", 75}, // a new laptop
		{likely, "30418e29-4d36-47e6-9bfd-c66e89d2c14d", 75},
		{alone("203.180.136.1"), "only", 30},
		{alone("AWS Internal"), "only", 15}, // of which nothing is known
	} {
		found, text := printed(t, x.of, x.id)
		p := &paper{t: t, id: x.id}
		for s := range strings.SplitSeq(text, "\n\n") {
			p.section(s, &found.Finding)
		}
		if p.checks < x.checks {
			t.Errorf("%s: only %d numbers were checked in\n%s", x.id, p.checks, text)
		}
	}
}

// A paper is where the numbers of one explanation are computed again.
type paper struct {
	t      *testing.T
	id     string
	checks int
}

// check compares a number with the printed one.
func (p *paper) check(what string, got, printed float64) {
	p.t.Helper()
	p.checks++
	if !(math.Abs(got-printed) <= 1e-4*max(math.Abs(printed), .01)) {
		p.t.Errorf("%s: %s: got %v, printed %v", p.id, what, got, printed)
	}
}

// section computes what is printed of one probability.
func (p *paper) section(text string, f *analyzer.Finding) {
	name, printed, _ := strings.Cut(text, ":")
	probability, ok := map[string]float64{
		"LOCATION": f.Probability.Location, "BROWSER": f.Probability.Browser, "OS": f.Probability.OS, "DEVICE": f.Probability.Device, "OVERALL": f.Probability.Overall,
	}[name]
	if !ok {
		return
	}
	if unknown := strings.HasPrefix(printed, " unknown"); unknown != math.IsNaN(probability) {
		p.t.Errorf("%s: %s: got %v, printed %s", p.id, name, probability, printed)
	} else if unknown {
		return
	}
	place, client := p.levels(text)
	odds := 0.0
	if name == "OVERALL" {
		odds = p.classes(text, place, client)
	} else {
		odds = p.feature(text, place.times(client))
	}
	p.check(name, odds/(1+odds), probability)
}

// A chain is the product of p, q and r over some levels, r if it is printed, and of the q
// with the p of the country.
type chain struct{ p, q, r, near float64 }

func (c chain) times(x chain) chain { return chain{c.p * x.p, c.q * x.q, c.r * x.r, c.near * x.near} }

// levels computes those of a section from their counts, and multiplies those of the
// place and of the client.
func (p *paper) levels(section string) (place, client chain) {
	place, client = chain{1, 1, 1, 1}, chain{1, 1, 1, 1}
	lines := strings.Split(section, "\n")
	for i, line := range lines {
		if !strings.HasPrefix(line, "    c ") {
			continue
		}
		x := p.level(lines[i : i+3])
		x.near = x.q
		if strings.Fields(lines[i-1])[0] == "country" {
			x.near = x.p
		}
		switch strings.Fields(lines[i-1])[0] {
		case "country", "region", "network", "prefix":
			place = place.times(x)
		default:
			client = client.times(x)
		}
	}
	return place, client
}

// level computes one from its three lines.
func (p *paper) level(lines []string) (x chain) {
	n := numbers(p.t, lines[0], "    c ")
	c, days, grade, users, total := n[0], n[1], n[2], n[3], n[4]
	k := numbers(p.t, lines[0], "K ")[0]
	g := (users + 20/k) / (total + 20)
	p.check("G", g, numbers(p.t, lines[1], "G ")[0])
	a := numbers(p.t, lines[1], "α ") // (varied+1) / (exposure+1/α₀), of which +1 is a number
	alpha := (a[1] + a[2]) / (a[3] + a[4]/a[5])
	p.check("α", alpha, a[0])
	q := numbers(p.t, lines[2], "q ")
	x.q = q[1]/k + (1-q[1])*g
	p.check("q", x.q, q[0])
	x.p = math.Pow((c+alpha*x.q)/(days+alpha), grade) * math.Pow(alpha*x.q/(days-c+alpha), 1-grade)
	p.check("p", x.p, numbers(p.t, lines[2], "p ")[0])
	if !strings.Contains(lines[2], "r ") {
		return x
	}
	r := numbers(p.t, lines[2], "r ")
	x.r = r[1]/k + (1-r[1])*g
	p.check("r", x.r, r[0])
	return x
}

// feature computes the odds of a probability that is shown for itself.
func (p *paper) feature(section string, x chain) float64 {
	line := lineWith(section, "  ln odds = ")
	ratio, lasting, dominance := numbers(p.t, line, "ln q/p ")[0], numbers(p.t, line, "lasting ")[0], numbers(p.t, line, "dominance ")[0]
	π := numbers(p.t, line, "with π = ")[0]
	p.check("ln q/p", math.Log((.4*x.near+.6*x.q)/x.p), ratio)
	prior := math.Log(π / (1 - π))
	p.check("ln π/(1-π)", prior, numbers(p.t, line, "ln(π/(1-π)) ")[0])
	sum := prior + ratio - lasting - dominance
	p.check("ln odds", sum, numbers(p.t, line, " = ")[len(numbers(p.t, line, " = "))-2])
	return math.Exp(sum)
}

// classes adds the columns of the table up, and returns the odds.
func (p *paper) classes(section string, place, client chain) float64 {
	_, table, _ := strings.Cut(section, "\n  ln ")
	table, _, _ = strings.Cut(table, "\n  ln innocent ")
	rows := map[string][]float64{}
	var sums [5]float64
	for line := range strings.Lines(table) {
		fields := strings.Fields(line)
		if strings.HasPrefix(line, "    ") || !strings.HasPrefix(line, "  ") { // a fact, and the names of the classes
			continue
		}
		row := numbers(p.t, line, fields[0])
		if len(row) != len(sums) {
			p.t.Fatalf("%s: got %v in the row %q, want %d numbers", p.id, row, line, len(sums))
		}
		rows[fields[0]] = row
		for k := range sums {
			if fields[0] == "sum" {
				p.check("sum", sums[k], row[k])
			}
			sums[k] += row[k]
		}
	}
	if len(rows) != 10 {
		p.t.Errorf("%s: got the rows %v, want the weight, eight of evidence, and the sum", p.id, rows)
	}
	p.chains(rows, place, client)
	innocent := 0.0
	for _, l := range rows["sum"][:4] {
		innocent += math.Exp(l)
	}
	total := lineWith(section, "  ln innocent ")
	p.check("ln innocent", math.Log(innocent), numbers(p.t, total, "ln innocent ")[0])
	p.check("ln takeover", rows["sum"][4], numbers(p.t, total, "ln takeover ")[0])
	odds := math.Exp(rows["sum"][4]) / innocent
	p.check("odds", odds, numbers(p.t, total, "(takeover-innocent) = ")[0])
	if strings.Contains(section, "\n  there is no other day to compare with") {
		odds = min(odds, math.Exp(rows["weight"][4]))
	}
	return odds
}

// chains compares the rows of place and client with the products of their levels, where
// they are no mixture.
func (p *paper) chains(rows map[string][]float64, place, client chain) {
	for _, x := range []struct {
		row   string
		class int
		want  float64
	}{
		{"place", 0, place.p}, {"place", 2, place.p},
		{"client", 0, client.p}, {"client", 1, client.p}, {"client", 2, client.q}, {"client", 3, client.q},
	} {
		p.check(x.row, math.Log(x.want), rows[x.row][x.class])
	}
	least, most := math.Log(min(client.p, client.r)), math.Log(max(client.p, client.r))
	if got := rows["client"][4]; got < least-1e-4 || got > most+1e-4 {
		p.t.Errorf("%s: got %v for the client of an intruder, want a mixture of %v and %v", p.id, got, least, most)
	}
}

func lineWith(section, start string) string {
	for line := range strings.Lines(section) {
		if strings.HasPrefix(line, start) {
			return line
		}
	}
	return ""
}
