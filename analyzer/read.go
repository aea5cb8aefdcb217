package analyzer

import (
	"context"
	"errors"
	"io"
	"os"
	"sync/atomic"

	"loginodds/analyzer/cloudtrail"
)

// batchSize is how many records a worker hands over at a time. Together with
// the small number of batches that may wait it bounds memory.
const batchSize = 256

// A batch is a part of what one file says.
type batch struct {
	file    string
	records []observed
	damaged []Damage
	stats   *cloudtrail.Stats // with the last batch of a file that was opened
}

// read reads all files, in parallel, and adds their records in the order of the
// files.
func (l *log) read(ctx context.Context, o Options) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	files := l.find(o.Paths)
	progress := Progress{AllFiles: len(files)}
	for _, f := range files {
		if f.Size < 0 {
			progress.AllBytes = 0
			break
		}
		progress.AllBytes += f.Size
	}

	// Workers take files in order, and each file has a channel of its own, so
	// that the file whose turn it is always makes headway.
	type job struct {
		file cloudtrail.File
		out  chan batch
	}
	jobs, turns := make(chan job), make(chan chan batch, 2*o.Workers)
	var stored atomic.Int64
	go func() {
		defer close(turns)
		defer close(jobs)
		for _, f := range files {
			j := job{f, make(chan batch, 2)}
			select {
			case turns <- j.out:
			case <-ctx.Done():
				return
			}
			select {
			case jobs <- j:
			case <-ctx.Done():
				close(j.out)
				return
			}
		}
	}()
	for range o.Workers {
		go func() {
			reader := cloudtrail.Reader{MaxExpansion: o.MaxExpansion}
			for j := range jobs {
				l.readFile(ctx, &reader, j.file, o, &stored, j.out)
				close(j.out)
			}
		}()
	}
	report := func() {
		if o.Progress != nil {
			progress.Bytes = stored.Load()
			o.Progress(progress)
		}
	}
	for out := range turns {
		if err := l.mergeFile(ctx, out, report); err != nil {
			return err
		}
		progress.Files++
		report()
	}
	return ctx.Err()
}

// mergeFile adds what one file says. It does not wait for a worker that is stuck
// in a read, as of standard input, when the context ends.
func (l *log) mergeFile(ctx context.Context, out <-chan batch, report func()) error {
	damaged := false
	for {
		select {
		case b, more := <-out:
			if !more {
				if damaged {
					l.coverage.DamagedFiles++
				}
				return ctx.Err()
			}
			damaged = l.merge(b) || damaged
			report()
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// find lists the files, and notes what cannot be listed.
func (l *log) find(paths []string) []cloudtrail.File {
	var files []cloudtrail.File
	for f, err := range cloudtrail.Find(paths) {
		switch {
		case err != nil:
			l.coverage.DamagedFiles++
			l.coverage.Damaged = append(l.coverage.Damaged, damage(f.Path, err))
		case f.Skip != "":
			l.coverage.skip(f.Skip, f.Path, 1)
		default:
			files = append(files, f)
		}
	}
	return files
}

// readFile sends what a file says to out.
func (l *log) readFile(ctx context.Context, reader *cloudtrail.Reader, f cloudtrail.File, o Options, stored *atomic.Int64, out chan<- batch) {
	var b batch
	send := func() bool {
		select {
		case out <- b:
			b = batch{}
			return true
		case <-ctx.Done():
			return false
		}
	}
	src := io.Reader(&countingReader{o.Stdin, stored, ctx})
	name := f.Path
	if name == "-" {
		name = "stdin"
	} else {
		file, err := os.Open(name)
		if err != nil {
			b.damaged = append(b.damaged, damage(name, err))
			send()
			return
		}
		defer file.Close()
		src = &countingFile{countingReader{file, stored, ctx}, file}
	}
	for r, err := range reader.Records(name, src) {
		if err != nil {
			b.damaged = append(b.damaged, damage(name, err))
		} else {
			b.records = append(b.records, l.observe(r, o.Grouping))
		}
		if len(b.records)+len(b.damaged) >= batchSize && !send() {
			return
		}
	}
	stats := reader.Stats()
	b.file, b.stats = name, &stats
	send()
}

// merge adds a batch and says whether it holds damage.
func (l *log) merge(b batch) bool {
	c := &l.coverage
	for _, x := range b.records {
		l.add(x)
	}
	c.Damaged = append(c.Damaged, b.damaged...)
	if s := b.stats; s != nil {
		c.Bytes += s.Bytes
		c.Records += s.Records
		switch {
		case s.Skipped != "":
			c.skip(s.Skipped, b.file, 1)
		case s.Members == 0 && len(s.SkippedMembers) == 0:
			c.Files++
		}
		c.Files += s.Members
		for reason, n := range s.SkippedMembers {
			c.skip(reason, b.file+"!", n)
		}
	}
	return len(b.damaged) > 0
}

// damage tells where err stands, if it says so.
func damage(file string, err error) Damage {
	d := Damage{File: file, Offset: -1, Reason: err.Error()}
	var at *cloudtrail.DamageError
	if errors.As(err, &at) {
		d = Damage{File: at.File, Offset: at.Offset, Record: at.Record, Reason: at.Err.Error()}
	}
	var path *os.PathError
	if errors.As(err, &path) { // it names the file once more
		d.Reason = path.Err.Error()
	}
	return d
}

// A countingReader counts what was read, and ends when the context does.
type countingReader struct {
	io.Reader
	n   *atomic.Int64
	ctx context.Context
}

func (r *countingReader) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := r.Reader.Read(p)
	r.n.Add(int64(n))
	return n, err
}

// A countingFile does the same for a regular file, of which any part can be read.
type countingFile struct {
	countingReader
	file *os.File
}

func (f *countingFile) ReadAt(p []byte, off int64) (int, error) {
	if err := f.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := f.file.ReadAt(p, off)
	f.n.Add(int64(n))
	return n, err
}

func (f *countingFile) Stat() (os.FileInfo, error) { return f.file.Stat() }
