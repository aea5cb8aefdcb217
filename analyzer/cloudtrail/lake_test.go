package cloudtrail

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// lakeUser is a userIdentity as Lake and Athena print it.
const lakeUser = "{type=AssumedRole, principalid=AROAEXAMPLE:alice, arn=arn:aws:sts::111122223333:assumed-role/r/alice, accountid=111122223333, " +
	"accesskeyid=, username=null, sessioncontext={attributes={creationdate=2026-05-12T03:14:07Z, mfaauthenticated=false}, " +
	"sessionissuer={type=Role, principalid=AROAEXAMPLE, arn=arn:aws:iam::111122223333:role/r, accountid=111122223333, username=r}}, invokedby=null}"

// lakeRow are the columns and cells of a row.
func lakeRow(id string) (names, cells []string) {
	return []string{"eventVersion", "userIdentity", "eventTime", "eventSource", "eventName", "awsRegion", "sourceIPAddress", "userAgent", "errorCode",
			"responseElements", "additionalEventData", "eventID", "recipientAccountId"},
		[]string{"1.08", lakeUser, "2026-05-12 03:14:07.000", Source, "ConsoleLogin", "us-east-1", "192.0.2.7", "Mozilla/5.0 (X11, Linux)", "",
			"{ConsoleLogin=Success}", "{LoginTo=https://console.aws.amazon.com/console/home?a=b,c&d=[e}f, MFAUsed=Yes}", id, "111122223333"}
}

// queryResults makes the result of get-query-results of rows.
func queryResults(rows ...string) string {
	return `{"QueryStatus":"FINISHED","QueryResultRows":[` + strings.Join(rows, ",") + `],"NextToken":"x"}`
}

func queryRow(id string) string {
	names, cells := lakeRow(id)
	var row []string
	for i := range names {
		row = append(row, "{"+quote(names[i])+":"+quote(cells[i])+"}")
	}
	return "[" + strings.Join(row, ",") + "]"
}

func lakeTable(id string) string {
	names, cells := lakeRow(id)
	return `"` + strings.Join(names, `","`) + "\"\n\"" + strings.Join(cells, `","`) + "\"\n"
}

func TestLake(t *testing.T) {
	want := Record{
		EventID: "a", EventName: "ConsoleLogin", EventSource: Source, EventTime: parseTime("2026-05-12T03:14:07Z"), RawTime: "2026-05-12 03:14:07.000",
		AWSRegion: "us-east-1", SourceIPAddress: "192.0.2.7", UserAgent: "Mozilla/5.0 (X11, Linux)", RecipientAccountID: "111122223333",
		UserIdentity: UserIdentity{
			Type: "AssumedRole", PrincipalID: "AROAEXAMPLE:alice", ARN: "arn:aws:sts::111122223333:assumed-role/r/alice", AccountID: "111122223333",
			SessionIssuer: SessionIssuer{"Role", "AROAEXAMPLE", "arn:aws:iam::111122223333:role/r", "111122223333", "r"}, CreationDate: "2026-05-12T03:14:07Z",
		},
		AdditionalEventData: AdditionalEventData{LoginTo: "https://console.aws.amazon.com/console", MFAUsed: "Yes"},
		Result:              "Success", File: "test", Index: 1,
	}
	digests := map[Digest]bool{}
	check := func(what, in string) {
		t.Helper()
		got := readString(t, in)
		if len(got.records) != 1 || len(got.damage) > 0 || got.stats.Records != 1 {
			t.Errorf("%s: got %v, want one record", what, got)
			return
		}
		want.Digest = got.records[0].Digest
		if !reflect.DeepEqual(*got.records[0], want) {
			t.Errorf("%s: got  %+v\nwant %+v", what, *got.records[0], want)
		}
		digests[want.Digest] = true
	}
	check("get-query-results", queryResults(queryRow("a")))
	check("pretty-printed", pretty(t, queryResults(queryRow("a"))))
	check("saved results", compressed(t, lakeTable("a")))
	check("as Athena spells names", strings.ToLower(lakeTable("a")[:150])+lakeTable("a")[150:])
	if len(digests) != 1 {
		t.Errorf("got %d digests of one row, want 1", len(digests))
	}
	check("as Athena has maps", strings.Replace(lakeTable("a"), "{ConsoleLogin=Success}", `{""ConsoleLogin"":""Success""}`, 1))
}

