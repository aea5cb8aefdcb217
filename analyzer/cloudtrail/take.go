package cloudtrail

import "bytes"

// take takes the object that is the next n bytes.
func (r *Reader) take(n int) {
	v := r.window.bytes()[:n]
	suspect := r.mentions(n) || r.scanner.unicode && maySpell(v)
	what, json, err := r.decoder.classify(v, suspect)
	var rec *Record
	switch {
	case err != nil:
	case what == event && suspect:
		rec, err = r.parser.parseRecord(json)
	case what == ocsf:
		rec, err = r.parser.parseOCSF(json)
		what = event
	case what == document:
		r.readEnclosed(bytes.NewReader(json))
	}
	r.accept(n, what, rec, err)
}

// takeRow takes the row of a table that is the next n bytes.
func (r *Reader) takeRow(n int) {
	what, rec, err := r.parser.parseLakeRow(r.window.bytes()[:n])
	r.accept(n, what, rec, err)
}

// accept counts the next n bytes, or else tells that they are damaged, and
// yields their record if it is one of the sign-in service.
func (r *Reader) accept(n int, what content, rec *Record, err error) {
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
	r.window.consume(n)
	switch {
	case what == insight:
		r.stats.InsightRecords++
	case what == event:
		r.stats.Records++
		r.give(rec)
	}
}

// give yields a record, if there is one, and it is one of the sign-in service.
func (r *Reader) give(rec *Record) {
	if rec != nil && rec.EventSource == Source && !r.stopped {
		rec.File, rec.Index = r.name, r.index
		r.stopped = !r.yield(rec, nil)
	}
}
