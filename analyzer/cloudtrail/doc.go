// Package cloudtrail finds the sign-in records in exported CloudTrail logs. It
// knows files and records, and nothing of places, user agents or probabilities.
//
//  1. [Find] lists the files below the given paths           (files.go)
//  2. [Reader.Records] tells the compression by the first
//     bytes and decompresses                                 (decompress.go)
//  3. walks the structure of the JSON, without parsing it, to
//     find where each record begins and ends                 (walk.go, scan.go)
//  4. takes records out of what they are wrapped in          (decode.go)
//  5. parses those that mention the sign-in service, and
//     yields those whose own eventSource is that service     (parse.go, record.go)
//
// All other records are only counted. Of several members of an object with the
// same key the last counts, as in encoding/json.
//
// # Damage
//
// What cannot be read is told as a [DamageError] with its place, and reading goes
// on where the next record seems to begin: at an object that begins with a key
// that records begin with, or outside of all containers, at a line that begins
// with a brace (repair.go). The value of a member is never taken for a record. An
// object that is nested in an array of a damaged record may be, if it looks like
// one, as nothing tells it from the record behind.
//
// A record that does not mention the sign-in service is not parsed: damage to it
// is noticed only if it breaks the nesting of brackets. A file without any record
// is not damaged but skipped.
//
// # Limits
//
// Memory is bounded by the longest record, of which the buffer may hold twice the
// size, and not by the file. The time to read a file grows as its size, whatever
// it holds.
package cloudtrail
