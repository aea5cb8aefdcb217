package cloudtrail

import (
	"fmt"
	"io"
)

// These bound what a file may expand to unless the caller says otherwise: at
// least so many bytes are read, and so many times what is stored. Logs expand 10
// to 30 times.
const (
	freeExpansion = 1 << 30
	maxExpansion  = 200
)

// An expansion is what has become of one file by decompressing it and all that
// is in it. It ends the reading of a file that was made to expand without end.
type expansion struct {
	stored, out int64 // bytes of the file, and bytes made of them
	free, times int64 // what is not too much; negative times is no limit
	exceeded    bool
}

// add counts n bytes more. It returns an error if that is too much.
func (e *expansion) add(n int64) error {
	e.out += n
	if e.times < 0 || e.out <= e.free || e.out/e.times <= e.stored {
		return nil
	}
	e.exceeded = true
	return final{fmt.Errorf("expands to more than %d bytes and %d times what is stored: reading ends here", e.free, e.times)}
}

// excess returns how many of the bytes are too much, once some are.
func (e *expansion) excess() int64 { return e.out - max(e.free, e.times*(e.stored+1)-1) }

// A final error ends a file, and tells all there is to tell.
type final struct{ error }

func (f final) Unwrap() error { return f.error }

// An expanding reader counts what it reads as expanded.
type expanding struct {
	io.Reader
	*expansion
}

func (e expanding) Read(p []byte) (int, error) {
	n, err := e.Reader.Read(p)
	if tooMuch := e.add(int64(n)); tooMuch != nil {
		return n, tooMuch
	}
	return n, err
}
