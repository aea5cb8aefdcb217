package analyzer

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"slices"
	"strings"
	"testing"
)

// people is a stream of the records of so many identities, 20 each. It is made as it
// is read. Addresses and user agents are few, as what they stand for is remembered.
type people struct {
	all, made int
	text      bytes.Buffer
}

func (p *people) Read(b []byte) (int, error) {
	if p.text.Len() == 0 {
		if p.made == p.all {
			return 0, io.EOF
		}
		p.made++
		for i := range 20 {
			fmt.Fprintf(&p.text, `{"eventSource":"signin.amazonaws.com","eventName":"ConsoleLogin","eventTime":"2026-05-%02dT08:00:00Z","userIdentity":{"type":"IAMUser","accountId":"111122223333","userName":"%06d"},"sourceIPAddress":"11.%d.%d.%d","userAgent":"Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/%d.%d","responseElements":{"ConsoleLogin":"Success"},"eventID":"%d-%d"}`+"\n",
				1+i%28, p.made, p.made%10, i, i%5, 140+p.made%3, i%2, p.made, i)
		}
	}
	return p.text.Read(b)
}

func fitOf(t *testing.T, r io.Reader) *Fit {
	t.Helper()
	f, _, err := NewFit(context.Background(), Options{Paths: []string{"-"}, Stdin: r})
	if err != nil {
		t.Fatal("fitting:", err)
	}
	return f
}

// TestStreamMemory: what is held does not grow with the number of identities, but for
// the few bytes that tell whether one comes back.
func TestStreamMemory(t *testing.T) {
	fit := fitOf(t, &people{all: 20})
	in := &people{all: 1000}
	seen := 0
	var early, late runtime.MemStats
	scored, err := ScoreStream(context.Background(), Options{Select: Selection{All: true}}, fit, in, func(found []Finding) error {
		seen++
		if len(found) != 20 {
			t.Fatalf("got %d findings of identity %d, want 20", len(found), seen)
		}
		// Lines are read ahead into a buffer of 64 KiB, and one identity has 7 KiB.
		if in.made > seen+11 {
			t.Fatalf("identity %d was read before %d was scored", in.made, seen)
		}
		switch seen {
		case 200:
			measure(&early)
		case 900:
			measure(&late)
		}
		return nil
	})
	if err != nil {
		t.Fatal("scoring:", err)
	}
	if scored.Coverage.Identities != 1000 || scored.Coverage.SignIns.Success != 20_000 || scored.Reported != 20_000 {
		t.Errorf("got %+v", scored)
	}
	// 700 identities further, their sign-ins alone would take 3.5 MB. What the parser of
	// records remembers comes and goes.
	if grown := int64(late.HeapAlloc) - int64(early.HeapAlloc); grown > 1<<20 {
		t.Errorf("got %d more bytes in memory, of %d", grown, late.HeapAlloc)
	}
}

func measure(m *runtime.MemStats) {
	runtime.GC() // puts aside what is pooled, and
	runtime.GC() // frees it
	runtime.ReadMemStats(m)
}

// TestStreamErrors: an error of the reader or the writer ends it, and a line that is
// too long does not.
func TestStreamErrors(t *testing.T) {
	fit := fitOf(t, &people{all: 3})
	score := func(r io.Reader, err error) (*Scored, error) {
		return ScoreStream(context.Background(), Options{Select: Selection{All: true}}, fit, r, func([]Finding) error { return err })
	}
	full := errors.New("disk full")
	if _, err := score(&people{all: 3}, full); !errors.Is(err, full) {
		t.Errorf("got %v, want %v", err, full)
	}
	torn := errors.New("torn")
	if _, err := score(io.MultiReader(&people{all: 1}, failing{torn}), nil); !errors.Is(err, torn) || !strings.Contains(err.Error(), "line 21: reading: torn") {
		t.Errorf("got %v, want %v of line 21", err, torn)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := ScoreStream(ctx, Options{}, fit, &people{all: 1}, func([]Finding) error { return nil }); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v of a context that has ended", err)
	}
	long := strings.NewReader(`{"x":"` + strings.Repeat("x", longestLine) + "\"}\n")
	s, err := score(io.MultiReader(long, &people{all: 2}), nil)
	if err != nil || s.Coverage.SignIns.Success != 40 || len(s.Coverage.Damaged) != 1 || s.Coverage.Damaged[0].String() != "stdin:1: it is longer than 17 MiB" {
		t.Errorf("got %v and %+v", err, s)
	}
	s, err = score(strings.NewReader(strings.Repeat("x\n", 1000)), nil)
	if err != nil || len(s.Coverage.Damaged) != damageShown || s.Coverage.DamagedFiles != 1 {
		t.Errorf("got %v and %d places, want %d", err, len(s.Coverage.Damaged), damageShown)
	}
}

type failing struct{ error }

func (f failing) Read([]byte) (int, error) { return 0, f.error }

func TestEscapeKey(t *testing.T) {
	var all []string
	for _, key := range []string{"", "a\tb", "a\\tb", "a\nb", "{", `\x7b`, `"`, "線", "\u2028", "\xff", "a"} {
		got := escapeKey(key)
		if strings.ContainsAny(got, "\t\n\r\u2028") || strings.HasPrefix(got, "{") {
			t.Errorf("%q: got %q", key, got)
		}
		all = append(all, got)
	}
	slices.Sort(all)
	if n := len(slices.Compact(slices.Clone(all))); n != len(all) {
		t.Errorf("got %q, of which some are the same", all)
	}
}

func FuzzScoreStream(f *testing.F) {
	fit, _, err := NewFit(context.Background(), Options{Paths: []string{"-"}, Stdin: &people{all: 2}})
	if err != nil {
		f.Fatal("fitting the seed:", err)
	}
	lines, err := io.ReadAll(&people{all: 1})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(lines[:2000])
	f.Add([]byte("111122223333:user/000001\t" + string(lines[:500])))
	f.Add([]byte("\t{}\n\n{\"Records\":[{}]}\nkey\t\n\t\t\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		n := 0
		s, err := ScoreStream(context.Background(), Options{Select: Selection{All: true, Outcomes: []Outcome{Success, Failure, Unknown}}}, fit, bytes.NewReader(data), func(found []Finding) error {
			n += len(found)
			return nil
		})
		if err == nil && n != s.Coverage.SignIns.All() {
			t.Errorf("%q: got %d findings of %d sign-ins", data, n, s.Coverage.SignIns.All())
		}
	})
}
