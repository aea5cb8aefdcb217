package analyzer

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"loginodds/analyzer/cloudtrail"
	"loginodds/analyzer/geoip"
	"loginodds/analyzer/useragent"
	"loginodds/profile"
	"loginodds/profile/odds"
)

// An Outcome says how a sign-in ended.
type Outcome = cloudtrail.Outcome

// The outcomes of a sign-in.
const (
	Success = cloudtrail.Success
	Failure = cloudtrail.Failure
	Unknown = cloudtrail.Unknown
)

// A signIn is what the first pass keeps of one sign-in. What it points to is
// shared with the other sign-ins.
type signIn struct {
	time     time.Time
	eventID  string
	name     *string // of the event
	identity *Identity
	address  *string
	place    *geoip.Place
	agent    *string
	client   *useragent.Client
	account  *string
	region   *string
	file     *string
	record   int32
	outcome  Outcome
	mfa      string
	node     int32         // of the resolver, that the record claims
	session  *string       // name of a session that is not called after its identity
	grant    *string       // the sign-in session that tokens share
	to       *string       // application; "" is the console or the access portal
	hidden   bool          // whether CloudTrail hides whose it is
	nobody   int32         // failures of nobody before it, if an extract tells them
	moved    bool          // to another identity, which a richer form of the event tells
	failed   bool          // once all files were read: after a failure within the hour and since the last success
	apart    profile.Apart // likewise: from the nearest ones in other countries
	opened   bool          // likewise: by another sign-in, with which it counts as one
	repeats  bool          // likewise, and shows nothing else than that
}

// A log holds the sign-ins of all files.
type log struct {
	geoDB    *geoip.DB
	agents   useragent.Parser
	masked   []Feature
	networks []Network
	// explaining asks for the arithmetic behind every finding.
	explaining bool
	streaming  bool // whether records say themselves what others add to them
	coverage   Coverage

	grouping Grouping
	resolver resolver
	profiles profile.Set
	odds     odds.Options
	signIns  map[string][]signIn    // by what the records claim, and once all are read by identity key
	extract  *extract               // nil unless records are to be written
	events   map[string][]Event     // as signIns; nil unless they are asked for
	failures map[string][]time.Time // as signIns, of sign-ins and credentials
	nobody   map[string][]time.Time // failures of nobody, by address
	unnamed  []unnamed
	unknown  map[string]map[string]int // sign-ins of what may be nobody, by claim and event
	seen     sightings
	epoch    int32 // in which sign-ins stay where they are

	conflicts     int // sign-ins of which several forms tell otherwise
	conflictNotes []string

	against  *comparison       // nil unless it is scored against a baseline
	taught   *profile.Baseline // what the sign-ins teach, nil unless it is asked for
	building bool              // whether nothing else is asked for
	past     bool              // whether sign-ins are judged by those before them only

	identities pool[Identity]
	places     pool[geoip.Place]
	clients    pool[useragent.Client]
	strings    pool[string]
	addresses  map[*string]struct{}
	accounts   map[string]struct{}
	regions    map[string]struct{}
}

// openLog returns an empty log, with the geo databases opened. It has to be closed.
func openLog(o *Options) (*log, error) {
	o.setDefaults()
	db, err := o.places()
	if err != nil {
		return nil, err
	}
	return &log{
		geoDB:      db,
		masked:     o.Mask,
		odds:       odds.Options{Prior: o.Prior},
		past:       o.Prequential,
		networks:   o.Networks,
		coverage:   Coverage{Skipped: map[string]int{}, Uncharted: map[string]int{}, SkippedFirst: map[string]string{}, ByEventName: map[string]SignInCounts{}, Databases: db.Sources()},
		grouping:   o.Grouping,
		signIns:    map[string][]signIn{},
		failures:   map[string][]time.Time{},
		nobody:     map[string][]time.Time{},
		identities: pool[Identity]{},
		places:     pool[geoip.Place]{},
		clients:    pool[useragent.Client]{},
		strings:    pool[string]{},
		addresses:  map[*string]struct{}{},
		accounts:   map[string]struct{}{},
		regions:    map[string]struct{}{},
	}, nil
}

func (l *log) close() { l.geoDB.Close() }

// A pool keeps one copy of every value.
type pool[T comparable] map[T]*T

