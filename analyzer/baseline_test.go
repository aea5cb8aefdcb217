package analyzer

import (
	"bytes"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"net/netip"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
)

func build(t *testing.T, paths ...string) *Baseline {
	t.Helper()
	b, _, err := Build(t.Context(), Options{Paths: paths})
	if err != nil {
		t.Fatal("building a baseline:", err)
	}
	return b
}

func saveBaseline(t *testing.T, b *Baseline) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := b.Save(&out); err != nil {
		t.Fatal("saving a baseline:", err)
	}
	return out.Bytes()
}

// writeLogs writes sign-ins into a log, and returns its name.
func writeLogs(t *testing.T, all []login) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "log.json")
	write(t, file, []byte(records(all)))
	return file
}

// split deals values out to so many parts.
func split[T any](rng *rand.Rand, all []T, n int) [][]T {
	parts := make([][]T, n)
	for _, x := range all {
		i := rng.IntN(n)
		parts[i] = append(parts[i], x)
	}
	return parts
}

// TestBuildOfParts: the baselines of the parts of a log merge to the one of the whole,
// byte for byte, wherever it is cut.
func TestBuildOfParts(t *testing.T) {
	check := func(what string, whole []byte, parts []*Baseline) {
		t.Helper()
		merged := &Baseline{}
		for _, b := range parts {
			if err := merged.Merge(b); err != nil {
				t.Fatal("merging:", err)
			}
		}
		if !bytes.Equal(saveBaseline(t, merged), whole) {
			t.Errorf("%s: got another baseline from the parts than from the whole", what)
		}
	}

	var demo []string
	err := filepath.WalkDir("../testdata/demo", func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			demo = append(demo, path)
		}
		return err
	})
	if err != nil {
		t.Fatal("listing the example:", err)
	}
	whole := saveBaseline(t, build(t, "../testdata/demo"))
	if again := saveBaseline(t, build(t, "../testdata/demo")); !bytes.Equal(again, whole) {
		t.Error("got another baseline from the same logs")
	}
	all := slices.Clone(office())
	for i := range 200 { // failures, some of them just before a success of another part
		at := all[i].at.Add(-time.Duration(i) * time.Minute)
		all = append(all, login{fmt.Sprint("failure", i), all[i].user, virginia, edgeWindows, at, true})
	}
	all = append(all, all[:50]...) // which are delivered twice
	ofRecords := saveBaseline(t, build(t, writeLogs(t, all)))
	for seed := range uint64(5) {
		rng := rand.New(rand.NewPCG(seed, 1))
		var parts []*Baseline
		for _, files := range split(rng, demo, 4) {
			parts = append(parts, build(t, files...))
		}
		check(fmt.Sprint("files, seed ", seed), whole, append(parts, parts[0]))
		parts = nil
		for _, logins := range split(rng, all, 3) {
			parts = append(parts, build(t, writeLogs(t, logins)))
		}
		check(fmt.Sprint("records, seed ", seed), ofRecords, parts)
	}
}

// newcomers are sign-ins after those of the office: of a habit, of an intruder after a
// failure, and of somebody whom nobody has seen.
func newcomers() []login {
	at := start.AddDate(0, 0, 95)
	return []login{
		{"habit", "person3", tokyo, chromeMac, at, false},
		{"failure", "person4", virginia, edgeWindows, at.Add(-time.Minute), true},
		{"intruder", "person4", virginia, edgeWindows, at, false},
		{"stranger", "person9", tokyo, chromeMac, at, false},
	}
}

func TestBaselineScan(t *testing.T) {
	b := build(t, writeLogs(t, office()))
	before := saveBaseline(t, b)
	o := Options{Paths: []string{writeLogs(t, newcomers())}, Baseline: b, Select: Selection{All: true}}
	r := run(t, o)
	// It would be .45 if nothing known of that day were taken for an absence.
	if f := find(t, r, "intruder"); f.Probability.Overall < .85 || f.Probability.Location < .95 || f.Evidence.FailuresBefore != 1 {
		t.Errorf("got %+v, %+v for the intruder", f.Probability, f.Evidence)
	}
	if f := find(t, r, "habit"); f.Probability.Overall > .1 || f.Evidence.Days != 90 {
		t.Errorf("got %+v, %+v for a habit", f.Probability, f.Evidence)
	}
	if f := find(t, r, "stranger"); f.Probability.Overall > .5 || !slices.Contains(f.Evidence.Notes, "no successful sign-in of this identity is in the baseline") {
		t.Errorf("got %+v, %q for a stranger", f.Probability, f.Evidence.Notes)
	}
	if c := r.Coverage; len(c.Remarks) != 0 || c.Identities != 3 || c.SignIns.All() != 4 {
		t.Errorf("got coverage %+v", c)
	}
	if !bytes.Equal(saveBaseline(t, b), before) {
		t.Error("the scan taught the baseline")
	}
	// What does not reach the threshold is not kept, and what does is the same.
	o.Select = Selection{Threshold: .85}
	if r := run(t, o); len(r.Findings) != 1 || r.Findings[0].EventID != "intruder" {
		t.Errorf("got %+v, want the intruder", r.Findings)
	}
}

