package odds

import (
	"math"
	"math/rand/v2"
	"testing"

	"loginodds/profile"
)

// The arithmetic of a judgement on nothing but its fields, written out once more.

// relevel computes the likelihoods of a level from its counts.
func relevel(l Level) Level {
	l.Base = (float64(l.Users) + 20/l.Values) / (float64(l.Total) + 20)
	l.Alpha = (l.Varied + 1) / (l.Exposure + 1/l.Prior)
	l.Newcomer = l.NewcomerAny/l.Values + (1-l.NewcomerAny)*l.Base
	l.Intruder = l.IntruderAny/l.Values + (1-l.IntruderAny)*l.Base
	with, without := (l.Days+l.Alpha*l.Newcomer)/(l.OfDays+l.Alpha), l.Alpha*l.Newcomer/(l.OfDays-l.Days+l.Alpha)
	l.Habit = math.Pow(with, l.Grade) * math.Pow(without, 1-l.Grade)
	return l
}

// chain multiplies levels.
func chain(all []Level) Level {
	out := Level{Habit: 1, Newcomer: 1, Intruder: 1}
	for _, l := range all {
		l = relevel(l)
		out.Habit *= l.Habit
		out.Newcomer *= l.Newcomer
		out.Intruder *= l.Intruder
	}
	return out
}

// recompute returns the score of a judgement.
func recompute(j Judgement) Score {
	own := 0.
	for _, c := range j.Classes[:takeover] {
		own += math.Exp(c.LogWeight) * math.Exp(c.LogLikelihood)
	}
	others := math.Exp(j.Classes[takeover].LogWeight) * math.Exp(j.Classes[takeover].LogLikelihood)
	odds := others / own
	if j.Thin {
		odds = min(odds, math.Exp(j.Classes[takeover].LogWeight))
	}
	feature := func(f Feature) float64 {
		if len(f.Levels) == 0 {
			return math.NaN()
		}
		c, half := chain(f.Levels), f.Span/14
		if l := relevel(f.Levels[0]); l.Attribute == profile.Country {
			c.Newcomer = .4*c.Newcomer/l.Newcomer*l.Habit + .6*c.Newcomer
		}
		odds := f.Outside / (1 - f.Outside) * c.Newcomer / c.Habit / (1 + half*half)
		if f.Share > .5 {
			odds *= max(math.Pow((1-f.Share)/f.Share, 2), .001)
		}
		return odds / (1 + odds)
	}
	return Score{odds / (1 + odds), feature(j.Location), feature(j.Browser), feature(j.OS), feature(j.Device)}
}

// TestJudgement: what is explained is what scored. The overall probability comes out of the
// evidence and the classes, and the others out of their levels.
func TestJudgement(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 5))
	for range 200 {
		c := randomCompany(rng)
		m := fit(c.all)
		for range 10 {
			identity, o := c.all[rng.IntN(len(c.all))].identity, c.drawn()
			if rng.IntN(20) == 0 {
				identity = "nobody"
			}
			checkJudgement(t, m.Identity(identity), o)
		}
	}
}

func checkJudgement(t *testing.T, s *Scorer, o profile.Observation) {
	t.Helper()
	j := s.Judge(o)
	if want := s.Score(o); !sameBits(j.Score, want) {
		t.Fatalf("%s, %+v: got %+v judged and %+v scored", s.name, o, j.Score, want)
	}
	got, want := parts(recompute(j)), parts(j.Score)
	for i := range got {
		if !(math.Abs(got[i]-want[i]) <= 1e-9*max(want[i], 1e-12)) && !(math.IsNaN(got[i]) && math.IsNaN(want[i])) {
			t.Fatalf("%s, %+v: got %v recomputed, want %v", s.name, o, got, want)
		}
	}
	checkClasses(t, &j)
	checkChains(t, &j)
}