func (p pool[T]) get(v T) *T {
	if x, ok := p[v]; ok {
		return x
	}
	x := &v
	p[v] = x
	return x
}

// An observed record is one whose claim, place and client are resolved.
type observed struct {
	*cloudtrail.Record
	claim
	place    geoip.Place
	client   useragent.Client
	sighting *sighting
}

// observe may be called from several goroutines at once.
func (l *log) observe(r *cloudtrail.Record) observed {
	x := observed{Record: r, claim: l.grouping.claim(r)}
	if r.IsSignIn() {
		x.place, x.client = l.geoDB.Lookup(r.SourceIPAddress), l.agents.Parse(r.UserAgent)
	}
	return x
}

// alone makes the claim of a record, whose extract may say what others add to it, that of
// its identity.
func (x *observed) alone(g Grouping) {
	if g == Person && x.Linked.Key != "" {
		x.Identity.Key, x.Identity.Name = x.Linked.Key, x.Linked.Name
	}
	x.claim = claim{Identity: x.Identity, node: x.Identity.Key, session: x.session, federated: x.federated}
}

// add takes a record in. Its strings may be parts of larger ones, which must
// not stay in memory for it.
func (l *log) add(x observed) {
	seen := l.sight(&x)
	if seen == again {
		l.coverage.Duplicates++
		return
	}
	l.note(&x, seen == first)
	if l.extract != nil {
		l.extract.write(&x)
	}
	if seen == another {
		l.coverage.Duplicates++
		return
	}
	if x.IsFailure() && !x.EventTime.IsZero() {
		l.fail(&x)
	}
	if key := x.node; l.events != nil && key != "" && !x.EventTime.IsZero() && !(x.IsSignIn() && x.Outcome() != Failure) {
		l.events[key] = append(l.events[key], Event{x.EventTime, strings.Clone(x.EventName), x.Outcome(), strings.Clone(x.SourceIPAddress), strings.Clone(x.ErrorMessage)})
	}
	if x.Kind() == cloudtrail.Uncharted {
		l.coverage.uncharted(x.EventName)
	}
	if !x.IsSignIn() {
		return
	}
	s := l.signIn(&x)
	l.count(&s, 1)
	if l.taught != nil && s.teaches() {
		l.taught.Add(s.identity.Key, s.identity.Name, s.identity.Type, l.observation(&s))
	}
	if l.building {
		return
	}
	l.keep(&x, s)
	if c := l.against; c != nil {
		if c.waiting++; c.waiting == c.limit {
			l.compare(false)
		}
	}
}

// note lets the resolver know whose a record is.
func (l *log) note(x *observed, new bool) {
	if l.grouping == Person && !l.streaming {
		l.resolver.note(&x.claim, x.EventTime, x.AdditionalEventData.AuthWorkflowID, new && x.IsSignIn())
	}
}

// signIn returns what is kept of a record. Its identity has the node for its key.
func (l *log) signIn(x *observed) signIn {
	id := x.Identity
	id.Key = x.node
	s := signIn{
		time:     x.EventTime,
		eventID:  strings.Clone(x.EventID),
		name:     l.string(x.EventName),
		identity: l.identities.get(id),
		address:  l.string(x.SourceIPAddress),
		place:    l.places.get(x.place),
		agent:    l.string(useragent.Cut(x.UserAgent)),
		client:   l.clients.get(x.client),
		account:  l.string(x.RecipientAccountID),
		region:   l.string(x.AWSRegion),
		file:     l.string(x.File),
		record:   int32(x.Index),
		outcome:  x.Outcome(),
		mfa:      mfa(x.Record),
		node:     l.resolver.number(x.node),
		session:  l.string(x.session),
		grant:    l.string(x.UserIdentity.SignInSessionARN),
		to:       l.string(x.Application()),
		hidden:   isHidden(x.Record),
		nobody:   int32(min(max(x.Linked.Nobody, 0), math.MaxInt32)),
	}
	if x.federated {
		s.session = l.string(federatedMark + x.session)
	}
	return s
}

// federatedMark begins the name of a session that a user's key has made.
const federatedMark = "\x00"

