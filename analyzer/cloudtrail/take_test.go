package cloudtrail

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"testing/iotest"
)

// usual returns a record as CloudTrail writes most, or one that differs a little.
func (g *generator) usual() string {
	rarely := func(usual string, others ...string) string {
		if g.IntN(20) == 0 {
			return g.pick(others...)
		}
		return usual
	}
	begin := `{"eventVersion":"` + rarely("1.08", "1.8", "2.00") + `","userIdentity":{"type":"AssumedRole","sessionContext":{"attributes":{}}}`
	when := `,"eventTime":"` + rarely("2026-05-12", "2026-05-13", "2026-02-30") + rarely(g.pick("T03:14:07Z", "T23:59:59Z"), "T24:14:07Z", "T03:14:07.5Z", `T03:14:07\u005a`, " 03:14:07") + `"`
	account := `,"recipientAccountId":"` + rarely("111122223333", "444455556666", `\u003111122223333`, "11112222333\xff", "x", "") + `"`
	members := `,"requestParameters":` + g.value(g.IntN(4)) + `,"eventType":"` + rarely("AwsApiCall", "signin.amazonaws.com", `\\\"`) + `"`
	tls := g.pick("", `,"tlsDetails":{"tlsVersion":"TLSv1.3"}`, rarely("", `,"tlsDetails":{"recipientAccountId":"444455556666"}`))
	switch g.IntN(20) {
	case 0:
		return signIn(fmt.Sprint(g.IntN(100)))
	case 1:
		return begin + when + members + account + account + "}"
	case 2:
		return begin + account + members + when + tls + "}"
	case 3:
		return begin + when + account + members + account + tls + account + "}"
	case 4:
		return g.value(0)
	}
	return begin + when + members + account + tls + `,"eventCategory":"Management"}`
}

// Records that are taken on the way come to the same as those that are not, which
// are all if there is but one byte at a time.
func TestUsual(t *testing.T) {
	m := newMutator(t)
	damaged, found := 0, 0
	var whole, bytes Reader
	for seed := range uint64(20000) {
		g := generator{Rand: rand.New(rand.NewPCG(seed, 6))}
		in := `{"Records":[`
		for i := range g.IntN(12) {
			if i > 0 {
				in += g.pick(strings.Split(", , , , , , ,, ,\n ", " ")...)
			}
			in += g.usual()
		}
		in += g.pick("]}", ",]}", "")
		if g.IntN(4) == 0 {
			m.Rand = g.Rand
			in = string(m.mutate([]byte(in)))
		}
		got, want := readAll(t, &whole, strings.NewReader(in)), readAll(t, &bytes, iotest.OneByteReader(strings.NewReader(in)))
		if !reflect.DeepEqual(got, want) {
			t.Fatalf("seed %d: got %v, %+v\nwant %v, %+v of\n%s", seed, got, got.stats, want, want.stats, in)
		}
		damaged += got.stats.Damaged
		found += int(got.stats.Records)
	}
	if damaged < 1000 || found < 50000 {
		t.Errorf("got %d records and %d damages, which is too few", found, damaged)
	}
}
