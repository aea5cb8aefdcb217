package cloudtrail

import (
	"encoding/base64"
	"reflect"
	"strings"
	"testing"
)

// These wrap records as exports do.
var wrappings = []struct {
	what string
	wrap func(t testing.TB, all ...string) string
}{
	{"CloudWatch Logs subscription", func(t testing.TB, all ...string) string { return logEvents(all...) }},
	{"the same, to Lambda", lambda},
	{"CloudWatch Logs export task", func(t testing.TB, all ...string) string {
		return "2026-05-12T03:14:08.123Z " + strings.Join(all, "\n2026-05-12T03:14:09.000Z ") + "\n"
	}},
	{"filter-log-events", func(t testing.TB, all ...string) string {
		return `{"events":[` + each(all, func(s string) string {
			return `{"logStreamName":"x","timestamp":1,"message":` + quote(s) + `,"eventId":"1"}`
		}) + `],"searchedLogStreams":[]}`
	}},
	{"EventBridge", func(t testing.TB, all ...string) string {
		return lines(all, func(s string) string {
			return `{"version":"0","detail-type":"AWS Console Sign In via CloudTrail","source":"aws.signin","resources":[],"detail":` + s + `}`
		})
	}},
	{"EventBridge in an array", func(t testing.TB, all ...string) string {
		return `[` + each(all, func(s string) string { return `{"detail":` + s + `,"id":"1"}` }) + `]`
	}},
	{"Splunk export", func(t testing.TB, all ...string) string {
		return lines(all, func(s string) string {
			return `{"preview":false,"result":{"sourcetype":"aws:cloudtrail","_raw":` + quote(s) + `}}`
		})
	}},
	{"Splunk raw", func(t testing.TB, all ...string) string {
		return lines(all, func(s string) string { return `{"_raw":` + quote(s) + `,"_time":"x"}` })
	}},
	{"Splunk collector", func(t testing.TB, all ...string) string {
		return lines(all, func(s string) string { return `{"time":1,"event":` + s + `}` })
	}},
	{"Splunk collector, of text", func(t testing.TB, all ...string) string {
		return lines(all, func(s string) string { return `{"time":1,"event":` + quote(s) + `}` })
	}},
	{"lookup-events", func(t testing.TB, all ...string) string {
		return `{"Events":[` + each(all, func(s string) string { return `{"EventId":"x","CloudTrailEvent":` + quote(s) + `}` }) + `]}`
	}},
	{"lookup-events, parsed by a script", func(t testing.TB, all ...string) string {
		return `[` + each(all, func(s string) string { return `{"EventId":"x","CloudTrailEvent":` + s + `}` }) + `]`
	}},
	{"Elastic", func(t testing.TB, all ...string) string {
		return lines(all, func(s string) string {
			return `{"message":"","aws":{"cloudtrail":{"event_version":"1.08"}},"event":{"action":"x","original":` + quote(s) + `}}`
		})
	}},
	{"Elastic hits", func(t testing.TB, all ...string) string {
		return lines(all, func(s string) string { return `{"_index":"x","_source":{"event":{"original":` + quote(s) + `}}}` })
	}},
	{"Wazuh", func(t testing.TB, all ...string) string {
		return lines(all, func(s string) string {
			return `{"integration":"aws","aws":{"log_info":{"log_file":"x"},"source":"cloudtrail",` + s[1:] + `}`
		})
	}},
	{"Wazuh alerts", func(t testing.TB, all ...string) string {
		return lines(all, func(s string) string { return `{"rule":{"id":"80200"},"data":{"integration":"aws","aws":` + s + `}}` })
	}},
	{"Panther", func(t testing.TB, all ...string) string {
		return lines(all, func(s string) string {
			return `{"p_log_type":"AWS.CloudTrail","p_any_ip_addresses":["192.0.2.7"],` + s[1:]
		})
	}},
	{"Filebeat", func(t testing.TB, all ...string) string {
		return lines(all, func(s string) string { return `{"@timestamp":"x","message":` + quote(s) + `}` })
	}},
}

func each(all []string, f func(string) string) string {
	var out []string
	for _, s := range all {
		out = append(out, f(s))
	}
	return strings.Join(out, ",")
}

func lines(all []string, f func(string) string) string {
	var out strings.Builder
	for _, s := range all {
		out.WriteString(f(s) + "\n")
	}
	return out.String()
}

func logEvents(all ...string) string {
	return `{"messageType":"DATA_MESSAGE","owner":"111122223333","logGroup":"x","subscriptionFilters":["f"],"logEvents":[` +
		each(all, func(s string) string { return `{"id":"1","timestamp":1,"message":` + quote(s) + `}` }) + `]}`
}

func lambda(t testing.TB, all ...string) string {
	return `{"awslogs":{"data":"` + base64.StdEncoding.EncodeToString([]byte(compressed(t, logEvents(all...)))) + `"}}`
}

