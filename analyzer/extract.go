package analyzer

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"

	"loginodds/analyzer/cloudtrail"
)

// Extract writes the records of the sign-in service in all logs, sign-ins and their
// context, to w: whole and as they are, one per line, those that were delivered twice
// only once, in the order of the files. Every record gets one member more,
// [cloudtrail.Origin], so that findings name the file that it came from. It returns
// how many records it has written, and the coverage.
//
// An analysis of what is written finds what one of the logs does.
func Extract(ctx context.Context, o Options, w io.Writer) (int, *Coverage, error) {
	o.setDefaults()
	places, err := o.places()
	if err != nil {
		return 0, nil, err
	}
	defer places.Close()
	log := newLog(places)
	e := extract{w: w}
	log.extract = &e
	if err := log.read(ctx, o); err != nil {
		return 0, nil, fmt.Errorf("reading logs: %w", err)
	}
	return e.records, &log.coverage, e.err
}

// An extract writes records until there is an error.
type extract struct {
	w       io.Writer
	records int
	err     error
}

func (e *extract) write(r *cloudtrail.Record) {
	if e.err != nil {
		return
	}
	line, err := withOrigin(r)
	if err == nil {
		_, err = e.w.Write(line)
	}
	e.records++
	e.err = err
}

// withOrigin returns the line of a record. Its JSON is an object on one line.
func withOrigin(r *cloudtrail.Record) ([]byte, error) {
	origin, err := json.Marshal(struct {
		File   string `json:"file"`
		Record int    `json:"record"`
	}{r.File, r.Index})
	if err != nil {
		return nil, err
	}
	member := fmt.Appendf(nil, `,%q:%s}`, cloudtrail.Origin, origin)
	if bytes.HasSuffix(r.Raw, member) { // of an extract
		return append(r.Raw, '\n'), nil
	}
	return slices.Concat(r.Raw[:len(r.Raw)-1], member, []byte{'\n'}), nil
}
