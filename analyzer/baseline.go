package analyzer

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"loginodds/analyzer/geoip"
	"loginodds/analyzer/useragent"
	"loginodds/profile"
	"loginodds/profile/odds"
)

// A Baseline is a saved set of profiles.
type Baseline = profile.Baseline

// These are parts of what a baseline says.
type (
	Profile = profile.Profile
	Place   = profile.Place
	Client  = profile.Client
	Count   = profile.Count
	Change  = profile.Change
	Notes   = profile.Notes
)

// LoadBaseline reads what [Baseline.Save] wrote.
func LoadBaseline(r io.Reader) (*Baseline, error) { return profile.Load(r) }

// IsBaseline says whether r begins as a saved baseline does.
func IsBaseline(r io.Reader) bool { return profile.IsSaved(r) }

// DiffBaselines returns what changed between two baselines.
func DiffBaselines(before, after *Baseline) ([]Change, error) { return profile.Diff(before, after) }

// IsNamed says whether one of the patterns matches a name or the key of a profile, as
// [Selection.Users] does.
func IsNamed(p Profile, patterns []string) bool {
	return slices.ContainsFunc(patterns, func(pattern string) bool {
		return match(pattern, p.Identity) || slices.ContainsFunc(p.Names, func(name string) bool { return match(pattern, name) })
	})
}

// rules is the version of what decides which identity, place and client a record
// belongs to: [Grouping], the order of the geo databases, [block], and the rules
// for user agents. It has to be raised when any of them changes.
const rules = 2

// Build reads all logs, and returns the profiles of their identities. It keeps no
// sign-in in memory. Errors are those of [Run].
func Build(ctx context.Context, o Options) (*Baseline, *Coverage, error) {
	log, err := openLog(&o)
	if err != nil {
		return nil, nil, err
	}
	defer log.close()
	log.taught, log.building = &Baseline{}, true
	log.seen.limit = seenLimit
	if err := log.read(ctx, o); err != nil {
		return nil, nil, fmt.Errorf("reading logs: %w", err)
	}
	log.coverage.Accounts, log.coverage.Regions = named(log.accounts), named(log.regions)
	log.coverage.DatabaseError = log.geoDB.Err()
	log.settleAll()
	if err := log.settleTaught(); err != nil {
		return nil, nil, err
	}
	log.describe(o.Grouping)
	for p := range log.taught.Profiles() {
		if p.Days() > 0 {
			log.coverage.Identities++
		}
	}
	return log.taught, &log.coverage, nil
}

// describe notes what the taught profiles were made of.
func (l *log) describe(g Grouping) {
	l.taught.Notes = l.notes(g)
}

// notes says what the logs were, and how they were understood.
func (l *log) notes(g Grouping) profile.Notes {
	n := profile.Notes{Rules: []int{rules}, Grouping: g.String(), Databases: saved(l.coverage.Databases)}
	for _, f := range l.masked {
		n.Masked = append(n.Masked, f.String())
	}
	for _, x := range l.networks {
		n.Networks = append(n.Networks, x.Prefix.Masked().String()+"="+x.Name)
	}
	n.Networks, n.Masked = set(n.Networks), set(n.Masked)
	n.Accounts, n.Regions = l.coverage.Accounts, l.coverage.Regions
	n.Incomplete = l.coverage.DamagedFiles > 0
	return n
}

// saved returns databases as a baseline notes them.
func saved(all []geoip.Source) []profile.Database {
	var out []profile.Database
	for _, d := range all {
		out = append(out, profile.Database{Type: d.Type, Built: d.Built.UTC().Format(time.DateOnly)})
	}
	return out
}

// Limits of a scan against a baseline, which are to keep its memory constant.
const (
	waitingLimit = 1 << 16 // sign-ins that wait to be scored
	recentLimit  = 1 << 12 // successes and failures each of an identity that are remembered
	seenLimit    = 1 << 17 // records that are remembered to recognise duplicates, twice
)

