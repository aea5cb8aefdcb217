package cloudtrail

import (
	"io"
	"strings"
	"testing"
	"time"
)

// A line without end is read in bounded memory, and what is behind it, too.
func TestLongLines(t *testing.T) {
	const size, limit = 8 << 20, 1 << 18
	check := func(what, before, unit, after, want string) {
		t.Helper()
		r := Reader{MaxRecord: limit}
		src := io.MultiReader(strings.NewReader(before), &repeated{strings.Repeat(unit, 1000), size / 1000 / len(unit)}, strings.NewReader(after))
		if got := readAll(t, &r, src).String(); got != want {
			t.Errorf("%s: got %s, want %s", what, got, want)
		}
		if n := len(r.window.buf); n > 8*limit {
			t.Errorf("%s: got %d bytes of memory", what, n)
		}
	}
	a := signIn("a")
	check("a record", a+"\n"+strings.TrimSuffix(a, "}")+`,"x":"`, "xyz ", `"}`+"\n"+a, "a:1 a:3 !629/2")
	check("an object of members", a+"\n{\"eventVersion\":1", `,"x":{}`, "}\n"+a, "a:1 a:3 !629/2")
	check("a string", records(a)+"\n[\"", "xyz ", "\"]\n"+a, "a:1 a:2 !644/0 !8389276/0")
	check("text", a+"\n", "xyz ", "\n"+a, "a:1 a:2 !629/0")
	check("zeros", a+"\n", "\x00", "\n"+a, "a:1 a:2 !629/0")
	check("a row", history+inHistory("a"), "xyz ", "\n"+inHistory("b"), "a:1 b:3 !407/2")
	check("a cell", history+inHistory("a")+`"`, "xyz ", "\"\n"+inHistory("b"), "a:1 b:3 !407/2")
	check("a row of Lake", queryResults(queryRow("a"))[:len(queryResults(queryRow("a")))-len(`],"NextToken":"x"}`)]+",[", `{"x":"y"},`, "{}],"+queryRow("b")+"]}", "a:1 b:3 !906/2")
	check("a first row", "", "eventName,", "\n"+a, "a:1 !0/0")
}

// Garbage in any container takes no more time than its size asks for.
func TestGarbageIsLinearEverywhere(t *testing.T) {
	defer func(n int64) { freeRetries = n }(freeRetries)
	freeRetries = 16 << 20
	check := func(before string, units ...string) {
		t.Helper()
		for _, unit := range units {
			start := time.Now()
			in := io.MultiReader(strings.NewReader(before), &repeated{strings.Repeat(unit, 100), 1 << 18 / 100 / len(unit)})
			o := readAll(t, &Reader{MaxRecord: 1 << 16}, in)
			if len(o.damage) > 101 {
				t.Errorf("%q: got %d errors", unit, len(o.damage))
			}
			if d := time.Since(start); d > 20*time.Second { // a tenth of a second, usually
				t.Errorf("%q: took %v", unit, d)
			}
		}
	}
	check(history, `"`, "\"\n", "x,\"\n", "\"\"a\n", "\"a\n", "\"\n\"\"", ",", "\n", "x\n", "\",\"", "{", "\"{\"\"", "Event name,Event time,User name\n", "\xff")
	check("message\n", "\"{\n", "{\"message\":\n", "\"{\"\"eventVersion\"\":\"\"1.08\"\"}\"\n", "{}\n")
	check(`{"logEvents":[`, `{"message":"{`, `{"message":"{\"x\"`, `{"message":"x"},`, `{"event":`, `{"events":[`, `{"awslogs":{"data":"x"}},`, "[")
	check(`{"QueryResultRows":[`, "[", `[{"eventName":"`, `[{"eventName":"x"}],`, "{", `[{"a":"{a={a=`)
	check(`{"eventName":"x","message":"`, `{`, `\"`, `\\`)
	check(`{"eventName":"x"`, `,"events":[]`, `,"Records":[{}]`, `,"message":""`)
	check(`{"x":1`, `,"message":"{}"`, `,"event":{}`, `,"detail":{"detail":{"detail":{"detail":{"detail":{"detail":{"detail":{}}}}}}}`)
	check("", "PK\x03\x04", "PK\x03\x04\x14\x00\x00\x00\x08\x00", zipped(t, packed{"x", "y", 8})[:60], "\xff\xfe{\x00", "{\x00", "\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x00")
	check(tarred(t, packed{name: "x"})[:512], "x", "\x00", tarred(t, packed{name: "x"})[:512], tarred(t, packed{name: "x"}))
	check("", `"`, "\"\n", `"{`, "\"\n{}", "{}\"\\\"", `"{\"x\":`, "\n{}\\\"", "x {\"eventVersion\":", "title: x\n", "#TYPE x\n")
	check(`{"x":{"x":[`, `{"x":{"x":[`, `[{"x":`, `{"x":1},`, `"{\"x\":1}",`, `["x",`, `[{"eventName":"x"},`, `{"event_name":"x","event_source":"x","arn":1},`, `[{"field":"x","value":"y"},`)
	check(`{"x":"`, `{\"x\":\"`, `eyJ`, `H4sI`, `\\\"{`)
	check(`{"columns":["eventName"],"rows":[`, `["x"],`, `[["x",`, `{"Data":[`)
	check(`{"x":1`, `,"x":{"y":"{}"}`, `,"x":"{\"y\":1}"`, `,"event":{"action":"x"}`, `,"requestParameters":{}`)
	check("2026-05-12T03:14:08.123Z ", "2026-05-12T03:14:08.123Z ", "2026-05-12T03:14:08.123Z {", "2026-05-12T03:14:08.123Z {}\n")
}
