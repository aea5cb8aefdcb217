package cloudtrail

import "io"

// aheadFrom is how long a decompressed file must prove to be for the rest to be
// decompressed ahead, in bytes: others are read before a goroutine would pay. It
// is less in tests.
var aheadFrom int64 = 4 << 20

// pieces are how many buffers of pieceLen bytes are filled ahead.
const pieces, pieceLen = 4, 256 << 10

// An ahead decompresses a large file while what came before is scanned. Only its
// goroutine uses the source then.
type ahead struct {
	full, empty chan piece
	quit        chan struct{} // closed to end it
	done        chan struct{} // closed when it has ended

	current piece
	rest    []byte // of current, to be read
}

// A piece of a file is what was decompressed at a time.
type piece struct {
	buf    []byte
	n      int   // bytes of buf
	err    error // behind them
	stored int64 // bytes of the file as stored that were read for it
}

func startAhead(s *source) *ahead {
	a := &ahead{make(chan piece, pieces), make(chan piece, pieces), make(chan struct{}), make(chan struct{}), piece{stored: s.stored.n}, nil}
	for range pieces {
		a.empty <- piece{buf: make([]byte, pieceLen)}
	}
	go a.run(s)
	return a
}

// run fills pieces to the end of the file.
func (a *ahead) run(s *source) {
	defer close(a.done)
	for {
		select {
		case p := <-a.empty:
			p.fill(s)
			a.full <- p // for which there is always room
			if _, isGap := p.err.(gap); p.err != nil && !isGap {
				return
			}
		case <-a.quit:
			return
		}
	}
}

// fill decompresses a piece.
func (p *piece) fill(s *source) {
	p.n, p.err = 0, nil
	for none := 0; p.n < len(p.buf) && p.err == nil; {
		var n int
		n, p.err = s.decompress(p.buf[p.n:])
		if p.n += n; n > 0 {
			none = 0
		} else if none++; none == 100 && p.err == nil {
			p.err = io.ErrNoProgress
		}
	}
	p.stored = s.stored.n
}

// Read reads what was decompressed, in the pieces it came in. The error that ends
// the file comes again and again.
func (a *ahead) Read(b []byte) (int, error) {
	if len(a.rest) == 0 {
		if _, isGap := a.current.err.(gap); a.current.err != nil && !isGap {
			return 0, a.current.err
		}
		if a.current.buf != nil {
			a.empty <- a.current
		}
		a.current = <-a.full
		a.rest = a.current.buf[:a.current.n]
	}
	n := copy(b, a.rest)
	if a.rest = a.rest[n:]; len(a.rest) > 0 {
		return n, nil
	}
	return n, a.current.err
}

// stop ends the goroutine, and waits for that.
func (a *ahead) stop() {
	close(a.quit)
	<-a.done
}
