package analyzer

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"loginodds/analyzer/geoip"
	"loginodds/profile"
)

// at returns a passage so many seconds after the first.
func at(seconds int64, country string) passage { return passage{1_700_000_000 + seconds, country} }

// TestApart: from Japan to Germany it is 7778 km at least, which take 7 h 46 min 40 s at
// 1000 km/h, and more than an hour at any speed that counts as impossible.
func TestApart(t *testing.T) {
	if km, ok := geoip.Distance("JP", "DE"); km != 7778 || !ok {
		t.Fatalf("got %v km, %v from Japan to Germany, want 7778", km, ok)
	}
	check := func(a, b string, seconds int64, want profile.Apart) {
		t.Helper()
		for _, s := range []int64{seconds, -seconds} {
			if got := at(0, a).apart(at(s, b)); got != want {
				t.Errorf("%s to %s within %d s: got %v, want %v", a, b, s, got, want)
			}
			if got := at(s, b).apart(at(0, a)); got != want {
				t.Errorf("%s from %s within %d s: got %v, want %v", b, a, s, got, want)
			}
		}
	}
	const slow = 7778 * 3600 / 1000 // 28000.8 s
	check("JP", "DE", 0, profile.Impossible)
	check("JP", "DE", 3600, profile.Impossible)
	check("JP", "DE", 3601, profile.Hasty)
	check("JP", "DE", slow, profile.Hasty)
	check("JP", "DE", slow+1, profile.Near)
	check("JP", "DE", 30*24*3600, profile.Near)
	check("JP", "TW", 0, profile.Impossible) // 107 km
	check("JP", "TW", 107*3600/2000+1, profile.Hasty)
	check("JP", "TW", 107*3600/1000+1, profile.Near)
	check("JP", "KR", 0, profile.Near) // 52 km, about which databases may be wrong
	check("DE", "FR", 0, profile.Near)
	check("JP", "JP", 0, profile.Near)
	check("JP", "XX", 0, profile.Near)
	check("", "", 0, profile.Near)
}

// TestPassage: what counts is a success from somebody's own line.
func TestPassage(t *testing.T) {
	noon := time.Unix(1_700_000_000, 5)
	check := func(want bool, at time.Time, outcome Outcome, p geoip.Place) {
		t.Helper()
		got, ok := passageOf(at, outcome, &p)
		if ok != want || ok && got != (passage{1_700_000_000, "JP"}) {
			t.Errorf("%v, %v, %+v: got %v, %v, want %v", at, outcome, p, got, ok, want)
		}
	}
	check(true, noon, Success, geoip.Place{Country: "JP"})
	check(true, noon, Unknown, geoip.Place{Country: "JP"})
	check(false, noon, Failure, geoip.Place{Country: "JP"})
	check(false, time.Time{}, Success, geoip.Place{Country: "JP"})
	check(false, noon, Success, geoip.Place{})
	for _, kind := range []geoip.Kind{geoip.Hosting, geoip.Private, geoip.Service, geoip.Named, geoip.Unknown} {
		check(false, noon, Success, geoip.Place{Country: "JP", Kind: kind})
	}
}

