package cloudtrail

import (
	"archive/zip"
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"

	"github.com/klauspost/compress/zstd"
)

// zipMagics begin a ZIP archive: with a member, or without any.
var zipMagics = []string{zipMember, "PK\x05\x06"}

const zipMember = "PK\x03\x04"

func isZip(head []byte) bool {
	for _, magic := range zipMagics {
		if bytes.HasPrefix(head, []byte(magic)) {
			return true
		}
	}
	return false
}

// maxBuffered is up to which size an archive is kept in memory whose directory,
// at its end, cannot be read otherwise, in bytes.
const maxBuffered = 256 << 20

// These tell what is wrong with an archive as a whole.
var (
	errDirectory = errors.New("archive without a readable directory: its members are looked for one behind another")
	errLarge     = fmt.Errorf("archive of more than %d bytes in a stream: its members are looked for one behind another", maxBuffered)
)

// readZip reads the members that the directory of an archive lists. The archive
// is src, of which the source has read the beginning.
func (r *Reader) readZip(src io.Reader) {
	r.archive = true
	at, size := randomAccess(src)
	if at == nil {
		data, err := io.ReadAll(io.LimitReader(r.source.in, maxBuffered+1))
		if err != nil {
			r.tell(int64(len(data)), 0, reason(err))
		}
		if len(data) > maxBuffered {
			r.tell(-1, 0, errLarge)
			r.salvage(io.MultiReader(bytes.NewReader(data), r.source.in))
			return
		}
		at, size = bytes.NewReader(data), int64(len(data))
	}
	r.size = size
	if r.layer == 0 {
		r.expansion.stored = size
	}
	z, err := zip.NewReader(at, size)
	if err != nil && !errors.Is(err, zip.ErrInsecurePath) {
		r.tell(-1, 0, errDirectory)
		r.salvage(io.NewSectionReader(at, 0, size))
		return
	}
	z.RegisterDecompressor(zip.Deflate, r.source.inflate)
	z.RegisterDecompressor(zstd.ZipMethodWinZip, zstd.ZipDecompressor())
	for _, f := range z.File {
		if r.stopped || r.expansion.exceeded {
			return
		}
		r.readMember(member{f.Name, f.Mode(), func() (io.ReadCloser, error) { return openZip(f) }})
	}
}

func openZip(f *zip.File) (io.ReadCloser, error) {
	if f.Flags&encrypted != 0 {
		return nil, errEncrypted
	}
	src, err := f.Open()
	return finalReader{src}, readError(err)
}

// randomAccess returns src and its size, in bytes, if it may be read at any
// place, as a file may.
func randomAccess(src io.Reader) (io.ReaderAt, int64) {
	at, ok := src.(io.ReaderAt)
	if !ok {
		return nil, 0
	}
	switch src := src.(type) {
	case interface{ Size() int64 }:
		return at, src.Size()
	case interface{ Stat() (fs.FileInfo, error) }:
		if info, err := src.Stat(); err == nil && info.Mode().IsRegular() {
			return at, info.Size()
		}
	}
	return nil, 0
}

// salvage reads members one behind another, without the directory, as each has
// a header before it.
func (r *Reader) salvage(src io.Reader) {
	in := bufio.NewReaderSize(src, chunk)
	for !r.stopped && !r.expansion.exceeded && findHeader(in) {
		h := readHeader(in)
		var data io.Reader = in
		if h.sized() {
			data = io.LimitReader(in, h.size)
		}
		r.readMember(member{h.name, h.mode(), func() (io.ReadCloser, error) { return h.open(&r.source, data) }})
		if h.sized() {
			io.Copy(io.Discard, data) // what is left of it
		}
	}
}

// A header is what stands before a member of a ZIP archive.
type header struct {
	flags, method uint16
	size          int64 // of the member as stored; 0 may be unknown
	name          string
}

const (
	headerLen    = 30
	encrypted    = 1 << 0 // flags
	sizeIsBehind = 1 << 3
)

func (h *header) sized() bool { return h.flags&sizeIsBehind == 0 && h.size != 1<<32-1 }

func (h *header) mode() fs.FileMode {
	if strings.HasSuffix(h.name, "/") {
		return fs.ModeDir
	}
	return 0
}

// open returns what a member holds, given what is stored of it.
func (h *header) open(s *source, data io.Reader) (io.ReadCloser, error) {
	switch {
	case h.flags&encrypted != 0:
		return nil, errEncrypted
	case h.method == zip.Deflate:
		return finalReader{s.inflate(data)}, nil
	case h.method == zip.Store && h.sized():
		return io.NopCloser(data), nil
	}
	return nil, readError(zip.ErrAlgorithm)
}

// findHeader goes to the next header. It returns false if there is none.
func findHeader(in *bufio.Reader) bool {
	for {
		b, _ := in.Peek(max(headerLen, in.Buffered()))
		if len(b) < headerLen {
			return false
		}
		at := bytes.Index(b, []byte(zipMember))
		switch {
		case at == 0 && isHeader(b):
			return true
		case at == 0:
			at = len(zipMember)
		case at < 0:
			at = len(b) - len(zipMember) + 1
		}
		in.Discard(at)
	}
}

// isHeader says whether b begins a header beyond doubt: besides the magic number,
// version and method must be possible.
func isHeader(b []byte) bool {
	version, method, name := b[4], binary.LittleEndian.Uint16(b[8:]), binary.LittleEndian.Uint16(b[26:])
	return version <= 63 && method < 100 && name > 0
}

// readHeader reads a header, which is next. What is missing at the end of the
// file will be missing to the member, too.
func readHeader(in *bufio.Reader) header {
	var b [headerLen]byte
	io.ReadFull(in, b[:])
	h := header{
		flags:  binary.LittleEndian.Uint16(b[6:]),
		method: binary.LittleEndian.Uint16(b[8:]),
		size:   int64(binary.LittleEndian.Uint32(b[18:])),
	}
	name := make([]byte, binary.LittleEndian.Uint16(b[26:]))
	n, _ := io.ReadFull(in, name)
	h.name = string(name[:n])
	in.Discard(int(binary.LittleEndian.Uint16(b[28:])))
	return h
}
