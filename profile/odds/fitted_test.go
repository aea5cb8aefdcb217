package odds

import (
	"bytes"
	"cmp"
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"loginodds/profile"
)

var someNotes = profile.Notes{Tools: []string{"1"}, Rules: []int{1}, Grouping: "person"}

// fitOf returns the fit of the sign-ins of some identities, saved and loaded again.
func fitOf(t *testing.T, all []signIn, wanted func(string) bool) *profile.Fit {
	t.Helper()
	f, err := profile.LoadFit(bytes.NewReader(saved(t, NewFit(someNotes, setOf(all, wanted)))))
	if err != nil {
		t.Fatal("loading a fit:", err)
	}
	return f
}

func saved(t *testing.T, f *profile.Fit) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := f.Save(&out); err != nil {
		t.Fatal("saving a fit:", err)
	}
	return out.Bytes()
}

func open(t *testing.T, f *profile.Fit) *Fitted {
	t.Helper()
	m, err := Open(f, Options{})
	if err != nil {
		t.Fatal("opening a fit:", err)
	}
	return m
}

// TestFittedScores: with a saved fit the sign-ins of one identity have, to the last bit,
// the scores and the arithmetic that they have among those of all.
func TestFittedScores(t *testing.T) {
	rng := rand.New(rand.NewPCG(21, 1))
	for range 100 {
		c := randomCompany(rng)
		m, f := fit(c.all), open(t, fitOf(t, c.all, everybody))
		for _, identity := range setOf(c.all, everybody).Identities() {
			one, standing := f.Model(identity, setOf(c.all, only(identity)))
			if standing != profile.Unchanged {
				t.Errorf("%s: got %v, want it to be unchanged", identity, standing)
			}
			got, want := one.Identity(identity), m.Identity(identity)
			for _, x := range with(c.all, signIn{identity, c.drawn()}, signIn{identity, c.drawn()}) {
				if x.identity != identity {
					continue
				}
				if a, b := got.Score(x.o), want.Score(x.o); !sameBits(a, b) {
					t.Fatalf("%s %+v: got %+v, want %+v", identity, x.o, a, b)
				}
				checkPrinted(t, got.Judge(x.o), want.Judge(x.o))
			}
		}
	}
}

// checkPrinted fails unless two judgements are printed alike, as NaN is not NaN.
func checkPrinted(t *testing.T, got, want Judgement) {
	t.Helper()
	a, b := fmt.Sprintf("%+v", got), fmt.Sprintf("%+v", want)
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			from, to := max(i-80, 0), i+20
			t.Fatalf("got a judgement with\n%s, want\n%s", a[from:min(to, len(a))], b[from:min(to, len(b))])
		}
	}
}

// TestFittedMerge: fits of identities that are divided in whatever way merge to the fit of
// all, to the last byte.
func TestFittedMerge(t *testing.T) {
	rng := rand.New(rand.NewPCG(22, 1))
	for range 100 {
		c := randomCompany(rng)
		part := map[string]int{}
		for _, x := range c.all {
			if _, ok := part[x.identity]; !ok {
				part[x.identity] = rng.IntN(3)
			}
		}
		var parts []*profile.Fit
		for _, i := range rng.Perm(3) {
			parts = append(parts, fitOf(t, c.all, func(identity string) bool { return part[identity] == i }))
		}
		got, err := profile.MergeFits(parts...)
		if err != nil {
			t.Fatal("merging fits:", err)
		}
		want := NewFit(someNotes, setOf(c.all, everybody))
		if a, b := saved(t, got), saved(t, want); !bytes.Equal(a, b) || !reflect.DeepEqual(got.Values, want.Values) {
			t.Fatalf("got %+v, want %+v", got, want)
		}
	}
}

// TestFittedStrangers: who is not in the fit is judged as one more among all of them, as in
// a set with them; who has changed is judged by what he does now.
func TestFittedStrangers(t *testing.T) {
	c := japan(2, 12, 60)
	c.add(user(3), at(30, 3, ec2, edgeWindows))
	f := fitOf(t, c.all, func(identity string) bool { return identity != user(3) })
	before := saved(t, f)
	fitted := open(t, f)
	m, standing := fitted.Model(user(3), setOf(c.all, only(user(3))))
	if standing != profile.Missing {
		t.Errorf("got %v, want him to be missing", standing)
	}
	a, b := m.Identity(user(3)), fit(c.all).Identity(user(3))
	for _, x := range c.all {
		if x.identity != user(3) {
			continue
		}
		// All others are counted alike; but for his own news he is judged the same.
		j, k := a.Judge(x.o), b.Judge(x.o)
		for i := range j.Place {
			if p, q := j.Place[i], k.Place[i]; p.Users != q.Users || p.Total != q.Total {
				t.Errorf("got %+v of others, want %+v", p, q)
			}
		}
		if d := math.Abs(logit(j.Score.Overall) - logit(k.Score.Overall)); d > .1 {
			t.Errorf("%+v: got log-odds that differ by %v", x.o, d)
		}
	}

	all := with(c.all, signIn{user(4), at(300, 3, ec2, edgeWindows)}, signIn{user(4), at(301, 3, line("BR", "2", "x"), edgeWindows)})
	m, standing = fitted.Model(user(4), setOf(all, only(user(4))))
	if standing != profile.Changed {
		t.Errorf("got %v, want him to have changed", standing)
	}
	if got := m.Identity(user(4)).Score(at(300, 3, ec2, edgeWindows)); got.Overall < .9 {
		t.Errorf("got %+v, want overall ≥ .9", got)
	}
	if m, standing := fitted.Model("nobody", &profile.Set{}); standing != profile.Unchanged || m.Identity("nobody").Score(at(0, 9, ec2, edgeWindows)).Overall > .01 {
		t.Errorf("got %v of nobody", standing)
	}
	if !bytes.Equal(saved(t, f), before) {
		t.Error("judging has changed the fit")
	}
}