// TestApartAmong: the nearest ones of other countries count, those before and, if asked
// for, those after, and of all others no more than a hundred are looked at.
func TestApartAmong(t *testing.T) {
	check := func(want profile.Apart, ahead bool, p passage, others ...passage) {
		t.Helper()
		all := append(slices.Clone(others), p)
		slices.SortFunc(all, comparePassages)
		if got := apartAmong(all, p, ahead); got != want {
			t.Errorf("%v, ahead %v, among %v: got %v, want %v", p, ahead, others, got, want)
		}
	}
	const hour = 3600
	for _, ahead := range []bool{false, true} {
		check(profile.Near, ahead, at(0, "DE"))
		check(profile.Impossible, ahead, at(0, "DE"), at(-hour, "JP"))
		check(profile.Hasty, ahead, at(0, "DE"), at(-5*hour, "JP"))
		check(profile.Near, ahead, at(0, "DE"), at(-8*hour, "JP"))
		check(profile.Impossible, ahead, at(0, "DE"), at(-hour, "JP"), at(-hour/2, "DE"))
		check(profile.Near, ahead, at(0, "DE"), at(-hour, "JP"), at(-hour/2, "FR")) // who came by way of France
		check(profile.Near, ahead, at(0, "DE"), at(-14*hour, "JP"), at(-13*hour, "DE"))
		check(profile.Impossible, ahead, at(0, "DE"), at(0, "JP")) // in the same second, whichever is first
		check(profile.Impossible, ahead, at(0, "JP"), at(0, "DE"))
	}
	// An earlier sign-in at the same place was nearer to the others.
	check(profile.Hasty, false, at(0, "ES"), at(-14*hour, "NZ"))
	check(profile.Hasty, false, at(0, "ES"), at(-14*hour, "NZ"), at(-11*hour, "ES"))
	check(profile.Near, false, at(0, "ES"), at(-14*hour, "NZ"), at(-12*hour, "ES"))
	check(profile.Near, false, at(0, "DE"), at(hour, "JP"))
	check(profile.Impossible, true, at(0, "DE"), at(hour, "JP"))
	check(profile.Impossible, true, at(0, "DE"), at(hour, "JP"), at(-9*hour, "JP")) // the worse of both
	check(profile.Impossible, true, at(0, "DE"), at(9*hour, "JP"), at(-hour, "JP"))

	crowd := func(n int, sign int64) (all []passage) {
		for i := range n {
			all = append(all, at(sign*int64(1+i), "DE"))
		}
		return append(all, at(sign*hour, "JP"))
	}
	for _, sign := range []int64{1, -1} {
		check(profile.Impossible, true, at(0, "DE"), crowd(elsewhereAmong-2, sign)...)
		check(profile.Near, true, at(0, "DE"), crowd(elsewhereAmong+1, sign)...)
	}
}

// frankfurt is an address of an access network in Germany.
const frankfurt = "87.150.247.4"

// journeys are sign-ins after those of the office: of people who are in two places at
// once, or seem to be.
func journeys() []login {
	noon := start.AddDate(0, 0, 95).Add(9 * time.Hour)
	in := func(id, user, address string, hours float64) login {
		return login{id, user, address, chromeMac, noon.Add(time.Duration(hours * float64(time.Hour))), false}
	}
	failed := in("apart by a failure", "person2", frankfurt, 0)
	failed.id, failed.at, failed.failed = "failed", failed.at.Add(-time.Hour/2), true
	return []login{
		in("home", "person0", tokyo, 0), in("impossible", "person0", frankfurt, 1),
		in("before", "person1", frankfurt, 0), in("hasty", "person1", tokyo, 6),
		in("quiet", "person2", tokyo, 0), failed,
		in("desk", "person3", tokyo, 0), in("cloud", "person3", virginia, 1),
		in("departure", "person4", tokyo, 0), in("arrival", "person4", frankfurt, 14),
	}
}

// apartOf returns what travel says of the sign-ins of journeys: the logarithm of the odds
// of a takeover, and 0 if it says nothing.
func apartOf(t *testing.T, o Options, id string) float64 {
	t.Helper()
	all, _, err := Explain(t.Context(), o, id)
	if err != nil {
		t.Fatal("explaining:", err)
	}
	for _, e := range all[0].Finding.Explanation.Evidence {
		if e.Term == "travel" {
			return e.Logs[4] - e.Logs[0]
		}
	}
	t.Fatal("no evidence of travel")
	return 0
}

