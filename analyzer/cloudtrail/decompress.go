package cloudtrail

import (
	"archive/zip"
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"runtime"

	"github.com/klauspost/compress/flate"
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

// magicLen is how many bytes tell a compression or a ZIP archive.
const magicLen = 4

// maxZstdWindow bounds the memory that a zstd file may ask for, in bytes. It is
// what the strongest ordinary level of the zstd tool needs.
const maxZstdWindow = 128 << 20

// A source decompresses one file at a time. Its zero value may be used, and used
// again: buffers and decompressors are kept.
type source struct {
	in     *bufio.Reader
	stored stored
	read   func(s *source, p []byte) (int, error)

	compressed bool // which read says, once it is set

	gzip   *gzip.Reader
	primed bool  // for this file
	member int64 // where the gzip member begins
	inside bool  // whether reading is within it
	lost   bool  // whether the next one must be found
	zstd   *zstd.Decoder
	opened bool // the zstd stream
	flate  io.ReadCloser

	outer     bool  // what is read is the file itself
	out       int64 // bytes decompressed
	ahead     *ahead
	expansion *expansion
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

	expansion *expansion // which counts the bytes, or nil
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
	if s.expansion != nil {
		s.expansion.stored = max(s.expansion.stored, s.n)
	}
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

// reset begins with another file. If it is the outer one, its bytes are those
// stored, of which others are made.
func (s *source) reset(src io.Reader, e *expansion, outer bool) {
	s.expansion, s.outer, s.out = e, outer, 0
	s.stored.reset(src)
	if outer {
		s.stored.expansion = e
	}
	if s.in == nil {
		s.in = bufio.NewReaderSize(nil, chunk)
	}
	s.in.Reset(&s.stored)
	s.read, s.inside, s.lost, s.opened, s.primed = nil, false, false, false, false
}

// close lets go of the file. The source may be reset again.
func (s *source) close() {
	if s.ahead != nil {
		s.ahead.stop()
		s.stored.n, s.ahead = s.storedBytes(), nil
	}
	s.stored.src = nil
	if s.zstd != nil {
		s.zstd.Reset(nil) // of a nil reader it cannot fail
	}
}

// Read reads decompressed bytes. An error is a [gap], and reading may go on; or
// io.EOF or an error of the file, and it may not.
func (s *source) Read(p []byte) (int, error) {
	if s.read == nil {
		s.begin()
	}
	if s.ahead == nil && s.outer && s.compressed && s.out > aheadFrom && runtime.GOMAXPROCS(0) > 1 {
		s.stored.expansion = nil // it must not be counted ahead
		s.ahead = startAhead(s)
	}
	var n int
	var err error
	if s.ahead == nil {
		n, err = s.decompress(p)
	} else {
		n, err = s.ahead.Read(p)
		s.expansion.stored = max(s.expansion.stored, s.storedBytes())
	}
	s.out += int64(n)
	if s.compressed {
		if tooMuch := s.expansion.add(int64(n)); tooMuch != nil {
			return n - int(min(int64(n), s.expansion.excess())), tooMuch
		}
	}
	return n, err
}

// storedBytes returns how much of the file, as stored, was read for what has been
// returned.
func (s *source) storedBytes() int64 {
	if s.ahead != nil {
		return s.ahead.current.stored
	}
	return s.stored.n
}

// decompress reads decompressed bytes.
func (s *source) decompress(p []byte) (int, error) {
	n, err := s.read(s, p)
	if s.stored.err != nil && err != nil { // whatever the decompressor says of it
		err = s.stored.err
	}
	return n, err
}

// head returns the first bytes of the file, as stored.
func (s *source) head() []byte {
	b, _ := s.in.Peek(magicLen)
	return b
}

// begin tells the compression.
func (s *source) begin() {
	s.read, s.compressed = (*source).readPlain, false
	for _, c := range compressions {
		if bytes.HasPrefix(s.head(), []byte(c.magic)) {
			s.read, s.compressed = c.read, true
		}
	}
	s.stored.keep = bytes.HasPrefix(s.head(), []byte(gzipMagic))
}

// isCompressed says whether a compressed file begins so.
func isCompressed(head []byte) bool {
	for _, c := range compressions {
		if bytes.HasPrefix(head, []byte(c.magic)) {
			return true
		}
	}
	return false
}

func (s *source) readPlain(p []byte) (int, error) { return s.in.Read(p) }

// inflate returns a reader of a member of a ZIP archive. It is valid until the
// next call.
func (s *source) inflate(src io.Reader) io.ReadCloser {
	if s.flate == nil {
		s.flate = flate.NewReader(src)
	}
	primeFlate(s.flate)
	s.flate.(flate.Resetter).Reset(src, nil) // without a dictionary it cannot fail
	return s.flate
}

// readError describes what is wrong with compressed data, if err says so.
func readError(err error) error {
	var told final
	switch {
	case err == nil || err == io.EOF || errors.As(err, &told):
		return err
	case errors.Is(err, io.ErrUnexpectedEOF):
		return errCutOff
	case errors.Is(err, gzip.ErrChecksum), errors.Is(err, zip.ErrChecksum):
		return errors.New("checksum of compressed data does not match")
	case errors.Is(err, zip.ErrAlgorithm):
		return errors.New("compressed in a way that is not supported")
	}
	return fmt.Errorf("decompressing: %w", err)
}

var errCutOff = errors.New("compressed data is cut off")

// gap returns an error as a gap. One of the file itself will come again.
func (s *source) gap(err error) error {
	if err == io.EOF {
		err = io.ErrUnexpectedEOF
	}
	return gap{readError(err)}
}

// A finalReader describes what is wrong with compressed data that it reads.
type finalReader struct{ io.ReadCloser }

func (r finalReader) Read(p []byte) (int, error) {
	n, err := r.ReadCloser.Read(p)
	var told final
	if err != nil && err != io.EOF && !errors.As(err, &told) {
		err = final{readError(err)}
	}
	return n, err
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
