package useragent

import (
	"bufio"
	"flag"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/ua-parser/uap-go/uaparser"
)

var all = flag.Bool("all", false, "compare all user agents of uap-go's benchmark, not a sample")

// reference answers with uap-go itself, which tries all rules.
type reference struct{ *uaparser.Parser }

func newReference(t testing.TB) reference {
	t.Helper()
	p, err := uaparser.New(uaparser.WithCacheSize(1))
	if err != nil {
		t.Fatal(err)
	}
	return reference{p}
}

func (r reference) check(t *testing.T, s string) {
	t.Helper()
	b, a := theRules(), newAgent(s)
	browser, system, device := b.browsers.find(a), b.systems.find(a), b.devices.find(a)
	// Which uap-go says if it finds nothing.
	for _, family := range []*string{&browser.Family, &system.Family, &device.Family} {
		if *family == "" {
			*family = other
		}
	}
	if want := *r.ParseUserAgent(s); browser != want {
		t.Errorf("browser of %q: got %+v, want %+v", s, browser, want)
	}
	if want := *r.ParseOs(s); system != want {
		t.Errorf("system of %q: got %+v, want %+v", s, system, want)
	}
	if want := *r.ParseDevice(s); device != want {
		t.Errorf("device of %q: got %+v, want %+v", s, device, want)
	}
}

func TestRulesEqualReference(t *testing.T) {
	r := newReference(t)
	agents := readAgents(t, "testdata/agents.txt")
	rng := rand.New(rand.NewPCG(1, 2))
	for _, s := range agents {
		r.check(t, s)
		r.check(t, mutate(rng, s, agents[rng.IntN(len(agents))]))
	}
}

// TestRulesEqualReferenceOnBenchmark compares the user agents that uap-go comes
// with, which are mostly crawlers.
func TestRulesEqualReferenceOnBenchmark(t *testing.T) {
	module, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/ua-parser/uap-go").Output()
	if err != nil {
		t.Skip("no sources of uap-go:", err)
	}
	name := filepath.Join(strings.TrimSpace(string(module)), "uas")
	if _, err := os.Stat(name); err != nil {
		t.Skip(err)
	}
	agents := distinct(readAgents(t, name))
	step := 16
	if *all {
		step = 1
	}
	r := newReference(t)
	for i := 0; i < len(agents); i += step {
		r.check(t, agents[i])
	}
}

// readAgents returns the lines of a file that are no comments.
func readAgents(t testing.TB, name string) []string {
	t.Helper()
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var agents []string
	for lines := bufio.NewScanner(f); lines.Scan(); {
		if !strings.HasPrefix(lines.Text(), "#") {
			agents = append(agents, lines.Text())
		}
	}
	if len(agents) == 0 {
		t.Fatalf("%s: no user agents", name)
	}
	return agents
}

// mutate damages a user agent: it cuts out or repeats a part, changes its case,
// inserts something that is hard to fold, or goes on as another one.
func mutate(rng *rand.Rand, s, another string) string {
	if s == "" {
		return another
	}
	i := rng.IntN(len(s))
	j := min(len(s), i+rng.IntN(20))
	switch rng.IntN(6) {
	case 0:
		return s[:i] + s[j:]
	case 1:
		return s[:j] + s[i:]
	case 2:
		return s[:i] + strings.ToUpper(s[i:])
	case 3:
		return strings.NewReplacer("s", "ſ", "K", "\u212a").Replace(s[:j]) + s[j:]
	case 4:
		hard := []string{"\n", "\xff", "İ", "\x00", "  ", "$1"}
		return s[:i] + hard[rng.IntN(len(hard))] + s[i:]
	}
	return s[:i] + another[min(i, len(another)):]
}

// TestCandidates checks for every single rule that it is tried with texts that
// it matches. Few user agents of real browsers reach most of the rules.
func TestCandidates(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	matched, rules := 0, 0
	check := func(flags, expr string, n int, candidates func(string) []uint64) {
		t.Helper()
		rules++
		re := compile(t, flags, expr)
		found := false
		for range 4 {
			s := generate(rng, re)
			if !re.MatchString(s) {
				continue // a word boundary, or the like
			}
			found = true
			if candidates(fold(s))[n/64]>>(n%64)&1 == 0 {
				t.Errorf("%q: not tried with %q", expr, s)
			}
		}
		if found {
			matched++
		}
	}
	b := theRules()
	for i, r := range b.browsers.all {
		check(r.source.UA[0].Flags, r.source.UA[0].Expr, i, b.browsers.candidates)
	}
	for i, r := range b.systems.all {
		check(r.source.OS[0].Flags, r.source.OS[0].Expr, i, b.systems.candidates)
	}
	for i, r := range b.devices.all {
		check(r.source.Device[0].Flags, r.source.Device[0].Expr, i, b.devices.candidates)
	}
	if matched < rules*95/100 {
		t.Errorf("got texts that match for %d rules of %d, want them for 95%%", matched, rules)
	}
}

// TestFewCandidates makes sure that the literals are worth their while.
func TestFewCandidates(t *testing.T) {
	b := theRules()
	for _, s := range readAgents(t, "testdata/agents.txt") {
		a := newAgent(s)
		n := 0
		for _, set := range slices.Concat(b.browsers.candidates(a.folded), b.systems.candidates(a.folded), b.devices.candidates(a.folded)) {
			for ; set != 0; set &= set - 1 {
				n++
			}
		}
		if n > 130 {
			t.Errorf("%q: got %d rules to try, want 130 at most", s, n)
		}
	}
}