// checkClasses fails unless the classes are what the evidence says of them together.
func checkClasses(t *testing.T, j *Judgement) {
	t.Helper()
	if len(j.Evidence) != len(terms) {
		t.Fatalf("got %d pieces of evidence, want %d", len(j.Evidence), len(terms))
	}
	innocent, weights := 0., 0.
	for k, c := range j.Classes {
		sum := 0.
		for i, e := range j.Evidence {
			if sum += e.Logs[k]; e.Term != terms[i].name() {
				t.Errorf("got %s, want %s", e.Term, terms[i].name())
			}
		}
		near(t, c.Name, sum, c.LogLikelihood)
		if k < takeover {
			innocent += math.Exp(c.LogWeight) * math.Exp(sum)
			weights += math.Exp(c.LogWeight)
		}
	}
	near(t, "innocent weights", weights, 1)
	near(t, "innocent", math.Log(innocent), j.Innocent)
	near(t, "intruder", math.Log(math.Exp(j.Classes[takeover].LogWeight))+j.Classes[takeover].LogLikelihood, j.Intruder)
}

// checkChains fails unless place and client say what their levels do.
func checkChains(t *testing.T, j *Judgement) {
	t.Helper()
	place, client := chain(j.Place), chain(j.Client)
	near(t, "client by habit", j.Evidence[1].Logs[habit], math.Log(client.Habit))
	near(t, "new client", j.Evidence[1].Logs[newClient], math.Log(client.Newcomer))
	near(t, "client of a takeover", j.Evidence[1].Logs[takeover], math.Log(.5*client.Habit+.5*client.Intruder))
	near(t, "place by habit", j.Evidence[0].Logs[habit], math.Log(place.Habit))

	country, block := Level{Habit: 1, Newcomer: 1, Intruder: 1}, Level{Habit: 1, Newcomer: 1, Intruder: 1}
	for _, l := range j.Place {
		switch l = relevel(l); l.Attribute {
		case profile.Country:
			country = l
		case profile.Prefix:
			block = l
		}
	}
	near0 := place.Newcomer / country.Newcomer * country.Habit
	q, both, r := .4*near0+.6*place.Newcomer, .9*near0+.1*place.Newcomer,
		.68*place.Intruder+.25*place.Intruder/country.Intruder*country.Habit+.07*place.Habit/block.Habit*block.Intruder
	if len(j.Place) == 0 || j.Place[0].Attribute != profile.Country {
		q, both, r = place.Newcomer, place.Newcomer, place.Intruder
	}
	users, own := j.Evidence[0].Facts[4].Value, j.Evidence[0].Facts[5].Value
	near(t, "new place", math.Exp(j.Evidence[0].Logs[newPlace]), q+users/math.Exp(j.Classes[newPlace].LogWeight)*block.Newcomer)
	near(t, "new place and client", math.Exp(j.Evidence[0].Logs[newBoth]), both+own/math.Exp(j.Classes[newBoth].LogWeight)*block.Newcomer)
	near(t, "place of a takeover", j.Evidence[0].Logs[takeover], math.Log(r))
}

