// Package analyzer finds the console sign-ins in CloudTrail logs that were
// probably not made by their user. It joins packages that do not know each
// other:
//
//  1. discover the files to read                     (package cloudtrail)
//  2. decompress them
//  3. find and decode their sign-in records
//  4. resolve identity, place and client             (here, geoip, useragent)
//  5. add each to the histograms of its identity     (packages profile and profile/odds)
//  6. rescan: score every sign-in against the histograms of its identity, with
//     itself left out
//  7. select what to report                          (printed by cmd/report)
//
// The rescan walks the compact sign-ins that the first pass keeps, not the files
// again. Files are read in parallel and merged in the order in which they were
// found, so that the result is the same for any number of workers.
//
// [ScoreStream] does steps 3 to 7 for one identity after the other, with what [NewFit]
// has learned of all in step 5.
package analyzer
