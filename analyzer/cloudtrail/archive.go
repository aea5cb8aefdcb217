package cloudtrail

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"
)

// maxLayers is how many archives and compressed files there may be, one within
// another.
const maxLayers = 5

// These tell why a member of an archive cannot be read.
var (
	errLayers    = fmt.Errorf("archives within archives, more than %d", maxLayers)
	errEncrypted = errors.New("encrypted: its password is needed to read it")
)

// A member is one of an archive, not yet opened.
type member struct {
	name string
	mode fs.FileMode
	open func() (io.ReadCloser, error)
}

// skip says why a member is none to read, or "", for the reasons of [Find].
func (m *member) skip() string {
	switch {
	case slices.ContainsFunc(strings.Split(m.name, "/"), isSystemFile):
		return "system file"
	case !m.mode.IsRegular():
		return "no regular file"
	}
	return ""
}

// readMember reads a member, unless it is a folder or there is a reason to skip
// it. Its records and its damage bear the name archive!member.
func (r *Reader) readMember(m member) {
	if m.mode.IsDir() {
		return
	}
	skipped := m.skip()
	if skipped == "" {
		in := r.inside(r.name + "!" + m.name)
		if in == nil {
			return
		}
		if src, err := m.open(); err != nil {
			in.tell(-1, 0, err)
		} else {
			in.readFile(expanding{src, r.expansion})
			src.Close()
		}
		r.leave(in)
		if in.hasMembers() { // which are counted instead
			return
		}
		skipped = in.stats.Skipped
	}
	r.stats.addMembers(skipped, 1)
}

// readLayer reads what was compressed as a file of its own.
func (r *Reader) readLayer() {
	for more := true; more && !r.stopped; {
		in := r.inside(r.name)
		if in == nil {
			return
		}
		in.readFile(rest{&r.window})
		r.leave(in)
		if _, more = r.window.err.(gap); more {
			r.window.err = nil
		}
	}
}

// readEnclosed reads the records that an envelope holds. They are numbered like
// others of the file, and damage to them is where the envelope is.
func (r *Reader) readEnclosed(src io.Reader) {
	if in := r.inside(r.name); in != nil {
		if in.index = r.index; in.place < 0 {
			in.place = r.window.offset()
		}
		in.readFile(src)
		r.leave(in)
		r.index = in.index
	}
}

// inside returns a reader for what is within the current file. It returns nil,
// and tells so, if that is within too much already.
func (r *Reader) inside(name string) *Reader {
	if r.layer == maxLayers {
		if !r.tooDeep {
			r.tell(r.window.offset(), 0, errLayers)
		}
		r.tooDeep = true
		return nil
	}
	if r.inner == nil {
		r.inner = new(Reader)
	}
	in := r.inner
	in.KeepRaw = r.KeepRaw
	in.pass = pass{
		name:      name,
		yield:     r.yield,
		maxRecord: r.maxRecord,
		maxDamage: r.maxDamage,
		told:      r.told,
		layer:     r.layer + 1,
		place:     r.place,
		expansion: r.expansion,
		frames:    in.frames[:0],
		dropped:   dropped{text: in.dropped.text[:0]},
	}
	in.window.reset(nil) // in case that it cannot be opened
	return in
}

// leave ends reading inside, and adds to the current file what was there.
func (r *Reader) leave(in *Reader) {
	in.source.close()
	in.count()
	in.yield = nil
	s := &r.stats
	r.addUnread(in)
	s.Bytes += in.stats.Bytes
	s.Records += in.stats.Records
	s.InsightRecords += in.stats.InsightRecords
	s.Damaged += in.stats.Damaged
	for d, n := range in.stats.Days {
		s.addDays(d, n)
	}
	r.days.extend(in.days.first, in.days.last)
	s.addMembers("", in.stats.Members)
	for reason, n := range in.stats.SkippedMembers {
		s.addMembers(reason, n)
	}
	for what, seen := range in.seen {
		r.seen[what] = r.seen[what] || seen
	}
	r.seen[nothing] = r.seen[nothing] || len(in.pending) > 0
	r.empty, r.used = r.empty || in.empty, r.used || in.used
	r.told, r.stopped = in.told, in.stopped
}

// hasMembers says whether anything was found in an archive.
func (r *Reader) hasMembers() bool {
	return r.stats.Members > 0 || len(r.stats.SkippedMembers) > 0
}

// addMembers counts members of an archive that were skipped for a reason, or ""
// if they were not.
func (s *Stats) addMembers(skipped string, n int) {
	if skipped == "" {
		s.Members += n
		return
	}
	if s.SkippedMembers == nil {
		s.SkippedMembers = map[string]int{}
	}
	s.SkippedMembers[skipped] += n
}
