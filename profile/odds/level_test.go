package odds

import (
	"math"
	"slices"
	"testing"
)

// TestBase by hand: the shares of the others, with 20 before that have any of K values.
func TestBase(t *testing.T) {
	check := func(m measure, values, want float64) {
		t.Helper()
		near(t, "base", m.base(values), want)
	}
	check(measure{}, 240, 1./240) // nobody else is known
	check(measure{users: 0, total: 1}, 240, 20./240/21)
	check(measure{users: 1, total: 1}, 240, (1+20./240)/21)
	check(measure{users: 50, total: 250}, 240, (50+20./240)/270)
	check(measure{users: 1, total: 90}, 1000, 1.02/110)
}

// TestBaseSums: the bases of as many values as there are sum to 1.
func TestBaseSums(t *testing.T) {
	sum := 56 * measure{users: 0, total: 10}.base(60)
	for _, n := range []int{5, 1, 1, 3} {
		sum += measure{users: n, total: 10}.base(60)
	}
	near(t, "sum", sum, 1)
}

// TestPredictive by hand: a browser that 12 % show, where 15 are expected and half of all
// newcomers have just any: q = .5/15 + .5 × .12 = .0933; with α = .2.
func TestPredictive(t *testing.T) {
	q := stranger(.12, 15, .5)
	near(t, "q", q, .5/15+.06)
	near(t, "r of which nine tenths are anything", stranger(.12, 15, .9), .06+.012)
	near(t, "p where nothing is known", predictive(0, 0, q, .2), q)
	near(t, "p on 0 of 100 days", predictive(0, 100, q, .2), .2*q/100.2)
	near(t, "p on 5 of 100 days", predictive(5, 100, q, .2), (5+.2*q)/100.2)
}

// TestConcentration by hand: two values beyond the first on 100 days.
func TestConcentration(t *testing.T) {
	v := newVariety(country, 3, 100)
	near(t, "values", v.values, 2)
	near(t, "exposure", v.exposure, math.Log((99.5+.015)/(.5+.015)))
	sum := 0. // which the logarithm is close to
	for i := 1.; i < 100; i++ {
		sum += 1 / (.015 + i)
	}
	if math.Abs(v.exposure-sum) > .15 {
		t.Errorf("got an exposure of %v, want about %v", v.exposure, sum)
	}
	near(t, "α", concentrationOf(country, v), 3/(v.exposure+1/.015))
	near(t, "α without history", concentrationOf(browserAlone, variety{}), .03)
	for _, days := range []int{0, 1} {
		if got := newVariety(network, 0, days); got != (variety{}) {
			t.Errorf("%d days: got %+v, want nothing", days, got)
		}
	}
}

// TestKnown by hand: half after one other day.
func TestKnown(t *testing.T) {
	for days, want := range map[float64]float64{0: 0, 1: .5, 3: .75, 99: .99} {
		near(t, "known", known(days), want)
	}
}

// TestMostly by hand: .8⁴ / (.8⁴ + .2⁴) = .4096/.4112.
func TestMostly(t *testing.T) {
	for share, want := range map[float64]float64{0: 0, .2: .0016 / .4112, .5: .5, .8: .4096 / .4112, 1: 1} {
		near(t, "mostly", mostly(share), want)
	}
}

// TestLevels: the names of levels are distinct, and paths have as many parents as they say.
func TestLevels(t *testing.T) {
	seen := map[string]bool{}
	places, clients := placePaths(ec2), clientPaths(edgeWindows)
	for i, v := range slices.Concat(places[:], clients[:]) {
		l := level(i)
		if v.level != l || len(split(v.parent)) != l.depth() || seen[l.name()] || l.ofPlace() != (i < 4) {
			t.Errorf("level %d: got %+v named %s", i, v, l.name())
		}
		seen[l.name()] = true
	}
	if levelOf(deviceOS.attribute()) != osAlone || levelOf(browserAlone.attribute()) != browserAlone {
		t.Error("OS and browser are not shown for themselves")
	}
	// A block of addresses tells nothing without its network.
	if got := placePaths(line("JP", "", "192.0.2.0/24"))[prefix].value; got != "" {
		t.Errorf("got the block %q of no network", got)
	}
}

// TestJoin: values cannot be made up so that they pass for those of another path.
func TestJoin(t *testing.T) {
	for _, x := range [][2][]string{
		{{"a", "b"}, {"a\x00/b", ""}},
		{{"a", "b"}, {"a\x00/b"}},
		{{"a\x00", "b"}, {"a", "\x00b"}},
	} {
		if join(x[0]...) == join(x[1]...) {
			t.Errorf("%q and %q are the same", x[0], x[1])
		}
	}
}

func TestSplit(t *testing.T) {
	for _, all := range [][]string{{}, {""}, {"JP"}, {"", ""}, {"a\x00", "\x00/"}, {"\x00\x00/", "b", ""}} {
		if got := split(join(all...)); !slices.Equal(got, all) {
			t.Errorf("got %q, want %q", got, all)
		}
	}
	split("\x00") // which no join makes
}

func FuzzJoin(f *testing.F) {
	f.Add("a", "b", "c", "d")
	f.Add("a\x00/", "b", "a", "\x00/b")
	f.Fuzz(func(t *testing.T, a, b, c, d string) {
		if join(a, b) == join(c, d) && (a != c || b != d) {
			t.Errorf("%q, %q and %q, %q are the same", a, b, c, d)
		}
		if got := split(join(a, b)); !slices.Equal(got, []string{a, b}) {
			t.Errorf("%q, %q: got %q", a, b, got)
		}
	})
}
