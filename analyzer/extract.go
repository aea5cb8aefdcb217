package analyzer

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"loginodds/analyzer/cloudtrail"
)

// Extract writes the records of the sign-in service in all logs, sign-ins and their
// context, to w: whole and as they are, one per line, those that were delivered twice
// only once, in the order of the files. Every record gets one member more,
// [cloudtrail.Origin], so that findings name the file that it came from. It returns
// how many records it has written, and the coverage.
//
// An analysis of what is written finds what one of the logs does. If the options ask for
// keys, every line begins with the key of the record's identity and a tab, as
// [ScoreStream] understands it.
func Extract(ctx context.Context, o Options, w io.Writer) (int, *Coverage, error) {
	log, err := openLog(&o)
	if err != nil {
		return 0, nil, err
	}
	defer log.close()
	e := extract{w: w, keyed: o.Keyed}
	log.extract = &e
	if err := log.read(ctx, o); err != nil {
		return 0, nil, fmt.Errorf("reading logs: %w", err)
	}
	return e.records, &log.coverage, e.err
}

// An extract writes records until there is an error.
type extract struct {
	w       io.Writer
	keyed   bool
	records int
	err     error
}

func (e *extract) write(r *cloudtrail.Record, key string) {
	if e.err != nil {
		return
	}
	line, err := withOrigin(r)
	if e.keyed {
		line = slices.Concat([]byte(escapeKey(key)), []byte{'\t'}, line)
	}
	if err == nil {
		_, err = e.w.Write(line)
	}
	e.records++
	e.err = err
}

// escapeKey returns an identity key as it stands before a record: as Go quotes it, so
// that it has neither tab nor line end, but without the quotes. It does not begin like
// a record.
func escapeKey(key string) string {
	quoted := strconv.Quote(key)
	quoted = quoted[1 : len(quoted)-1]
	if strings.HasPrefix(quoted, "{") {
		quoted = `\x7b` + quoted[1:]
	}
	return quoted
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
