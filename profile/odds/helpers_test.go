package odds

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"loginodds/profile"
)

var (
	chromeMac      = profile.Client{Device: "desktop", OS: "macOS", Browser: "Chrome"}
	chromeWindows  = profile.Client{Device: "desktop", OS: "Windows", Browser: "Chrome"}
	edgeWindows    = profile.Client{Device: "desktop", OS: "Windows", Browser: "Edge"}
	firefoxLinux   = profile.Client{Device: "desktop", OS: "Linux", Browser: "Firefox"}
	safariPhone    = profile.Client{Device: "mobile", OS: "iOS", Browser: "Safari"}
	operaOnAndroid = profile.Client{Device: "tablet", OS: "Android", Browser: "Opera"}

	ec2 = profile.Place{Country: "US", Network: "14618", Prefix: "198.51.100.0/24", Hosting: true}
)

// line returns a home line.
func line(country, network, prefix string) profile.Place {
	return profile.Place{Country: country, Network: network, Prefix: prefix}
}

// A signIn is an invented one.
type signIn struct {
	identity string
	o        profile.Observation
}

// at returns the sign-in of a day of the history, which starts at day 0.
func at(day, hour int, p profile.Place, c profile.Client) profile.Observation {
	return profile.Observation{Day: profile.Day(20000 + day), Hour: hour, Place: p, Client: c}
}

// A company is the invented sign-ins of several identities.
type company struct {
	rng *rand.Rand
	all []signIn
}

func newCompany(seed uint64) *company { return &company{rng: rand.New(rand.NewPCG(seed, 1))} }

func (c *company) add(identity string, o profile.Observation) {
	c.all = append(c.all, signIn{identity, o})
}

// carriers are home networks of Japan.
var carriers = []string{"17676", "2516", "4713", "9605", "2519", "9824"}

// employ adds a user who works on so many days from home lines and with one client.
func (c *company) employ(identity string, days int, carrier string, client profile.Client) {
	start := 7 + c.rng.IntN(4)
	blocks := 1 + c.rng.IntN(3)
	for day := range workdays(days) {
		p := line("JP", carrier, fmt.Sprint(identity, "/", c.rng.IntN(blocks)))
		c.add(identity, at(day, start+c.rng.IntN(9), p, client))
	}
}

// workdays yields the days of so many weekdays.
func workdays(n int) func(yield func(int) bool) {
	return func(yield func(int) bool) {
		for i := range n {
			if !yield(i/5*7 + i%5) {
				return
			}
		}
	}
}

// japan returns a company of so many users on several carriers, of whom the first always
// uses Chrome on macOS.
func japan(seed uint64, users, days int) *company {
	c := newCompany(seed)
	for i := range users {
		client := chromeMac
		if i > 0 && c.rng.IntN(2) == 0 {
			client = chromeWindows
		}
		c.employ(user(i), days, carriers[(uint64(i)+seed%7)%uint64(len(carriers))], client)
	}
	return c
}

func user(i int) string { return fmt.Sprintf("user %02d", i) }

func setOf(all []signIn, wanted func(identity string) bool) *profile.Set {
	s := &profile.Set{}
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

func fit(all []signIn) *Model { return Fit(setOf(all, everybody), Options{}) }

// with returns more sign-ins, and leaves the others as they are.
func with(all []signIn, more ...signIn) []signIn { return append(slices.Clip(all), more...) }

// scoreOf scores a sign-in that the history holds.
func scoreOf(all []signIn, identity string, o profile.Observation) Score {
	return fit(all).Identity(identity).Score(o)
}

// parts returns the five probabilities of a score.
func parts(s Score) [5]float64 {
	return [5]float64{s.Overall, s.Location, s.Browser, s.OS, s.Device}
}

// sameBits reports whether two scores are equal to the last bit.
func sameBits(a, b Score) bool {
	x, y := parts(a), parts(b)
	for i := range x {
		if math.Float64bits(x[i]) != math.Float64bits(y[i]) {
			return false
		}
	}
	return true
}

// near fails unless two numbers agree to nine digits.
func near(t *testing.T, what string, got, want float64) {
	t.Helper()
	if !(math.Abs(got-want) <= 1e-9*max(1, math.Abs(want))) {
		t.Errorf("%s: got %v, want %v", what, got, want)
	}
}

func logit(p float64) float64 { return math.Log(p / (1 - p)) }
