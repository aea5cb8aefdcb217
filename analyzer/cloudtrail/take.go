package cloudtrail

import "bytes"

// take takes the object that is the next n bytes.
func (r *Reader) take(n int) {
	v := r.window.bytes()[:n]
	suspect := r.suspect(v)
	what, json, err := r.decoder.classify(v, suspect)
	var rec *Record
	var made stamp
	switch {
	case err != nil:
	case what == event && suspect:
		if rec, err = r.parser.parseRecord(json); err == nil {
			made = stampOf(rec)
			r.keepJSON(rec, json)
		}
	case what == event:
		made = r.stampOf(json, len(json) == n)
	case what == ocsf:
		rec, made, err = r.parser.parseOCSF(json)
		r.keepFields(rec)
		what = event
	case what == document:
		r.readEnclosed(bytes.NewReader(json))
	}
	r.accept(n, what, made, rec, err)
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

// takeRow takes the row of a table that is the next n bytes.
func (r *Reader) takeRow(n int) {
	what, made, rec, err := r.parser.parseLakeRow(r.window.bytes()[:n])
	r.keepFields(rec)
	r.accept(n, what, made, rec, err)
}

// accept counts the next n bytes, or else tells that they are damaged, and
// yields their record if it is one of the sign-in service.
func (r *Reader) accept(n int, what content, made stamp, rec *Record, err error) {
	if err != nil {
		r.damaged(n, true, err)
		return
	}
	r.seen[what] = true
	if what == event || what == insight {
		r.learn(r.window.bytes()[:n])
		r.settle()
		r.index++
	}
	if what == event {
		r.stats.Records++
		r.stamp(made)
	}
	r.window.consume(n)
	switch what {
	case insight:
		r.stats.InsightRecords++
	case event:
		r.give(rec)
	}
}

// give yields a record, if there is one, and it is one of the sign-in service.
func (r *Reader) give(rec *Record) {
	if rec != nil && takes(rec.EventSource, rec.EventName) && !r.stopped {
		if rec.File == "" {
			rec.File, rec.Index = r.name, r.index
		}
		r.stopped = !r.yield(rec, nil)
	}
}
