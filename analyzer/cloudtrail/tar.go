package cloudtrail

import (
	"archive/tar"
	"bytes"
	"errors"
	"io"
	"io/fs"
	"strconv"
	"strings"
)

// tarBlock is the length of a header in a tar archive, and what the lengths of
// its members are rounded up to, in bytes.
const tarBlock = 512

// errHeader tells of bytes in a tar archive where there should be a header.
var errHeader = errors.New("no header of a member of the archive")

// isTar says whether a tar archive begins so: with a header that has the right
// sum of its bytes, with spaces for the sum itself.
func isTar(head []byte) bool {
	const at, end = 148, 156
	if len(head) < tarBlock || head[0] == 0 {
		return false
	}
	want, err := strconv.ParseInt(strings.Trim(string(head[at:end]), " \x00"), 8, 32)
	if err != nil {
		return false
	}
	sum := int64(end-at) * ' '
	for i, c := range head[:tarBlock] {
		if i < at || i >= end {
			sum += int64(c)
		}
	}
	return sum == want
}

// readTar reads the members of a tar archive, and of others behind it. Behind
// damage it goes on at the next header.
func (r *Reader) readTar() {
	r.archive = true
	for damaged := false; !r.stopped && !r.expansion.exceeded; {
		switch {
		case r.nextHeader(damaged):
			damaged = r.readMembers()
		case !r.end():
			return
		}
	}
}

// nextHeader goes to the next header, over the zeros that end an archive. It
// tells of other bytes there, unless that has been told. It returns false at the
// end of the stream.
func (r *Reader) nextHeader(told bool) bool {
	var zeros [tarBlock]byte
	for {
		whole := r.window.atLeast(tarBlock)
		b := r.window.bytes()
		b = b[:min(len(b), tarBlock)]
		if isTar(b) {
			return true
		}
		if !told && !bytes.Equal(b, zeros[:len(b)]) {
			r.tell(r.window.offset(), 0, errHeader)
			told = true
		}
		r.window.consume(len(b))
		if !whole {
			return false
		}
	}
}

// readMembers reads the members of an archive, whose first header is next. It
// returns true if it told of damage to the archive.
func (r *Reader) readMembers() bool {
	start := r.window.offset()
	t := tar.NewReader(rest{&r.window})
	for !r.stopped && !r.expansion.exceeded {
		at := r.window.offset()
		at += (start - at) & (tarBlock - 1) // up to the next block
		h, err := t.Next()
		switch {
		case err == io.EOF, r.window.err != nil && r.window.err != io.EOF:
			return false
		case errors.Is(err, io.ErrUnexpectedEOF):
			r.tell(at, 0, errCut)
			return true
		case err != nil:
			r.tell(at, 0, errHeader)
			return true
		}
		r.readMember(member{h.Name, tarMode(h), func() (io.ReadCloser, error) { return io.NopCloser(tarMember{t}), nil }})
	}
	return false
}

// tarMode returns the mode of a member. A link is no regular file, as it has no
// content.
func tarMode(h *tar.Header) fs.FileMode {
	switch h.Typeflag {
	case tar.TypeReg, tar.TypeGNUSparse, tar.TypeDir:
		return h.FileInfo().Mode()
	}
	return fs.ModeIrregular
}

// A tarMember is what a member holds.
type tarMember struct{ *tar.Reader }

func (m tarMember) Read(p []byte) (int, error) {
	n, err := m.Reader.Read(p)
	if err == io.ErrUnexpectedEOF {
		err = final{errCut}
	}
	return n, err
}
