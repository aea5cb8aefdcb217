package analyzer

import (
	"encoding/hex"
	"fmt"
	"strings"
	"time"

	"loginodds/analyzer/cloudtrail"
)

// A sight says how often an event was seen.
type sight int

const (
	first   sight = iota
	again         // as it was
	another       // in another form
)

// A sighting is what is remembered of an event that was seen. There may be many, so it
// has no pointers.
type sighting struct {
	digest  cloudtrail.Digest
	time    int64 // in Unix seconds; 0 if there is none
	name    int32 // number of the event's name,
	account int32 // and of its account, or none
	node    int32 // of the resolver
	at      int32 // of its sign-in among those of the node, or none
	epoch   int32 // of the log, in which that holds
	fields  uint8 // that are filled
	failed  bool
}

// Sightings recognise events that come again. An event has the same id in whatever form
// it is told, if that is a UUID; others are made up by people, so that the content has
// to be the same, too.
type sightings struct {
	now, before generation
	limit       int              // at which now becomes before, which is forgotten; 0 is none
	words       map[string]int32 // numbers of names and accounts
}

// A generation is a part of the events that were seen.
type generation struct {
	index map[[16]byte]int32
	all   []sighting
}

func (g *generation) find(key [16]byte) *sighting {
	if i, ok := g.index[key]; ok {
		return &g.all[i]
	}
	return nil
}

// find returns a sighting, which holds until the next is added, or nil.
func (s *sightings) find(key [16]byte) *sighting {
	if x := s.now.find(key); x != nil {
		return x
	}
	return s.before.find(key)
}

// add remembers a sighting, and returns it as find does.
func (s *sightings) add(key [16]byte, x sighting) *sighting {
	if s.limit > 0 && len(s.now.all) == s.limit {
		s.now, s.before = generation{}, s.now
	}
	if s.now.index == nil {
		s.now.index = map[[16]byte]int32{}
	}
	s.now.index[key] = int32(len(s.now.all))
	s.now.all = append(s.now.all, x)
	return &s.now.all[len(s.now.all)-1]
}

// word returns the number of a text, or none for "".
func (s *sightings) word(text string) int32 {
	if text == "" {
		return none
	}
	n, ok := s.words[text]
	if !ok {
		if s.words == nil {
			s.words = map[string]int32{}
		}
		n = int32(len(s.words))
		s.words[strings.Clone(text)] = n
	}
	return n
}

// eventKey returns the 16 bytes of a UUID, or false.
func eventKey(id string) (key [16]byte, ok bool) {
	if !isUUID(id) {
		return key, false
	}
	_, err := hex.Decode(key[:], []byte(strings.ReplaceAll(id, "-", "")))
	return key, err == nil
}

// sight says whether a record is of an event that was seen, and remembers it.
func (l *log) sight(x *observed) sight {
	x.sighting = nil
	if x.EventID == "" {
		return first
	}
	key, trusted := eventKey(x.EventID)
	if trusted {
		if seen := l.seen.find(key); seen == nil {
			l.remember(key, x)
			return first
		} else if l.isOf(seen, x) {
			return l.mergeForm(seen, x)
		}
	}
	if key = x.Digest; l.seen.find(key) != nil {
		return again
	}
	l.remember(key, x)
	return first
}

func (l *log) remember(key [16]byte, x *observed) {
	s := sighting{
		digest: x.Digest, name: l.seen.word(x.EventName), account: l.seen.word(x.RecipientAccountID),
		node: none, at: none, fields: fields(x.Record), failed: x.IsFailure(),
	}
	if !x.EventTime.IsZero() {
		s.time = x.EventTime.Unix()
	}
	if x.node != "" {
		s.node = l.resolver.number(x.node)
	}
	x.sighting = l.seen.add(key, s)
}

// isOf says whether a record with the id of an event may be of that event. An account
// may be lost, and a time may be told in another zone.
func (l *log) isOf(s *sighting, x *observed) bool {
	account := l.seen.word(x.RecipientAccountID)
	if s.name != l.seen.word(x.EventName) || s.account != none && account != none && s.account != account {
		return false
	}
	if s.time == 0 || x.EventTime.IsZero() {
		return true
	}
	const zone = 15 * time.Minute // of which the difference of any two is a multiple
	d := x.EventTime.Sub(time.Unix(s.time, 0)).Abs()
	return d <= 27*time.Hour && (d%zone < time.Minute || d%zone > zone-time.Minute)
}

// fields counts what a record tells.
func fields(r *cloudtrail.Record) (n uint8) {
	u, d := &r.UserIdentity, &r.AdditionalEventData
	for _, s := range []string{
		u.Type, u.PrincipalID, u.ARN, u.AccountID, u.UserName, u.OnBehalfOf.UserID, u.SessionIssuer.ARN, u.CreationDate,
		d.MFAUsed, d.UserName, d.CredentialType, d.AuthWorkflowID, d.LoginTo, d.SAMLProviderARN,
		r.Result, r.RawTime, r.SourceIPAddress, r.UserAgent, r.RecipientAccountID, r.AWSRegion, r.ErrorMessage, r.EventType,
	} {
		if s != "" {
			n++
		}
	}
	return n
}

