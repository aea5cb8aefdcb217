package analyzer

import (
	archive "archive/zip"
	"bytes"
	"cmp"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// Addresses with a place in the embedded databases: of access networks in Japan
// and of Amazon in the United States.
const (
	tokyo    = "203.180.136.1"
	virginia = "54.160.0.1"
)

// Agents of invented people.
const (
	chromeMac   = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/137.0.0.0 Safari/537.36"
	edgeWindows = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/137.0.0.0 Safari/537.36 Edg/137.0.0.0"
)

// A login is a sign-in to write into a log.
type login struct {
	id, user, address, agent string
	at                       time.Time
	failed                   bool
}

func (l login) String() string {
	result := "Success"
	if l.failed {
		result = "Failure"
	}
	mfa := "Yes"
	if l.agent == edgeWindows { // an intruder's
		mfa = "No"
	}
	return fmt.Sprintf(`{"eventVersion":"1.08","userIdentity":{"type":"IAMUser","accountId":"111122223333","userName":%q},"eventTime":%q,`+
		`"eventSource":"signin.amazonaws.com","eventName":"ConsoleLogin","awsRegion":"us-east-1","sourceIPAddress":%q,"userAgent":%q,`+
		`"responseElements":{"ConsoleLogin":%q},"additionalEventData":{"MFAUsed":%q},"eventID":%q,"recipientAccountId":"111122223333"}`,
		l.user, l.at.UTC().Format(time.RFC3339), l.address, l.agent, result, mfa, l.id)
}

// start is the first day of the invented logs.
var start = time.Date(2026, 4, 1, 3, 0, 0, 0, time.UTC)

// daily returns a sign-in on each of so many days.
func daily(user string, days int) []login {
	var all []login
	for d := range days {
		all = append(all, login{fmt.Sprint(user, d), user, tokyo, chromeMac, start.AddDate(0, 0, d), false})
	}
	return all
}

// office returns sign-ins of several people, and one that does not look like them.
func office() []login {
	var all []login
	for i := range 8 {
		all = append(all, daily(fmt.Sprint("person", i), 90)...)
	}
	return append(all, login{"stolen", "person3", virginia, edgeWindows, start.AddDate(0, 0, 60).Add(16 * time.Hour), false})
}

// records joins records as a trail does.
func records(all []login) string {
	var s []string
	for _, l := range all {
		s = append(s, l.String())
	}
	return `{"Records":[` + strings.Join(s, ",") + `]}`
}

func write(t *testing.T, file string, data []byte) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, data, 0o644); err != nil {
		t.Fatal(err)
	}
}