// A comparison scores sign-ins against a baseline. They wait in the log until there
// are many, so that an identity's histograms are made once for all of its sign-ins.
//
// A failure, or a sign-in from another country, may stand in a later file than the
// sign-in that it went before. So each sign-in is scored as if there were none and in all
// ways there may be, and what is reported in any of them is kept until all files were
// read. Nothing here depends on the number of workers.
type comparison struct {
	set       *profile.Set
	model     *odds.Model
	selection *Selection
	workers   int
	limit     int // of waiting sign-ins; 0 is none
	waiting   int
	known     map[string]bool      // identities of the baseline, by key
	successes map[string][]int64   // in Unix time, by what the records claim
	passages  map[string][]passage // likewise
	teaching  int                  // sign-ins that would teach
	held      int                  // those of them that the baseline holds
	found     []Finding            // that may have to be reported
	verdicts  []verdicts           // on each of them
	episodes  []episode            // of each of them
	nodes     []string             // that the records claim, of each of them
}

// A candidate is a sign-in that may have to be reported.
type candidate struct {
	finding  Finding
	verdicts verdicts
	episode  episode
	node     string // that the record claims
}

// verdicts are the overall probabilities of a sign-in by what went before or is apart:
// after no failure and after one, and by [profile.Apart].
type verdicts [2][profile.Impossible + 1]float64

// newComparison fits the model to the baseline alone.
func newComparison(o *Options) (*comparison, error) {
	if err := o.match(&o.Baseline.Notes); err != nil {
		return nil, err
	}
	set := o.Baseline.Set()
	c := &comparison{
		set: set, model: odds.Fit(set, odds.Options{Prior: o.Prior}), selection: &o.Select, workers: o.Workers,
		limit: cmp.Or(o.waiting, waitingLimit), successes: map[string][]int64{}, passages: map[string][]passage{}, known: map[string]bool{},
	}
	for p := range o.Baseline.Profiles() {
		c.known[p.Identity] = p.Days() > 0
	}
	if o.Details || o.events { // which need all sign-ins in the end
		c.limit = 0
	}
	return c, nil
}

// compare scores what waits. Whom the baseline does not know may turn out to be somebody
// whom it does, so strangers wait for the end, unless they are many.
func (l *log) compare(last bool) {
	c := l.against
	ready, strangers := l.ready(last)
	if c.limit == 0 { // all sign-ins are at hand
		l.signIns = ready
		l.arrangeSignIns()
		ready = l.signIns
	}
	for key, signIns := range ready {
		for i := range signIns {
			s := &signIns[i]
			if !s.teaches() {
				continue
			}
			node := l.resolver.nodes[s.node].key
			c.successes[node] = append(c.successes[node], s.time.Unix())
			if p, ok := passageOf(s.time, s.outcome, s.place); ok {
				c.passages[node] = append(c.passages[node], p)
			}
			c.teaching++
			if c.set.Holds(key, l.observation(s)) {
				c.held++
			}
		}
	}
	// A part is scored within seconds, and then the reading looks at its context.
	for _, x := range inParallel(context.Background(), ready, c.workers, func(key string) []candidate { return l.candidates(key, ready[key]) }) {
		c.found, c.verdicts = append(c.found, x.finding), append(c.verdicts, x.verdicts)
		c.episodes, c.nodes = append(c.episodes, x.episode), append(c.nodes, x.node)
	}
	if c.limit > 0 {
		l.forget(strangers)
	} else {
		l.signIns = ready
	}
}

// ready returns the sign-ins to score, by identity, and those that wait on, as before.
func (l *log) ready(last bool) (ready, strangers map[string][]signIn) {
	c := l.against
	if l.grouping == Person && (last || l.resolver.isStale()) {
		l.resolver.link()
	}
	settled := map[*Identity]*Identity{}
	ready, strangers = map[string][]signIn{}, map[string][]signIn{}
	waiting := 0
	for node, signIns := range l.signIns {
		if !last && !c.known[l.keyOf(node)] && node != "" {
			strangers[node] = signIns
			waiting += len(signIns)
		}
	}
	if waiting > c.limit/2 {
		clear(strangers)
		if l.grouping == Person {
			l.resolver.link()
		}
	}
	for node, signIns := range l.signIns {
		if strangers[node] != nil {
			continue
		}
		key := l.keyOf(node)
		for i := range signIns {
			if s := &signIns[i]; !s.moved {
				l.settleOne(s, settled)
				ready[key] = append(ready[key], *s)
			}
		}
	}
	for _, signIns := range ready {
		slices.SortStableFunc(signIns, func(a, b signIn) int { return compareSignIns(a, &b) })
	}
	return ready, strangers
}

