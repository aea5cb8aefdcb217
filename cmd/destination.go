package cmd

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// A destination is where a result goes. It is checked before any work starts.
//
// What is a regular file, or nothing yet, is replaced when the result is whole, and
// until then stays as it is. Everything else is written to: a device, a pipe, or what
// a descriptor of the process stands for, which may be a file that others write to.
type destination struct {
	name   string      // as given
	stdout io.Writer   // of the program, for the name -
	file   string      // to replace, with all links followed; "" if nothing is replaced
	old    os.FileInfo // of that file; nil if there is none
	open   func() (*os.File, error)
}

// newDestination finds out what a name stands for; - is standard output.
func newDestination(name string, stdout io.Writer) (*destination, error) {
	d := &destination{name: name, stdout: stdout}
	if name == "-" {
		return d, nil
	}
	real, err := follow(name)
	if err != nil {
		return nil, err
	}
	if d.open = openDescriptor(real); d.open != nil {
		return d, nil
	}
	info, err := os.Stat(real)
	switch {
	case errors.Is(err, fs.ErrNotExist) && !os.IsPathSeparator(name[len(name)-1]):
		d.file = real
	case err != nil:
		return nil, err
	case info.IsDir():
		return nil, fmt.Errorf("%s is a folder, must be a file", name)
	case !info.Mode().IsRegular():
		d.open = func() (*os.File, error) { return os.OpenFile(real, os.O_WRONLY, 0) }
	default:
		d.file, d.old = real, info
		return d, d.checkWritable()
	}
	return d, nil
}

