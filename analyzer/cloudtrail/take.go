package cloudtrail

import (
	"bytes"
	"cmp"
	"regexp"
	"slices"
)

// take takes the object, array or string that is the next n bytes.
func (r *Reader) take(n int) {
	v := r.window.bytes()[:n]
	suspect := r.suspect(v)
	if !suspect && isPlain(v) {
		if made, ok := r.plainStamp(v); ok {
			r.accept(n, event, made)
			return
		}
	}
	if r.prose {
		v = unfolded(v)
	}
	all, err := r.decoder.search(v, suspect)
	r.takeFound(n, all, err)
}

// fold is how YAML breaks a line within a string, at a space.
var fold = regexp.MustCompile(`\r?\n[ \t]*`)

// unfolded returns JSON that may stand in a string of YAML as it was before.
func unfolded(v []byte) []byte {
	if bytes.IndexByte(v, '\n') < 0 {
		return v
	}
	return fold.ReplaceAllLiteral(v, []byte(" "))
}

// takeText takes the string that is the next n bytes.
func (r *Reader) takeText(n int) {
	all, err := r.decoder.search(r.window.bytes()[:n], true)
	if err != nil && !mayBeRecord(r.window.bytes()[:n]) { // text of somebody else
		err = nil
	}
	r.takeFound(n, all, err)
}

// takeMember takes the string that is the next n bytes, and the value of a key. It
// may be the name of an event whose record cannot be read.
func (r *Reader) takeMember(key []byte, n int) {
	if text := string(textOf(r.window.bytes()[:n])); isNameKey(key) || isSSO(text) {
		r.countText(text)
	}
	r.takeText(n)
}

// countText counts a text of the container that is read piece by piece if it is the
// name of a sign-in.
func (r *Reader) countText(text string) {
	t := &r.frames[len(r.frames)-1].tally
	before := t.names
	t.count(text)
	r.unread.Names += t.names - before
}

// takeElement takes the string that is the next n bytes, and an element of an
// array. Within others it may be a cell of a row that is not whole.
func (r *Reader) takeElement(n int) {
	if len(r.frames) > 1 && !r.inList() {
		r.countText(string(textOf(r.window.bytes()[:n])))
	}
	r.takeText(n)
}

// takeRow takes the row of a table that is the next n bytes.
func (r *Reader) takeRow(n int) {
	all, err := r.decoder.searchRow(r.window.bytes()[:n])
	r.takeFound(n, all, err)
}

// takeFound takes what was found in the next n bytes, or else tells that they are
// damaged.
func (r *Reader) takeFound(n int, all []found, err error) {
	v := r.window.bytes()[:n]
	if err == nil && len(all) == 1 {
		err = r.parse(&all[0])
	}
	switch {
	case err != nil:
		r.damaged(n, true, err)
		return
	case len(all) == 0:
		r.seen[nothing] = r.seen[nothing] || v[0] == '{' && !r.inObject()
		r.lose(n)
	default:
		r.unread.Names += r.decoder.lost
		if v[0] == '{' && slices.ContainsFunc(all, func(f found) bool { return f.what == event || f.what == insight }) {
			r.learn(v)
		}
	}
	for i := 0; i < len(all) && !r.stopped; i++ {
		r.takeOne(&all[i], len(all) > 1)
	}
	r.window.consume(n)
}

// parse parses a record that may be one of the sign-in services.
func (r *Reader) parse(f *found) (err error) {
	if f.what != event || !f.suspect || f.fields {
		return nil
	}
	if f.rec, err = r.parser.parseRecord(f.json); err == nil {
		r.parser.complete(f.rec)
		f.stamp = stampOf(f.rec)
	}
	return err
}