// TestTravel: both ends of a journey that nobody can make are evidence, and only the
// second one as a live system sees it. Networks of servers and failures are none.
func TestTravel(t *testing.T) {
	b := build(t, writeLogs(t, office()))
	alone, whole := writeLogs(t, journeys()), writeLogs(t, append(office(), journeys()...))
	for id, want := range map[string]struct{ both, back bool }{
		"home": {true, false}, "impossible": {true, true}, "before": {true, false}, "hasty": {true, true},
		"quiet": {}, "failed": {}, "desk": {}, "cloud": {}, "departure": {}, "arrival": {},
	} {
		for what, x := range map[string]struct {
			o    Options
			want bool
		}{
			"scan":       {Options{Paths: []string{whole}}, want.both},
			"live":       {Options{Paths: []string{whole}, Prequential: true}, want.back},
			"a baseline": {Options{Paths: []string{alone}, Baseline: b}, want.both},
		} {
			if got := apartOf(t, x.o, id); got > 0 != x.want || got < 0 {
				t.Errorf("%s, %s: got %v for a takeover, want some: %v", id, what, got, x.want)
			}
		}
	}
	o := Options{Paths: []string{whole}}
	if hasty, impossible := apartOf(t, o, "hasty"), apartOf(t, o, "impossible"); hasty >= impossible {
		t.Errorf("got %v for what is hasty, and %v for what is impossible", hasty, impossible)
	}
}

// TestTravelSettled: a scan against a baseline finds what went before a sign-in, and what
// is apart from it, wherever it stands and however few sign-ins are scored together, as
// if all were at hand.
func TestTravelSettled(t *testing.T) {
	b := build(t, writeLogs(t, office()))
	all := slices.Concat(journeys(), newcomers())
	for i := range 30 { // among many others
		for _, l := range journeys() {
			l.id, l.at = fmt.Sprint(l.id, i), l.at.AddDate(0, 0, 1+i)
			all = append(all, l)
		}
	}
	scores := func(o Options) string {
		var s []string
		for _, f := range run(t, o).Findings {
			f.File, f.Record, f.Explanation = "", 0, nil // of which the first two are where it stands
			s = append(s, fmt.Sprintf("%+v", f))
		}
		slices.Sort(s)
		return strings.Join(s, "\n")
	}
	probability := func(without string) float64 {
		some := slices.DeleteFunc(journeys(), func(l login) bool { return l.id == without })
		return find(t, run(t, Options{Paths: []string{writeLogs(t, some)}, Baseline: b, Select: Selection{All: true}, waiting: 1}), "impossible").Probability.Overall
	}
	with, without := probability(""), probability("home")
	if with < without+.2 {
		t.Fatalf("got %v with a sign-in at home, and %v without it", with, without)
	}
	for _, selection := range []Selection{{All: true}, {Threshold: (with + without) / 2, On: []Feature{Overall}}} {
		o := Options{Paths: []string{writeLogs(t, all)}, Baseline: b, Select: selection, Details: true}
		want := scores(o)
		o.Details = false
		if n := strings.Count(want, "\n"); n < 20 {
			t.Fatalf("got only %d findings", n)
		}
		for seed := range uint64(8) {
			rng := rand.New(rand.NewPCG(seed, 2))
			dir := t.TempDir()
			for i, part := range split(rng, all, 1+int(seed)) {
				rng.Shuffle(len(part), func(i, j int) { part[i], part[j] = part[j], part[i] })
				write(t, filepath.Join(dir, fmt.Sprint(i, ".json")), []byte(records(part)))
			}
			o.Paths, o.Workers, o.waiting = []string{dir}, 1+int(seed)%3, []int{1, 2, 17, 0}[seed%4]
			if got := scores(o); got != want {
				t.Errorf("%+v, seed %d: got\n%s\nwant\n%s", selection, seed, got, want)
			}
		}
	}
}

// TestTravelMasked: a place that is taken for unknown is no end of a journey.
func TestTravelMasked(t *testing.T) {
	o := Options{Paths: []string{writeLogs(t, append(office(), journeys()...))}, Mask: []Feature{Location}}
	for _, id := range []string{"home", "impossible", "before", "hasty"} {
		if got := apartOf(t, o, id); got != 0 {
			t.Errorf("%s: got %v for a takeover, though the location is masked", id, got)
		}
	}
}