// fail notes that somebody failed to sign in: an identity, or from an address nobody.
func (l *log) fail(x *observed) {
	id := &x.Identity
	if x.node == "" {
		if !l.building || l.extract != nil {
			address := strings.Clone(x.SourceIPAddress)
			l.nobody[address] = append(l.nobody[address], x.EventTime)
		}
		return
	}
	if l.taught != nil {
		l.taught.AddFailure(x.node, id.Name, id.Type, profile.DayOf(x.EventTime), x.EventTime.UTC().Hour())
	}
	if l.building && l.extract == nil {
		return
	}
	node := l.resolver.nodes[l.resolver.number(x.node)].key // to keep one copy
	l.failures[node] = append(l.failures[node], x.EventTime)
	if isUnsettled(node) {
		l.unnamed = append(l.unnamed, unnamed{node, strings.Clone(x.SourceIPAddress), x.EventTime})
	}
}

func (l *log) string(s string) *string {
	if x, ok := l.strings[s]; ok {
		return x
	}
	return l.strings.get(strings.Clone(s))
}

// count counts a sign-in, or takes it back if n is -1.
func (l *log) count(s *signIn, n int) {
	c := &l.coverage
	label := *s.name
	if *s.to != "" {
		label += " (" + *s.to + ")"
	}
	c.SignIns.add(s, n)
	byName := c.ByEventName[label]
	byName.add(s, n)
	if c.ByEventName[label] = byName; byName.All() == 0 {
		delete(c.ByEventName, label)
	}
	if node := s.identity.Key; isUnsettled(node) {
		l.doubt(node, label, n)
	}
	c.lacks(s, n)
	if n < 0 {
		return
	}
	l.accounts[*s.account], l.regions[*s.region] = struct{}{}, struct{}{}
	if !s.time.IsZero() {
		if c.First.IsZero() || s.time.Before(c.First) {
			c.First = s.time
		}
		if s.time.After(c.Last) {
			c.Last = s.time
		}
	}
	if _, ok := l.addresses[s.address]; !ok && !hasNoPlace(s.place.Kind) {
		l.addresses[s.address] = struct{}{}
		c.Addresses++
		if s.place.Country != "" {
			c.Located++
		}
		if s.place.ASN == 0 {
			c.Networkless++
		}
	}
}

// doubt counts a sign-in of what may turn out to be nobody.
func (l *log) doubt(node, label string, n int) {
	if l.unknown == nil {
		l.unknown = map[string]map[string]int{}
	}
	if l.unknown[node] == nil {
		l.unknown[node] = map[string]int{}
	}
	l.unknown[node][label] += n
}

// hasNoPlace says whether addresses of a kind are none that a database can locate.
func hasNoPlace(k geoip.Kind) bool {
	return k == geoip.Private || k == geoip.Service || k == geoip.Named
}

// teaches says whether a sign-in is part of its identity's habits.
func (s *signIn) teaches() bool {
	return s.outcome != Failure && s.identity.Key != "" && !s.time.IsZero()
}

// observation returns what the sign-in shows. An address that has no place, of a
// service or a private network, shows nothing rather than a rare country. A named
// network is a place of its own; no country has a name in brackets.
func (l *log) observation(s *signIn) profile.Observation {
	p, c := s.place, s.client
	o := profile.Observation{
		Day:    profile.DayOf(s.time),
		Hour:   s.time.UTC().Hour(),
		Failed: s.failed,
		Apart:  s.apart,
		Place:  profile.Place{Country: p.Country, Region: p.Region, City: p.City, Prefix: block(*s.address), Hosting: p.Kind == geoip.Hosting},
		Client: profile.Client{Device: string(c.Device), OS: c.OS, Browser: c.Browser},
	}
	if s.outcome != Failure { // which may have ended before it came to a second factor
		o.MFA = secondFactor[s.mfa]
	}
	if p.ASN != 0 {
		o.Place.Network = strconv.FormatUint(uint64(p.ASN), 10)
	}
	if p.Kind == geoip.Named {
		o.Place = profile.Place{Country: "[" + p.Organization + "]"}
	}
	for _, f := range l.masked {
		switch f {
		case Location:
			o.Place, o.Apart = profile.Place{}, profile.Near
		case Browser:
			o.Client.Browser = ""
		case OS:
			o.Client.OS = ""
		case Device:
			o.Client.Device = ""
		}
	}
	return o
}

// secondFactor has the use of a second factor by [Finding.MFAUsed].
var secondFactor = map[string]profile.MFA{"yes": profile.MFAUsed, "no": profile.MFANotUsed}

