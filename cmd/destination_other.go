//go:build !unix

package cmd

import (
	"errors"
	"os"
)

// chownAs does nothing: files get their owner from their folder.
func chownAs(*os.File, os.FileInfo) error { return nil }

// duplicate fails: descriptors have no paths.
func duplicate(_ int, name string) (*os.File, error) {
	return nil, &os.PathError{Op: "open", Path: name, Err: errors.ErrUnsupported}
}

// takeErrors does nothing: every write that fails returns an error.
func takeErrors() {}
