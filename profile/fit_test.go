package profile

import (
	"bytes"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// firm returns the sign-ins of invented people who travel, buy laptops, fail and are
// intruded upon, in no order, with whatever order of values there is.
func firm(seed uint64, people int) []sample {
	rng := rand.New(rand.NewPCG(seed, seed))
	cities := []Place{
		{Country: "JP", Region: "13", City: "Tokyo", Network: "17676"}, {Country: "JP", Region: "27", City: "Osaka", Network: "2516"},
		{Country: "DE", Region: "BE", City: "Berlin", Network: "3320"}, {Country: "SE", Network: "1257"}, {Country: "[office]"}, {Region: "no country", City: "Tokyo"}, {},
	}
	clients := []Client{desktop, laptop, server, {"mobile", "iOS", "Safari"}, {}, {OS: "Windows"}}
	var all []sample
	for i := range people {
		id := fmt.Sprint("person ", i)
		for d := range 120 {
			if rng.IntN(2) == 0 {
				continue
			}
			o := Observation{Day: Day(20000 + d), Hour: 8 + rng.IntN(10), Place: cities[i%3], Client: clients[i%4], Failed: rng.IntN(60) == 0}
			o.Place.Prefix = fmt.Sprint("10.", i%3, ".", rng.IntN(1+i%5), ".0/24")
			switch {
			case d/10 == i%40: // a journey, or two
				o.Place = cities[rng.IntN(len(cities))]
			case d > 60 && i%7 == 0:
				o.Client = clients[rng.IntN(len(clients))]
			case i%11 == 0 && d == 70:
				o = Observation{Day: o.Day, Hour: 2, Place: Place{Country: "US", Network: "14618", Prefix: "192.0.2.0/24", Hosting: true}, Client: server, Failed: true}
			}
			for range 1 + rng.IntN(3) {
				all = append(all, sample{identity: id, o: o})
			}
		}
	}
	rng.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	return all
}

func setOf(all []sample, wanted func(identity string) bool) *Set {
	s := &Set{}
	for _, x := range all {
		if wanted(x.identity) {
			s.Add(x.identity, x.o)
		}
	}
	return s
}

func everybody(string) bool { return true }

// only returns who has that identity.
func only(identity string) func(string) bool { return func(s string) bool { return s == identity } }

var someNotes = Notes{Tools: []string{"1"}, Rules: []int{1}, Grouping: "person", Databases: []Database{{"City", "2026-06-01"}}}

func loadFit(t *testing.T, saved []byte) *Fit { return loaded(t, LoadFit, saved) }

func mergeFits(t *testing.T, all ...*Fit) *Fit {
	t.Helper()
	f, err := MergeFits(all...)
	if err != nil {
		t.Fatal("merging fits:", err)
	}
	return f
}

// TestFitScores: with a saved fit the sign-ins of one identity have, to the last bit,
// the scores and the arithmetic that they have among those of all.
func TestFitScores(t *testing.T) {
	all := firm(1, 30)
	m := setOf(all, everybody).Fit()
	f := loadFit(t, save(t, NewFit(someNotes, setOf(all, everybody))))
	outside := Observation{Day: 20050, Hour: 3, Place: Place{Country: "BR", Network: "1", Prefix: "x"}, Client: Client{"desktop", "BSD", "Lynx"}}
	for i := range 30 {
		id := fmt.Sprint("person ", i)
		one, standing := f.Model(id, setOf(all, only(id)))
		if standing != Unchanged {
			t.Errorf("%s: got %v, want it to be unchanged", id, standing)
		}
		got, want := one.Identity(id), m.Identity(id)
		for _, o := range append(observations(all, id), outside) {
			if got, want := got.Explain(o), want.Explain(o); !same(got, want) {
				t.Fatalf("%s %+v:\ngot  %+v\nwant %+v", id, o, got, want)
			}
		}
	}
}

func observations(all []sample, identity string) []Observation {
	var out []Observation
	for _, x := range all {
		if x.identity == identity {
			out = append(out, x.o)
		}
	}
	return out
}

// same compares explanations as they are printed, as NaN is not NaN.
func same(a, b Explanation) bool { return fmt.Sprintf("%+v", a) == fmt.Sprintf("%+v", b) }

// TestFitStrangers: who is not in the fit, is scored as one more who leaves out
// himself, and who has changed, as far as that is known.
func TestFitStrangers(t *testing.T) {
	all := firm(2, 30)
	without := func(id string) bool { return id != "person 3" }
	f := NewFit(someNotes, setOf(all, without))
	m, standing := f.Model("person 3", setOf(all, only("person 3")))
	if standing != Missing {
		t.Errorf("got %v, want him to be missing", standing)
	}
	// The population without him is the whole fit.
	p, q := m.population, f.model.population
	s := m.Identity("person 3")
	for l := range numLevels {
		for v, n := range q.all() {
			if v.level != l {
				continue
			}
			id, _ := p.values.of(v)
			x := node{id, p.under[l][id]}
			value, parent := s.h[l].find(x)
			theirs := q.under[l][id]
			if got, want := p.others(l, x, &s.h[l], value, parent), (measure{int(n), int(q.total[l][theirs]), int(q.once[l][theirs])}); got != want {
				t.Errorf("%v: got %+v of others, want %+v", v, got, want)
			}
		}
	}
	if sum := q.sum(); sum != NewFit(someNotes, setOf(all, without)).model.population.sum() {
		t.Errorf("the fit is another one after he was scored: %v", sum)
	}

	changed := setOf(all, only("person 4"))
	changed.Add("person 4", Observation{Day: 20200, Hour: 3, Place: Place{Country: "BR", Network: "1", Prefix: "x"}, Client: Client{"desktop", "BSD", "Lynx"}})
	changed.Add("person 4", Observation{Day: 20201, Hour: 3, Place: Place{Country: "BR", Network: "2", Prefix: "x"}, Client: Client{"desktop", "BSD", "w3m"}})
	m, standing = f.Model("person 4", changed)
	if standing != Changed {
		t.Errorf("got %v, want him to have changed", standing)
	}
	for _, score := range []Score{
		m.Identity("person 4").Score(Observation{Day: 20200, Hour: 3, Place: Place{Country: "BR", Network: "1", Prefix: "x"}, Client: Client{"desktop", "BSD", "Lynx"}}),
		m.Identity("person 4").Score(observations(all, "person 4")[0]),
	} {
		if !(score.Overall >= 0 && score.Overall <= 1 && score.Location >= 0 && score.Location <= 1) {
			t.Errorf("got %+v", score)
		}
	}
	if m, standing := f.Model("nobody", &Set{}); standing != Unchanged || m.Identity("nobody").Score(Observation{}).Overall > .5 {
		t.Errorf("got %v of nobody", standing)
	}
}

// sum returns a number for all counts.
func (p *population) sum() (n [3]int) {
	for l := range p.users {
		for i, all := range [][]int32{p.users[l], p.total[l], p.once[l]} {
			for j, x := range all {
				n[i] += (j + 1) * int(x)
			}
		}
	}
	return n
}

// TestFitLaws: merging goes in whatever order, adds nothing of an empty fit, and
// gives the population of the whole.
func TestFitLaws(t *testing.T) {
	all := firm(3, 60)
	var parts []*Fit
	for i := range 4 {
		notes := someNotes
		notes.Tools, notes.Incomplete = []string{fmt.Sprint(i)}, i == 2
		parts = append(parts, NewFit(notes, setOf(all, func(id string) bool { return len(id)%2*2+int(id[len(id)-1])%2 == i })))
	}
	whole := NewFit(someNotes, setOf(all, everybody))
	saved := save(t, whole)
	if !bytes.Equal(save(t, loadFit(t, saved)), saved) {
		t.Error("Save(Load(x)) is not x")
	}
	empty := NewFit(someNotes, &Set{})
	if !bytes.Equal(save(t, mergeFits(t, whole, empty)), saved) || !bytes.Equal(save(t, mergeFits(t, empty, loadFit(t, saved))), saved) {
		t.Error("x ∪ ∅ is not x")
	}
	if got := loadFit(t, save(t, empty)); got.Identities() != 0 {
		t.Errorf("got %d identities in an empty fit", got.Identities())
	}
	before := save(t, parts[0])
	merged := save(t, mergeFits(t, parts...))
	for _, order := range [][]int{{3, 2, 1, 0}, {1, 3, 0, 2}} {
		var shuffled []*Fit
		for _, i := range order {
			shuffled = append(shuffled, loadFit(t, save(t, parts[i])))
		}
		if !bytes.Equal(save(t, mergeFits(t, shuffled...)), merged) {
			t.Errorf("merging in the order %v gives another fit", order)
		}
	}
	if !bytes.Equal(save(t, parts[0]), before) {
		t.Error("merging has changed a part")
	}
	x := loadFit(t, merged)
	if !reflect.DeepEqual(x.model.population.all(), whole.model.population.all()) || x.model.totals != whole.model.totals ||
		x.model.perDay != whole.model.perDay || x.model.failures != whole.model.failures || !reflect.DeepEqual(x.digests, whole.digests) {
		t.Error("the parts do not add up to the whole")
	}
	if !x.Incomplete || !slices.Equal(x.Tools, []string{"0", "1", "2", "3"}) {
		t.Errorf("got notes %+v", x.Notes)
	}
	closeTo(t, all, x, whole)
	if _, err := MergeFits(parts[0], parts[1], loadFit(t, before)); err == nil || !strings.Contains(err.Error(), "both hold the identity") {
		t.Errorf("got %v of a fit that is merged twice", err)
	}
	if _, err := MergeFits(parts[0], NewFit(Notes{Grouping: "principal"}, &Set{})); err == nil || !strings.Contains(err.Error(), `grouped by "person" and by "principal"`) && !strings.Contains(err.Error(), `grouped by "principal" and by "person"`) {
		t.Errorf("got %v of fits that are grouped otherwise", err)
	}
}

// closeTo: what a merged fit makes of sign-ins is near to what the fit of the whole does.
// The log-odds of 90 and 95 % differ by .75. Those before their recalibration are compared.
func closeTo(t *testing.T, all []sample, got, want *Fit) {
	t.Helper()
	most, sum, n := 0., 0., 0.
	for id := range want.digests {
		set := setOf(all, only(id))
		m, _ := got.Model(id, set)
		x, _ := want.Model(id, set)
		a, b := m.Identity(id), x.Identity(id)
		for _, o := range observations(all, id) {
			x, y := a.Explain(o), b.Explain(o)
			off := math.Abs(x.Intruder - x.Innocent - y.Intruder + y.Innocent)
			most, sum, n = max(most, off), sum+off, n+1
		}
	}
	t.Logf("log-odds differ by %.3f on average, and by %.3f at most", sum/n, most)
	if sum/n > .4 || most > 1 {
		t.Errorf("log-odds differ by %.3f on average, and by %.3f at most", sum/n, most)
	}
}

func TestLoadFitRefuses(t *testing.T) {
	check := func(saved []byte, want string) {
		t.Helper()
		if _, err := LoadFit(bytes.NewReader(saved)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.80q: got %v, want %q", saved, err, want)
		}
	}
	whole := save(t, NewFit(someNotes, setOf(firm(4, 12), everybody)))
	text := string(unzipped(t, whole))
	change := func(from, to, want string) {
		t.Helper()
		changed := strings.Replace(text, from, to, 1)
		if changed == text {
			t.Fatalf("%q is not in the fit", from)
		}
		check([]byte(changed), want)
	}
	check(nil, `not a fit; it must begin with {"schema": "loginodds.fit/v1"}, as "loginodds profile fit" writes it`)
	check([]byte(`{"Records":[]}`), "not a fit")
	check(save(t, baselineOf(nil)), `not a fit; it must begin with {"schema": "loginodds.fit/v1"}, as "loginodds profile fit" writes it, not with "loginodds.profile/v1"`)
	check([]byte(`{"schema":"loginodds.fit/v1"}`), "parameter hours is missing; fit the logs again")
	change(`"totals"`, `"total"`, `"total" is no member of a fit`)
	change(`"signIns":`, `"signIns":-`, "the totals are impossible")
	change(`{"name":"os"`, `{"name":"windows"`, `"windows" is no parameter of this version; fit the logs again`)
	change(`"values":[0.`, `"values":[1,0.`, `"hours" is no parameter`)
	change(`{"name":"os","values":[`, `{"name":"os","values":[1`, `parameter os is 1`)
	change(`{"name":"os","values":[`, `{"name":"os","values":[-`, `must be greater than 0 and at most 1`)
	change(`{"name":"rate country","values":[`, `{"name":"rate country","values":[-`, `must be greater than 0`)
	change(`"weight":`, `"weight":1e-9,"weight":0, "w":`, `and must have that of its prior, 20, or more`)
	change(`"level":"region"`, `"level":"planet"`, `"planet" is no level`)
	change(`"level":"region","parent":[`, `"level":"region","parent":["x",`, `a parent of the level region must have 1 values`)
	change(`"users":{"`, `"users":{"":1,"`, `"" of country must be listed once`)
	change(`"DE":`, `"DE":100`, `"DE" of country is shown by more identities than there are`)
	change(`"DE":`, `"DE":-`, `must be listed once, with a number greater than 0`)
	change(`"key":"person 1"`, `"key":"person 0"`, `identity "person 0" is listed twice`)
	change(`"digest":"`, `"digest":"x`, `must be 16 hexadecimal digits`)
	check(append([]byte(text), "{}"...), "more behind its end")
	for _, n := range []int{12, len(whole) / 2, len(whole) - 1} {
		check(whole[:n], "the fit is truncated")
	}
}

func unzipped(t *testing.T, saved []byte) []byte {
	t.Helper()
	plain, err := decompress(bytes.NewReader(saved))
	if err != nil {
		t.Fatal("decompressing:", err)
	}
	text, err := io.ReadAll(plain)
	if err != nil {
		t.Fatal("decompressing:", err)
	}
	return text
}

func TestSplit(t *testing.T) {
	for _, all := range [][]string{{}, {""}, {"JP"}, {"", ""}, {"a\x00", "\x00/"}, {"\x00\x00/", "b", ""}} {
		if got := split(join(all...)); !slices.Equal(got, all) {
			t.Errorf("got %q, want %q", got, all)
		}
	}
	split("\x00") // which no join makes
}

func FuzzLoadFit(f *testing.F) {
	var saved bytes.Buffer
	if err := NewFit(someNotes, setOf(firm(5, 3), everybody)).Save(&saved); err != nil {
		f.Fatal("saving the seed:", err)
	}
	plain, err := decompress(bytes.NewReader(saved.Bytes()))
	if err != nil {
		f.Fatal("decompressing the seed:", err)
	}
	text, err := io.ReadAll(plain)
	if err != nil {
		f.Fatal("reading the seed:", err)
	}
	f.Add(saved.Bytes())
	f.Add(text)
	stranger := setOf(firm(6, 3), only("person 1"))
	f.Fuzz(func(t *testing.T, data []byte) {
		fit, err := LoadFit(bytes.NewReader(data))
		if err != nil {
			return
		}
		first := save(t, fit)
		if again := save(t, loadFit(t, first)); !bytes.Equal(first, again) {
			t.Errorf("%q: got other bytes when saved again", data)
		}
		for _, id := range []string{"person 1", "nobody"} {
			m, _ := fit.Model(id, stranger)
			if score := m.Identity("person 1").Score(Observation{}); math.IsNaN(score.Overall) {
				t.Errorf("%q: got %+v", data, score)
			}
		}
	})
}
