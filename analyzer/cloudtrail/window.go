package cloudtrail

import (
	"io"
)

// chunk is how much is decompressed at a time, in bytes: little enough to stay
// in the processor's cache.
const chunk = 64 << 10

// keep is the size up to which a buffer is kept for the next file, in bytes.
const keep = 1 << 20

// A window is the part of a stream that is in memory. It slides forward, and
// grows only for a value that does not fit.
type window struct {
	src   io.Reader
	buf   []byte
	pos   int   // where the bytes begin that are not yet consumed
	end   int   // where the bytes end that are read
	start int64 // offset of buf in the stream
	err   error // why no more can be read
}

func (w *window) reset(src io.Reader) {
	if len(w.buf) == 0 || len(w.buf) > keep {
		w.buf = make([]byte, 2*chunk)
	}
	*w = window{src: src, buf: w.buf}
}

// bytes returns what is read and not yet consumed. It is valid until more is
// read.
func (w *window) bytes() []byte { return w.buf[w.pos:w.end] }

// offset returns the offset of the next byte in the stream.
func (w *window) offset() int64 { return w.start + int64(w.pos) }

// size returns how many bytes of the stream have been read.
func (w *window) size() int64 { return w.start + int64(w.end) }

func (w *window) consume(n int) { w.pos += n }

// more reads more of the stream. It returns false, and sets w.err, if there is
// no more.
func (w *window) more() bool {
	if w.err != nil {
		return false
	}
	if w.pos > 0 {
		copy(w.buf, w.buf[w.pos:w.end])
		w.start += int64(w.pos)
		w.end -= w.pos
		w.pos = 0
	}
	if len(w.buf)-w.end < chunk/2 {
		w.buf = append(w.buf, make([]byte, len(w.buf))...)
	}
	for range 100 {
		n, err := w.src.Read(w.buf[w.end:min(len(w.buf), w.end+chunk)])
		w.end += n
		w.err = err
		if n > 0 {
			return true
		}
		if err != nil {
			return false
		}
	}
	w.err = io.ErrNoProgress
	return false
}

// atLeast reads until n bytes are there to consume, or the stream ends.
func (w *window) atLeast(n int) bool {
	for w.end-w.pos < n {
		if !w.more() {
			return false
		}
	}
	return true
}

// A rest is what a window has not consumed, as a file that ends with any error.
type rest struct{ *window }

func (w rest) Read(p []byte) (int, error) {
	if len(w.bytes()) == 0 && !w.more() {
		if g, ok := w.err.(gap); ok {
			return 0, final(g)
		}
		return 0, w.err
	}
	n := copy(p, w.bytes())
	w.consume(n)
	return n, nil
}
