// Package profile keeps, per identity, where, when and with what it signs in.
//
// It speaks numbers: it knows no log, address or user agent, only that an
// identity showed some attribute values on some day. It needs nothing but the
// standard library. What can be concluded from it is in package odds.
//
//  1. [Set.Add] notes an [Observation] of an identity. A [Set] is kept in memory, and
//     counts the sign-ins of one day, place and client in one [Cell].
//  2. [Baseline.Add] notes the same to be saved: as sets of hours instead of counts, so
//     that baselines can be merged. [Baseline.Set] is what sign-ins are then judged by.
//  3. [Diff] compares two baselines, and [Baseline.Redact] hides who they are of.
//
// A [Fit] keeps what all identities have in common, for who has the sign-ins of one
// identity at a time.
package profile