// TestOpenRefuses: a fit of other histograms is refused.
func TestOpenRefuses(t *testing.T) {
	for _, v := range []profile.Value{{Level: "planet", Value: "Earth"}, {Level: "network", Parent: "", Value: "1"}, {Level: "country", Parent: join("EU"), Value: "DE"}} {
		f := NewFit(someNotes, &profile.Set{})
		f.Values[v] = profile.ValueCount{Users: 1}
		if _, err := Open(f, Options{}); err == nil || !strings.Contains(err.Error(), fmt.Sprintf("the fit counts values of %q, which this version does not know; fit the logs again", v.Level)) {
			t.Errorf("%+v: got %v", v, err)
		}
	}
}

// TestReplayScores: a replay that has learned everything judges what it holds as a fit of
// the same sign-ins does.
func TestReplayScores(t *testing.T) {
	rng := rand.New(rand.NewPCG(23, 1))
	for range 100 {
		c := randomCompany(rng)
		m, r := fit(c.all), NewReplay(Options{})
		learnAll(r, c.all, rng)
		if got, want := r.Identities(), len(setOf(c.all, everybody).Identities()); got != want {
			t.Errorf("got %d identities, want %d", got, want)
		}
		for _, x := range c.all {
			got, want := parts(r.Identity(x.identity).Score(x.o)), parts(m.Identity(x.identity).Score(x.o))
			for i := range got {
				if !(math.Abs(got[i]-want[i]) <= 1e-9) && !(math.IsNaN(got[i]) && math.IsNaN(want[i])) {
					t.Fatalf("%s %+v: got %v, want %v", x.identity, x.o, got, want)
				}
			}
		}
	}
}

// learnAll lets a replay learn sign-ins in the order of their days, a day or several at a
// time, and one identity or the other first.
func learnAll(r *Replay, all []signIn, rng *rand.Rand) {
	const days = 200
	waiting := map[string][]profile.Observation{}
	for day := range days {
		for _, x := range all {
			if x.o.Day == profile.Day(20000+day) {
				waiting[x.identity] = append(waiting[x.identity], x.o)
			}
		}
		for identity, some := range waiting {
			if rng.IntN(3) == 0 || day == days-1 {
				r.Learn(identity, some)
				delete(waiting, identity)
			}
		}
	}
}

// TestReplayDay: a day may be learned in several parts.
func TestReplayDay(t *testing.T) {
	c := japan(5, 3, 20)
	all := slices.Clone(c.all)
	for _, x := range c.all {
		x.o.Hour++
		all = append(all, x)
	}
	slices.SortStableFunc(all, func(a, b signIn) int { return cmp.Compare(a.o.Day, b.o.Day) })
	r, want := NewReplay(Options{}), fit(all)
	for _, x := range all {
		r.Learn(x.identity, []profile.Observation{x.o})
	}
	for _, x := range all {
		got, want := r.Identity(x.identity).Judge(x.o), want.Identity(x.identity).Judge(x.o)
		if got.Strand != want.Strand || math.Abs(got.Score.Overall-want.Score.Overall) > 1e-9 {
			t.Fatalf("%s %+v: got %+v with %v, want %+v with %v", x.identity, x.o, got.Strand, got.Score, want.Strand, want.Score)
		}
	}
}

// TestReplayForgets: learning of one identity leaves what is counted of the others.
func TestReplayForgets(t *testing.T) {
	c := japan(5, 3, 40)
	r := NewReplay(Options{})
	learnAll(r, c.all, c.rng)
	want := fit(c.all)
	if r.news != want.news {
		t.Errorf("got news %+v, want %+v", r.news, want.news)
	}
	for v, n := range want.population.numbers {
		got, ok := r.population.numbers[v]
		a, b := r.population.value(v.level, got), want.population.value(v.level, n)
		a.parent, b.parent = 0, 0 // which are numbered as they come
		if !ok || a != b {
			t.Errorf("%+v: got %+v, want %+v", v, a, b)
		}
	}
}

// TestBaselineScores: what is scored against a saved baseline is scored as against the
// sign-ins that it was made of, if each hour has one.
func TestBaselineScores(t *testing.T) {
	c := japan(6, 4, 60)
	b := &profile.Baseline{}
	for _, x := range c.all {
		b.Add(x.identity, "", "", x.o)
	}
	m, want := Fit(b.Set(), Options{}), fit(c.all)
	for _, o := range []profile.Observation{c.all[0].o, at(90, 3, ec2, edgeWindows), at(30, 12, line("JP", "99", "x"), chromeMac)} {
		if got, want := m.Identity(user(0)).Score(o), want.Identity(user(0)).Score(o); !sameBits(got, want) {
			t.Errorf("%+v: got %+v, want %+v", o, got, want)
		}
	}
}
