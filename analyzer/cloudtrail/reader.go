package cloudtrail

import (
	"cmp"
	"fmt"
	"io"
	"iter"
)

// A Reader reads the sign-in records of one file after another. Its zero value
// may be used; one that is used for many files keeps its buffers. It may not be
// used from several goroutines at once.
type Reader struct {
	MaxRecord int // bytes a record may be long; 0 is 16 MiB
	MaxDamage int // damages that are told of one file; 0 is 100

	source  source
	window  window
	scanner scanner
	decoder decoder
	parser  recordParser

	pass // over the current file
}

// Stats counts what was in a file.
type Stats struct {
	CompressedBytes int64 // read, as stored
	Bytes           int64 // decompressed
	Records         int64 // of any service, those that are yielded among them
	InsightRecords  int64 // of CloudTrail Insights, which are not among Records
	Damaged         int   // places that could not be read, those not told among them

	// Skipped says why a file holds nothing to read: "digest", "insight",
	// "empty" or "no CloudTrail records". It is "" for a file that holds records
	// or is damaged.
	Skipped string
}

// A pass is the state of reading one file.
type pass struct {
	name    string
	yield   func(*Record, error) bool
	stopped bool // by the caller
	stats   Stats
	index   int // of the last record, read or damaged

	maxRecord, maxDamage int

	frames []frame        // the containers that the next value stands in
	used   bool           // whether there was anything but space
	seen   [contents]bool // what was in the file
	empty  bool           // whether there was an array without elements
	repair
	search
}

// Records returns the sign-in records of a file and those of their context, in
// the order of the file: all whose own eventSource is [Source]. The sequence may
// be ranged once. The records may be kept; name only serves to tell their place
// and that of damage.
//
// Every error is a *[DamageError] and no end: what is readable behind it follows.
// Only an error of src itself, other than io.EOF, ends the sequence; it is
// wrapped, too.
//
// The compression is told by the first bytes: none, gzip (of any number of
// members) or zstd. Records may be in {"Records":[…]} or {"Events":[…]} as
// lookup-events writes them, in arrays, one per line, one behind another or
// alone.
//
// Of a record without sign-in text only the brackets are checked.
func (r *Reader) Records(name string, src io.Reader) iter.Seq2[*Record, error] {
	return func(yield func(*Record, error) bool) {
		r.pass = pass{
			name:      name,
			yield:     yield,
			maxRecord: cmp.Or(r.MaxRecord, 16<<20),
			maxDamage: cmp.Or(r.MaxDamage, 100),
			frames:    r.frames[:0],
			search:    search{found: -1},
		}
		r.source.reset(src)
		defer r.source.close()
		r.window.reset(&r.source)
		r.read()
		r.untold()
		r.count()
		r.yield = nil
	}
}

// Stats returns the counts of the last call of [Reader.Records], or of the
// current one as far as it has come.
func (r *Reader) Stats() Stats {
	r.count()
	return r.stats
}

// count updates the counts that are not kept up to date.
func (r *Reader) count() {
	s := &r.stats
	s.Bytes, s.CompressedBytes = r.window.size(), r.source.stored.n
	switch {
	case s.Records > 0 || s.Damaged > 0:
		s.Skipped = ""
	case s.InsightRecords > 0:
		s.Skipped = "insight"
	case r.seen[digest]:
		s.Skipped = "digest"
	case !r.used || r.empty && !r.seen[nothing] && len(r.pending) == 0:
		s.Skipped = "empty"
	default:
		s.Skipped = "no CloudTrail records"
	}
}

// read reads the file to its end.
func (r *Reader) read() {
	for !r.stopped {
		c, ok := r.next()
		switch {
		case !ok && !r.end():
			return
		case !ok:
		case r.inObject():
			r.member(c)
		default:
			r.element(c)
		}
	}
}

// next returns the next byte that is no space, without consuming it, or false at
// the end of the stream.
func (r *Reader) next() (byte, bool) {
	for {
		b := r.window.bytes()
		if i := skipSpace(b, 0); i < len(b) {
			r.window.consume(i)
			return b[i], true
		}
		r.window.consume(len(b))
		if !r.window.more() {
			return 0, false
		}
	}
}

// end ends the stream, or one part of it before a gap. It returns false if there
// is no more to read.
func (r *Reader) end() bool {
	err := r.window.err
	g, isGap := err.(gap)
	switch at := r.window.offset(); {
	case isGap:
		r.tell(at, r.torn, g.error)
	case err != io.EOF:
		r.tell(at, r.torn, fmt.Errorf("reading: %w", err))
	case len(r.frames) > 0:
		r.report(at, 0, errCut, r.known())
	}
	r.torn, r.frames, r.loose = 0, r.frames[:0], true
	if isGap {
		r.window.err = nil
	}
	return isGap
}
