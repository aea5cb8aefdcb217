// Package odds makes odds of what package profile keeps: how probable it is that a sign-in
// was not its identity's, and that its place, browser, OS and device come from outside the
// identity's habit. It needs nothing but the standard library and package profile.
//
//  1. [Fit] counts to how many identities each value is a habit, and how often something
//     is new: what innocent people do is learned. What intruders do is assumed, in
//     parameters.go, as no log says which sign-ins were theirs.
//  2. [Model.Identity] gathers the strands of one identity (history.go, strand.go).
//  3. [Scorer.Score] takes a strand out of the history and judges it (subject.go, weigh.go,
//     judge.go). [Scorer.Judge] returns the arithmetic, which is that of Score.
//
// [NewFit] and [Open] do step 1 for who has the sign-ins of one identity at a time, and
// [Replay] does it day by day.
//
// # Strands
//
// A strand is all that an identity does from one address block (/24 of IPv4, /48 of IPv6)
// with one client. It is left out of all counts as a whole, however long it lasts. What
// else shares a value with it vouches for the value as far as it does not depend on the
// same news: a day with the value counts by m/(m+1), if what it was shown with (the client
// for a place, the network for a client) was shown on m days without the value. If the
// value is what the identity mostly shows otherwise, all its days count. What was shown at
// about the same time counts little: t days before or after the strand began, by
// g = 1 - exp(-(t/14)²).
//
// # The letters, and where they are made
//
//	c, T, g     days that vouch for a value, those that count, the grade    subject.go
//	U, N        other identities whose habit a value is, or any             population.go
//	G           the base measure                                            population.go
//	α           how readily the identity shows something new                concentration.go
//	p, q, r     the value by habit, of a newcomer, of an intruder           weigh.go
//	v           the weights of the innocent classes                         readiness.go
//	ρ           the weight of a takeover                                    parameters.go
//	π           the share from outside the habit                            feature.go
//
//	G = (U + 20/K) / (N + 20)        α = (k + 1) / (E + 1/α₀)
//	q = ε/K + (1-ε) G                r = ε′/K + (1-ε′) G
//	p = ((c + α q)/(T + α))^g (α q/(T-c + α))^(1-g)
//
// Here k counts the habits of the identity beyond the first of every parent, and E its
// exposure to show more (concentration.go).
//
// A chain of levels multiplies: country → region and network → prefix; device → OS → browser.
//
// # Overall
//
// Five classes are weighed, of which each term (term.go) says how probable it makes what it
// looks at: habit, new place, new client, both new, and takeover.
//
//	odds = ρ Π terms(takeover) / Σ v Π terms(class), over the four others
//
// What speaks for innocence because something is missing is bounded: no failures by .89,
// usual hours by .56, no hosting network by .82.
//
// # Sources
//
// The approach follows Freeman, Jain, Dürmuth, Biggio and Giacinto, "Who Are
// You? A Statistical Approach to Measuring User Authentication", NDSS 2016,
// doi 10.14722/ndss.2016.23240. G and p are Dirichlet predictives.
package odds
