package profile

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// An entry is one thing that a baseline is told.
type entry struct {
	identity, name string
	failure        bool
	o              Observation
}

// someEntries returns invented ones, in no order and some of them twice.
func someEntries(rng *rand.Rand, n int) []entry {
	places := []Place{
		{Country: "JP", Network: "17676", Prefix: "203.0.113.0/24"}, {Country: "JP", Network: "2516", Hosting: true},
		{Country: "DE", Region: "BE", City: "Berlin"}, {Country: "[office]"}, {},
	}
	all := make([]entry, 0, n)
	for i := range n {
		if i > 0 && rng.IntN(5) == 0 {
			all = append(all, all[rng.IntN(i)])
			continue
		}
		id := rng.IntN(6)
		all = append(all, entry{
			identity: fmt.Sprint("111122223333:user/", id), name: fmt.Sprint("user ", id, rng.IntN(2)), failure: rng.IntN(8) == 0,
			o: Observation{Day: Day(20000 + rng.IntN(30)), Hour: rng.IntN(24), Place: places[rng.IntN(len(places))], Client: []Client{desktop, laptop, {}}[rng.IntN(3)], MFA: MFA(rng.IntN(3))},
		})
	}
	return all
}

func baselineOf(all []entry) *Baseline {
	b := &Baseline{Notes: Notes{Rules: []int{1}, Grouping: "person", Databases: []Database{{"City", "2026-06-01"}}}}
	for _, n := range all {
		if n.failure {
			b.AddFailure(n.identity, n.name, "IAMUser", n.o.Day, n.o.Hour)
		} else {
			b.Add(n.identity, n.name, "IAMUser", n.o)
		}
	}
	return b
}

func save(t *testing.T, x interface{ Save(io.Writer) error }) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := x.Save(&out); err != nil {
		t.Fatalf("saving a %T: %v", x, err)
	}
	return out.Bytes()
}

func load(t *testing.T, saved []byte) *Baseline { return loaded(t, Load, saved) }

func loaded[T any](t *testing.T, load func(io.Reader) (T, error), saved []byte) T {
	t.Helper()
	x, err := load(bytes.NewReader(saved))
	if err != nil {
		t.Fatalf("loading a %T: %v", x, err)
	}
	return x
}

func unite(t *testing.T, all ...*Baseline) *Baseline {
	t.Helper()
	out := &Baseline{}
	for _, b := range all {
		if err := out.Merge(b); err != nil {
			t.Fatal("merging baselines:", err)
		}
	}
	return out
}

// TestBaselineLaws: a baseline is a set, and its bytes say no more than its content.
func TestBaselineLaws(t *testing.T) {
	for seed := range uint64(20) {
		rng := rand.New(rand.NewPCG(seed, 1))
		all := someEntries(rng, 400)
		whole := save(t, baselineOf(all))
		check := func(law string, got *Baseline) {
			t.Helper()
			if !bytes.Equal(save(t, got), whole) {
				t.Errorf("seed %d: %s: got another baseline", seed, law)
			}
		}
		check("Load(Save(x)) = x", load(t, whole))

		var parts [3][]entry
		for _, n := range all {
			i := rng.IntN(len(parts))
			parts[i] = append(parts[i], n)
		}
		a, b, c := baselineOf(parts[0]), baselineOf(parts[1]), baselineOf(parts[2])
		check("(a ∪ b) ∪ c is the whole", unite(t, unite(t, a, b), c))
		check("a ∪ (b ∪ c) is the whole", unite(t, a, unite(t, b, c)))
		check("c ∪ b ∪ a is the whole", unite(t, c, b, a))
		check("x ∪ x = x", unite(t, baselineOf(all), load(t, whole)))
		check("x ∪ a = x", unite(t, baselineOf(all), a))
		rng.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
		check("the order is nothing", baselineOf(all))

		redacted := baselineOf(all)
		redacted.Networks = []string{"192.0.2.0/24=office"}
		if err := redacted.Redact([]byte("key")); err != nil {
			t.Fatal("redacting a baseline:", err)
		}
		for _, b := range []*Baseline{a, b, c} {
			if err := b.Redact([]byte("key")); err != nil {
				t.Fatal("redacting a part:", err)
			}
		}
		if !bytes.Equal(save(t, unite(t, a, b, c)), save(t, redacted)) {
			t.Errorf("seed %d: redacting does not go with merging", seed)
		}
	}
}

// TestBaselineSet: what is scored against a baseline is scored as against the same
// sign-ins, if each hour has one.
func TestBaselineSet(t *testing.T) {
	b, s := &Baseline{}, &Set{}
	add := func(identity string, o Observation) {
		b.Add(identity, identity, "", o)
		s.Add(identity, o)
	}
	for i := range 60 {
		for _, id := range []string{"ana", "ben", "cyd"} {
			add(id, Observation{Day: Day(20000 + i), Hour: 9, Place: Place{Country: "JP", Network: id}, Client: desktop})
			add(id, Observation{Day: Day(20000 + i), Hour: 13, Place: Place{Country: "JP", Network: id}, Client: desktop})
		}
	}
	// She failed in the hour of the clock in which she signed in.
	b.AddFailure("ana", "ana", "", 20070, 3)
	add("ana", Observation{Day: 20070, Hour: 3, Place: Place{Country: "US", Network: "1", Hosting: true}, Client: laptop, Failed: true})
	add("ana", Observation{Day: 20071, Hour: 4, Place: Place{Country: "JP", Network: "ana"}, Client: desktop, MFA: MFAUsed})
	add("ana", Observation{Day: 20072, Hour: 4, Place: Place{Country: "JP", Network: "ana"}, Client: desktop, MFA: MFANotUsed})
	got := load(t, save(t, b)).Set()
	got.Arrange()
	s.Arrange()
	if !reflect.DeepEqual(got, s) {
		t.Errorf("got %+v, want %+v", got, s)
	}
	// A baseline does not know how far apart sign-ins are, which is told of the log.
	far := &Baseline{}
	far.Add("ana", "", "", Observation{Day: 20000, Apart: Impossible, Failed: true})
	if c := far.Set().Cells("ana")[0]; c.Apart() != Near || c.Hours != 1 {
		t.Errorf("got %+v, want no marks", c)
	}
}

