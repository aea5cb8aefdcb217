//go:build unix

package cmd

import (
	"os"
	"os/signal"
	"syscall"
)

// chownAs gives a file the owner and group of another.
func chownAs(f *os.File, as os.FileInfo) error {
	want, ok := as.Sys().(*syscall.Stat_t)
	if !ok {
		return nil
	}
	info, err := f.Stat()
	if err != nil {
		return err
	}
	if have, ok := info.Sys().(*syscall.Stat_t); ok && have.Uid == want.Uid && have.Gid == want.Gid {
		return nil
	}
	return f.Chown(int(want.Uid), int(want.Gid))
}

// duplicate opens a descriptor of this process once more.
func duplicate(n int, name string) (*os.File, error) {
	d, err := syscall.Dup(n)
	if err != nil {
		return nil, &os.PathError{Op: "open", Path: name, Err: err}
	}
	return os.NewFile(uintptr(d), name), nil
}

// takeErrors lets a write to a closed pipe and one beyond the limit of a file's size
// fail as any other write does. They would end the program at once, and leave half a
// file behind.
func takeErrors() { signal.Ignore(syscall.SIGPIPE, syscall.SIGXFSZ) }
