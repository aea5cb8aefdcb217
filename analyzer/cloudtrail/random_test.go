package cloudtrail

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"fmt"
	"io"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
)

// A generator makes random valid JSON that looks like exports: byte-wise fuzzing
// seldom stays valid.
type generator struct {
	*rand.Rand
	n int // of the last record
}

func (g *generator) pick(all ...string) string { return all[g.IntN(len(all))] }

func (g *generator) space() string { return g.pick("", "", "", " ", "\n", "\r\n\t") }

// text returns a string in quotes.
func (g *generator) text(s string) string {
	b := []byte(`"`)
	for _, c := range []byte(s) {
		if g.IntN(40) == 0 || c == '"' || c == '\\' || c < ' ' {
			b = fmt.Appendf(b, g.pick(`\u%04x`, `\u%04X`), c)
		} else {
			b = append(b, c)
		}
	}
	return string(append(b, '"'))
}

// value returns any value, which may hold what records are made of.
func (g *generator) value(depth int) string {
	if depth > 3 {
		return g.pick("1", "null", "true", `""`, `"x"`, "-0.5e+7")
	}
	switch g.IntN(10) {
	case 0:
		return g.object(depth + 1)
	case 1:
		return "[" + g.space() + g.value(depth+1) + "," + g.value(depth+1) + g.space() + "]"
	case 2:
		return g.pick("[]", "{}", `"\\"`, `"\"}]"`, `"{["`, `"\\\""`, `"|\ud83d\ude00\ud83d"`, "\"\u00e9\xff\"")
	case 3:
		return g.text(g.object(depth + 1))
	case 4:
		return g.text("signin.amazonaws.com")
	}
	return g.value(9)
}

// object returns an object with the keys of records and containers among others.
func (g *generator) object(depth int) string {
	s := "{" + g.space()
	for i := range g.IntN(4) {
		if i > 0 {
			s += "," + g.space()
		}
		key := g.pick("eventSource", "eventName", "eventVersion", "userIdentity", "Records2", "x", "responseElements", "eventType", "CloudTrailEvent2", "schema", "class_uid", "api")
		s += g.text(key) + g.space() + ":" + g.space() + g.value(depth)
	}
	return s + g.space() + "}"
}

func (g *generator) record() string {
	g.n++
	id := fmt.Sprint("id", g.n)
	switch g.IntN(8) {
	case 0, 1:
		return signIn(id)
	case 2:
		return call(g.value(0))
	case 3:
		return g.object(0)
	}
	members := []string{
		`"eventID":` + g.text(id), g.text("eventSource") + ":" + g.text(g.pick("signin.amazonaws.com", "s3.amazonaws.com")),
		`"eventName":` + g.text("ConsoleLogin"), `"responseElements":{"ConsoleLogin":` + g.text("Success") + `}`, `"userIdentity":` + g.value(0),
		`"eventTime":` + g.text(g.pick("2026-05-12T03:14:07Z", "2026-05-13T00:00:00Z", "2026-05-13T00:00:60Z", "1778555647", "2026-05-12 03:14:07")), `"requestParameters":` + g.value(0),
		`"recipientAccountId":` + g.text(g.pick("111122223333", "444455556666")), `"eventName":` + g.text("ConsoleLogin"),
	}
	g.Shuffle(len(members), func(i, j int) { members[i], members[j] = members[j], members[i] })
	return "{" + g.space() + strings.Join(members, g.space()+","+g.space()) + "}"
}

// envelope returns an object that a record may be in.
func (g *generator) envelope() string {
	e := g.record()
	for range g.IntN(4) {
		member := g.text(g.pick("CloudTrailEvent", "original", "_raw", "message")) + ":" + g.text(e)
		if g.IntN(2) == 0 {
			member = g.text(g.pick("_source", "event", "result", "detail", "data", "aws")) + g.space() + ":" + g.space() + e
		}
		if g.IntN(3) == 0 {
			member += "," + g.text(g.pick("message", "aws", "detail", "event", "x", "awslogs")) + ":" + g.value(0)
		}
		e = "{" + g.pick("", `"id":`+g.value(0)+",") + member + g.pick("", `,"x" : `+g.value(0)) + "}"
	}
	return e
}