func TestBaselineProfiles(t *testing.T) {
	b := &Baseline{}
	add := func(day Day, hour int, country string, c Client) {
		b.Add("ana", "Ana", "IAMUser", Observation{Day: day, Hour: hour, Place: Place{Country: country}, Client: c})
	}
	add(20002, 9, "JP", desktop)
	add(20001, 9, "JP", laptop)
	add(20001, 10, "JP", desktop) // of the same day, which counts once
	add(20003, 9, "DE", desktop)
	b.AddFailure("ben", "Ben", "IAMUser", 20000, 1) // who has no sign-in
	all := slices.Collect(b.Profiles())
	if len(all) != 2 || all[0].Identity != "ana" || all[1].Identity != "ben" {
		t.Fatalf("got %+v, want ana and ben", all)
	}
	p := all[0]
	if got, want := p.Histogram(func(p Place, _ Client) string { return p.Country }), []Count{{"JP", 2, 20002}, {"DE", 1, 20003}}; !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if h := p.Hours(); h[9] != 3 || h[10] != 1 || p.Days() != 3 || p.First() != 20001 || p.Last() != 20003 {
		t.Errorf("got hours %v, %d days from %d to %d", h, p.Days(), p.First(), p.Last())
	}
	if first, last := b.Span(); first != Day(20001).Time() || last != Day(20003).Time() {
		t.Errorf("got %v to %v", first, last)
	}
}

func TestMergeRefuses(t *testing.T) {
	check := func(a, b Notes, want string) {
		t.Helper()
		x, y := &Baseline{Notes: a}, &Baseline{Notes: b}
		if err := x.Merge(y); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%+v and %+v: got %v, want %q", a, b, err, want)
		}
		if !reflect.DeepEqual(x.Notes, a) {
			t.Errorf("got %+v after all, want %+v", x.Notes, a)
		}
	}
	check(Notes{Grouping: "person"}, Notes{Grouping: "principal"}, `grouped by "person" and by "principal"`)
	check(Notes{Grouping: "person", Redaction: "x"}, Notes{Grouping: "person"}, "one is redacted")
	check(Notes{Grouping: "person", Redaction: "x"}, Notes{Grouping: "person", Redaction: "y"}, "different keys")
}

func zipped(t *testing.T, s string) []byte {
	t.Helper()
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	io.WriteString(w, s)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestLoadRefuses(t *testing.T) {
	check := func(saved []byte, want string) {
		t.Helper()
		if _, err := Load(bytes.NewReader(saved)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.80q: got %v, want %q", saved, err, want)
		}
	}
	body := func(s string) []byte {
		return []byte(`{"schema":"loginodds.profile/v1","places":[{"country":"JP"}],"clients":[{}],"identities":[` + s + `]}`)
	}
	check(nil, "not a profile; it must begin with")
	check([]byte(`{"Records":[]}`), "not a profile")
	check(zipped(t, `{"Records":[]}`), "not a profile")
	check([]byte(`{"schema":"loginodds.profile/v2"}`), `must begin with {"schema": "loginodds.profile/v1"}, as "loginodds profile build" writes it, not with "loginodds.profile/v2"`)
	check([]byte(`{"schema":"loginodds.profile/v1","more":1}`), `"more" is no member of a profile`)
	check(body(`{"key":"a"},{"key":"a"}`), `identity "a" is listed twice`)
	check(body(`{"key":"a","cells":[[20000,1,0,1]]}`), "cell [20000 1 0 1] must be a day, a place, a client and hours")
	check(body(`{"key":"a","cells":[[20000,0,0,0]]}`), "must be a day") // no hour
	check(body(`{"key":"a","cells":[[20000,0,0,16777216]]}`), "must be a day")
	check(body(`{"key":"a","cells":[[9000000,0,0,1]]}`), "must be a day")
	check(body(`{"key":"a","failures":[[20000]]}`), "failure [20000] must be a day and hours")
	check(append(body(""), "{}"...), "more behind its end")
	check([]byte(`{"schema":"loginodds.profile/v1","places":[{},{}]}`), "listed twice")

	whole := save(t, baselineOf(someEntries(rand.New(rand.NewPCG(1, 1)), 400)))
	for _, n := range []int{12, len(whole) / 2, len(whole) - 9, len(whole) - 1} {
		check(whole[:n], "truncated")
	}
	damaged := slices.Clone(whole)
	damaged[len(damaged)-6] ^= 1 // of the checksum
	check(damaged, "damaged: gzip: invalid checksum")
}

func FuzzLoad(f *testing.F) {
	var saved bytes.Buffer
	b := baselineOf(someEntries(rand.New(rand.NewPCG(1, 1)), 30))
	if err := b.Save(&saved); err != nil {
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
	f.Add([]byte(`{"schema":"loginodds.profile/v1"}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		b, err := Load(bytes.NewReader(data))
		if err != nil {
			return
		}
		first := save(t, b)
		if again := save(t, load(t, first)); !bytes.Equal(first, again) {
			t.Errorf("%q: got other bytes when saved again", data)
		}
		b.Set().Arrange()
	})
}
