package profile

import (
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
)

var someNotes = Notes{Tools: []string{"1"}, Rules: []int{1}, Grouping: "person", Databases: []Database{{"City", "2026-06-01"}}}

// someFit returns the fit of invented sign-ins of some identities, with invented counts
// of what they show, as package odds makes them.
func someFit(seed uint64, prefix string) *Fit {
	rng := rand.New(rand.NewPCG(seed, 2))
	s := &Set{}
	for _, x := range someEntries(rng, 300) {
		s.Add(prefix+x.identity, x.o)
	}
	f := NewFit(someNotes, s)
	f.News = News{Places: rng.Int64N(9000), Clients: rng.Int64N(9000), Days: 100 + rng.Int64N(100)}
	for i := range 20 {
		v := Value{[]string{"country", "network", "prefix", "os"}[i%4], []string{"", "JP\x00/", "JP\x00/17676\x00/", ""}[i%4], fmt.Sprint("value ", rng.IntN(9))}
		users := 1 + rng.Int32N(int32(f.Identities()))
		f.Values[v] = ValueCount{Users: users, Joined: rng.Int32N(users), Strange: rng.Int32N(2000)}
	}
	return f
}

func loadFit(t *testing.T, saved []byte) *Fit {
	t.Helper()
	return loaded(t, LoadFit, saved)
}

func mergeFits(t *testing.T, all ...*Fit) *Fit {
	t.Helper()
	f, err := MergeFits(all...)
	if err != nil {
		t.Fatal("merging fits:", err)
	}
	return f
}

// TestFitLaws: a fit is saved and loaded to the bit, and merged in whatever order.
func TestFitLaws(t *testing.T) {
	for seed := range uint64(20) {
		a, b, c := someFit(seed, "a"), someFit(seed+100, "b"), someFit(seed+200, "c")
		b.Notes.Tools, c.Notes.Incomplete = []string{"0"}, true
		before := save(t, a)
		if x := loadFit(t, before); x.News != a.News || !reflect.DeepEqual(x.Values, a.Values) || !reflect.DeepEqual(x.digests, a.digests) || !bytes.Equal(save(t, x), before) {
			t.Fatalf("seed %d: got %+v after loading, want %+v", seed, x, a)
		}
		whole := save(t, mergeFits(t, a, b, c))
		check := func(law string, got *Fit) {
			t.Helper()
			if !bytes.Equal(save(t, got), whole) {
				t.Errorf("seed %d: %s: got another fit", seed, law)
			}
		}
		check("(a ∪ b) ∪ c is the whole", mergeFits(t, mergeFits(t, a, b), c))
		check("a ∪ (b ∪ c) is the whole", mergeFits(t, a, mergeFits(t, b, c)))
		check("c ∪ a ∪ b is the whole", mergeFits(t, c, a, b))
		check("x ∪ ∅ = x", mergeFits(t, NewFit(someNotes, &Set{}), a, b, c, NewFit(Notes{}, &Set{})))
		check("loaded ones merge alike", mergeFits(t, loadFit(t, save(t, b)), loadFit(t, before), loadFit(t, save(t, c))))
		if !bytes.Equal(save(t, a), before) {
			t.Errorf("seed %d: merging has changed a part", seed)
		}
	}
}

// TestFitSums by hand: two fits of one identity each.
func TestFitSums(t *testing.T) {
	fit := func(name string, day Day, n News, v ValueCount) *Fit {
		s := &Set{}
		s.Add(name, Observation{Day: day})
		s.Add(name, Observation{Day: day + 3})
		f := NewFit(someNotes, s)
		f.News, f.Values[Value{"network", "JP\x00/", "1"}] = n, v
		return f
	}
	x := mergeFits(t, fit("ana", 20010, News{1, 2, 2}, ValueCount{1, 1, 300}), fit("ben", 20000, News{4, 8, 1}, ValueCount{1, 0, 500}))
	if want := (News{5, 10, 3}); x.News != want || x.SignIns != 4 || x.Identities() != 2 || x.First != 20000 || x.Last != 20013 {
		t.Errorf("got %+v, want news %+v of 4 sign-ins", x, want)
	}
	if got, want := x.Values[Value{"network", "JP\x00/", "1"}], (ValueCount{2, 1, 800}); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if first, last := x.Span(); first != Day(20000).Time() || last != Day(20013).Time() {
		t.Errorf("got %v to %v", first, last)
	}
	if first, last := NewFit(Notes{}, &Set{}).Span(); !first.IsZero() || !last.IsZero() {
		t.Errorf("nobody: got %v to %v, want zero times", first, last)
	}
}

