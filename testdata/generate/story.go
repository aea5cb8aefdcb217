package main

import (
	"strconv"
	"time"
)

// The names of the cases, as in demo.csv.
const (
	stolenCredentials = "stolen-credentials"
	guessedPassword   = "guessed-password"
	travel            = "traveller"
	newLaptop         = "new-laptop"
	forgottenPassword = "forgotten-password"
	rootSignIn        = "root"
	secondAccount     = "two-accounts"
	homeWithIPv6      = "ipv6-home"
)

// tell puts the cases of the story into the ordinary visits.
func tell(visits []visit) []visit {
	for i := range visits {
		v := &visits[i]
		switch v.person.name {
		case traveller:
			v.goToGermany()
		case laptopChanger:
			v.changeLaptop()
		case twoAccounts:
			if v.account != v.person.account {
				v.story = secondAccount
			}
		case ipv6Home:
			if v.address == v.person.homeAddress(v.time.In(japan)) {
				v.story = homeWithIPv6
			}
		}
	}
	visits = append(visits, theft()...)
	visits = append(visits, guesses())
	visits = append(visits, afterHolidays())
	return append(visits, asRoot()...)
}

// theft is of somebody who uses the credentials of an IAM user from a Windows
// machine of EC2 in us-east-1, in one night of Japan.
func theft() []visit {
	night := date(time.June, 11)
	v := visit{
		person:  find(victimOfTheft),
		account: production,
		address: virginiaEC2.address(stream(stolenCredentials)),
		client:  winEdge,
		story:   stolenCredentials,
	}
	var visits []visit
	for _, t := range []time.Time{at(night, 3, 14, 7), at(night, 3, 52, 40), at(night, 5, 6, 23)} {
		v.time = t
		visits = append(visits, v)
	}
	return visits
}

// guesses are of somebody who guesses the password of an IAM user, and comes out
// of a VPN in Tokyo, in a network that a colleague of the victim uses as well.
// The fifth password is right.
func guesses() visit {
	return visit{
		person:   find(victimOfGuesses),
		account:  production,
		time:     at(date(time.May, 21), 14, 41, 12),
		address:  tokyoHosting.address(stream(guessedPassword)),
		client:   macChrome,
		failures: 4,
		story:    guessedPassword,
	}
}

// afterHolidays is the first sign-in of somebody who was away over Golden Week
// and has forgotten the password. The user is where and what it always is.
func afterHolidays() visit {
	return visit{
		person:   find(forgetful),
		account:  production,
		time:     at(date(time.May, 7), 8, 50, 31),
		address:  officeAddress,
		client:   find(forgetful).laptop,
		failures: 3,
		story:    forgottenPassword,
	}
}

// asRoot are the visits that only root can make, in the office.
func asRoot() []visit {
	var visits []visit
	for _, day := range []time.Time{date(time.April, 3), date(time.April, 30), date(time.June, 1)} {
		r := stream(rootSignIn, day.Format(time.DateOnly))
		visits = append(visits, visit{
			person:  find(rootUser),
			account: management,
			time:    at(day, 10+r.IntN(6), r.IntN(60), r.IntN(60)),
			address: officeAddress,
			client:  find(rootUser).laptop,
			story:   rootSignIn,
		})
	}
	return visits
}

// goToGermany moves the visits of a week to a hotel there, with the laptop of
// always. Working hours begin seven hours later than in Japan.
func (v *visit) goToGermany() {
	if v.time.Before(date(time.May, 18)) || !v.time.Before(date(time.May, 23)) {
		return
	}
	r := stream(travel, strconv.FormatInt(v.time.Unix(), 10))
	v.time = v.time.Add(7 * time.Hour)
	v.address = germanHotel.address(stream(travel))
	if r.Float64() < .25 {
		v.address = germanPhone.address(r)
	}
	v.story = travel
}

// changeLaptop replaces a laptop by one of another make in the last days of the
// logs.
func (v *visit) changeLaptop() {
	if v.time.Before(date(time.June, 24)) {
		return
	}
	v.client = winChrome
	v.story = newLaptop
}
