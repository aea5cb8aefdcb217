package cloudtrail

import "fmt"

// A DamageError tells of a place in a file that could not be read. It never
// holds text of the log.
type DamageError struct {
	File   string // or archive!member
	Offset int64  // in bytes of the decompressed file, in UTF-8; -1 unknown
	Record int    // number of the record there, from 1; 0 unknown
	Err    error
}

func (e *DamageError) Error() string {
	s := e.File
	if e.Record > 0 {
		s += fmt.Sprintf(":%d", e.Record)
	}
	if e.Offset >= 0 {
		s += fmt.Sprintf(": offset %d", e.Offset)
	}
	return s + ": " + e.Err.Error()
}

func (e *DamageError) Unwrap() error { return e.Err }