func TestMergeFitsRefuses(t *testing.T) {
	check := func(want string, all ...*Fit) {
		t.Helper()
		if f, err := MergeFits(all...); err == nil || f != nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, %v, want %q", f, err, want)
		}
	}
	a, b := someFit(1, ""), someFit(2, "other ")
	check(`both hold the identity "111122223333:user/0": the logs must be divided by identity`, a, b, loadFit(t, save(t, a)))
	check(`both hold the identity "111122223333:user/0"`, a, someFit(3, ""))
	other := someFit(4, "x")
	other.Grouping = "principal"
	check(`grouped by "person" and by "principal"`, a, other)
	other.Grouping, other.Redaction = "person", "x"
	check("one is redacted", a, other)
	b.Redaction = "y"
	check("different keys", b, other)
}

// TestStanding: a fit tells whether the sign-ins are those that it was made of.
func TestStanding(t *testing.T) {
	tokyo := Observation{Day: 20000, Hour: 9, Place: Place{Country: "JP", Network: "1"}, Client: desktop}
	whole := &Set{}
	whole.Add("ben", Observation{Place: Place{Country: "DE"}, Client: laptop}) // numbered before hers
	whole.Add("ana", tokyo)
	whole.Add("ana", tokyo)
	f := loadFit(t, save(t, NewFit(someNotes, whole)))
	check := func(want Standing, why, identity string, all ...Observation) {
		t.Helper()
		s := &Set{}
		for _, o := range all {
			s.Add(identity, o)
		}
		if got := f.Standing(identity, s); got != want {
			t.Errorf("%s: got %v, want %v", why, got, want)
		}
	}
	check(Unchanged, "the same", "ana", tokyo, tokyo)
	check(Missing, "another identity", "cyd", tokyo, tokyo)
	check(Unchanged, "nobody, of whom nothing is judged", "cyd")
	check(Changed, "none", "ana")
	check(Changed, "one fewer", "ana", tokyo)
	for i, change := range []func(o *Observation){
		func(o *Observation) { o.Day++ }, func(o *Observation) { o.Hour++ }, func(o *Observation) { o.MFA = MFAUsed },
		func(o *Observation) { o.Failed = true }, func(o *Observation) { o.Apart = Hasty },
		func(o *Observation) { o.Place.Country = "DE" }, func(o *Observation) { o.Place.Region = "13" }, func(o *Observation) { o.Place.City = "Tokyo" },
		func(o *Observation) { o.Place.Network = "2" }, func(o *Observation) { o.Place.Prefix = "x" }, func(o *Observation) { o.Place.Hosting = true },
		func(o *Observation) { o.Client.Device = "tablet" }, func(o *Observation) { o.Client.OS = "macOS" }, func(o *Observation) { o.Client.Browser = "Edge" },
	} {
		o := tokyo
		change(&o)
		check(Changed, fmt.Sprintf("change %d of one sign-in", i), "ana", tokyo, o)
	}
}

