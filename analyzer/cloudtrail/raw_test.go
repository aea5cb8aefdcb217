package cloudtrail

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// Reading the JSON that was kept of a record gives the same record.
func TestRaw(t *testing.T) {
	check := func(what, in string, sameDigest bool) {
		t.Helper()
		if rec := readString(t, in).records[0]; rec.Raw != nil {
			t.Errorf("%s: got JSON that nobody asked for", what)
		}
		for _, rec := range readAll(t, &Reader{KeepRaw: true}, strings.NewReader(in)).records {
			if !json.Valid(rec.Raw) || strings.Contains(string(rec.Raw), "\n") {
				t.Errorf("%s: got %q", what, rec.Raw)
			}
			again := readString(t, string(rec.Raw))
			if len(again.records) != 1 || len(again.damage) > 0 {
				t.Errorf("%s: got %v of %s", what, again, rec.Raw)
				continue
			}
			got := again.records[0]
			if (got.Digest == rec.Digest) != sameDigest {
				t.Errorf("%s: got the same digest %v", what, !sameDigest)
			}
			got.Digest, got.File, got.Index, got.Raw = rec.Digest, rec.File, rec.Index, rec.Raw
			if !reflect.DeepEqual(got, rec) {
				t.Errorf("%s: got  %+v\nwant %+v", what, got, rec)
			}
		}
	}
	a := signIn("a")
	for _, rec := range []string{
		a, pretty(t, a), strings.Replace(a, "Mozilla", "a\xff\xfeb\x00\n\\n\\u00e9\\ud83d\u2028<>&", 1), strings.Replace(a, "null", "1e5", 1),
	} {
		check("a trail", records(rec, rec), true)
	}
	for _, w := range wrappings {
		check(w.what, w.wrap(t, a), true)
	}
	for what, in := range exports() {
		own := slices.Contains([]string{"Logstash", "Logs Insights by message", "Splunk, results", "PowerShell, flattened JSON"}, what)
		check(what, in, own) // these are records by CloudTrail's own names, and stay as they are
	}
	check("an archive", zipped(t, all(t)[:3]...), true)
	check("a column of records", "@timestamp,@message\n1,"+`"`+strings.ReplaceAll(a, `"`, `""`)+"\"\n", true)
	check("the Event history", history+inHistory("a"), false)
	check("an old one", oldHistory+inOldHistory("a"), false)
	check("Lake", queryResults(queryRow("a")), false)
	check("a table of Lake", lakeTable("a"), false)
	check("OCSF", authentication("a")+firstAuthentication, false)
	check("OCSF with little", `{"class_uid":3002,"api":{"service":{"name":"signin.amazonaws.com"}},"metadata":{"event_code":"AwsCloudTrailInsight"}}`, false)
	if got := string(readAll(t, &Reader{KeepRaw: true}, strings.NewReader(records(pretty(t, a)))).records[0].Raw); got != a {
		t.Errorf("got %s, want %s", got, a)
	}
}