// mergeForm adds another form of an event to what is kept of it.
func (l *log) mergeForm(seen *sighting, x *observed) sight {
	if seen.digest == x.Digest {
		return again
	}
	l.equate(seen, x)
	if x.IsFailure() && !seen.failed && !x.EventTime.IsZero() {
		seen.failed = true
		l.fail(x)
	}
	if seen.account == none {
		seen.account = l.seen.word(x.RecipientAccountID)
	}
	if seen.at == none || seen.epoch != l.epoch || !x.IsSignIn() {
		return another
	}
	s := &l.signIns[l.resolver.nodes[seen.node].key][seen.at]
	richer := fields(x.Record) > seen.fields || fields(x.Record) == seen.fields && string(x.Digest[:]) < string(seen.digest[:])
	l.count(s, -1)
	merged, other := *s, l.signIn(x)
	if richer {
		merged, other = other, merged
		seen.fields, seen.digest = fields(x.Record), x.Digest
	}
	l.compareForms(&merged, &other)
	merged.fill(&other)
	l.count(&merged, 1)
	if merged.node == s.node {
		*s = merged
		return another
	}
	s.moved = true
	seen.node, seen.at = merged.node, l.put(merged)
	return another
}

// equate lets the resolver know that what a table names is what another form does.
func (l *log) equate(seen *sighting, x *observed) {
	if x.node == "" || seen.node == none || l.grouping != Person || l.streaming {
		return
	}
	a, b := seen.node, l.resolver.number(x.node)
	if key := l.resolver.nodes[a].key; a != b && (strings.HasPrefix(key, table) || strings.HasPrefix(x.node, table)) {
		l.resolver.equal = append(l.resolver.equal, [2]int32{a, b})
		l.resolver.dirty = true
	}
}

// put keeps a sign-in under what it claims, and returns where.
func (l *log) put(s signIn) int32 {
	node := s.identity.Key
	l.signIns[node] = append(l.signIns[node], s)
	return int32(len(l.signIns[node]) - 1)
}

// keep keeps the sign-in of a record, so that other forms of it can add to it.
func (l *log) keep(x *observed, s signIn) {
	at := l.put(s)
	if x.sighting != nil {
		x.sighting.node, x.sighting.at, x.sighting.epoch = s.node, at, l.epoch
	}
}

// fill fills what a sign-in does not tell with what another form of it does.
func (s *signIn) fill(other *signIn) {
	if s.time.IsZero() {
		s.time = other.time
	}
	if *s.address == "" {
		s.address, s.place = other.address, other.place
	}
	if *s.agent == "" {
		s.agent, s.client = other.agent, other.client
	}
	for _, p := range []struct{ to, from **string }{
		{&s.account, &other.account}, {&s.region, &other.region}, {&s.session, &other.session}, {&s.grant, &other.grant}, {&s.to, &other.to},
	} {
		if **p.to == "" {
			*p.to = *p.from
		}
	}
	if s.identity.Key == "" {
		s.identity, s.node = other.identity, other.node
	}
	s.hidden = s.hidden || other.hidden
	if s.outcome == Unknown {
		s.outcome = other.outcome
	}
	if s.mfa == "unknown" {
		s.mfa = other.mfa
	}
}

// conflictsShown is how many conflicts are told one by one.
const conflictsShown = 3

// compareForms notes what two forms of one event tell otherwise.
func (l *log) compareForms(a, b *signIn) {
	var what []string
	differ := func(name, x, y string) {
		if x != "" && y != "" && x != y {
			what = append(what, fmt.Sprintf("%s %q and %q", name, x, y))
		}
	}
	differ("the address", *a.address, *b.address)
	if x, y := squeeze(*a.agent), squeeze(*b.agent); !strings.HasPrefix(x, y) && !strings.HasPrefix(y, x) {
		differ("the user agent", *a.agent, *b.agent)
	}
	if a.outcome != Unknown && b.outcome != Unknown {
		differ("the outcome", a.outcome.String(), b.outcome.String())
	}
	if !a.time.IsZero() && !b.time.IsZero() && a.time.Sub(b.time).Abs() > time.Minute {
		differ("the time", a.time.UTC().Format(time.RFC3339), b.time.UTC().Format(time.RFC3339))
	}
	if len(what) == 0 {
		return
	}
	if l.conflicts++; l.conflicts <= conflictsShown {
		l.conflictNotes = append(l.conflictNotes, fmt.Sprintf("event %s: %s, in %s:%d and %s:%d", a.eventID, strings.Join(what, ", "), *a.file, a.record, *b.file, b.record))
	}
}

// squeeze removes what spreadsheets and tables do to a text.
func squeeze(s string) string { return strings.ToLower(strings.Join(strings.Fields(s), "")) }

// remarkConflicts says what was told otherwise.
func (l *log) remarkConflicts() {
	if l.conflicts == 0 {
		return
	}
	more := ""
	if n := l.conflicts - len(l.conflictNotes); n > 0 {
		more = fmt.Sprintf("; and %d more", n)
	}
	l.coverage.Remarks = append(l.coverage.Remarks, fmt.Sprintf("%d sign-ins are told otherwise in several forms, of which the fullest counts: %s%s", l.conflicts, strings.Join(l.conflictNotes, "; "), more))
}
