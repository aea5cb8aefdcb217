package useragent

import (
	"fmt"
	"math/bits"
	"strings"
	"sync"

	"github.com/ua-parser/uap-go/uaparser"
	"go.yaml.in/yaml/v4"
)

// A ruleBook has the rules of uap-go, and gives the same answers. But it is much
// faster with an agent that it has not seen, because it tries only those rules
// that may match, and starts faster, because it compiles a rule when it is first
// tried. It may be used from several goroutines at once.
type ruleBook struct {
	browsers rules[uaparser.UserAgent]
	systems  rules[uaparser.Os]
	devices  rules[uaparser.Device]
}

// theRules are loaded once, because it takes 25 milliseconds.
var theRules = sync.OnceValue(newRuleBook)

func newRuleBook() *ruleBook {
	var d uaparser.RegexDefinitions
	if err := yaml.Unmarshal(uaparser.DefinitionYaml, &d); err != nil {
		panic(fmt.Sprintf("rules of uap-go: %v", err)) // they are part of the program
	}
	b := &ruleBook{}
	for i, x := range d.UA {
		b.browsers.add(x.Flags, x.Expr, uaparser.RegexDefinitions{UA: d.UA[i : i+1]},
			func(s string, r *uaparser.UserAgent) bool { x.Match(s, r); return r.Family != "" })
	}
	for i, x := range d.OS {
		b.systems.add(x.Flags, x.Expr, uaparser.RegexDefinitions{OS: d.OS[i : i+1]},
			func(s string, r *uaparser.Os) bool { x.Match(s, r); return r.Family != "" })
	}
	for i, x := range d.Device {
		b.devices.add(x.Flags, x.Expr, uaparser.RegexDefinitions{Device: d.Device[i : i+1]},
			func(s string, r *uaparser.Device) bool { x.Match(s, r); return r.Family != "" })
	}
	return b
}

// rules are those with a result T. Of those that match, the first one counts.
type rules[T any] struct {
	all []*rule[T]
	// always are the numbers of the rules without required literals.
	always []int
	// containing has by its first three bytes every literal, and the rules of
	// which a match must contain it or another one.
	containing map[string][]clue
}

type clue struct {
	literal string
	rules   []int
}

// A rule is one expression of uap-go and what to make of a match.
type rule[T any] struct {
	compile sync.Once
	source  uaparser.RegexDefinitions
	match   func(string, *T) bool
}

func (r *rules[T]) add(flags, expr string, source uaparser.RegexDefinitions, match func(string, *T) bool) {
	n := len(r.all)
	r.all = append(r.all, &rule[T]{source: source, match: match})
	literals := requiredLiterals(flags, expr)
	if literals == nil {
		r.always = append(r.always, n)
	}
	for _, l := range literals {
		r.addClue(l, n)
	}
}

func (r *rules[T]) addClue(literal string, n int) {
	if r.containing == nil {
		r.containing = map[string][]clue{}
	}
	key := literal[:minLiteral]
	clues := r.containing[key]
	for i := range clues {
		if clues[i].literal == literal {
			clues[i].rules = append(clues[i].rules, n)
			return
		}
	}
	r.containing[key] = append(clues, clue{literal, []int{n}})
}

// find returns the result of the first rule that matches, or one without a
// family.
func (r *rules[T]) find(a agent) T {
	var result T
	for word, set := range r.candidates(a.folded) {
		for ; set != 0; set &= set - 1 {
			if r.all[word*64+bits.TrailingZeros64(set)].try(a.text, &result) {
				return result
			}
		}
	}
	return result
}

// candidates returns the set of the rules that may match, as bits.
func (r *rules[T]) candidates(folded string) []uint64 {
	set := make([]uint64, len(r.all)/64+1)
	for _, n := range r.always {
		set[n/64] |= 1 << (n % 64)
	}
	for i := range max(0, len(folded)-minLiteral+1) {
		for _, c := range r.containing[folded[i:i+minLiteral]] {
			if strings.HasPrefix(folded[i:], c.literal) {
				for _, n := range c.rules {
					set[n/64] |= 1 << (n % 64)
				}
			}
		}
	}
	return set
}

func (r *rule[T]) try(s string, result *T) bool {
	r.compile.Do(func() {
		// A parser of this one rule compiles it and completes its replacements. It
		// is of no further use: its Parse methods would keep what they were given.
		if _, err := uaparser.New(uaparser.WithRegexDefinitions(r.source), uaparser.WithCacheSize(1)); err != nil {
			panic(fmt.Sprintf("rule of uap-go: %v", err))
		}
	})
	return r.match(s, result)
}