// checkWritable returns an error for a file that is protected against writing. To
// replace it would need only that its folder is not.
func (d *destination) checkWritable() error {
	f, err := os.OpenFile(d.file, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	return f.Close()
}

// maxLinks is how many symbolic links may lead to a file, as Linux has it.
const maxLinks = 40

// follow returns the path that a name leads to, without symbolic links in it. There
// need be nothing at its end, but its folder must be there. A link that stands for a
// descriptor is not followed.
func follow(name string) (string, error) {
	at := name
	for range maxLinks {
		folder, base := filepath.Split(at)
		real, err := filepath.EvalSymlinks(cmp.Or(folder, "."))
		if err != nil {
			return "", openError(name, err)
		}
		at = filepath.Join(real, base)
		if descriptor.MatchString(at) {
			return at, nil
		}
		link, err := os.Readlink(at)
		if err != nil { // it is no link, or nothing at all
			return at, nil
		}
		if at = link; !filepath.IsAbs(link) {
			at = real + string(filepath.Separator) + link
		}
	}
	return "", fmt.Errorf("%s: too many links", name)
}

// openError names the path as given, and not the part of it at fault.
func openError(name string, err error) error {
	var path *os.PathError
	if errors.As(err, &path) {
		err = path.Err
	}
	return &os.PathError{Op: "open", Path: name, Err: err}
}

// descriptor matches a path that stands for one of a process.
var descriptor = regexp.MustCompile(`^(?:/dev|/proc/([0-9]+)(?:/task/[0-9]+)?)/fd/([0-9]+)$`)

// openDescriptor returns what opens a path that stands for a descriptor, and nil for
// another path. One of our own is taken as it is, with its position in the file: to
// open a file anew would write over what others have written to it.
func openDescriptor(path string) func() (*os.File, error) {
	m := descriptor.FindStringSubmatch(path)
	if m == nil {
		return nil
	}
	if pid := m[1]; pid != "" && pid != strconv.Itoa(os.Getpid()) {
		return func() (*os.File, error) { return os.OpenFile(path, os.O_WRONLY|os.O_APPEND, 0) }
	}
	n, err := strconv.Atoi(m[2])
	return func() (*os.File, error) {
		if err != nil {
			return nil, err
		}
		return duplicate(n, path)
	}
}

// write lets a function write the result. Nothing of it remains if the function
// fails or the context ends, but for what a pipe or device has already.
func (d *destination) write(ctx context.Context, to func(io.Writer) error) error {
	var err error
	switch {
	case d.file != "":
		err = d.replace(ctx, to)
	case d.open != nil:
		err = d.stream(ctx, to)
	default:
		err = to(untilDone{ctx, d.stdout})
	}
	if err != nil { // which may only tell that a write was cut short
		return cmp.Or(ctx.Err(), err)
	}
	return nil
}

// replace writes a file beside the old one, and puts it in its place when it is
// whole. It has the mode and the owner of the old one; a new one is for its owner
// alone, as it holds names, addresses and histories of people.
func (d *destination) replace(ctx context.Context, to func(io.Writer) error) error {
	t := &temporary{folder: filepath.Dir(d.file)}
	defer t.remove()
	b := bufio.NewWriter(untilDone{ctx, t})
	if err := cmp.Or(to(b), b.Flush(), t.create()); err != nil {
		return d.named(err, t)
	}
	if err := cmp.Or(d.keepOwner(t.File), sync(t.File), t.Close(), ctx.Err()); err != nil {
		return d.named(err, t)
	}
	return os.Rename(t.Name(), d.file)
}

// A temporary is a file that is made when there is something to write: a command that
// reads the folder does not find it among the logs.
type temporary struct {
	folder string
	*os.File
}

func (t *temporary) create() (err error) {
	if t.File == nil {
		t.File, err = os.CreateTemp(t.folder, ".loginodds-*.tmp")
	}
	return err
}

func (t *temporary) Write(p []byte) (int, error) {
	if err := t.create(); err != nil {
		return 0, err
	}
	return t.File.Write(p)
}

// remove removes what was not put in the place of the result.
func (t *temporary) remove() {
	if t.File != nil {
		t.Close()
		os.Remove(t.Name())
	}
}

// named returns an error that tells of the destination and not of a file that nobody
// asked for.
func (d *destination) named(err error, t *temporary) error {
	var path *os.PathError
	switch {
	case !errors.As(err, &path):
	case t.File == nil && filepath.Dir(path.Path) == t.folder:
		return &hintError{openError(d.name, err), "its folder must be writable, as the new file stands there until it is whole; or use -o - and >"}
	case t.File != nil && path.Path == t.Name():
		return &os.PathError{Op: path.Op, Path: d.name, Err: path.Err}
	}
	return err
}

// keepOwner gives a file the owner and the mode of the old one.
func (d *destination) keepOwner(f *os.File) error {
	if d.old == nil {
		return nil
	}
	if err := chownAs(f, d.old); err != nil {
		return fmt.Errorf("%s is another user's, who would lose it; name another file: %w", d.name, err)
	}
	return f.Chmod(d.old.Mode().Perm())
}

// sync makes what was written outlast a power cut, where the file system can.
func sync(f *os.File) error {
	if err := f.Sync(); err != nil && !errors.Is(err, errors.ErrUnsupported) {
		return err
	}
	return nil
}

// stream writes to what cannot be replaced. A pipe that nobody reads does not keep
// the program from ending.
func (d *destination) stream(ctx context.Context, to func(io.Writer) error) error {
	f, err := within(ctx, d.open)
	if err != nil {
		return err
	}
	defer f.Close()
	defer context.AfterFunc(ctx, func() { f.SetDeadline(time.Unix(1, 0)) })()
	b := bufio.NewWriter(untilDone{ctx, f})
	return cmp.Or(to(b), b.Flush(), f.Close())
}

// within opens a file, which may take until somebody opens the other end of a pipe.
func within(ctx context.Context, open func() (*os.File, error)) (*os.File, error) {
	type opened struct {
		file *os.File
		err  error
	}
	done := make(chan opened, 1)
	go func() {
		f, err := open()
		done <- opened{f, err}
	}()
	select {
	case o := <-done:
		return o.file, o.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// An untilDone writes until its context ends.
type untilDone struct {
	ctx context.Context
	w   io.Writer
}

func (w untilDone) Write(p []byte) (int, error) {
	if err := w.ctx.Err(); err != nil {
		return 0, err
	}
	return w.w.Write(p)
}

// notRead returns the files that destinations replace, for a scan to leave out
// where it finds them in a folder. It is an error if one is named as a log: it would
// be lost.
func notRead(paths []string, all ...*destination) ([]string, error) {
	var files []string
	for _, d := range all {
		if d == nil || d.file == "" {
			continue
		}
		files = append(files, d.file)
		for _, path := range paths {
			if info, err := os.Stat(path); err == nil && d.old != nil && os.SameFile(info, d.old) {
				return nil, &hintError{fmt.Errorf("%s is among the logs to read, and would be replaced", d.name),
					"write to another file, or do not name this one as a log"}
			}
		}
	}
	return files, nil
}

// isCompressed says whether a result is to be compressed, by its name.
func (d *destination) isCompressed() bool { return strings.HasSuffix(d.name, ".gz") }
