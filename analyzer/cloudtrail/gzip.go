package cloudtrail

import (
	"bytes"
	"errors"
	"io"
	"slices"

	"github.com/klauspost/compress/gzip"
)

// readGzip reads gzip members one after another. Zero bytes may follow the last,
// as from a tape.
func (s *source) readGzip(p []byte) (int, error) {
	for {
		if s.lost {
			if err := s.findMember(); err != nil {
				return 0, err
			}
			s.lost = false
		}
		if !s.inside {
			if err := s.openMember(); err != nil {
				return 0, err
			}
			s.inside = true
		}
		n, err := s.gzip.Read(p)
		switch {
		case err == io.EOF:
			s.inside = false
		case err != nil:
			s.inside, s.lost = false, true
			s.goBack()
			return n, s.gap(err)
		}
		if n > 0 {
			return n, nil
		}
	}
}

// openMember begins with the gzip member that comes next. At the end of the file
// it returns io.EOF.
func (s *source) openMember() error {
	for {
		start, err := s.in.Peek(gzipHeader)
		switch {
		case len(start) == 0:
			return err
		case start[0] == 0:
			s.in.Discard(1)
			continue
		case len(start) < gzipHeader || string(start[:len(gzipMagic)]) != gzipMagic || start[3] >= 1<<5:
			s.lost = true
			return gap{errors.New("bytes behind the gzip data that are none")}
		}
		if s.gzip == nil {
			s.gzip = new(gzip.Reader)
		}
		if !s.primed {
			primeGzip(s.gzip)
			s.primed = true
		}
		at := s.position()
		if err := s.gzip.Reset(s.in); err != nil {
			s.lost = true
			return s.gap(err)
		}
		s.gzip.Multistream(false)
		s.member = at
		return nil
	}
}

// position returns how much of the file the decompressor has taken.
func (s *source) position() int64 {
	return s.stored.n - int64(len(s.stored.again)+s.in.Buffered())
}

// goBack goes to where the next gzip member seems to begin within what was taken
// for the current one, which may be cut off, unless that is too far back.
func (s *source) goBack() {
	const free, factor = 1 << 20, 4 // as going back must not take longer than reading
	if s.stored.total > free+factor*s.stored.n {
		return
	}
	last := slices.Concat(s.stored.last[:]...)
	begin := s.member + 1 - (s.stored.n - int64(len(last))) // in last
	last = last[min(max(0, begin), int64(len(last))):]
	at := nextMember(last)
	if at < 0 { // it may begin at the very end
		at = max(0, len(last)-gzipHeader+1)
	}
	s.stored.again = last[at:]
	s.stored.total += int64(len(s.stored.again))
	s.in.Reset(&s.stored)
}

// findMember goes to what looks like the next gzip member.
func (s *source) findMember() error {
	for {
		b, err := s.in.Peek(max(gzipHeader, s.in.Buffered()))
		if len(b) < gzipHeader {
			return err
		}
		if at := nextMember(b); at >= 0 {
			s.in.Discard(at)
			return nil
		}
		s.in.Discard(len(b) - gzipHeader + 1)
	}
}

// nextMember returns where a gzip member begins in b, or -1.
func nextMember(b []byte) int {
	for i := 0; ; i++ {
		j := bytes.Index(b[i:], []byte(gzipMagic))
		if j < 0 {
			return -1
		}
		if i += j; isGzipHeader(b[i:]) {
			return i
		}
	}
}

// gzipHeader is the length of the fixed part of a gzip header.
const gzipHeader = 10

// isGzipHeader says whether b begins a gzip member beyond doubt: besides the
// magic number, flags, compression level and system must be possible.
func isGzipHeader(b []byte) bool {
	if len(b) < gzipHeader || string(b[:len(gzipMagic)]) != gzipMagic {
		return false
	}
	flags, level, system := b[3], b[8], b[9]
	return flags < 1<<5 && (level == 0 || level == 2 || level == 4) && (system <= 13 || system == 255)
}