func TestQueryResults(t *testing.T) {
	check := func(what, in, want string) {
		t.Helper()
		if got := readString(t, in).String(); got != want {
			t.Errorf("%s: got %s, want %s", what, got, want)
		}
	}
	a, b := queryRow("a"), queryRow("b")
	other := strings.ReplaceAll(strings.ReplaceAll(queryRow("c"), "ConsoleLogin", "PutRule"), Source, "events.amazonaws.com")
	check("rows", queryResults(a, other, b), "a:1 b:3")
	check("no rows", queryResults(), "empty")
	check("rows of another query", queryResults(`[{"n":"signin.amazonaws.com"}]`, "[]"), "no-CloudTrail-records")
	check("without the source", queryResults(`[{"eventName":"ConsoleLogin"},{"eventID":"a"}]`, `[{"eventName":"PutRule"}]`), "a:1")
	check("without the source, of another", queryResults(`[{"eventName":"ConsoleLogin"},{"eventSource":"x"},{"eventID":"a"}]`), "")
	check("names escaped", strings.ReplaceAll(queryResults(a), "event", `\u0065vent`), "a:1")
	const first = len(`{"QueryStatus":"FINISHED","QueryResultRows":[`)
	check("a damaged row", queryResults(a, strings.Replace(b, "}", "]", 1), b), fmt.Sprintf("a:1 b:3 !%d/2", first+len(a)+1))
	check("a row that is no JSON", queryResults(strings.Replace(b, `{"`, `{x"`, 1), b), fmt.Sprintf("b:2 !%d/1", first))
	check("rows that are cut off", queryResults(a, b)[:first+len(a)+50], fmt.Sprintf("a:1 !%d/2", first+len(a)+1))
}

func TestStruct(t *testing.T) {
	check := func(in string, want ...string) {
		t.Helper()
		w := row{}
		w.add(new(recordParser), "x", in)
		var got []string
		for _, key := range slices.Sorted(maps.Keys(w)) {
			got = append(got, key+":"+w[key])
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: got %q, want %q", in, got, want)
		}
	}
	check("{}")
	check("{a=1}", "xa:1")
	check("{a=1, B_c=2}", "xa:1", "xbc:2")
	check("{a={b={c=1}, d=2}, e=3}", "xabc:1", "xad:2", "xe:3")
	check("{a=null, b=, c={}}")
	check("{a=b, c, d=e=f}", "xa:b, c", "xd:e=f")
	check("{a=[1, {b=2}], c=3}", "xa:[1, {b=2}]", "xc:3")
	check("{a=x[1}", "xa:x[1")
	check(`{"a":{"b":[true,null,"x"]}}`, "xab:x")
	check("{a=1", "x:{a=1", "xa:1") // what can be told is told
	check("{a=1} b", "x:{a=1} b", "xa:1} b")
	check("{a}", "x:{a}")
	check("text", "x:text")
	deep := strings.Repeat("{a=", 100)
	check(deep, "x:"+deep, "x"+strings.Repeat("a", 8)+":"+deep[3*8:])
}

// FuzzStruct finds text on which reading a structure panics or hangs.
func FuzzStruct(f *testing.F) {
	for _, s := range []string{lakeUser, "{a={b=1, c=[{d}]}}", "{a=, b", "{=}", `{"a":1}`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, in string) {
		w := row{}
		w.add(new(recordParser), "x", in)
		for key := range w {
			if !strings.HasPrefix(key, "x") || normal(key) != key {
				t.Errorf("%q: got the name %q", in, key)
			}
		}
	})
}

// FuzzQueryResults finds rows on which a reader panics or hangs.
func FuzzQueryResults(f *testing.F) {
	for _, s := range []string{queryRow("a"), queryRow("a") + ",[],[{}]", `[{"eventName":7}]`, "[[[{", "[{]}"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, in string) {
		got := readString(t, queryResults(in, queryRow("z")))
		if len(got.damage) == 0 && len(got.records) == 0 && got.stats.Records > 0 {
			t.Errorf("%s: got %v, and want the row behind", in, got)
		}
	})
}