// takeOne takes a piece of what was found, one of several or the only one, which is
// parsed.
func (r *Reader) takeOne(f *found, several bool) {
	if several {
		if err := r.parse(f); err != nil {
			f.what, f.err = broken, err
		}
	}
	switch f.what {
	case broken:
		r.index++
		r.unread.Names += countNames(f.json)
		r.report(r.window.offset(), r.index, f.err, r.known())
	case document:
		r.readEnclosed(bytes.NewReader(f.json))
	default:
		r.tally(f.what, f.stamp)
		if f.rec != nil && f.fields {
			r.keepFields(f.rec)
		} else if f.rec != nil {
			r.keepJSON(f.rec, f.json)
		}
		r.give(f.rec)
	}
}

// tally counts what a value is.
func (r *Reader) tally(what content, made stamp) {
	r.seen[what] = true
	if what != event && what != insight {
		return
	}
	r.settle()
	r.index++
	if what == insight {
		r.stats.InsightRecords++
		return
	}
	r.stats.Records++
	r.stamp(made)
}

// accept counts the next n bytes, which are no record of the sign-in services.
func (r *Reader) accept(n int, what content, made stamp) {
	r.tally(what, made)
	r.window.consume(n)
}

// complete adds to a record what others have moved or flattened, by the names of
// such fields, and the source of an event that is known without.
func (p *recordParser) complete(r *Record) {
	const root = 1
	user, source := p.nodes[p.member(root, "userIdentity")].kind, p.nodes[p.member(root, "eventSource")].kind
	if r.RawTime != "" && r.SourceIPAddress != "" && r.EventSource != "" && user == kindObject {
		return
	}
	if source == 0 || source == kindNull {
		r.EventSource = sourceOf("", r.EventName)
	}
	w := row{}
	switch {
	case takes(r.EventSource, r.EventName):
		w.addTree(p, root, "", 0)
	case r.EventSource == "" && kindsSSO[r.EventName] != Uncharted:
		w.addTree(p, root, "", 0)
		if r.EventSource = w.source(); r.EventSource != SourceSSO {
			return
		}
	default:
		return
	}
	r.fill(w.signIn())
}

// fill adds what another record of the same event says.
func (r *Record) fill(o *Record) {
	if r.RawTime == "" {
		r.RawTime, r.EventTime = o.RawTime, o.EventTime
	}
	if r.UserIdentity == (UserIdentity{}) {
		r.UserIdentity = o.UserIdentity
	}
	if r.AdditionalEventData == (AdditionalEventData{}) {
		r.AdditionalEventData = o.AdditionalEventData
	}
	r.SourceIPAddress = cmp.Or(r.SourceIPAddress, o.SourceIPAddress)
	r.UserAgent = cmp.Or(r.UserAgent, o.UserAgent)
	r.RecipientAccountID = cmp.Or(r.RecipientAccountID, o.RecipientAccountID)
	r.GrantType = cmp.Or(r.GrantType, o.GrantType)
	r.Result = cmp.Or(r.Result, o.Result)
}

// takeUsual takes what is the next n bytes of a list, and begins as CloudTrail
// writes a record, if it is a usual one: no sign-in, of the same day and account as
// the one before, and with another record behind that begins so, which is next
// then. It does what element and take would do, but for most records at once, and
// so it is worth it.
func (r *Reader) takeUsual(n int) bool {
	b := r.window.bytes()
	if n == len(b) || b[n] != ',' || !isPlain(b[n+1:]) || r.suspect(b[:n]) || !r.sameDay(b[:n]) {
		return false
	}
	r.index++
	r.stats.Records++
	r.window.consume(n + 1)
	return true
}

// give yields a record, if there is one, and it is one of the sign-in services.
func (r *Reader) give(rec *Record) {
	if rec != nil && takes(rec.EventSource, rec.EventName) && !r.stopped {
		if rec.File == "" {
			rec.File, rec.Index = r.name, r.index
		}
		if rec.IsSignIn() {
			r.unread.SignIns++
		}
		r.stopped = !r.yield(rec, nil)
	}
}
