// Package cloudtrail finds the sign-in records in exported CloudTrail logs. It
// knows files and records, and nothing of places, user agents or probabilities.
//
//  1. [Find] lists the files below the given paths               (files.go)
//  2. [Reader.Records] decompresses a file                       (decompress.go, gzip.go, ahead.go)
//     and unpacks archives, each of whose members is a file too  (archive.go, zip.go, tar.go)
//  3. makes UTF-8 of UTF-16                                      (utf16.go)
//  4. walks the structure of the JSON, without parsing it, to
//     find where each record begins and ends                     (walk.go, scan.go, blocks.go)
//     or reads the rows of a table                               (csv.go, cells.go, order.go)
//  5. finds the records in whatever they are in                  (take.go, find.go, envelope.go, decode.go)
//     by their own fields, or by the names that others give them (fields.go, row.go, lake.go)
//  6. parses those that mention the sign-in service, and
//     yields those whose own eventSource is that service         (parse.go, record.go, raw.go)
//  7. counts all by day and account                              (days.go)
//     and the names of sign-ins that were not read               (names.go)
//
// All other records are only counted. Of several members of an object with the
// same key the last counts, as in encoding/json.
//
// # Days
//
// [Stats] tells of which days, in UTC, there are records of which account, and
// when the first and the last of them was, whatever service they are of. That of
// every record is looked up, at little cost: a record that is not parsed has its
// eventTime behind userIdentity, and its recipientAccountId where the record
// before had it, and only otherwise are all its members looked at. Two things are
// not exact there: of two members with the same key it may be the first that
// counts, and in a record that is in a string, an eventTime or recipientAccountId
// that stands deeper, but before the record's own.
//
// # Containers
//
// What a file is, its content tells, and never its name: gzip of any number of
// members, zstd, ZIP and tar, one within another, of UTF-8 or UTF-16; in them JSON,
// as documents of any length one behind another, or tables with commas, semicolons,
// tabs or bars.
//
// An object that has a record's own fields, eventName, or eventVersion and
// userIdentity, is a record, and is not searched itself: what looks like a record in
// it is what a caller sent. So are an object and the row of a table that have the
// name of an event and two more fields by other names. The names are those of one
// table, fields.go, and count whatever their case and punctuation, their order, and
// how deep they are nested. All else is searched, up to 16 deep: members but for
// parameters, elements, and strings that hold JSON, maybe in base64 and compressed.
// Where one member speaks for an object, as the message of a log does, the others are
// not searched.
//
// A table may show little of a record. Without an eventSource the names of the events
// of the sign-in service decide; an Event history shows neither outcome nor second
// factor, but errors; and an account that a spreadsheet made a number of is "". The
// order of day and month is told by all times of a table.
//
// # Conservation
//
// [Stats.Unread] tells of the names of sign-ins where an event's name stands, in
// whatever was no record and was not read: behind such a key, or alone in a cell of
// what seems to be a row. Of text that speaks of such events, as rules and queries
// do, it does not.
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
// Of a table a row is lost, and behind a quote that is not closed, a line. In an
// archive a member is lost: without the directory of a ZIP archive members are
// looked for one behind another, and in a tar archive the next header is.
//
// A record that does not mention the sign-in service is not parsed: damage to it
// is noticed only if it breaks the nesting of brackets. A file without any record
// is not damaged but skipped. An object or array that is not whole, or longer than a
// record, and does not begin as one, is gone into. Text that a file begins with as
// YAML does, or before a record on its line, is no damage.
//
// # Limits
//
// Memory is bounded by the longest record, of which the buffer may hold twice the
// size, and not by the file; but a ZIP archive in a stream or in another archive
// is kept in memory if it is no longer than 256 MiB. The time to read a file grows
// as its size, whatever it holds, and [Reader.MaxExpansion] bounds what it may
// expand to. Archives and compressed files may be five deep in one another.
//
// A compressed file of which more than 4 MiB come out is decompressed ahead in a
// goroutine, by at most 1 MiB. It ends when reading ends, and until then only it
// reads from the file.
//
// Parquet, as Security Lake keeps it, ORC and Avro are not read, which is told as
// damage, nor are ZIP members that are encrypted.
package cloudtrail
