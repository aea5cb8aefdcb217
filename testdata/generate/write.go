package main

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"time"
)

// logs is the folder of a trail in its bucket.
const logs = "AWSLogs"

// A batch is where a record is delivered: one file a day for every account and
// region. A real trail delivers about every five minutes.
type batch struct {
	account string
	region  string
	day     string // in UTC, as in a path
}

func (r *record) batch() batch {
	return batch{r.RecipientAccountID, r.AWSRegion, r.time.UTC().Format("2006/01/02")}
}

func (b batch) compare(c batch) int {
	return cmp.Or(cmp.Compare(b.account, c.account), cmp.Compare(b.region, c.region), cmp.Compare(b.day, c.day))
}

// writeLogs writes records below the folder out, in the layout of an organization
// trail, and a few files that hold none.
func writeLogs(out string, records []record) error {
	if err := os.RemoveAll(filepath.Join(out, logs)); err != nil {
		return err
	}
	batches := map[batch][]record{}
	for _, r := range records {
		batches[r.batch()] = append(batches[r.batch()], r)
	}
	keys := slices.SortedFunc(maps.Keys(batches), batch.compare)
	deliverTwice(keys, batches)
	for _, b := range keys {
		if err := writeBatch(out, b, batches[b]); err != nil {
			return err
		}
	}
	return writeOthers(out)
}

// twice are how many records come again, each in the file after its own.
const twice = 3

// deliverTwice repeats one record of each of the first files of the account that
// has most.
func deliverTwice(keys []batch, batches map[batch][]record) {
	n := 0
	for i, b := range keys[:len(keys)-1] {
		next := keys[i+1]
		if n < twice && b.account == production && b.region == tokyo && next.region == b.region {
			batches[next] = append(batches[next], batches[b][0])
			n++
		}
	}
}

// writeBatch writes a file of records, which are in no order.
func writeBatch(out string, b batch, records []record) error {
	slices.SortFunc(records, func(a, b record) int {
		return cmp.Or(a.time.Compare(b.time), cmp.Compare(a.EventID, b.EventID))
	})
	delivered := records[len(records)-1].time.UTC().Truncate(5 * time.Minute).Add(5 * time.Minute).Format("20060102T1504Z")
	r := stream("batch", b.account, b.region, b.day)
	r.Shuffle(len(records), func(i, j int) { records[i], records[j] = records[j], records[i] })
	return writeObject(out, b.key("CloudTrail", delivered), object{"Records": records})
}

// key returns that of a file in the bucket. The kind of log is part of it, and
// so is the time of its delivery.
func (b batch) key(log, delivered string) string {
	name := fmt.Sprintf("%s_%s_%s_%s_%s.json.gz", b.account, log, b.region, delivered,
		word(allLetters, 16, "file", log, b.account, b.region, delivered))
	return path.Join(logs, organization, b.account, log, b.region, b.day, name)
}

// writeOthers writes one file each of digests, Insight and no records at all.
func writeOthers(out string) error {
	b := batch{production, tokyo, "2026/04/02"}
	return errors.Join(
		writeObject(out, b.key("CloudTrail-Digest", "20260402T0000Z"), b.digest(date(time.April, 2))),
		writeObject(out, b.key("CloudTrail-Insight", "20260402T0205Z"), b.insight(at(date(time.April, 2), 11, 2, 0))),
		writeObject(out, b.key("CloudTrail", "20260402T0005Z"), object{"Records": []object{}}),
	)
}

// digest returns the digest of an hour in which nothing was delivered.
func (b batch) digest(hour time.Time) object {
	return object{
		"awsAccountId":               b.account,
		"digestStartTime":            timestamp(hour),
		"digestEndTime":              timestamp(hour.Add(time.Hour)),
		"digestS3Bucket":             "kawasemi-trail",
		"digestPublicKeyFingerprint": hexadecimal(32, "fingerprint"),
		"digestSignatureAlgorithm":   "SHA256withRSA",
		"newestEventTime":            nil,
		"oldestEventTime":            nil,
		"previousDigestHashValue":    hexadecimal(64, "previous digest"),
		"logFiles":                   []object{},
	}
}

// insight returns the beginning of a time with unusually many sign-ins.
func (b batch) insight(t time.Time) object {
	return object{"Records": []object{{
		"eventVersion":       "1.09",
		"eventTime":          timestamp(t),
		"awsRegion":          b.region,
		"eventID":            uuid("insight"),
		"eventType":          "AwsCloudTrailInsight",
		"recipientAccountId": b.account,
		"sharedEventID":      uuid("insight", "shared"),
		"insightDetails": object{
			"state":       "Start",
			"eventSource": "signin.amazonaws.com",
			"eventName":   "ConsoleLogin",
			"insightType": "ApiCallRateInsight",
			"insightContext": object{"statistics": object{
				"baseline": object{"average": .02},
				"insight":  object{"average": .4},
			}},
		},
		"eventCategory": "Insight",
	}}}
}

// writeObject writes JSON as CloudTrail does, compressed and in one line.
func writeObject(out, key string, o object) error {
	var b bytes.Buffer
	z, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		return err
	}
	e := json.NewEncoder(z)
	e.SetEscapeHTML(false)
	if err := errors.Join(e.Encode(o), z.Close()); err != nil {
		return fmt.Errorf("encoding %s: %w", key, err)
	}
	file := filepath.Join(out, filepath.FromSlash(key))
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return err
	}
	return os.WriteFile(file, b.Bytes(), 0o644)
}

// writeCases writes which successful sign-in belongs to which case, in order of
// time.
func writeCases(file string, visits []visit) error {
	slices.SortStableFunc(visits, func(a, b visit) int { return a.time.Compare(b.time) })
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	if err := w.Write([]string{"eventID", "case"}); err != nil {
		return err
	}
	for i := range visits {
		v := &visits[i]
		if v.story == "" {
			continue
		}
		if err := w.Write([]string{v.consoleLogin().EventID, v.story}); err != nil {
			return err
		}
	}
	w.Flush()
	if err := w.Error(); err != nil {
		return err
	}
	return os.WriteFile(file, b.Bytes(), 0o644)
}