// row returns a row of CloudTrail Lake.
func (g *generator) row() string {
	g.n++
	cells := []string{
		`{"eventID":` + g.text(fmt.Sprint("id", g.n)) + `}`, `{"eventName":` + g.text(g.pick("ConsoleLogin", "PutRule")) + `}`, `{"x":` + g.value(0) + `}`,
		`{` + g.text("eventSource") + `:` + g.text(g.pick(Source, "", "s3.amazonaws.com")) + `}`, g.value(0), `{"userIdentity":` + g.text("{type=x, arn=y}") + `}`,
	}
	g.Shuffle(len(cells), func(i, j int) { cells[i], cells[j] = cells[j], cells[i] })
	return "[" + strings.Join(cells[:1+g.IntN(len(cells))], g.space()+","+g.space()) + "]"
}

func (g *generator) document(depth int) string {
	var all []string
	for range g.IntN(5) {
		all = append(all, g.envelope())
	}
	list := g.space() + strings.Join(all, g.space()+","+g.space()) + g.space()
	switch kind := g.IntN(8); {
	case kind == 6:
		return `{"QueryStatus":"x","QueryResultRows":[` + g.row() + "," + g.row() + g.space() + "]}"
	case kind == 7:
		var b bytes.Buffer
		w := gzip.NewWriter(&b)
		io.WriteString(w, logEvents(all...))
		w.Close()
		return `{"awslogs":{"data":"` + base64.StdEncoding.EncodeToString(b.Bytes()) + `"}}`
	case kind == 0:
		return strings.Join(all, g.pick("\n", "", " \n"))
	case kind == 1 && depth < 3:
		return "[" + g.document(depth+2) + "]"
	case kind == 2:
		return "[" + list + "]"
	}
	return "{" + g.pick("", `"a":`+g.value(0)+",") + g.pick(`"Records"`, `"Events"`, `"events"`, `"logEvents"`) + g.space() + ":[" + list + "]" + g.pick("", `,"b" : `+g.value(0)) + "}"
}

func TestRandomEqualsReference(t *testing.T) {
	var r Reader
	valid, found := 0, 0
	for seed := range uint64(2000) {
		g := generator{Rand: rand.New(rand.NewPCG(seed, 1))}
		in := g.document(0) + g.space() + g.document(0)
		var want reference
		if want.read([]byte(in)) != nil {
			continue
		}
		got := readAll(t, &r, strings.NewReader(in))
		if len(got.damage) > 0 || !reflect.DeepEqual(got.records, want.records) || !reflect.DeepEqual(got.stats.Days, want.days) {
			t.Fatalf("seed %d: got %v, want %v of\n%s", seed, got, outcome{records: want.records}, in)
		}
		valid++
		found += len(got.records)
	}
	if valid < 1000 || found < 1000 {
		t.Errorf("only %d documents were valid, with %d records", valid, found)
	}
}

// One damaged record loses only itself, and that is told.
func TestRandomDamage(t *testing.T) {
	var r Reader
	for seed := range uint64(5000) {
		g := generator{Rand: rand.New(rand.NewPCG(seed, 2))}
		const n = 6
		var all []string
		for i := range n {
			all = append(all, signIn(fmt.Sprint(i)))
		}
		victim := 1 + g.IntN(n-2)
		rec := all[victim]
		from := 1 + g.IntN(len(rec)-2)
		to := min(from+1+g.IntN(200), len(rec)-1)
		junk := make([]byte, g.IntN(30))
		for i := range junk {
			junk[i] = byte(g.IntN(256))
		}
		all[victim] = rec[:from] + g.pick("", string(junk), `"`, `\`, "}", "{", "]", "\x00\x00") + rec[to:]
		in := records(all...)
		if g.IntN(2) == 0 {
			in = strings.Join(all, "\n")
		}
		got := readAll(t, &r, strings.NewReader(in))
		seen := map[string]bool{}
		for _, rec := range got.records {
			seen[rec.EventID] = true
		}
		for i := range n {
			if i != victim && !seen[fmt.Sprint(i)] {
				t.Fatalf("seed %d: record %d is lost: got %v of\n%s", seed, i, got, in)
			}
		}
		if len(got.records) < n && len(got.damage) == 0 && got.stats.Records < n {
			t.Fatalf("seed %d: the loss is not told: got %v of\n%s", seed, got, in)
		}
	}
}
