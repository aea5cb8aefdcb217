package cloudtrail

import (
	"math/rand/v2"
	"strings"
	"testing"
)

// checkScan scans a value in two pieces with and without marks, and checks that
// both come to the same.
func checkScan(t *testing.T, in []byte, cut int) {
	t.Helper()
	if !fast {
		t.Skip("not on this processor")
	}
	defer func() { fast = true }()
	var with, without scanner
	for _, s := range []*scanner{&with, &without} {
		fast = s == &with
		s.reset(true)
		if st := s.scan(in[:cut]); st == needMore {
			for s.scan(in) == atArray {
			}
		}
	}
	if got := in[:with.pos]; strings.Contains(string(got), needle) && !with.needle {
		t.Errorf("%q: the needle is not found", got)
	}
	with.needle, without.needle = false, false
	clear(with.open[with.depth+1:])
	clear(without.open[without.depth+1:])
	if with != without {
		t.Errorf("%q, cut at %d: got %+v\nwant %+v", in, cut, with, without)
	}
}

// pieceOf is what the strings and brackets of random values are made of.
var pieceOf = []string{`"`, `"`, `"`, `\`, `\\`, `\"`, `\u`, "{", "}", "[", "]", "{", "}", "|", "a", ":", "gnin.am", "gnin.a", strings.Repeat("x", 61), "\xfb\xdb\xa2", "\xdc"}

func TestBlocks(t *testing.T) {
	for seed := range uint64(20000) {
		rng := rand.New(rand.NewPCG(seed, 4))
		in := []byte(`{"`)
		for range rng.IntN(200) {
			in = append(in, pieceOf[rng.IntN(len(pieceOf))]...)
			if open := strings.Count(string(in), "{"); rng.IntN(9) == 0 && open < 5 {
				in = append(in, `":{"`...)
			}
		}
		if checkScan(t, in, rng.IntN(len(in)+1)); t.Failed() {
			t.Fatal("seed", seed)
		}
	}
	g := generator{Rand: rand.New(rand.NewPCG(1, 5))}
	for range 5000 {
		in := []byte(g.envelope())
		checkScan(t, in, g.IntN(len(in)+1))
	}
}

func FuzzBlocks(f *testing.F) {
	f.Add([]byte(signIn("a")), uint16(100))
	f.Add([]byte(call(quote(signIn("a")))), uint16(700))
	f.Fuzz(func(t *testing.T, in []byte, cut uint16) { checkScan(t, in, int(cut)%(len(in)+1)) })
}