// candidates scores sign-ins of one identity.
func (l *log) candidates(key string, signIns []signIn) []candidate {
	var all []candidate
	c := l.against
	var scorer *odds.Scorer
	for i := range signIns {
		s := &signIns[i]
		if !c.selection.wants(s, *s.identity) {
			continue
		}
		if scorer == nil {
			scorer = c.model.Identity(key)
		}
		o := l.observation(s)
		if x, ok := c.verdict(scorer, o); ok {
			f := l.finding(s, probability(scorer.Score(o)), scorer, o, inBaseline)
			all = append(all, candidate{f, x, episodeOf(&f, o), l.resolver.nodes[s.node].key})
		}
	}
	return all
}

// verdict scores a sign-in in all ways, and reports whether one of them is worth a report.
func (c *comparison) verdict(scorer *odds.Scorer, o profile.Observation) (all verdicts, ok bool) {
	as := func(failed bool, apart profile.Apart) Probability {
		y := o
		y.Failed, y.Apart = o.Failed || failed, max(o.Apart, apart)
		return probability(scorer.Score(y))
	}
	// No other way makes a takeover more probable.
	if !c.selection.reports(as(true, profile.Impossible)) {
		return all, false
	}
	for failed := range all {
		for apart := range all[failed] {
			all[failed][apart] = as(failed == 1, profile.Apart(apart)).Overall
		}
	}
	return all, true
}

// forget drops what was scored, but for the latest successes and failures of each
// identity, and the addresses, which the coverage counts. Strangers it keeps.
func (l *log) forget(strangers map[string][]signIn) {
	l.against.waiting = 0
	for _, signIns := range strangers {
		l.against.waiting += len(signIns)
	}
	l.signIns = strangers
	l.epoch++
	for address, all := range l.nobody {
		l.nobody[address] = latest(all, time.Time.Compare)
	}
	for key, all := range l.failures {
		l.failures[key] = latest(all, time.Time.Compare)
	}
	for key, all := range l.against.successes {
		l.against.successes[key] = latest(all, cmp.Compare[int64])
	}
	for key, all := range l.against.passages {
		l.against.passages[key] = latest(all, comparePassages)
	}
	l.identities, l.places, l.clients, l.strings = pool[Identity]{}, pool[geoip.Place]{}, pool[useragent.Client]{}, pool[string]{}
	for a := range l.addresses {
		l.strings[*a] = a
	}
}

// latest drops the first ones, if there are more than twice the limit.
func latest[T any](all []T, compare func(a, b T) int) []T {
	if len(all) <= 2*recentLimit {
		return all
	}
	slices.SortFunc(all, compare)
	return slices.Clone(all[len(all)-recentLimit:])
}

// compared returns the findings, once all files were read.
func (l *log) compared(o *Options) []Finding {
	l.compare(true)
	c := l.against
	signIns := l.signIns // which are by identity already
	l.signIns = nil
	l.settleAll()
	l.signIns = signIns
	c.successes = regroup(l, c.successes, func(*int64) bool { return true })
	c.passages = regroup(l, c.passages, func(*passage) bool { return true })
	delete(c.successes, "")
	l.coverage.Accounts, l.coverage.Regions = named(l.accounts), named(l.regions)
	l.coverage.Identities = len(c.successes)
	l.coverage.Remarks = append(l.coverage.Remarks, c.remarks(o.Baseline, l.notes(o.Grouping))...)
	for key := range l.failures {
		slices.SortFunc(l.failures[key], time.Time.Compare)
	}
	for key := range c.successes {
		slices.Sort(c.successes[key])
		slices.SortFunc(c.passages[key], comparePassages)
	}
	n, late := 0, 0
	for i := range c.found {
		f := &c.found[i]
		if l.isLate(f, c.nodes[i]) {
			late++
		}
		l.settle(f, &c.verdicts[i])
		if c.selection.reports(f.Probability) {
			c.found[n], c.episodes[n] = *f, c.episodes[i]
			n++
		}
	}
	if late > 0 {
		l.coverage.Remarks = append(l.coverage.Remarks, fmt.Sprintf("%d sign-ins were judged before a later record told whose they are, and so without their history", late))
	}
	numberFindings(c.found[:n], c.episodes[:n])
	return c.found[:n]
}

// isLate gives a finding the identity that it has once all is read, and says whether it is
// another than when it was scored.
func (l *log) isLate(f *Finding, node string) bool {
	if l.grouping != Person {
		return false
	}
	before := f.Identity.Key
	id := f.Identity
	id.Key, id.known = node, ""
	f.Identity = l.identify(id)
	return f.Identity.Key != before && l.against.known[f.Identity.Key]
}

