package cloudtrail

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// compressions lists what a file may be compressed with, told by its first bytes.
var compressions = []struct {
	magic string
	read  func(s *source, p []byte) (int, error)
}{
	{gzipMagic, (*source).readGzip},
	{"\x28\xb5\x2f\xfd", (*source).readZstd},
}

const gzipMagic = "\x1f\x8b\x08"

// maxZstdWindow bounds the memory that a zstd file may ask for, in bytes. It is
// what the strongest ordinary level of the zstd tool needs.
const maxZstdWindow = 128 << 20

// A source decompresses one file at a time. Its zero value may be used, and used
// again: buffers and decompressors are kept.
type source struct {
	in     *bufio.Reader
	stored stored
	read   func(s *source, p []byte) (int, error)

	gzip   *gzip.Reader
	member int64 // where the gzip member begins
	inside bool  // whether reading is within it
	lost   bool  // whether the next one must be found
	zstd   *zstd.Decoder
	opened bool // the zstd stream
}

// A gap is damage to compressed data. What can be read after it does not
// continue what was read before.
type gap struct{ error }

func (g gap) Unwrap() error { return g.error }

// stored reads a file before it is decompressed. It remembers the last of what
// it has read, at least a chunk, to read that again.
type stored struct {
	src   io.Reader
	n     int64     // bytes read
	err   error     // of src, but io.EOF
	keep  bool      // whether to remember
	last  [2][]byte // of them, the older and the newer
	again []byte    // what is to be read again first
	total int64     // bytes read again
}

func (s *stored) reset(src io.Reader) {
	*s = stored{src: src, keep: true, last: [2][]byte{s.last[0][:0], s.last[1][:0]}}
}

func (s *stored) Read(p []byte) (int, error) {
	if len(s.again) > 0 {
		n := copy(p, s.again)
		s.again = s.again[n:]
		return n, nil
	}
	if s.err != nil {
		return 0, s.err
	}
	n, err := s.src.Read(p)
	s.n += int64(n)
	if err != io.EOF {
		s.err = err
	}
	if !s.keep {
		return n, err
	}
	if len(s.last[1]) > chunk {
		s.last[0], s.last[1] = s.last[1], s.last[0][:0]
	}
	s.last[1] = append(s.last[1], p[:n]...)
	return n, err
}

// reset begins with another file.
func (s *source) reset(src io.Reader) {
	s.stored.reset(src)
	if s.in == nil {
		s.in = bufio.NewReaderSize(nil, chunk)
	}
	s.in.Reset(&s.stored)
	s.read, s.inside, s.lost, s.opened = nil, false, false, false
}

// close lets go of the file. The source may be reset again.
func (s *source) close() {
	s.stored.src = nil
	if s.zstd != nil {
		s.zstd.Reset(nil) // of a nil reader it cannot fail
	}
}

// Read reads decompressed bytes. An error is a [gap], and reading may go on; or
// io.EOF or an error of the file, and it may not.
func (s *source) Read(p []byte) (int, error) {
	if s.read == nil {
		s.read = (*source).readPlain
		for _, c := range compressions {
			if start, _ := s.in.Peek(len(c.magic)); string(start) == c.magic {
				s.read = c.read
			}
		}
		start, _ := s.in.Peek(len(gzipMagic))
		s.stored.keep = string(start) == gzipMagic
	}
	n, err := s.read(s, p)
	if s.stored.err != nil && err != nil { // whatever the decompressor says of it
		err = s.stored.err
	}
	return n, err
}

func (s *source) readPlain(p []byte) (int, error) { return s.in.Read(p) }

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

// gap describes what is wrong with compressed data. An error of the file itself
// will come again.
func (s *source) gap(err error) error {
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF) || err == io.EOF:
		return gap{errors.New("compressed data is cut off")}
	case errors.Is(err, gzip.ErrChecksum):
		return gap{errors.New("checksum of compressed data does not match")}
	}
	return gap{fmt.Errorf("decompressing: %w", err)}
}

func (s *source) readZstd(p []byte) (int, error) {
	if s.lost { // zstd frames cannot be found again
		return 0, io.EOF
	}
	if s.zstd == nil {
		d, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true),
			zstd.WithDecoderMaxWindow(maxZstdWindow))
		if err != nil {
			return 0, err
		}
		s.zstd = d
	}
	if !s.opened {
		s.opened = true
		if err := s.zstd.Reset(s.in); err != nil {
			return 0, err
		}
	}
	n, err := s.zstd.Read(p)
	if err == nil || err == io.EOF {
		return n, err
	}
	s.lost = true
	return n, s.gap(err)
}
