package main

import (
	"math/rand/v2"
	"time"
)

// A visit is a sign-in to be, with what goes before and after it.
type visit struct {
	person   *person
	account  string
	time     time.Time
	address  string
	client   client
	failures int    // wrong passwords before
	first    bool   // of the day
	story    string // name of the case; "" if ordinary
}

// lag returns by how many days a person is late to update browsers.
func (p *person) lag() int { return stream("lag", p.name).IntN(7) }

// userAgent returns that of the visit's client.
func (v *visit) userAgent() string {
	return v.client.userAgent(v.time, v.person.lag())
}

// ordinaryVisits returns the visits of a person on working days.
func ordinaryVisits(p *person) []visit {
	r := stream("plan", p.name)
	var visits []visit
	for _, day := range workdays() {
		if r.Float64() < p.busy {
			visits = append(visits, p.dayOfWork(day, r)...)
		}
	}
	return visits
}

// dayOfWork returns one visit to three, at least two hours apart. On most days
// it is one.
func (p *person) dayOfWork(day time.Time, r *rand.Rand) []visit {
	address := officeAddress
	if r.Float64() < p.remote {
		address = p.homeAddress(day)
	}
	var visits []visit
	hour := 9 + r.IntN(2)
	for range 1 + r.IntN(3)*r.IntN(2) {
		v := visit{
			person:  p,
			account: p.account,
			time:    at(day, hour, r.IntN(60), r.IntN(60)),
			address: address,
			client:  p.laptop,
			first:   len(visits) == 0,
		}
		p.vary(&v, r)
		visits = append(visits, v)
		hour += 3 + r.IntN(2)
	}
	return visits
}

// vary makes a visit a little less usual now and then: another browser, another
// account, a phone, a laptop tethered to one, or a wrong password. The address of
// a phone is a new one every time.
func (p *person) vary(v *visit, r *rand.Rand) {
	if p.second != (client{}) && r.Float64() < .15 {
		v.client = p.second
	}
	if p.also != "" && r.Float64() < .3 {
		v.account = p.also
	}
	switch x := r.Float64(); {
	case x < .06 && p.phone != (client{}):
		v.client, v.address = p.phone, p.mobile.address(r)
	case x < .09:
		v.address = p.mobile.address(r)
	}
	if p.kind == iamUser && r.Float64() < .02 {
		v.failures = 1
	}
}
