package cloudtrail

import (
	"io"
	"strings"

	"github.com/klauspost/compress/flate"
	"github.com/klauspost/compress/gzip"
)

// The decompressor keeps the tables of codes when it is reset, and where damage has left
// a table without any code it decodes by the one before. What is told of a damaged file
// must not depend on which file was read before it. So every file begins by decompressing
// nothing, with tables that hold one code, which is the end.
const (
	// A final block with dynamic codes (RFC 1951, 3.2.7): one literal/length code, of
	// the end of the block, and one distance code, each of one bit.
	nothingFlate = "\x05\xc0\x81\x00\x00\x00\x00\x00\x90\xff\x6b\x00"
	nothingGzip  = gzipMagic + "\x00\x00\x00\x00\x00\x00\xff" + nothingFlate + "\x00\x00\x00\x00\x00\x00\x00\x00"
)

// primeGzip makes r forget what it has read.
func primeGzip(r *gzip.Reader) {
	r.Reset(strings.NewReader(nothingGzip)) // what is valid cannot fail
	var b [1]byte
	r.Read(b[:])
}

// primeFlate does so with a reader of data without a gzip header.
func primeFlate(r io.ReadCloser) {
	r.(flate.Resetter).Reset(strings.NewReader(nothingFlate), nil)
	var b [1]byte
	r.Read(b[:])
}
