package cloudtrail

import (
	"iter"
	"os"
	"path/filepath"
	"strings"
)

// A File is one input to read.
type File struct {
	Path string // "-" for standard input
	Size int64  // in bytes, as stored; -1 unknown
	Skip string // why it is none to read; "" if it is to be read
}

// Find lists the files at and below paths, each of them once: paths in the order
// given, folders with all their subfolders in lexical order. Symbolic links are
// followed. A file that no log can be in is listed with the reason to skip it.
//
// With an error comes the path that could not be listed, and the listing goes
// on. The sequence may be ranged again, to list what is there then.
func Find(paths []string) iter.Seq2[File, error] {
	return func(yield func(File, error) bool) {
		f := finder{yield: yield, seen: map[string]bool{}}
		for _, path := range paths {
			if !f.given(path) {
				return
			}
		}
	}
}

type finder struct {
	yield func(File, error) bool
	seen  map[string]bool // by path without links
}

// given lists a path that the caller gave. It returns false if the caller wants
// no more; so do all methods here.
func (f *finder) given(path string) bool {
	if path == "-" {
		if f.seen[path] {
			return true
		}
		f.seen[path] = true
		return f.yield(File{Path: path, Size: -1}, nil)
	}
	path = filepath.Clean(path)
	info, err := os.Stat(path)
	if err != nil {
		return f.yield(File{Path: path, Size: -1}, err)
	}
	if !info.IsDir() && !info.Mode().IsRegular() { // a pipe, say
		return f.yield(File{Path: path, Size: -1}, nil)
	}
	real, err := filepath.Abs(path)
	if err == nil {
		real, err = filepath.EvalSymlinks(real)
	}
	if err != nil {
		return f.yield(File{Path: path, Size: -1}, err)
	}
	return f.file(path, real, info)
}

// file lists a file or folder, given its path without links, too.
func (f *finder) file(path, real string, info os.FileInfo) bool {
	if f.seen[real] {
		return true
	}
	f.seen[real] = true
	switch {
	case isSystemFile(info.Name()):
		return f.yield(File{Path: path, Size: -1, Skip: "system file"}, nil)
	case info.IsDir():
		return f.folder(path, real)
	case !info.Mode().IsRegular():
		return f.yield(File{Path: path, Size: -1, Skip: "no regular file"}, nil)
	}
	return f.yield(File{Path: path, Size: info.Size()}, nil)
}

func (f *finder) folder(path, real string) bool {
	entries, err := os.ReadDir(path)
	if err != nil && !f.yield(File{Path: path, Size: -1}, err) {
		return false
	}
	for _, e := range entries {
		path, real := filepath.Join(path, e.Name()), filepath.Join(real, e.Name())
		info, err := os.Stat(path)
		if err == nil && e.Type()&os.ModeSymlink != 0 {
			real, err = filepath.EvalSymlinks(real)
		}
		if err != nil {
			if !f.yield(File{Path: path, Size: -1}, err) {
				return false
			}
		} else if !f.file(path, real, info) {
			return false
		}
	}
	return true
}

// isSystemFile says whether macOS or Windows leaves files or folders of that name
// beside those that people copy.
func isSystemFile(name string) bool {
	switch name {
	case "__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini":
		return true
	}
	return strings.HasPrefix(name, "._")
}