func zip(t *testing.T, s string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	io.WriteString(w, s)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func run(t *testing.T, o Options) *Report {
	t.Helper()
	r, err := Run(t.Context(), o)
	if err != nil {
		t.Fatal("running the analysis:", err)
	}
	return r
}

// scan analyses one log and reports all its sign-ins.
func scan(t *testing.T, all []login) *Report {
	t.Helper()
	return run(t, Options{Paths: []string{"-"}, Stdin: strings.NewReader(records(all)), Select: Selection{All: true}})
}

func find(t *testing.T, r *Report, id string) Finding {
	t.Helper()
	i := slices.IndexFunc(r.Findings, func(f Finding) bool { return f.EventID == id })
	if i < 0 {
		t.Fatalf("no finding %s", id)
	}
	return r.Findings[i]
}

func TestRun(t *testing.T) {
	r := scan(t, office())
	f := r.Findings[0]
	if f.EventID != "stolen" || f.Probability.Overall < .9 || f.Probability.Location < .95 || f.Probability.Browser < .95 {
		t.Errorf("got first %+v, want the stolen sign-in", f)
	}
	if f.Geo.Country != "US" || f.Geo.Kind != "hosting" || f.Client.Browser != "Edge" || f.Client.OS != "Windows" {
		t.Errorf("got %+v with %+v", f.Geo, f.Client)
	}
	// Its own strand is left out, and the 90 days of the other are not.
	if e := f.Evidence; e.SignIns != 91 || e.Days != 90 || e.Location.SeenDays != 0 || e.Location.OfDays != 90 || e.Location.Usual[0] != (Usual{"JP", 90}) {
		t.Errorf("got evidence %+v", e)
	}
	for _, f := range r.Findings[1:] {
		if f.Probability.Overall > .5 {
			t.Errorf("got %v for %s, which is innocent", f.Probability, f.EventID)
		}
	}
	if c := r.Coverage; c.Files != 1 || c.Records != 721 || c.SignIns.Success != 721 || c.Identities != 8 || c.Located != 2 {
		t.Errorf("got coverage %+v", c)
	}
}

// TestSplit: neither the files that the records are in, nor their order, nor the
// number of workers changes a bit of a finding, but for where it was found.
func TestSplit(t *testing.T) {
	all := office()
	all[7].address, all[9].agent = "AWS Internal", ""
	rng := rand.New(rand.NewPCG(1, 1))
	print := func(all []Finding) string { // NaN does not equal itself
		var b strings.Builder
		for _, f := range all {
			f.File, f.Record = "", 0
			fmt.Fprintf(&b, "%+v\n", f)
		}
		return b.String()
	}
	want := print(scan(t, all).Findings)
	for workers := 1; workers <= 4; workers++ {
		dir := t.TempDir()
		rng.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
		for i, part := 0, 0; i < len(all); part++ {
			n := min(1+rng.IntN(40), len(all)-i)
			write(t, filepath.Join(dir, fmt.Sprint(rng.IntN(5)), fmt.Sprint(part)), zip(t, records(all[i:i+n])))
			i += n
		}
		r := run(t, Options{Paths: []string{dir}, Workers: workers, Select: Selection{All: true}})
		if got := print(r.Findings); got != want {
			t.Fatalf("%d workers: got other findings", workers)
		}
	}
}

func TestDuplicates(t *testing.T) {
	l := daily("mei", 1)[0]
	other := l
	other.address = virginia // the same event id by mistake, but another record
	if r := scan(t, []login{l, l, other}); r.Coverage.Duplicates != 1 || len(r.Findings) != 2 {
		t.Errorf("got %d duplicates, %d findings, want 1 and 2", r.Coverage.Duplicates, len(r.Findings))
	}
	l.id = ""
	if r := scan(t, []login{l, l}); r.Coverage.Duplicates != 0 || len(r.Findings) != 2 {
		t.Errorf("without an event id: got %d duplicates, want none", r.Coverage.Duplicates)
	}
}

// TestUnknown: what is unknown is no number, and does not change the odds.
func TestUnknown(t *testing.T) {
	all := daily("mei", 40)
	all[20].address, all[20].agent = "AWS Internal", ""
	f := find(t, scan(t, all), "mei20")
	p := f.Probability
	if !math.IsNaN(p.Location) || !math.IsNaN(p.Browser) || !math.IsNaN(p.OS) || !math.IsNaN(p.Device) || math.Abs(p.Overall-.002) > .002 {
		t.Errorf("got %+v, want the prior and nothing else", p)
	}
	if f.Geo.Kind != "service" || f.Evidence.Location.Value != "" {
		t.Errorf("got %+v, %+v", f.Geo, f.Evidence.Location)
	}
}

func TestFailures(t *testing.T) {
	all := daily("mei", 10)
	for i, before := range []time.Duration{time.Minute, 59 * time.Minute, 61 * time.Minute, -time.Minute} {
		all = append(all, login{fmt.Sprint("failed", i), "mei", tokyo, chromeMac, all[5].at.Add(-before), true})
	}
	r := scan(t, all)
	if f := find(t, r, "mei5"); f.Evidence.FailuresBefore != 2 || !slices.Contains(f.Evidence.Notes, "2 failures in the hour before") {
		t.Errorf("got %d failures, notes %q, want 2", f.Evidence.FailuresBefore, f.Evidence.Notes)
	}
	if f := find(t, r, "mei4"); f.Evidence.FailuresBefore != 0 {
		t.Errorf("got %d failures before another sign-in", f.Evidence.FailuresBefore)
	}
	if got := len(r.Findings); got != 10 || r.Coverage.SignIns.Failure != 4 {
		t.Errorf("got %d findings, %+v, want 10 and 4 failures beside", got, r.Coverage.SignIns)
	}
	// Failures do not teach: an address from which all sign-ins failed is new.
	if p := find(t, r, "mei5").Evidence; p.SignIns != 10 {
		t.Errorf("got %d sign-ins in the profile, want 10", p.SignIns)
	}
}

func TestSelection(t *testing.T) {
	all := append(office(), login{"no", "person1", tokyo, chromeMac, start.Add(time.Hour), true})
	check := func(want int, s Selection) {
		t.Helper()
		r := run(t, Options{Paths: []string{"-"}, Stdin: strings.NewReader(records(all)), Select: s})
		if got := len(r.Findings); got != want {
			t.Errorf("%+v: got %d findings, want %d", s, got, want)
		}
	}
	check(1, Selection{Threshold: .9})
	check(0, Selection{Threshold: .9, On: []Feature{Device}}) // both are desktops
	check(721, Selection{All: true})
	check(722, Selection{All: true, Outcomes: []Outcome{Success, Failure, Unknown}})
	check(1, Selection{All: true, Outcomes: []Outcome{Failure}})
	check(7, Selection{All: true, Top: 7})
	check(91, Selection{All: true, Users: []string{"PERSON3"}})
	check(181, Selection{All: true, Users: []string{"*:user/person3", "person4"}})
	check(721, Selection{All: true, Users: []string{"person?"}})
	check(0, Selection{All: true, Users: []string{"person"}})
	check(16, Selection{All: true, Since: start.AddDate(0, 0, 88)})
	check(8, Selection{All: true, Until: start.AddDate(0, 0, 1)})

	byTime := run(t, Options{Paths: []string{"-"}, Stdin: strings.NewReader(records(all)), Select: Selection{All: true, ByTime: true}}).Findings
	if !slices.IsSortedFunc(byTime, func(a, b Finding) int {
		return cmp.Or(a.EventTime.Compare(b.EventTime), cmp.Compare(a.EventID, b.EventID))
	}) {
		t.Error("not in order of time")
	}
	// The most anomalous are chosen before they are ordered by time.
	top := run(t, Options{Paths: []string{"-"}, Stdin: strings.NewReader(records(all)), Select: Selection{All: true, ByTime: true, Top: 1}}).Findings
	if top[0].EventID != "stolen" {
		t.Errorf("got %s, want the most anomalous", top[0].EventID)
	}
}

// TestEpisodes: what belongs together is numbered alike, whatever is selected.
func TestEpisodes(t *testing.T) {
	all := daily("mei", 40)
	for i, hours := range []int{0, 5, 160, 400} { // however long after
		all = append(all, login{fmt.Sprint("abroad", i), "mei", virginia, edgeWindows, start.AddDate(0, 0, 10).Add(time.Duration(hours) * time.Hour), i == 1})
	}
	all = append(all, login{"other", "mei", virginia, chromeMac, start.AddDate(0, 0, 10), false})
	all = append(all, login{"elsewhere", "mei", "54.160.1.1", edgeWindows, start.AddDate(0, 0, 10), false}) // of the same network
	all = append(all, login{"colleague", "ken", virginia, edgeWindows, start.AddDate(0, 0, 10), false})
	r := run(t, Options{Paths: []string{"-"}, Stdin: strings.NewReader(records(all)), Select: Selection{All: true, Outcomes: []Outcome{Success, Failure}}})
	of := func(id string) string { return find(t, r, id).Episode }
	for _, id := range []string{"abroad1", "abroad2", "abroad3"} {
		if of(id) != of("abroad0") {
			t.Errorf("%s: got another episode than that of abroad0", id)
		}
	}
	for _, id := range []string{"other", "elsewhere", "colleague", "mei10"} {
		if of(id) == of("abroad0") {
			t.Errorf("%s: got the episode of abroad0", id)
		}
	}
	if of("mei0") != of("mei39") {
		t.Error("daily sign-ins are not one episode")
	}
	few := run(t, Options{Paths: []string{"-"}, Stdin: strings.NewReader(records(all)), Select: Selection{All: true, Since: start.AddDate(0, 0, 16)}})
	if got := find(t, few, "abroad2").Episode; got != of("abroad0") {
		t.Errorf("with fewer selected: got episode %s, want %s", got, of("abroad0"))
	}
}

// TestArchive: the members of an archive count as files, and one that is too large
// to be in memory is read where it lies.
func TestArchive(t *testing.T) {
	file := filepath.Join(t.TempDir(), "logs.zip")
	var b bytes.Buffer
	w := archive.NewWriter(&b)
	for name, text := range map[string]string{"a.json": records(daily("mei", 3)), "b.json": `{"Records":[]}`, "__MACOSX/a": "x", "notes.txt": "none"} {
		member, err := w.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		io.WriteString(member, text)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	write(t, file, b.Bytes())
	r := run(t, Options{Paths: []string{file}, Select: Selection{All: true}})
	c := r.Coverage
	if len(r.Findings) != 3 || r.Findings[0].File != file+"!a.json" || c.Files != 1 || c.Skipped["empty"] != 1 || c.Skipped["system file"] != 1 || c.Skipped["no CloudTrail records"] != 1 {
		t.Errorf("got %d findings, coverage %+v", len(r.Findings), c)
	}
}

// TestGaps: days are those of all records, not of sign-ins alone.
func TestGaps(t *testing.T) {
	var lines []string
	record := func(account, day string) {
		lines = append(lines, fmt.Sprintf(`{"eventVersion":"1.08","userIdentity":{"type":"AWSService"},"eventTime":"%sT23:59:59Z","eventSource":"s3.amazonaws.com","eventName":"PutObject","eventID":"x","recipientAccountId":%q}`, day, account))
	}
	for _, day := range []string{"2026-04-01", "2026-04-02", "2026-04-06"} {
		record("111122223333", day)
	}
	record("444455556666", "2026-04-03")
	r := run(t, Options{Paths: []string{"-"}, Stdin: strings.NewReader(strings.Join(lines, "\n"))})
	day := func(n int) time.Time { return time.Date(2026, 4, n, 0, 0, 0, 0, time.UTC) }
	want := []Gap{
		{"111122223333", day(3), day(5), 3},
		{"444455556666", day(1), day(2), 2},
		{"444455556666", day(4), day(6), 3},
	}
	if got := r.Coverage.Gaps(); !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if c := r.Coverage; !c.FirstEvent.Equal(day(2).Add(-time.Second)) || !c.LastEvent.Equal(day(7).Add(-time.Second)) {
		t.Errorf("got events from %v to %v", c.FirstEvent, c.LastEvent)
	}
}

func TestDetails(t *testing.T) {
	all := append(office(), login{"no", "person3", tokyo, chromeMac, start.Add(time.Hour), true})
	r := run(t, Options{Paths: []string{"-"}, Stdin: strings.NewReader(records(all)), Select: Selection{Threshold: .9}, Details: true})
	d := r.Details
	if len(d.Histories) != 1 || d.Histories[0].Identity.Name != "person3" || len(d.Histories[0].SignIns) != 92 {
		t.Fatalf("got %d histories, want that of person3 with 92 sign-ins", len(d.Histories))
	}
	marked := 0
	for i, p := range d.Histories[0].SignIns {
		if i > 0 && p.Time.Before(d.Histories[0].SignIns[i-1].Time) {
			t.Error("history is not in order of time")
		}
		if p.Finding {
			marked++
			if p.EventID != "stolen" {
				t.Errorf("marked %s, which is not reported", p.EventID)
			}
		}
	}
	want := []Country{{"JP", "Japan", 720, 0}, {"US", "United States", 1, 1}}
	if marked != 1 || !slices.Equal(d.Countries, want) {
		t.Errorf("got %d marked, countries %+v, want 1 and %+v", marked, d.Countries, want)
	}
	if scan(t, all).Details != nil {
		t.Error("got details that nobody asked for")
	}
}

func TestDamage(t *testing.T) {
	dir := t.TempDir()
	in := func(name string) string { return filepath.Join(dir, name) }
	whole := zip(t, records(daily("mei", 200)))
	write(t, in("a.json.gz"), whole[:len(whole)/2])
	write(t, in("b.json"), []byte("no log at all"))
	write(t, in("c.json"), []byte(records(daily("ken", 3))))
	write(t, in("d.json"), []byte(`{"Records":[]}`))
	if err := os.MkdirAll(in("empty"), 0o755); err != nil {
		t.Fatal(err)
	}
	r := run(t, Options{Paths: []string{dir, in("missing")}, Select: Selection{All: true}})
	c := r.Coverage
	if c.Files != 2 || c.DamagedFiles != 2 || c.Skipped["no CloudTrail records"] != 1 || c.Skipped["empty"] != 1 {
		t.Errorf("got coverage %+v", c)
	}
	if len(c.Damaged) != 2 || c.Damaged[0].File != in("missing") || c.Damaged[1].File != in("a.json.gz") || c.Damaged[1].Offset <= 0 {
		t.Errorf("got damage %v", c.Damaged)
	}
	if n := len(r.Findings); n < 50 || n >= 203 {
		t.Errorf("got %d findings, want what is readable of 203", n)
	}
}

func TestBadDatabase(t *testing.T) {
	file := filepath.Join(t.TempDir(), "bad.mmdb")
	write(t, file, []byte("no database"))
	if _, err := Run(t.Context(), Options{GeoIP: []string{file}}); err == nil || !strings.Contains(err.Error(), file) {
		t.Errorf("got error %v, want one that names %s", err, file)
	}
}

// TestInterrupt: a read that never ends does not keep the analysis from ending.
func TestInterrupt(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	stuck, w := io.Pipe()
	defer w.Close()
	time.AfterFunc(20*time.Millisecond, cancel)
	if _, err := Run(ctx, Options{Paths: []string{"-"}, Stdin: stuck}); !errors.Is(err, context.Canceled) {
		t.Errorf("got error %v, want that it was cancelled", err)
	}
}

func TestProgress(t *testing.T) {
	dir := t.TempDir()
	for i := range 5 {
		write(t, filepath.Join(dir, fmt.Sprint(i)), []byte(records(daily(fmt.Sprint("user", i), 30))))
	}
	var last Progress
	run(t, Options{Paths: []string{dir}, Progress: func(p Progress) {
		if p.Bytes < last.Bytes || p.Files < last.Files {
			t.Errorf("got %+v after %+v", p, last)
		}
		last = p
	}})
	if last.Files != 5 || last.AllFiles != 5 || last.Bytes != last.AllBytes || last.Bytes == 0 {
		t.Errorf("got at the end %+v", last)
	}
}

// TestElsewhere: a note tells of the nearest sign-ins from other countries.
func TestElsewhere(t *testing.T) {
	noon := start.AddDate(0, 0, 60).Add(9 * time.Hour)
	all := append(daily("mei", 90),
		login{"failed", "mei", virginia, edgeWindows, noon.Add(-10 * time.Minute), true},
		login{"abroad", "mei", virginia, edgeWindows, noon, false},
		login{"again", "mei", virginia, edgeWindows, noon.Add(time.Minute), false},
		login{"home", "mei", tokyo, chromeMac, noon.Add(25 * time.Minute), false})
	check := func(id string, want ...string) {
		t.Helper()
		got := slices.DeleteFunc(find(t, scan(t, all), id).Evidence.Notes, func(s string) bool { return !strings.HasPrefix(s, "signed in from") })
		if !slices.Equal(got, want) {
			t.Errorf("%s: got %q, want %q", id, got, want)
		}
	}
	check("abroad", "signed in from Japan 9 h before", "signed in from Japan 25 min after")
	check("again", "signed in from Japan 9 h before", "signed in from Japan 24 min after")
	check("home", "signed in from United States, by a hosting network, 24 min before")
	check("mei60", "signed in from United States, by a hosting network, 9 h after")
	check("mei61")
}

// TestNoMFA: whether there was a second factor is shown, and tells nothing, since intruders
// pass it and CloudTrail says of every wrong password that there was none.
func TestNoMFA(t *testing.T) {
	at := start.AddDate(0, 0, 60).Add(16 * time.Hour)
	scores := func(used string, failed bool) string {
		text := records(append(daily("mei", 90), login{"odd", "mei", virginia, edgeWindows, at, failed}))
		text = strings.ReplaceAll(text, `"MFAUsed":"No"`, fmt.Sprintf(`"MFAUsed":%q`, used))
		o := Options{Paths: []string{"-"}, Stdin: strings.NewReader(text), Select: Selection{All: true, Outcomes: []Outcome{Success, Failure}}}
		r := run(t, o)
		if got := find(t, r, "odd").MFAUsed; !failed && got != strings.ToLower(used) {
			t.Errorf("got MFA %s, want %s", got, used)
		}
		var b strings.Builder
		for _, f := range r.Findings {
			fmt.Fprintln(&b, f.EventID, f.Probability)
		}
		return b.String()
	}
	for _, failed := range []bool{false, true} {
		if with, without := scores("Yes", failed), scores("No", failed); with != without {
			t.Errorf("failed %v: got\n%s with MFA, and without\n%s", failed, with, without)
		}
	}
}
