package cloudtrail

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"time"
)

// A Reader reads the sign-in records of one file after another. Its zero value
// may be used; one that is used for many files keeps its buffers. It may not be
// used from several goroutines at once.
type Reader struct {
	MaxRecord int // bytes a record may be long; 0 is 16 MiB
	MaxDamage int // damages that are told of one file; 0 is 100

	// KeepRaw keeps the JSON of the records that are yielded, as their Raw.
	KeepRaw bool

	// MaxExpansion is how many times as much as stored may come out of a
	// compressed file or archive, whatever is within it, once that is more than
	// 1 GiB. Reading ends there. 0 is 200, and a negative number is no limit.
	MaxExpansion int
	free         int64 // instead of 1 GiB, for tests; 0 is 1 GiB

	source  source
	window  window
	scanner scanner
	decoder decoder
	parser  recordParser
	back    [2]int  // where a record's account was found last, from the end
	inner   *Reader // of what is within the file

	pass // over the current file
}

// Stats counts what was in a file.
type Stats struct {
	CompressedBytes int64 // read, as stored
	Bytes           int64 // decompressed
	Records         int64 // of any service, those that are yielded among them
	InsightRecords  int64 // of CloudTrail Insights, which are not among Records
	Damaged         int   // places that could not be read, those not told among them

	// Members counts the members of an archive that hold records or are damaged,
	// and SkippedMembers the others by the reason: as of Skipped, "system file",
	// or "no regular file". Instead of an archive within an archive its members are
	// counted.
	Members        int
	SkippedMembers map[string]int

	// Unread tells of the file, or of members of it, of which sign-ins were not read.
	Unread []Unread

	// Days counts the Records of each day by their account; nil if there are
	// none. First and Last are the times of the first and the last of them, in UTC,
	// or zero. Records without a possible time are not among them.
	Days        map[AccountDay]int
	First, Last time.Time

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

	layer     int   // how many files this one is within
	tooDeep   bool  // what is within this one was given up
	place     int64 // where damage is, of what is in an envelope; or else -1
	told      int   // damages, of the whole file
	archive   bool  // there are members instead of bytes
	unread    Unread
	dropped   dropped
	prose     bool  // it is text that records may be in
	prefixed  bool  // there was text before a record on its line
	size      int64 // of the archive as stored, if known
	expansion *expansion

	frames []frame        // the containers that the next value stands in
	used   bool           // whether there was anything but space
	seen   [contents]bool // what was in the file
	empty  bool           // whether there was an array without elements
	repair
	days days
}

// Records returns the sign-in records of a file and those of their context, in
// the order of the file: all whose own eventSource is [Source], and the sign-ins of
// [SourceSSO]. The sequence may be ranged once. The records may be kept; name only
// serves to tell their place and that of damage.
//
// Every error is a *[DamageError] and no end: what is readable behind it follows.
// Only an error of src itself, other than io.EOF, ends the sequence; it is
// wrapped, too.
//
// The content tells what the file is: see the package's section on containers. A
// record of a member of an archive has the name archive!member as its File, and
// its number within the member. If src is an [io.ReaderAt] with the method Size or
// Stat, as an [os.File] is, it must stand at its beginning, and ZIP archives are
// read without keeping them in memory.
//
// Of a record without sign-in text only the brackets are checked.
func (r *Reader) Records(name string, src io.Reader) iter.Seq2[*Record, error] {
	return func(yield func(*Record, error) bool) {
		r.pass = pass{
			name:      name,
			yield:     yield,
			maxRecord: cmp.Or(r.MaxRecord, 16<<20),
			maxDamage: cmp.Or(r.MaxDamage, 100),
			place:     -1,
			expansion: &expansion{free: cmp.Or(r.free, freeExpansion), times: int64(cmp.Or(r.MaxExpansion, maxExpansion))},
			frames:    r.frames[:0],
			dropped:   dropped{text: r.dropped.text[:0]},
		}
		defer r.source.close()
		r.readFile(src)
		r.untold()
		r.tellUnread()
		r.count()
		r.yield = nil
	}
}

// headLen is how many bytes tell what a file is.
const headLen = 512

// readFile reads a file, whatever it is.
func (r *Reader) readFile(src io.Reader) {
	r.source.reset(src, r.expansion, r.layer == 0)
	r.window.reset(&r.source)
	if isZip(r.source.head()) {
		r.readZip(src)
		return
	}
	r.window.atLeast(headLen)
	switch head := r.window.bytes(); {
	case isTar(head):
		r.readTar()
	case hasColumns(head):
		r.used = true
		r.tell(0, 0, errColumns)
	case r.source.compressed && (isCompressed(head) || isZip(head)):
		r.archive = true
		r.readLayer()
	default:
		r.readText()
	}
}

// errColumns tells of a file of columns, which cannot be searched for names.
var errColumns = errors.New("a Parquet, ORC or Avro file, which is not read; what it holds can be exported as CSV or JSON")

// hasColumns says whether a file begins as those do that engines write, such as the
// ones of Security Lake.
func hasColumns(head []byte) bool {
	return slices.ContainsFunc([]string{"PAR1", "ORC\n", "ORC\x10", "Obj\x01"}, func(magic string) bool { return bytes.HasPrefix(head, []byte(magic)) })
}

// readText reads a file that is neither compressed nor an archive.
func (r *Reader) readText() {
	if order := utf16Order(r.window.bytes()); order != nil {
		r.window.reset(newUTF16(&r.window, order))
		r.window.atLeast(headLen)
	}
	if t := r.table(); t != nil {
		r.readTable(t)
		return
	}
	r.prose = isProse(r.window.bytes())
	r.read()
}

// Stats returns the counts of the last call of [Reader.Records], or of the
// current one as far as it has come.
func (r *Reader) Stats() Stats {
	r.count()
	return r.stats
}

// count updates the counts that are not kept up to date.
func (r *Reader) count() {
	r.countDays()
	s := &r.stats
	if s.CompressedBytes = max(r.source.storedBytes(), r.size); !r.archive {
		s.Bytes = r.window.size()
	}
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

// read reads a file of JSON to its end.
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
	_, isGap := err.(gap)
	switch at := r.window.offset(); {
	case err != io.EOF:
		r.tell(at, r.torn, reason(err))
	case len(r.frames) > 0:
		r.report(at, 0, errCut, r.known())
	}
	r.torn, r.frames, r.loose = 0, r.frames[:0], true
	if isGap {
		r.window.err = nil
	}
	return isGap
}

// reason says why reading ended.
func reason(err error) error {
	var last final
	var g gap
	switch {
	case errors.As(err, &last):
		return last.error
	case errors.As(err, &g):
		return g.error
	}
	return fmt.Errorf("reading: %w", err)
}
