package useragent

import (
	"math"
	"regexp/syntax"
	"slices"
	"strings"
	"unicode/utf8"
)

// minLiteral is the length of the shortest text worth searching for.
const minLiteral = 3

// maxProduct limits how many texts adjacent parts of an expression may stand for
// together. Beyond that they are looked for apart.
const maxProduct = 64

// maxLetters limits likewise the letters of a class, as "[Bb]".
const maxLetters = 4

// fold maps a text and what a case-insensitive expression may match in its place
// to the same text, for expressions in ASCII: the only letters beyond ASCII that
// Unicode folds into it are the Kelvin sign, a "k", and the long s.
func fold(s string) string {
	return strings.ReplaceAll(strings.ToLower(s), "ſ", "s")
}

// requiredLiterals returns texts of which at least one occurs, folded, in every
// text that the expression matches. It returns nil if it finds no useful ones.
func requiredLiterals(flags, expr string) []string {
	if flags != "" {
		expr = "(?" + flags + ")" + expr
	}
	re, err := syntax.Parse(expr, syntax.Perl)
	if err != nil {
		return nil
	}
	return literalsOf(re).best()
}

// literals is what is known of the folded texts that an expression matches.
type literals struct {
	exact []string   // if not nil, all of them
	sets  [][]string // of each set, one text occurs in every one of them
}

func literalsOf(re *syntax.Regexp) literals {
	switch re.Op {
	case syntax.OpEmptyMatch, syntax.OpBeginLine, syntax.OpEndLine, syntax.OpBeginText, syntax.OpEndText,
		syntax.OpWordBoundary, syntax.OpNoWordBoundary:
		return literals{exact: []string{""}}
	case syntax.OpLiteral:
		return exactly(re.Rune...)
	case syntax.OpCharClass:
		return ofClass(re.Rune)
	case syntax.OpCapture:
		return literalsOf(re.Sub[0])
	case syntax.OpConcat:
		return ofConcat(re.Sub)
	case syntax.OpAlternate:
		return ofAlternate(re.Sub)
	case syntax.OpQuest:
		return ofAlternate([]*syntax.Regexp{re.Sub[0], {Op: syntax.OpEmptyMatch}})
	case syntax.OpPlus:
		return atLeastOnce(re.Sub[0])
	case syntax.OpRepeat:
		if re.Min > 0 {
			return atLeastOnce(re.Sub[0])
		}
	}
	return literals{}
}

func exactly(text ...rune) literals {
	s := fold(string(text))
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return literals{}
		}
	}
	return literals{exact: []string{s}}
}

// ofClass takes pairs of the first and the last rune of a range.
func ofClass(ranges []rune) literals {
	var l literals
	for i := 0; i < len(ranges); i += 2 {
		if ranges[i+1]-ranges[i] >= maxLetters {
			return literals{}
		}
		for r := ranges[i]; r <= ranges[i+1]; r++ {
			x := exactly(r)
			if x.exact == nil {
				return literals{}
			}
			l.exact = append(l.exact, x.exact...)
		}
	}
	l.exact = distinct(l.exact)
	if len(l.exact) > maxLetters {
		return literals{}
	}
	return l
}

func ofConcat(parts []*syntax.Regexp) literals {
	var all literals
	run := []string{""} // the texts of the parts since the last one that was inexact
	exact := true
	for _, part := range parts {
		x := literalsOf(part)
		if x.exact != nil && len(run)*len(x.exact) <= maxProduct {
			run = product(run, x.exact)
			continue
		}
		exact = false
		all.sets = append(append(all.sets, run), x.sets...)
		run = []string{""}
		if x.exact != nil {
			run = x.exact
		}
	}
	if exact {
		return literals{exact: run}
	}
	all.sets = append(all.sets, run)
	return all
}

func ofAlternate(choices []*syntax.Regexp) literals {
	var exact, either []string
	isExact, useful := true, true
	for _, choice := range choices {
		x := literalsOf(choice)
		best := x.best()
		isExact = isExact && x.exact != nil
		useful = useful && best != nil
		exact = append(exact, x.exact...)
		either = append(either, best...)
	}
	switch {
	case isExact:
		return literals{exact: distinct(exact)}
	case useful:
		return literals{sets: [][]string{distinct(either)}}
	}
	return literals{}
}

func atLeastOnce(re *syntax.Regexp) literals {
	return literals{sets: [][]string{literalsOf(re).best()}}
}

func product(heads, tails []string) []string {
	var all []string
	for _, head := range heads {
		for _, tail := range tails {
			all = append(all, head+tail)
		}
	}
	return distinct(all)
}

func distinct(texts []string) []string {
	slices.Sort(texts)
	return slices.Compact(texts)
}

// best returns the set whose texts are the rarest, or nil if none is useful.
func (l literals) best() []string {
	var best []string
	for _, set := range append(l.sets, l.exact) {
		if rarity(set) > rarity(best) {
			best = set
		}
	}
	return best
}

// common is, folded, what most browsers say of themselves.
const common = "mozilla/5.0 (windows nt 10.0; win64; x64; rv:109.0) gecko/20100101 firefox/" +
	"mozilla/5.0 (macintosh; intel mac os x 10_15_7) applewebkit/537.36 (khtml, like gecko) chrome/" +
	"mozilla/5.0 (x11; linux x86_64) applewebkit/605.1.15 (khtml, like gecko) version/17.4 safari/" +
	"mozilla/5.0 (iphone; cpu iphone os 17_4 like mac os x) mobile/15e148 safari/" +
	"mozilla/5.0 (linux; android 10; k) mobile safari/ build/"

// rarity orders sets: by their most frequent text, which is taken to be one that
// is common, and else the shortest. It is 0 if the set is of no use.
func rarity(set []string) int {
	if len(set) == 0 {
		return 0
	}
	rarest := math.MaxInt
	for _, text := range set {
		r := len(text)
		switch {
		case r < minLiteral:
			return 0
		case !strings.Contains(common, text):
			r += 100
		}
		rarest = min(rarest, r)
	}
	return rarest
}
