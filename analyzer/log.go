package analyzer

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"loginodds/analyzer/cloudtrail"
	"loginodds/analyzer/geoip"
	"loginodds/analyzer/useragent"
	"loginodds/profile"
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
	episode  string // once all files were read
	failed   bool   // likewise: after a failure within the hour and since the last success
}

// A log holds the sign-ins of all files.
type log struct {
	geoDB    *geoip.DB
	agents   useragent.Parser
	masked   []Feature
	networks []Network
	// explaining asks for the arithmetic behind every finding.
	explaining bool
	coverage   Coverage

	profiles profile.Set
	signIns  map[string][]signIn    // by identity key
	extract  *extract               // nil unless records are to be written
	events   map[string][]Event     // likewise, nil unless they are asked for
	failures map[string][]time.Time // likewise, of sign-ins and credentials
	seen     digests

	against  *comparison       // nil unless it is scored against a baseline
	taught   *profile.Baseline // what the sign-ins teach, nil unless it is asked for
	building bool              // whether nothing else is asked for

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
		networks:   o.Networks,
		coverage:   Coverage{Skipped: map[string]int{}, SkippedFirst: map[string]string{}, ByEventName: map[string]SignInCounts{}, Databases: db.Sources()},
		signIns:    map[string][]signIn{},
		failures:   map[string][]time.Time{},
		seen:       digests{now: map[cloudtrail.Digest]struct{}{}},
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

// An observed record is one whose identity, place and client are resolved.
type observed struct {
	*cloudtrail.Record
	identity Identity
	place    geoip.Place
	client   useragent.Client
}

// observe may be called from several goroutines at once.
func (l *log) observe(r *cloudtrail.Record, g Grouping) observed {
	x := observed{Record: r, identity: g.identify(r)}
	if r.IsSignIn() {
		x.place, x.client = l.geoDB.Lookup(r.SourceIPAddress), l.agents.Parse(r.UserAgent)
	}
	return x
}

// add takes a record in. Its strings may be parts of larger ones, which must
// not stay in memory for it.
func (l *log) add(x observed) {
	if x.EventID != "" {
		if !l.seen.add(x.Digest) {
			l.coverage.Duplicates++
			return
		}
	}
	if l.extract != nil {
		l.extract.write(x.Record, x.identity.Key)
	}
	key := x.identity.Key
	if x.Outcome() == Failure && key != "" && !x.EventTime.IsZero() {
		l.fail(&x)
	}
	if l.events != nil && key != "" && !x.EventTime.IsZero() && !(x.IsSignIn() && x.Outcome() != Failure) {
		l.events[key] = append(l.events[key], Event{x.EventTime, strings.Clone(x.EventName), x.Outcome(), strings.Clone(x.SourceIPAddress), strings.Clone(x.ErrorMessage)})
	}
	if !x.IsSignIn() {
		return
	}
	s := signIn{
		time:     x.EventTime,
		eventID:  strings.Clone(x.EventID),
		name:     l.string(x.EventName),
		identity: l.identities.get(x.identity),
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
	}
	l.count(&s)
	l.coverage.lacks(&x)
	if l.taught != nil && s.teaches() {
		l.taught.Add(key, s.identity.Name, s.identity.Type, l.observation(&s))
	}
	if l.building {
		return
	}
	l.signIns[key] = append(l.signIns[key], s)
	if c := l.against; c != nil {
		if c.waiting++; c.waiting == c.limit {
			l.compare()
		}
	}
}

// fail notes that an identity failed to sign in.
func (l *log) fail(x *observed) {
	id := &x.identity
	if l.taught != nil {
		l.taught.AddFailure(id.Key, id.Name, id.Type, profile.DayOf(x.EventTime), x.EventTime.UTC().Hour())
	}
	if !l.building {
		l.failures[id.Key] = append(l.failures[id.Key], x.EventTime)
	}
}

// Digests recognise records that come again.
type digests struct {
	now, before map[cloudtrail.Digest]struct{}
	limit       int // at which now becomes before, which is forgotten; 0 is none
}

// add says whether d is new.
func (d *digests) add(x cloudtrail.Digest) bool {
	if _, ok := d.now[x]; ok {
		return false
	}
	if _, ok := d.before[x]; ok {
		return false
	}
	if d.limit > 0 && len(d.now) == d.limit {
		d.now, d.before = map[cloudtrail.Digest]struct{}{}, d.now
	}
	d.now[x] = struct{}{}
	return true
}

func (l *log) string(s string) *string {
	if x, ok := l.strings[s]; ok {
		return x
	}
	return l.strings.get(strings.Clone(s))
}

func (l *log) count(s *signIn) {
	c := &l.coverage
	c.SignIns.add(s)
	byName := c.ByEventName[*s.name]
	byName.add(s)
	c.ByEventName[*s.name] = byName
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
	}
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
			o.Place = profile.Place{}
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

// failuresBefore counts the failures of an identity in the hour before t.
func (l *log) failuresBefore(key string, t time.Time) int {
	return l.failuresBetween(key, t.Add(-time.Hour), t)
}

// failuresBetween counts those from one time to before another.
func (l *log) failuresBetween(key string, from, to time.Time) int {
	all := l.failures[key]
	first, _ := slices.BinarySearchFunc(all, from, time.Time.Compare)
	next, _ := slices.BinarySearchFunc(all, to, time.Time.Compare)
	return next - first
}

// arrange sorts what the rescan searches and the coverage lists, after all files
// were read.
func (l *log) arrange() {
	l.coverage.Accounts, l.coverage.Regions = named(l.accounts), named(l.regions)
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
	numberEpisodes(l.signIns)
}

func compareSignIns(a signIn, b *signIn) int {
	return cmp.Or(a.time.Compare(b.time), cmp.Compare(a.eventID, b.eventID))
}

// mark notes which sign-ins of an identity follow failures, once they are sorted.
func (l *log) mark(key string) {
	var success time.Time
	for i := range l.signIns[key] {
		s := &l.signIns[key][i]
		from := s.time.Add(-time.Hour)
		if success.After(from) {
			from = success
		}
		s.failed = !s.time.IsZero() && l.failuresBetween(key, from, s.time) > 0
		if s.outcome != Failure {
			success = s.time
		}
	}
}

// learn adds sign-ins of an identity to its profile.
func (l *log) learn(key string, signIns []signIn) {
	for i := range signIns {
		if s := &signIns[i]; s.teaches() {
			l.profiles.Add(key, l.observation(s))
		}
	}
}

// named returns the elements of a set in ascending order, but for "".
func named(set map[string]struct{}) []string {
	delete(set, "")
	return slices.Sorted(maps.Keys(set))
}
