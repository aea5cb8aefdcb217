package useragent

import (
	"math/rand/v2"
	"regexp"
	"regexp/syntax"
	"slices"
	"strings"
	"testing"
	"unicode"
)

func TestRequiredLiterals(t *testing.T) {
	check := func(flags, expr string, want ...string) {
		t.Helper()
		if got := requiredLiterals(flags, expr); !slices.Equal(got, want) {
			t.Errorf("requiredLiterals(%q, %q): got %q, want %q", flags, expr, got, want)
		}
	}

	check("", `(Vivaldi)/(\d+)`, "vivaldi/")
	check("", `(?:Vivaldi|Whale)/\d`, "vivaldi/", "whale/")
	check("", `Edge?/\d`, "edg/", "edge/") // both ways go on with the text behind
	check("", `(EdgiOS|EdgA)?/\d`)         // nothing of it has to be there
	check("", `(?:Vivaldi|\d)`)            // one way has no literal
	check("", `(?:Puffin/\d+|Coast/\d+)`, "coast/", "puffin/")
	check("", `(?:Puffin/\d+){2}`, "puffin/")
	check("", `(?:Puffin/\d+)*`)
	check("", `(?:Puffin/\d+){0,2}`)
	check("", `(?:Puffin)+`, "puffin")
	check("", `[Bb]ot/`, "bot/")
	check("", `[a-z]ot/`, "ot/")                     // too many letters to list
	check("", `.{0,9}ab.*cd`)                        // both too short
	check("", `Android.*Puffin`, "puffin")           // the rarer one
	check("", `Android.*Chrome`, "android")          // the longer one
	check("i", `kiss`, "kiss")                       // as the Kelvin sign and the long s
	check("i", `größe Puffin`)                       // case folding beyond ASCII is left alone
	check("", `Seznam prohlížeč.*Puffin`, "puffin")  // likewise
	check("", `\bPuffin\b|^Puffin$`, "puffin")       // places need no text
	check("", `(?:a|b|c|d)(?:e|f|g|h)(?:1|2|3|4|5)`) // 80 texts are too many
	check("", `(`)                                   // not an expression
}

func TestFold(t *testing.T) {
	check := func(in, want string) {
		t.Helper()
		if got := fold(in); got != want {
			t.Errorf("fold(%q): got %q, want %q", in, got, want)
		}
	}
	check("Edg/124", "edg/124")
	check("\u212aio\u017f", "kios") // all letters beyond ASCII that fold into it

	// Unicode may know more of them one day.
	for r := rune(unicode.MaxASCII + 1); r <= unicode.MaxRune; r++ {
		for folded := unicode.SimpleFold(r); folded != r; folded = unicode.SimpleFold(folded) {
			if folded <= unicode.MaxASCII && fold(string(r)) != strings.ToLower(string(folded)) {
				t.Fatalf("fold(%q): got %q, want that of %q", r, fold(string(r)), folded)
			}
		}
	}
}

func compile(t *testing.T, flags, expr string) *regexp.Regexp {
	t.Helper()
	if flags != "" {
		expr = "(?" + flags + ")" + expr
	}
	re, err := regexp.Compile(expr)
	if err != nil {
		t.Fatal(err)
	}
	return re
}

// generate returns a text that an expression probably matches.
func generate(rng *rand.Rand, re *regexp.Regexp) string {
	parsed, err := syntax.Parse(re.String(), syntax.Perl)
	if err != nil {
		panic(err) // it has been compiled
	}
	var b strings.Builder
	generateInto(&b, rng, parsed)
	return b.String()
}

func generateInto(b *strings.Builder, rng *rand.Rand, re *syntax.Regexp) {
	times := 1
	switch re.Op {
	case syntax.OpLiteral:
		for _, r := range re.Rune {
			if re.Flags&syntax.FoldCase != 0 {
				for range rng.IntN(3) {
					r = unicode.SimpleFold(r)
				}
			}
			b.WriteRune(r)
		}
	case syntax.OpCharClass:
		i := rng.IntN(len(re.Rune)/2) * 2
		b.WriteRune(re.Rune[i] + rng.Int32N(min(re.Rune[i+1]-re.Rune[i], 100)+1))
	case syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		b.WriteByte("x; 9"[rng.IntN(4)])
	case syntax.OpAlternate:
		generateInto(b, rng, re.Sub[rng.IntN(len(re.Sub))])
		return
	case syntax.OpStar, syntax.OpQuest:
		times = rng.IntN(2)
	case syntax.OpRepeat:
		times = re.Min + rng.IntN(2)
		if re.Max >= 0 {
			times = min(times, re.Max)
		}
	}
	for range times {
		for _, sub := range re.Sub {
			generateInto(b, rng, sub)
		}
	}
}
