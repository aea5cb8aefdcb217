package odds

import (
	"fmt"
	"math/rand/v2"

	"loginodds/profile"
)

// randomCompany returns the sign-ins of a few invented people who travel, buy laptops, fail
// and are intruded upon, in no order, with whatever the logs do not tell.
func randomCompany(rng *rand.Rand) *company {
	c := &company{rng: rng}
	people, days := 1+rng.IntN(5), 3+rng.IntN(60)
	for i := range people {
		c.person(user(i), i, days)
	}
	rng.Shuffle(len(c.all), func(i, j int) { c.all[i], c.all[j] = c.all[j], c.all[i] })
	return c
}

var (
	randomPlaces = []profile.Place{
		{Country: "JP", Region: "13", City: "Tokyo", Network: "17676"}, {Country: "JP", Region: "27", City: "Osaka", Network: "2516"},
		{Country: "DE", Region: "BE", City: "Berlin", Network: "3320"}, {Country: "SE", Network: "1257"}, {Country: "[office]"},
		{Region: "no country", City: "Tokyo"}, {Network: "64500"}, {},
	}
	randomClients = []profile.Client{chromeMac, chromeWindows, firefoxLinux, safariPhone, {OS: "Windows"}, {}}
)

// person adds one of them.
func (c *company) person(identity string, i, days int) {
	rng := c.rng
	home, own := randomPlaces[rng.IntN(5)], randomClients[rng.IntN(4)]
	restless, attacked := rng.IntN(12), rng.IntN(days*3)
	for d := range days {
		if rng.IntN(3) == 0 {
			continue
		}
		o := at(d, 7+rng.IntN(11), home, own)
		o.Place.Prefix = fmt.Sprint(i, "/", rng.IntN(1+i%4))
		switch {
		case rng.IntN(20) < restless/3:
			o.Place = randomPlaces[rng.IntN(len(randomPlaces))]
		case rng.IntN(20) < restless/3:
			o.Client = randomClients[rng.IntN(len(randomClients))]
		case d == attacked:
			o = at(d, rng.IntN(24), ec2, edgeWindows)
		}
		o.Failed, o.Apart, o.MFA = rng.IntN(30) == 0, profile.Apart(max(rng.IntN(30)-27, 0)), profile.MFA(rng.IntN(3))
		for range 1 + rng.IntN(2) {
			c.add(identity, o)
		}
		if rng.IntN(6) == 0 { // the same day, somewhere else
			o.Place, o.Client = randomPlaces[rng.IntN(len(randomPlaces))], randomClients[rng.IntN(len(randomClients))]
			c.add(identity, o)
		}
	}
	if len(c.all) == 0 || c.all[len(c.all)-1].identity != identity {
		c.add(identity, at(0, 9, home, own))
	}
}

// drawn returns a sign-in that was made, or one that mixes several, or one of nobody's.
func (c *company) drawn() profile.Observation {
	pick := func() profile.Observation { return c.all[c.rng.IntN(len(c.all))].o }
	o := pick()
	switch c.rng.IntN(4) {
	case 0:
		o.Place = pick().Place
	case 1:
		o.Client, o.Day = pick().Client, o.Day+profile.Day(c.rng.IntN(40))
	case 2:
		o.Place, o.Client = line("BR", "28573", "x"), operaOnAndroid
	}
	return o
}
