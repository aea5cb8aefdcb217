package analyzer

import (
	"context"
	"errors"
	"io"
	"os"
	"slices"
	"sync/atomic"

	"loginodds/analyzer/cloudtrail"
)

// batchSize is how many records a worker hands over at a time. Together with
// the small number of batches that may wait it bounds memory.
const batchSize = 256

// A batch is a part of what a run of files says.
type batch struct {
	records []observed
	damaged []Damage
	ends    []fileEnd // of the files that end with it
}

// A fileEnd is a file that was read to its end, or could not be opened.
type fileEnd struct {
	file    string
	damaged bool
	stats   *cloudtrail.Stats // nil if it could not be opened
}

// A worker reads as many small files at a time as this: to hand over costs about
// as much as to read one.
const (
	runFiles = 32
	runBytes = 1 << 20
)

// runs divides files into runs to read at a time.
func runs(files []cloudtrail.File) [][]cloudtrail.File {
	var all [][]cloudtrail.File
	for len(files) > 0 {
		n, size := 1, files[0].Size
		for n < len(files) && n < runFiles && size >= 0 && files[n].Size >= 0 && size+files[n].Size <= runBytes {
			size += files[n].Size
			n++
		}
		all = append(all, files[:n])
		files = files[n:]
	}
	return all
}

// read reads all files, in parallel, and adds their records in the order of the
// files.
func (l *log) read(ctx context.Context, o Options) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	files := l.find(&o)
	progress := Progress{AllFiles: len(files)}
	for _, f := range files {
		if f.Size < 0 {
			progress.AllBytes = 0
			break
		}
		progress.AllBytes += f.Size
	}

	// Workers take runs of files in order, and each run has a channel of its own,
	// so that the one whose turn it is always makes headway.
	type job struct {
		files []cloudtrail.File
		out   chan batch
	}
	jobs, turns := make(chan job), make(chan chan batch, 2*o.Workers)
	var stored atomic.Int64
	go func() {
		defer close(turns)
		defer close(jobs)
		for _, run := range runs(files) {
			j := job{run, make(chan batch, 2)}
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
			reader := cloudtrail.Reader{MaxExpansion: o.MaxExpansion, KeepRaw: l.extract != nil}
			for j := range jobs {
				r := fileRun{l, ctx, &reader, o, &stored, j.out, batch{}}
				r.read(j.files)
				close(j.out)
			}
		}()
	}
	for out := range turns {
		err := l.mergeRun(ctx, out, func(files int) {
			progress.Files += files
			if o.Progress != nil {
				progress.Bytes = stored.Load()
				o.Progress(progress)
			}
		})
		if err != nil {
			return err
		}
	}
	return ctx.Err()
}

// mergeRun adds what a run of files says, and reports how many have ended. It does
// not wait for a worker that is stuck in a read, as of standard input, when the
// context ends.
func (l *log) mergeRun(ctx context.Context, out <-chan batch, report func(files int)) error {
	for {
		select {
		case b, more := <-out:
			if !more {
				return ctx.Err()
			}
			l.merge(b)
			report(len(b.ends))
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// find lists the files, and notes what cannot be listed.
func (l *log) find(o *Options) []cloudtrail.File {
	var files []cloudtrail.File
	outputs := infos(o.Outputs)
	for f, err := range cloudtrail.Find(o.Paths) {
		switch {
		case err != nil:
			l.coverage.DamagedFiles++
			l.coverage.Damaged = append(l.coverage.Damaged, damage(f.Path, err))
		case f.Skip != "":
			l.coverage.skip(f.Skip, f.Path, 1)
		case isOneOf(f.Path, outputs):
			l.coverage.skip("output of this command", f.Path, 1)
		default:
			files = append(files, f)
		}
	}
	return files
}

// infos returns what is known of the files that are there.
func infos(names []string) []os.FileInfo {
	var all []os.FileInfo
	for _, name := range names {
		if info, err := os.Stat(name); err == nil {
			all = append(all, info)
		}
	}
	return all
}

// isOneOf says whether a path leads to one of the files, under whatever name.
func isOneOf(path string, files []os.FileInfo) bool {
	if len(files) == 0 || path == "-" {
		return false
	}
	info, err := os.Stat(path)
	return err == nil && slices.ContainsFunc(files, func(f os.FileInfo) bool { return os.SameFile(f, info) })
}

// A fileRun reads files and sends what they say to out.
type fileRun struct {
	log    *log
	ctx    context.Context
	reader *cloudtrail.Reader
	o      Options
	stored *atomic.Int64
	out    chan<- batch
	batch  batch
}

func (r *fileRun) read(files []cloudtrail.File) {
	for _, f := range files {
		if !r.file(f.Path) {
			return
		}
	}
	r.send()
}

// send returns false if the context has ended.
func (r *fileRun) send() bool {
	select {
	case r.out <- r.batch:
		r.batch = batch{}
		return true
	case <-r.ctx.Done():
		return false
	}
}

func (r *fileRun) file(name string) bool {
	b := &r.batch
	src := io.Reader(&countingReader{r.o.Stdin, r.stored, r.ctx})
	if name == "-" {
		name = "stdin"
	} else {
		file, err := os.Open(name)
		if err != nil {
			b.damaged = append(b.damaged, damage(name, err))
			b.ends = append(b.ends, fileEnd{name, true, nil})
			return true
		}
		defer file.Close()
		src = &countingFile{countingReader{file, r.stored, r.ctx}, file}
	}
	damaged := false
	for rec, err := range r.reader.Records(name, src) {
		if err != nil {
			damaged = true
			b.damaged = append(b.damaged, damage(name, err))
		} else {
			b.records = append(b.records, r.log.observe(rec))
		}
		if len(b.records)+len(b.damaged) >= batchSize && !r.send() {
			return false
		}
	}
	stats := r.reader.Stats()
	b.ends = append(b.ends, fileEnd{name, damaged, &stats})
	return true
}

// merge adds a batch.
func (l *log) merge(b batch) {
	c := &l.coverage
	for _, x := range b.records {
		l.add(x)
	}
	c.Damaged = append(c.Damaged, b.damaged...)
	for _, e := range b.ends {
		if e.damaged {
			c.DamagedFiles++
		}
		if s := e.stats; s != nil {
			c.end(e.file, s)
		}
	}
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