// settle decides what went before a finding, and what is apart from it.
func (l *log) settle(f *Finding, v *verdicts) {
	failed, apart := 0, profile.Near
	if l.failedBefore(f.Identity.Key, f.EventTime) {
		failed = 1
	}
	if p, ok := passageOf(f.EventTime, f.Outcome, &f.Geo); ok && !slices.Contains(l.masked, Location) {
		apart = apartAmong(l.against.passages[f.Identity.Key], p, true)
	}
	f.Probability.Overall = v[failed][apart]
	f.Evidence.FailuresBefore = l.failuresBefore(f.Identity.Key, f.EventTime)
	f.Evidence.NobodyBefore = max(f.Evidence.NobodyBefore, l.nobodyBefore(f.SourceIPAddress, f.EventTime))
	f.Evidence.Notes = notes(f, inBaseline)
}

// failedBefore says whether an identity failed in the hour before t, and since its
// last success.
func (l *log) failedBefore(key string, t time.Time) bool {
	if t.IsZero() {
		return false
	}
	from := t.Add(-time.Hour)
	successes := l.against.successes[key]
	if i, _ := slices.BinarySearch(successes, t.Unix()); i > 0 {
		if last := time.Unix(successes[i-1], 0); last.After(from) {
			from = last
		}
	}
	return l.failuresBetween(key, from, t) > 0
}

// learned returns the baseline with what the logs add.
func (l *log) learned(o Options) (*Baseline, error) {
	if err := l.settleTaught(); err != nil {
		return nil, err
	}
	l.describe(o.Grouping)
	if o.Baseline == nil {
		return l.taught, nil
	}
	return l.taught, l.taught.Merge(o.Baseline)
}

// remarks says what should be known of the baseline before trusting the report.
func (c *comparison) remarks(b *Baseline, now profile.Notes) []string {
	var all []string
	remark := func(when bool, format string, args ...any) {
		if when {
			all = append(all, fmt.Sprintf(format, args...))
		}
	}
	first, _ := b.Span()
	remark(first.IsZero(), "the baseline holds no sign-in, so there is nothing to compare with")
	remark(c.held > 0, "%d of %d sign-ins are part of the baseline, so they look more usual than they are", c.held, c.teaching)
	return append(all, differences("baseline", b.Notes, now)...)
}

// differences says how logs are understood otherwise than those that a saved thing was
// made of; what is its name.
func differences(what string, then, now profile.Notes) []string {
	var all []string
	remark := func(when bool, format string, args ...any) {
		if when {
			all = append(all, fmt.Sprintf(format, args...))
		}
	}
	remark(then.Incomplete, "part of the logs that the %s is made of could not be read", what)
	before, after := databases(then.Databases), databases(now.Databases)
	remark(before != after, "the %s has its places from %s, and this scan from %s, so places that the databases call otherwise look new", what, before, after)
	remark(!sameSet(then.Rules, now.Rules), "the %s was built with other rules (%s) for identities, places and clients than those of this scan (%d), so what they call otherwise looks new; build it again", what, list(then.Rules), rules)
	remark(!sameSet(then.Networks, now.Networks), "the %s was built with other networks named by --ignore-network (%s) than this scan (%s), so sign-ins from them look new", what, list(then.Networks), list(now.Networks))
	remark(!sameSet(then.Masked, now.Masked), "masked in the %s is %s, and in this scan %s, so what one of them does not know looks new", what, list(then.Masked), list(now.Masked))
	return all
}

// sameSet says whether two lists hold the same.
func sameSet[T cmp.Ordered](a, b []T) bool { return slices.Equal(set(a), set(b)) }

// set returns the elements of a list once each, in ascending order.
func set[T cmp.Ordered](all []T) []T { return slices.Compact(slices.Sorted(slices.Values(all))) }

// list joins values for a sentence.
func list[T any](all []T) string {
	if len(all) == 0 {
		return "nothing"
	}
	return strings.Join(strings.Fields(strings.Trim(fmt.Sprint(all), "[]")), ", ")
}

func databases(all []profile.Database) string {
	var out []string
	for _, d := range all {
		out = append(out, d.Type+" of "+d.Built)
	}
	slices.Sort(out)
	return strings.Join(out, ", ")
}