// block returns the /24 of an IPv4 address or the /48 of an IPv6 one, as much as
// one site is commonly given, or "" if the address is not public.
func block(sourceIPAddress string) string {
	addr, kind := geoip.ParseAddr(sourceIPAddress)
	if kind != "" {
		return ""
	}
	bits := 48
	if addr.Is4() {
		bits = 24
	}
	prefix, err := addr.Prefix(bits)
	if err != nil {
		return ""
	}
	return prefix.String()
}

// nobodyBefore counts the failures of nobody from an address in the hour before t, once
// all files were read.
func (l *log) nobodyBefore(address string, t time.Time) int {
	return between(l.nobody[address], t.Add(-time.Hour), t)
}

// failuresBefore counts the failures of an identity in the hour before t.
func (l *log) failuresBefore(key string, t time.Time) int {
	return l.failuresBetween(key, t.Add(-time.Hour), t)
}

// failuresBetween counts those from one time to before another.
func (l *log) failuresBetween(key string, from, to time.Time) int {
	return between(l.failures[key], from, to)
}

// between counts times, in ascending order, from one to before another.
func between(all []time.Time, from, to time.Time) int {
	first, _ := slices.BinarySearchFunc(all, from, time.Time.Compare)
	next, _ := slices.BinarySearchFunc(all, to, time.Time.Compare)
	return next - first
}

// arrange sorts what the rescan searches and the coverage lists, after all files
// were read.
func (l *log) arrange() {
	l.coverage.Accounts, l.coverage.Regions = named(l.accounts), named(l.regions)
	l.settleAll()
	l.arrangeSignIns()
}

// arrangeSignIns does so with sign-ins and failures.
func (l *log) arrangeSignIns() {
	for key := range l.failures {
		slices.SortFunc(l.failures[key], time.Time.Compare)
	}
	for key := range l.signIns {
		slices.SortStableFunc(l.signIns[key], func(a, b signIn) int { return compareSignIns(a, &b) })
	}
	for key := range l.signIns {
		l.mark(key)
	}
	for key := range l.signIns {
		l.join(l.signIns[key])
	}
}

func compareSignIns(a signIn, b *signIn) int {
	return cmp.Or(a.time.Compare(b.time), cmp.Compare(a.eventID, b.eventID))
}

// mark notes which sign-ins of an identity follow failures, once they are sorted.
func (l *log) mark(key string) {
	all := l.signIns[key]
	var success time.Time // the last one before the second of the sign-in
	for from := 0; from < len(all); {
		to := from
		latest := success
		for ; to < len(all) && all[to].time.Equal(all[from].time); to++ {
			s := &all[to]
			since := s.time.Add(-time.Hour)
			if success.After(since) {
				since = success
			}
			s.failed = !s.time.IsZero() && l.failuresBetween(key, since, s.time) > 0
			if s.outcome != Failure {
				latest = s.time
			}
		}
		success, from = latest, to
	}
	l.markApart(all)
}

// markApart notes how far the sign-ins of an identity are apart.
func (l *log) markApart(signIns []signIn) {
	var all []passage
	several := false
	for i := range signIns {
		if p, ok := passageOf(signIns[i].time, signIns[i].outcome, signIns[i].place); ok {
			several = several || len(all) > 0 && all[0].country != p.country
			all = append(all, p)
		}
	}
	if !several {
		return
	}
	for i := range signIns {
		s := &signIns[i]
		if p, ok := passageOf(s.time, s.outcome, s.place); ok {
			s.apart = apartAmong(all, p, !l.past)
		}
	}
}

// learn adds sign-ins of an identity to its profile. Of what one sign-in has opened the
// profile knows by that.
func (l *log) learn(key string, signIns []signIn) {
	for _, o := range l.observations(signIns) {
		l.profiles.Add(key, o)
	}
}

// observations returns what those of some sign-ins show that teach their identity.
func (l *log) observations(signIns []signIn) (all []profile.Observation) {
	for i := range signIns {
		if s := &signIns[i]; s.teaches() && !s.repeats {
			all = append(all, l.observation(s))
		}
	}
	return all
}

// named returns the elements of a set in ascending order, but for "".
func named(set map[string]struct{}) []string {
	delete(set, "")
	return slices.Sorted(maps.Keys(set))
}
