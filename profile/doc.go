// Package profile keeps, per identity, histograms of where and with what it
// signs in, and tells how probable it is that a sign-in was not its own.
//
// It speaks numbers: it knows no log, address or user agent, only that an
// identity showed some attribute values on some day. It needs nothing but the
// standard library.
//
//  1. [Set.Add] counts an [Observation] in the histograms of its identity. The
//     unit is the user-day: fifty sign-ins of one day weigh as much as one.
//  2. [Set.Fit] learns from all of them what a habit looks like here: how often
//     a value is shared by other identities, how readily people change it, and
//     what share of the sign-ins comes from outside a habit.
//  3. [Model.Identity] and [Scorer.Score] judge one sign-in against its
//     identity's histograms with the days around it left out, so that a
//     sign-in cannot vouch for itself.
//
// # The model
//
// A sign-in is described by two chains of attributes, each value conditional on
// the ones before it:
//
//	place:   country → region → city, and network (ASN) given the country
//	client:  device → OS given the device → browser given both
//
// For one attribute let c be the days on which the identity showed this value
// and T the days on which it showed any value under the same parent, both
// without the days within W of the judged one, and let G be the share of the
// other identities that show the value (smoothed by one pseudo-identity spread
// over the K values one may expect). Then
//
//	p = (c + α G) / (T + α)      the value, if the sign-in follows the habit
//	q = ε/K + (1-ε) G            the value, if somebody else signed in; ε = .5
//
// p is the Dirichlet predictive with the population as base measure; α is how
// readily the identity shows something new, estimated for each identity from how
// much it varies and how much the others do. A chain multiplies its levels, and
// an attribute that is unknown is left out of both products.
//
// The probability that one attribute comes from outside the habit is
//
//	P = π q / (π q + (1-π) p)
//
// with the share π of such sign-ins fitted by expectation maximisation. The
// overall odds weigh a takeover against four innocent explanations, habit or
// news in place and in client, with weights v that are fitted likewise, but for
// v₃, which is three times v₁ v₂:
//
//	odds = π₀/(1-π₀) · q_place ((1-m) q_client + m p_client) /
//	       (v₀ p p + v₁ q_place p_client + v₂ p_place q_client + v₃ q q)
//
// with the prior π₀ = .002 of a takeover and the share m = .3 of intruders who
// imitate the client. It is computed with W = 7, against intruders who come
// back for days, and W = 0, and the larger counts.
//
// The approach follows Freeman, Jain, Dürmuth, Biggio and Giacinto, "Who Are
// You? A Statistical Approach to Measuring User Authentication", NDSS 2016,
// doi 10.14722/ndss.2016.23240.
package profile