func TestLoadFitRefuses(t *testing.T) {
	check := func(saved []byte, want string) {
		t.Helper()
		if _, err := LoadFit(bytes.NewReader(saved)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.80q: got %v, want %q", saved, err, want)
		}
	}
	s := &Set{}
	for i := range 3 {
		s.Add(fmt.Sprint("person ", i), Observation{Day: Day(20000 + i), Hour: 9, Place: Place{Country: "DE"}, Client: desktop})
	}
	f := NewFit(someNotes, s)
	f.News = News{Places: 10, Clients: 20, Days: 3}
	f.Values[Value{"country", "", "DE"}] = ValueCount{Users: 3}
	f.Values[Value{"network", "DE\x00/", "3320"}] = ValueCount{Users: 2, Joined: 1}
	f.Values[Value{"prefix", "DE\x00/3320\x00/", "x"}] = ValueCount{Strange: 900}
	whole := save(t, f)
	text := string(unzipped(t, whole))
	change := func(from, to, want string) {
		t.Helper()
		changed := strings.Replace(text, from, to, 1)
		if changed == text {
			t.Fatalf("%q is not in the fit:\n%s", from, text)
		}
		check([]byte(changed), want)
	}
	const expected = `not a fit; it must begin with {"schema": "loginodds.fit/v2"}, as "loginodds profile fit" writes it`
	check(nil, expected)
	check([]byte(`{"Records":[]}`), expected)
	check(save(t, baselineOf(nil)), expected+`, not with "loginodds.profile/v1"`)
	change("loginodds.fit/v2", "loginodds.fit/v1", expected+`, not with "loginodds.fit/v1"`)
	change(`"totals"`, `"total"`, `the fit is damaged: "total" is no member of a fit`)
	change(`"signIns":3`, `"signIns":-3`, "the totals are impossible")
	change(`"days":3`, `"days":4`, "the totals are impossible") // more than sign-ins
	change(`"days":3`, `"days":-1`, "the totals are impossible")
	change(`"places":10`, `"places":-10`, "the totals are impossible")
	change(`"clients":20`, `"clients":9223372036854775807`, "the totals are impossible")
	change(`"last":20002`, `"last":9000000`, "the totals are impossible")
	change(`"signIns":3`, `"signIns":2`, "the totals are impossible")
	change(`"signIns":3,"first":20000,"last":20002,"news":{"places":10,"clients":20,"days":3}`, `"signIns":2,"first":20000,"last":20002`, "there are more identities than sign-ins")
	change(`"first":20000,"last":20002`, `"first":1,"last":0`, "the days are not those of its identities")
	change(`"users":3`, `"users":4`, `"DE" of country is shown by more identities than there are`)
	change(`"users":3`, `"users":-3`, `"DE" of "country" must be listed once, with numbers greater than 0`)
	change(`"users":3`, `"users":0`, "must be listed once, with numbers greater than 0")
	change(`"users":3`, `"users":3000000000`, "the fit is damaged")
	change(`"joined":1`, `"joined":3`, `is shown by more identities than there are`)
	change(`"joined":1`, `"joined":-1`, `must be listed once, with numbers greater than 0`)
	change(`"strange":900`, `"strange":3001`, `is shown by more identities than there are`)
	change(`"strange":900`, `"strange":-1`, `must be listed once, with numbers greater than 0`)
	change(`"DE":{`, `"":{`, `"" of "country" must be listed once`)
	change(`{"level":"network","parent":"DE\u0000/","values":{"3320"`, `{"level":"country","parent":"","values":{"DE"`, `"DE" of "country" must be listed once`)
	change(`"key":"person 1"`, `"key":"person 0"`, `identity "person 0" is listed twice`)
	change(`"digest":"`, `"digest":"x`, `must be 16 hexadecimal digits`)
	change(`"digest":"`, `"digest":"","d":"`, `digest "" must be 16 hexadecimal digits`)
	change(`"values": [`, `"values": {`, `must be a list`)
	check(append([]byte(text), "{}"...), "more behind its end")
	for _, n := range []int{12, len(whole) / 2, len(whole) - 1} {
		check(whole[:n], "the fit is truncated")
	}
	damaged := slices.Clone(whole)
	damaged[len(damaged)-6] ^= 1 // of the checksum
	check(damaged, "the fit is damaged: gzip: invalid checksum")
}

// TestIsSaved: files are told apart by how they begin, in whatever version.
func TestIsSaved(t *testing.T) {
	fit, baseline := save(t, NewFit(someNotes, &Set{})), save(t, baselineOf(nil))
	old := bytes.Replace(unzipped(t, fit), []byte(FitSchema), []byte("loginodds.fit/v1"), 1)
	for _, x := range []struct {
		data          []byte
		fit, baseline bool
	}{{fit, true, false}, {unzipped(t, fit), true, false}, {old, true, false}, {baseline, false, true}, {nil, false, false}, {[]byte(`{"Records":[]}`), false, false}} {
		if f, b := IsSavedFit(bytes.NewReader(x.data)), IsSaved(bytes.NewReader(x.data)); f != x.fit || b != x.baseline {
			t.Errorf("%.40q: got a fit %v, a baseline %v, want %v and %v", x.data, f, b, x.fit, x.baseline)
		}
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

func FuzzLoadFit(f *testing.F) {
	var saved bytes.Buffer
	if err := someFit(5, "").Save(&saved); err != nil {
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
	f.Add([]byte(`{"schema":"loginodds.fit/v2"}`))
	stranger := &Set{}
	stranger.Add("stranger", Observation{Day: 20000})
	f.Fuzz(func(t *testing.T, data []byte) {
		x, err := LoadFit(bytes.NewReader(data))
		if err != nil {
			return
		}
		first := save(t, x)
		if again := save(t, loadFit(t, first)); !bytes.Equal(first, again) {
			t.Errorf("%q: got other bytes when saved again", data)
		}
		if x.Standing("stranger", stranger) == Unchanged {
			t.Errorf("%q: got the digest of a stranger", data)
		}
	})
}