// In every container the records are the same, down to their digests.
func TestWrappings(t *testing.T) {
	a, b, c := signIn("a"), signIn("b"), call(quote(signIn("x")))
	want := readString(t, records(a, c, b))
	for _, w := range wrappings {
		for _, in := range []string{w.wrap(t, a, c, b), compressed(t, w.wrap(t, a, c, b))} {
			got := readString(t, in)
			if got.String() != want.String() || got.stats.Records != 3 {
				t.Errorf("%s: got %v, want %v", w.what, got, want)
				continue
			}
			for i, rec := range got.records {
				if !reflect.DeepEqual(rec, want.records[i]) {
					t.Errorf("%s: got %+v\nwant %+v", w.what, rec, want.records[i])
				}
			}
		}
	}
}

// A record in a container within a container is still that record.
func TestWrappingsWithin(t *testing.T) {
	event := `{"detail":` + signIn("a") + `}`
	check := func(what, in string) {
		t.Helper()
		if got := readString(t, in).String(); got != "a:1" {
			t.Errorf("%s: got %s", what, got)
		}
	}
	check("an event of EventBridge in CloudWatch Logs", logEvents(event))
	check("and to Lambda", lambda(t, event))
	check("as Elastic has it", `{"_source":{"message":`+quote(event)+`}}`)
	check("a list in an array", "["+logEvents(signIn("a"))+"]")
}

// Whatever a record holds, it is no envelope, and its members are none.
func TestRecordsAreNoEnvelopes(t *testing.T) {
	check := func(what, in, want string) {
		t.Helper()
		for _, in := range []string{in, records(in), logEvents(in)} {
			if got := readString(t, in).String(); got != want {
				t.Errorf("%s: got %s, want %s", what, got, want)
			}
		}
	}
	inner := signIn("inner")
	with := func(rec, member string) string { return rec[:len(rec)-1] + "," + member + "}" }
	for _, e := range envelopes {
		for _, value := range []string{inner, quote(inner)} {
			member := `"` + e + `":` + value
			check(e+" in a sign-in", with(signIn("a"), member), "a:1")
			check(e+" before it", "{"+member+","+signIn("a")[1:], "a:1")
			check(e+" in another record", with(call("1"), member), "")
			check(e+" before another", "{"+member+","+call("1")[1:], "")
			check(e+" in its parameters", call("{"+member+"}"), "")
		}
	}
	check("a record with a list", with(signIn("a"), `"events":[{"message":`+quote(inner)+`}],"events":[]`), "a:1")
	check("a record of PutRule", call(`{"source":["aws.signin"],"detail":`+inner+`}`), "")
}

// Other files have such members, too.
func TestNoEnvelopes(t *testing.T) {
	check := func(in, want string) {
		t.Helper()
		if got := readString(t, in).String(); got != want {
			t.Errorf("%.80s: got %s, want %s", in, got, want)
		}
	}
	const none = "no-CloudTrail-records"
	check(logEvents("START RequestId: x", `{"level":"info"}`, "{not JSON}", ""), none)
	check(logEvents("START", signIn("a"), "{not JSON}"), "a:1 !900/2")
	check(`{"message":"signin.amazonaws.com","event":"x","detail":["x"],"data":1,"aws":null}`, none)
	check(`{"events":[{"x":1},2,"x"]}`, none)
	check(`{"awslogs":{"data":"`+base64.StdEncoding.EncodeToString([]byte("x"))+`"}}`, none)
	check(`{"awslogs":{"data":"!"}}`, none)
	check(`{"awslogs":{"data":1},"message":`+quote(signIn("a"))+`}`, "a:1")
	check(`{"awslogs":1}`, none)
	check("2026-05-12T03:14:08.123Z some text\n", none)
	check("2026-05-12T03:14:08.123Z", none)
	// What this program has reported.
	check(`{"schema":"loginodds.finding/v1","eventID":"a","eventName":"ConsoleLogin","eventSource":"signin.amazonaws.com"}`, none)
	check("eventTime,eventID,eventName,sourceIPAddress,userAgent,probability.overall\n2026-05-12T03:14:08Z,a,ConsoleLogin,192.0.2.7,x,0.9\n", none)
}

func TestEnclosedDamage(t *testing.T) {
	check := func(what, in, want string) {
		t.Helper()
		if got := readString(t, in).String(); got != want {
			t.Errorf("%s: got %s, want %s", what, got, want)
		}
	}
	a, b := signIn("a"), signIn("b")
	cut := lambda(t, a, b)
	cut = cut[:len(cut)-40] + `"}}`
	// The place is that of the envelope, and the numbers go on behind it.
	check("compressed data that is cut off", a+"\n"+cut+"\n"+b, "a:1 b:2 !629/0")
	check("a record that is not whole", logEvents(a, b[:400], b), "a:1 b:3 !857/2")
	check("what comes behind", lambda(t, a)+"\n"+lambda(t, b), "a:1 b:2")
	check("a record in a string that is not whole, before another", `{"event":`+quote(a[:400])+`,"detail":`+b+`}`, "b:1")
}
