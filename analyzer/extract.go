package analyzer

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/gob"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"loginodds/analyzer/cloudtrail"
)

// Extract writes the records of the sign-in service in all logs, sign-ins and their
// context, to w: whole and as they are, one per line, those that were delivered twice
// only once, in the order of the files. Every record gets one member more,
// [cloudtrail.Origin], so that findings name the file that it came from, and whose it is
// where other records say more of that than it does. It returns how many records it has
// written, and the coverage.
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
	e, err := newExtract(w, &o)
	if err != nil {
		return 0, nil, err
	}
	log.extract, log.building = e, true
	if err := log.read(ctx, o); err != nil {
		return 0, nil, fmt.Errorf("reading logs: %w", err)
	}
	log.settleAll()
	err = e.finish(log)
	return e.records, &log.coverage, err
}

// An extract writes records until there is an error. Whose they are is known when all
// are read; until then they are kept, compressed.
type extract struct {
	w       io.Writer
	keyed   bool
	records int
	err     error

	packed  bytes.Buffer
	zip     *gzip.Writer
	encoder *gob.Encoder // nil if they need not be kept
}

// A packed record waits to be written.
type packed struct {
	Node, Key, Name, File string
	Index                 int
	Linked                cloudtrail.Linked
	Address               string // of a sign-in
	Time                  time.Time
	Raw                   []byte
}

func newExtract(w io.Writer, o *Options) (*extract, error) {
	e := &extract{w: w, keyed: o.Keyed}
	if o.Grouping != Person {
		return e, nil
	}
	var err error
	e.zip, err = gzip.NewWriterLevel(&e.packed, gzip.BestSpeed)
	e.encoder = gob.NewEncoder(e.zip)
	return e, err
}

func (e *extract) write(x *observed) {
	switch {
	case e.err != nil:
	case e.encoder == nil:
		e.line(x.Key, cloudtrail.Linked{}, x.Raw, x.File, x.Index)
	default:
		p := packed{Node: x.node, Key: x.Key, Name: x.Name, File: x.File, Index: x.Index, Linked: x.Linked, Raw: x.Raw}
		if x.IsSignIn() {
			p.Address, p.Time = x.SourceIPAddress, x.EventTime
		}
		e.err = e.encoder.Encode(p)
	}
}

// line writes one record.
func (e *extract) line(key string, linked cloudtrail.Linked, raw []byte, file string, index int) {
	line, err := withOrigin(raw, origin{file, index, linked.Key, linked.Name, linked.Nobody})
	if e.keyed {
		line = slices.Concat([]byte(escapeKey(key)), []byte{'\t'}, line)
	}
	if err == nil {
		_, err = e.w.Write(line)
	}
	e.records++
	e.err = err
}

// finish writes the records that were kept, with what others say of their identity.
func (e *extract) finish(l *log) error {
	if e.encoder == nil || e.err != nil {
		return e.err
	}
	if err := e.zip.Close(); err != nil {
		return err
	}
	unzip, err := gzip.NewReader(&e.packed)
	if err != nil {
		return err
	}
	for d := gob.NewDecoder(unzip); e.err == nil; {
		var p packed
		if err := d.Decode(&p); err == io.EOF {
			return nil
		} else if err != nil {
			return fmt.Errorf("unpacking records: %w", err)
		}
		linked := p.Linked
		if linked.Key == "" {
			id := l.identify(Identity{Key: p.Node, Name: p.Name})
			linked.Key, linked.Name = id.Key, id.Name
		}
		if linked.Nobody == 0 && p.Address != "" {
			linked.Nobody = l.nobodyBefore(p.Address, p.Time)
		}
		key := linked.Key
		if key == p.Key && linked.Name == p.Name || key == "" {
			linked.Key, linked.Name = "", "" // the record says so itself
		}
		e.line(key, linked, p.Raw, p.File, p.Index)
	}
	return e.err
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

// An origin says where a record stood, and whose it is, if others say more of that.
type origin struct {
	File   string `json:"file"`
	Record int    `json:"record"`
	Key    string `json:"key,omitempty"`
	Name   string `json:"name,omitempty"`
	Nobody int    `json:"nobodyBefore,omitempty"`
}

// withOrigin returns the line of a record. Its JSON is an object on one line.
func withOrigin(raw []byte, o origin) ([]byte, error) {
	text, err := json.Marshal(o)
	if err != nil {
		return nil, err
	}
	const begin = `,"` + cloudtrail.Origin + `":`
	if i := bytes.LastIndex(raw, []byte(begin)); i >= 0 && json.Valid(raw[i+len(begin):len(raw)-1]) { // of another extract
		raw = append(raw[:i:i], '}')
	}
	return slices.Concat(raw[:len(raw)-1], []byte(begin), text, []byte("}\n")), nil
}