// TestBaselineScanOrder: what is reported depends neither on the order of the files,
// nor on how many sign-ins are scored together, nor on the number of workers. In
// particular a failure is found wherever it stands.
func TestBaselineScanOrder(t *testing.T) {
	b := build(t, writeLogs(t, office()))
	all := newcomers()
	for i, l := range daily("person5", 40) { // who fails first on every other day
		l.id, l.at = fmt.Sprint("later", i), l.at.AddDate(0, 0, 100)
		all = append(all, l)
		if i%2 == 0 {
			l.id, l.at, l.failed = fmt.Sprint("failed", i), l.at.Add(-10*time.Minute), true
			all = append(all, l)
		}
	}
	var want string
	for seed := range uint64(6) {
		rng := rand.New(rand.NewPCG(seed, 1))
		dir := t.TempDir()
		for i, part := range split(rng, all, 5) {
			write(t, filepath.Join(dir, fmt.Sprint(i, ".json")), []byte(records(part)))
		}
		o := Options{Paths: []string{dir}, Baseline: b, Select: Selection{All: true}, Workers: 1 + int(seed)%3, waiting: []int{1, 7, 0}[seed%3]}
		r := run(t, o)
		for i := range r.Findings { // which is where it is
			r.Findings[i].File, r.Findings[i].Record = "", 0
		}
		if got := fmt.Sprintf("%+v", r.Findings); want == "" {
			want = got
		} else if got != want {
			t.Errorf("seed %d: got\n%s\nwant\n%s", seed, got, want)
		}
	}
	if !strings.Contains(want, "1 failure in the hour before") {
		t.Errorf("got no failure before a sign-in in %s", want)
	}
}

func TestLearn(t *testing.T) {
	office, new := writeLogs(t, office()), writeLogs(t, newcomers())
	r := run(t, Options{Paths: []string{new}, Baseline: build(t, office), Learn: true})
	if got, want := saveBaseline(t, r.Baseline), saveBaseline(t, build(t, office, new)); !bytes.Equal(got, want) {
		t.Error("got another baseline than from all logs")
	}
}

func TestBaselineRemarks(t *testing.T) {
	logs := writeLogs(t, office())
	var networks []Network
	check := func(change func(*Baseline), mask []Feature, want ...string) {
		t.Helper()
		b := build(t, logs)
		change(b)
		r := run(t, Options{Paths: []string{writeLogs(t, newcomers())}, Baseline: b, Mask: mask, Networks: networks})
		if got := r.Coverage.Remarks; !reflect.DeepEqual(got, want) {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	check(func(*Baseline) {}, nil)
	check(func(b *Baseline) { *b = Baseline{Notes: b.Notes} }, nil, "the baseline holds no sign-in, so there is nothing to compare with")
	check(func(b *Baseline) { b.Incomplete = true }, nil, "part of the logs that the baseline is made of could not be read")
	check(func(b *Baseline) { b.Rules = []int{0, 1} }, nil,
		"the baseline was built with other rules (0, 1) for identities, places and clients than those of this scan (2), so what they call otherwise looks new; build it again")
	check(func(*Baseline) {}, []Feature{OS, Browser}, "masked in the baseline is nothing, and in this scan browser, os, so what one of them does not know looks new")
	check(func(b *Baseline) { b.Databases = b.Databases[:1] }, nil,
		"the baseline has its places from DBIP-ASN-Lite (compat=GeoLite2-ASN) of 2026-06-17, and this scan from DBIP-ASN-Lite (compat=GeoLite2-ASN) of 2026-06-17, DBIP-Country-Lite of 2026-06-01, Hosting networks of 2026-06-17, so places that the databases call otherwise look new")

	networks = []Network{{Prefix: netip.MustParsePrefix("203.0.113.7/24"), Name: "office"}}
	check(func(b *Baseline) { b.Networks = []string{"203.0.113.0/24=office"} }, nil)
	check(func(*Baseline) {}, nil, "the baseline was built with other networks named by --ignore-network (nothing) than this scan (203.0.113.0/24=office), so sign-ins from them look new")

	r := run(t, Options{Paths: []string{logs}, Baseline: build(t, logs)})
	if got, want := r.Coverage.Remarks, []string{"721 of 721 sign-ins are part of the baseline, so they look more usual than they are"}; !reflect.DeepEqual(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestBaselineRefused(t *testing.T) {
	check := func(change func(*Options), want string) {
		t.Helper()
		o := Options{Paths: []string{writeLogs(t, newcomers())}, Baseline: build(t, writeLogs(t, newcomers()))}
		change(&o)
		if _, err := Run(t.Context(), o); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %q", err, want)
		}
	}
	check(func(o *Options) { o.Grouping = Principal }, "it takes a person for one identity, and the scan a principal")
	check(func(o *Options) {
		if err := o.Baseline.Redact([]byte("key")); err != nil {
			t.Fatal("redacting:", err)
		}
	}, "it is redacted")
}