// TestSentences: evidence tells people what it rests on, if there is anything to tell.
func TestSentences(t *testing.T) {
	c := newCompany(1)
	c.employOne("ana", 100)
	c.employOne("ben", 100)
	o := at(100, 21, ec2, edgeWindows)
	o.Failed, o.Apart = true, profile.Impossible
	c.add("ana", o)
	c.add("ben", o)
	m := fit(c.all)
	check := func(o profile.Observation, want map[string]string) {
		t.Helper()
		for _, e := range m.Identity("ana").Judge(o).Evidence {
			if e.Sentence != want[e.Term] {
				t.Errorf("%s: got %q, want %q", e.Term, e.Sentence, want[e.Term])
			}
		}
	}
	check(o, map[string]string{
		"place":    "No other sign-in of this identity comes from this country; nobody else uses it regularly.",
		"client":   "No other sign-in of this identity shows this operating system.",
		"hosting":  "The address belongs to a network for servers, as do 30% of intruders' and 15% of innocent new places.",
		"travel":   "Within an hour of this sign-in there was one from another country, too far away to travel.",
		"hours":    "The hours are unusual for this identity.",
		"failures": "A failed sign-in went before.",
		"company":  "The same address block was as new to other identities, with clients as new to them.",
	})
	o.Apart, o.Place, o.Client, o.Failed = profile.Hasty, line("JP", "17676", "new"), profile.Client{Device: "desktop", OS: "macOS", Browser: "Edge"}, false
	check(o, map[string]string{
		"place":  "The identity used the network on 100 days otherwise.",
		"client": "No other sign-in of this identity shows this browser.",
		"travel": "Between this sign-in and one from another country there was less time than a flight takes.",
		"hours":  "The hours are unusual for this identity.",
	})
	usual := m.Identity("ana").Judge(at(50, 9, line("JP", "17676", "ana"), chromeMac)).Evidence[6]
	if want := "This is what the identity mostly does: 99% of its days."; usual.Sentence != want {
		t.Errorf("persistence: got %q, want %q", usual.Sentence, want)
	}
}

// TestThin: with nothing to compare with, the odds are the prior at most.
func TestThin(t *testing.T) {
	c := japan(9, 30, 90)
	o := at(50, 3, ec2, firefoxLinux)
	o.Failed, o.Apart = true, profile.Impossible
	c.add("starter", o)
	c.add("starter", o)
	m := fit(c.all)
	j := m.Identity("starter").Judge(o)
	if !j.Thin || j.Score.Overall > .004/1.004+1e-12 {
		t.Errorf("got %+v, want it to be thin and the prior at most", j.Score)
	}
	if j := m.Identity(user(0)).Judge(o); j.Thin {
		t.Error("got a thin history of 90 days")
	}
	// One who is not known at all.
	if j := m.Identity("nobody").Judge(o); !j.Thin || j.Score.Overall > .004 {
		t.Errorf("got %+v of nobody, want it to be thin", j.Score)
	}
	// Another place or client is something to compare with.
	c.add("starter", at(51, 9, line("JP", "17676", "x"), chromeMac))
	if j := fit(c.all).Identity("starter").Judge(o); j.Thin || j.Score.Overall < .004 {
		t.Errorf("got %+v after one more day, want it not to be thin", j.Score)
	}
}

// TestTwoDays: who has been seen on two days only, at two places with two clients, is not
// sure to be an intruder at either.
func TestTwoDays(t *testing.T) {
	for _, users := range []int{0, 1, 30} {
		c := japan(9, users, 90)
		a, b := at(50, 9, line("JP", "17676", "x"), chromeMac), at(51, 3, ec2, firefoxLinux)
		c.add("starter", a)
		c.add("starter", b)
		s := fit(c.all).Identity("starter")
		for _, o := range []profile.Observation{a, b} {
			if got := s.Score(o); got.Overall > .7 || got.Location > .7 {
				t.Errorf("beside %d users: got %+v from %s, want at most .7", users, got, o.Place.Country)
			}
		}
	}
}

// TestPrior: the odds go by the prior odds, and attributes do not.
func TestPrior(t *testing.T) {
	c := japan(4, 5, 60)
	o := at(50, 3, line("RU", "12389", "x"), chromeMac)
	c.add(user(0), o)
	set := setOf(c.all, everybody)
	usual := Fit(set, Options{}).Identity(user(0)).Score(o)
	if again := Fit(set, Options{Prior: DefaultPrior}).Identity(user(0)).Score(o); !sameBits(usual, again) {
		t.Errorf("got %+v with the default prior, want %+v", again, usual)
	}
	got := Fit(set, Options{Prior: 10 * DefaultPrior}).Identity(user(0)).Score(o)
	near(t, "log-odds", logit(got.Overall), logit(usual.Overall)+math.Log(10))
	if got.Overall = usual.Overall; !sameBits(got, usual) {
		t.Errorf("got %+v with another prior, want the attributes of %+v", got, usual)
	}
}
