// Package profile keeps, per identity, histograms of where, when and with what
// it signs in, and tells how probable it is that a sign-in was not its own.
//
// It speaks numbers: it knows no log, address or user agent, only that an
// identity showed some attribute values during some hour. It needs nothing but
// the standard library.
//
//  1. [Set.Add] counts an [Observation] in the histograms of its identity. The
//     unit is the user-day: fifty sign-ins of one day weigh as much as one.
//  2. [Set.Fit] learns from all of them what a habit looks like here: how often
//     a value is shared by other identities, how readily people change it, when
//     they work, and how intruders differ from them.
//  3. [Model.Identity] and [Scorer.Score] judge one sign-in with its episode left
//     out of its identity's histograms, so that an intruder who comes back does
//     not vouch for himself. [Scorer.Explain] returns the arithmetic.
//
// A [Baseline] keeps the same in a file, as sets of hours instead of counts, so that
// baselines can be merged; [Baseline.Set] is what sign-ins are then scored against.
//
// A [Fit] keeps what step 2 has learned, for who has the sign-ins of one identity at a
// time: [Fit.Model] scores them as step 3 does among those of all.
//
// # Units
//
// An episode is what one identity does from one country and network with one
// client, without a pause of more than 7 days and within 30. What lasts longer is
// divided by address block, with the same limits, and if that lasts longer still,
// every day is an episode of its own. A variant of an episode is what it shows of
// one place, weighing as much as any other of its variants. For the location the
// unit is the stay: what was done from one network, whatever the client; it is
// divided into days if it takes up a third of the known time.
//
// # Chains
//
// A sign-in shows two chains of attributes, each value conditional on the ones
// before it:
//
//	place:   country → region → city, and network (ASN) → prefix, given the country
//	client:  device → OS given the device → browser given both
//
// For one attribute let c be the days on which the identity showed this value
// and T the days on which it showed any value under the same parent, both
// without the episode. Of the other identities let U be those that show the
// value, N the sum of U over all values of the parent, and N₁ the number of
// values that only one of them shows. Then, with K values that one may expect,
//
//	u = (N₁+1) / (N+2)           the unseen, after Good and Turing; 1 if N = 0
//	G = u/K + (1-u) U/N          the base measure
//	p = (c + α G) / (T + α)      the value, if the sign-in follows the habit
//	q = ε/K + (1-ε) G            if the identity is somewhere, or with something, new
//	r = ε′/K + (1-ε′) G          if somebody else signed in
//
// p is the Dirichlet predictive with the population as base measure; α is how
// readily the identity shows something new, estimated for each identity, and for
// the prefixes of each of its networks, from how much it varies and how much the
// others do. A place seen within a week only was not among what α counts: its α
// is multiplied by .2 + 7/(days that the identity is known), at most 1. A chain
// multiplies its levels, and an unknown attribute is left out of all products.
//
// # One attribute
//
// The probability that one attribute comes from outside the habit is
//
//	P = π q / (π q + (1-π) p)
//
// with the share π of such sign-ins fitted by expectation maximisation. Location
// is the chain of the place down to the network, and OS and browser stand alone
// here. If a stay is not divided, its length and what else is seen during it count
// too, as the factors, by habit and outside of it,
//
//	length    b + (1-b) s, or 1 less that  and  l or 1-l, if it lasts for days or not
//	absence   1-j + j a                    and  1-w + w a, with a as below
//
// where s = 1 - (1 - (c+½)/(days+2))⁷ is the probability that a habit shown on c of
// so many days shows again within a week, and j = .03 (c+½)/(days+2), as who is at a
// place every other day may be there alone for weeks. The shares b, l and w are fitted,
// and π of the location is a share of sign-ins. A week before and after the unit is left
// out as well, or an eighth of the time that the identity is known if that is less, since
// a journey or a new laptop brings more than one unit.
//
// # The overall probability
//
// A takeover is weighed against four innocent explanations, habit or news in
// place and in client:
//
//	odds = ρ R ((1-m) r_client + m p_client) H′ /
//	       (v₀ p p + v₁ Q p_client + v₂ p_place q_client + v₃ Q q_client) H
//	Q    = (1-d₀) q_place + d₀ q₁
//	R    = (1-d₁-d₂) r_place + d₁ r₁ + d₂ r₂
//
// where q₁ and r₁ are of a place whose country follows the habit, and r₂ of one whose
// network does. The weights v and ρ, the share m of intruders who imitate the client,
// d, and the shares in the factors H and H′ are fitted by expectation maximisation with
// Dirichlet and Beta priors. The factors, innocent and then intruder, are
//
//	hosting       the share of new places and of intruders that come from networks for servers
//	hours         o + (1-o) h           and  1-s + s h
//	interleaving  b + (1-b) a           and  1-w + w a; innocent in new places only
//	size          .05 + .95 z           and  1-g + g z′
//	MFA           μ, or 1-μ without        and  (1-t) μ, or t + (1-t)(1-μ)
//	failures      1-n or n              and  1 - n (1-f) or n (1-f), after a failure or not
//
// Here h is the probability of the hours by the identity's habit over that of
// uniform ones, if the sign-ins of a day are independent; in a new country any shift
// of them may do. a is the probability of its presence at its usual networks during the
// episode if it is away, over that if it is not, or 1 at a time of which the set knows
// nobody; b is the chance that it is several people. Networks that let servers are no
// presence, nor are those that go along with their users, which is learned from
// journeys. z is the probability of so many sign-ins by its own activity over that by an
// intruder; in z′ that activity is at most five times an intruder's. μ is the beta
// predictive of a second factor by the identity's other sign-ins, with everybody's share
// as mean, and n the probability that an innocent episode follows no failure.
//
// The log-odds of an episode of several sign-ins are recalibrated, see [Recalibration].
// With no day outside the episode to compare with, the odds are 1 at most.
//
// # Sources
//
// The approach follows Freeman, Jain, Dürmuth, Biggio and Giacinto, "Who Are
// You? A Statistical Approach to Measuring User Authentication", NDSS 2016,
// doi 10.14722/ndss.2016.23240. The mass of the unseen is that of Good, "The
// Population Frequencies of Species and the Estimation of Population Parameters",
// Biometrika 40, 1953, doi 10.1093/biomet/40.3-4.237; expectation maximisation is
// that of Dempster, Laird and Rubin, "Maximum Likelihood from Incomplete Data via
// the EM Algorithm", Journal of the Royal Statistical Society B 39, 1977.
package profile
