package cloudtrail

import (
	"encoding/json"
	"maps"
	"reflect"
	"strings"
	"testing"
	"time"
)

// may12 is the day of most records in tests, as `date -d 2026-05-12 -u +%s` / 86400.
const may12 = 20585

func TestDays(t *testing.T) {
	check := func(what, in string, want map[AccountDay]int) {
		t.Helper()
		all := []string{in, compressed(t, in)}
		if json.Valid([]byte(in)) {
			all = append(all, pretty(t, in))
		}
		for _, s := range all {
			if got := readString(t, s).stats; !maps.Equal(got.Days, want) {
				t.Errorf("%s: got %v, want %v", what, got.Days, want)
			}
		}
	}
	a, c := signIn("a"), call(`"x"`)
	other := strings.ReplaceAll(strings.Replace(c, `"eventID"`, `"recipientAccountId":"444455556666","eventID"`, 1), "2026-05-12T03:15", "2026-05-13T00:00")
	check("two accounts", records(a, other, other, a, c), map[AccountDay]int{{"111122223333", may12}: 2, {"444455556666", may12 + 1}: 2, {"", may12}: 1})

	// In a record that is not parsed the account may stand behind the last member
	// that is an object, before it, or anywhere.
	const day, account = `"eventTime":"2026-05-12T03:14:07Z"`, `"recipientAccountId":"111122223333"`
	const begin, x = `{"eventVersion":"1.08","userIdentity":{"type":"x"}`, `"eventName":"x"`
	one := map[AccountDay]int{{"111122223333", may12}: 1}
	for _, in := range []string{
		begin + "," + day + "," + x + "," + account + "}",
		begin + "," + day + "," + x + `,"x":[{}],` + account + `,"tlsDetails":{"y":{}}}`,
		begin + "," + day + "," + x + `,"x":{},` + account + `,"y":{},"z":[1]}`,
		begin + "," + account + "," + x + "," + day + "}",
		begin + "," + day + "," + strings.Replace(account, "recipient", `\u0072ecipient`, 1) + "," + x + "}",
		begin + "," + day + "," + strings.Replace(account, "1111", `\u00311\u00311`, 1) + "," + x + "}",
		begin + "," + strings.Replace(day, "T", `\u0054`, 1) + "," + account + "," + x + "}",
		begin + "," + day + "," + account + `,"x":{"eventTime":"2020-05-12T03:14:07Z","recipientAccountId":"444455556666"},` + x + "}",
		begin + `,"x":{"eventTime":"2020-05-12T03:14:07Z","recipientAccountId":"444455556666"},` + day + "," + account + "," + x + "}",
		begin + "," + day + "," + account + `,"x":"` + strings.Repeat("y", 3*chunk) + `"}`,
	} {
		check(in[:min(len(in), 200)], records(in), one)
		if strings.Contains(in, `\`) || strings.Contains(in, "2020") { // of a record in a string it is found by its key
			continue
		}
		for _, w := range wrappings {
			check(w.what+" of "+in[:min(len(in), 200)], w.wrap(t, in), one)
		}
	}
	check("a record in a record", records(call(quote(a))), map[AccountDay]int{{"", may12}: 1})
	// Every invalid byte is U+FFFD, whether the record is parsed or not.
	check("invalid UTF-8", records(strings.ReplaceAll(a, "111122223333", "1111\xd9\xd933"), strings.ReplaceAll(other, "444455556666", "1111\xd9\xd933")),
		map[AccountDay]int{{"1111\uFFFD\uFFFD33", may12}: 1, {"1111\uFFFD\uFFFD33", may12 + 1}: 1})
	check("no possible time", records(strings.Replace(a, "T03", "T33", 1)), nil)
	check("no time", records(strings.Replace(a, "eventTime", "x", 1)), nil)
	check("damage", records(a, a[:60], a), map[AccountDay]int{{"111122223333", may12}: 2})
	check("the Event history", history+inHistory("a")+otherInHistory, map[AccountDay]int{{"111122223333", may12}: 2})
	check("Lake", queryResults(queryRow("a"), strings.ReplaceAll(queryRow("b"), "signin", "x")), map[AccountDay]int{{"111122223333", may12}: 2})
	check("OCSF", authentication("a")+strings.Replace(authentication("b"), "3002", "6003", 1), map[AccountDay]int{{"111122223333", may12}: 2})
}

func TestFirstAndLast(t *testing.T) {
	check := func(first, last string, times ...string) {
		t.Helper()
		var all []string
		for i, at := range times {
			rec := []string{signIn("a"), call("1")}[i%2]
			all = append(all, strings.NewReplacer("2026-05-12T03:14:07Z", at, "2026-05-12T03:15:00Z", at).Replace(rec))
		}
		got := readString(t, records(all...)).stats
		if !reflect.DeepEqual([]time.Time{got.First, got.Last}, []time.Time{parseTime(first), parseTime(last)}) {
			t.Errorf("%v: got %v to %v", times, got.First, got.Last)
		}
	}
	check("", "")
	check("", "", "x", "")
	check("2026-05-12T03:14:07Z", "2026-05-12T03:14:07Z", "2026-05-12T03:14:07Z", "2026-05-12T24:14:07Z")
	check("2026-05-11T23:59:59.5Z", "2026-05-12T23:59:59Z", "2026-05-12T03:14:07Z", "2026-05-12T23:59:59Z", "2026-05-12T01:59:59.5+02:00", "2026-05-12T00:00:00Z")
}

func TestDate(t *testing.T) {
	if got := (AccountDay{"", may12}).Date(); got != parseTime("2026-05-12T00:00:00Z") {
		t.Errorf("got %v", got)
	}
}
