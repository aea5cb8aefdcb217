package analyzer

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"hash/maphash"
	"io"
	"slices"
	"strings"
	"sync/atomic"

	"loginodds/analyzer/cloudtrail"
	"loginodds/analyzer/geoip"
	"loginodds/analyzer/useragent"
	"loginodds/profile"
	"loginodds/profile/odds"
)

// Scored says what [ScoreStream] has read and found.
type Scored struct {
	// Coverage counts what a scan would count, but for files, and for the addresses,
	// of which each counts once for every identity.
	Coverage   Coverage
	Reported   int // findings
	Suppressed []Suppressed
}

// Limits of a stream.
const (
	longestLine = 17 << 20 // a record and its key, in bytes
	damageShown = 100      // damages that are told one by one
)

// ScoreStream reads records, one on each line, that are grouped by identity, scores the
// sign-ins of one identity at a time with a fit, and hands over the findings of each, in
// the order of the selection, of which Top is not used. Lines are those of [Extract],
// with or without keys. It keeps the records of one identity in memory, and eight bytes
// for every identity that it has seen.
//
// Sign-ins that the fit was made of have the findings of [Run]. Of records that were
// delivered several times the one counts that is first by name of its file and by its
// number, as in a scan of a folder.
//
// What cannot be read is part of the coverage. It is an error if an identity comes back
// after another one, since its sign-ins are judged by all of its sign-ins.
func ScoreStream(ctx context.Context, o Options, fit *Fit, r io.Reader, report func([]Finding) error) (*Scored, error) {
	if err := o.match(&fit.Notes); err != nil {
		return nil, fmt.Errorf("the fit does not go with these settings: %w", err)
	}
	fitted, err := odds.Open(fit, odds.Options{Prior: o.Prior})
	if err != nil {
		return nil, err
	}
	log, err := openLog(&o)
	if err != nil {
		return nil, err
	}
	defer log.close()
	log.streaming = true
	s := &stream{log: log, fit: fit, fitted: fitted, o: &o, report: report, seed: maphash.MakeSeed(), keys: map[uint64]struct{}{}}
	for _, x := range o.Suppress {
		s.scored.Suppressed = append(s.scored.Suppressed, Suppressed{Suppression: x})
	}
	if err := s.read(&countingReader{r, new(atomic.Int64), ctx}); err != nil {
		return nil, err
	}
	s.finish()
	return &s.scored, nil
}

// A stream is the state of reading one.
type stream struct {
	log    *log
	fit    *Fit
	fitted *odds.Fitted
	o      *Options
	report func([]Finding) error
	scored Scored

	reader cloudtrail.Reader
	line   int        // the current one, from 1
	key    string     // of the current identity
	group  []observed // its records

	seed maphash.Seed
	keys map[uint64]struct{} // hashes of those of all identities

	changed, missing int // identities, as to their standing
}

func (s *stream) read(r io.Reader) error {
	lines := bufio.NewReaderSize(r, 1<<16)
	for {
		line, long, err := readLine(lines)
		if err != nil && err != io.EOF {
			return fmt.Errorf("line %d: reading: %w", s.line+1, err)
		}
		if len(line) > 0 || long {
			s.line++
			if err := s.add(line, long); err != nil {
				return fmt.Errorf("line %d: %w", s.line, err)
			}
		}
		if err == io.EOF {
			return s.score()
		}
	}
}

// readLine returns a line with its end, if it has one, and whether it is too long and
// was not kept.
func readLine(r *bufio.Reader) (line []byte, long bool, err error) {
	for {
		part, err := r.ReadSlice('\n')
		if long = long || len(line)+len(part) > longestLine; long {
			line = nil
		} else {
			line = append(line, part...)
		}
		if err != bufio.ErrBufferFull {
			return line, long, err
		}
	}
}

// add takes a line in. Errors are those of the order of lines.
func (s *stream) add(line []byte, long bool) error {
	c := &s.log.coverage
	c.Bytes += int64(len(line))
	if long {
		s.damage(fmt.Errorf("it is longer than %d MiB", longestLine>>20))
		return nil
	}
	record := bytes.TrimSpace(line)
	if len(record) == 0 {
		return nil
	}
	var given []byte
	keyed := record[0] != '{' || line[0] == '\t'
	if keyed {
		var rest []byte
		given, rest, _ = bytes.Cut(line, []byte{'\t'})
		record = bytes.TrimSpace(rest)
	}
	if len(record) == 0 || record[0] != '{' {
		s.damage(errors.New("it must be a record in JSON, with or without a key and a tab before it"))
		return nil
	}
	for r, err := range s.reader.Records(nowhere, bytes.NewReader(record)) {
		if err != nil {
			var at *cloudtrail.DamageError
			if errors.As(err, &at) {
				err = at.Err
			}
			s.damage(err)
			continue
		}
		if r.File == nowhere {
			r.File, r.Index = "stdin", s.line
		}
		x := s.log.observe(r)
		x.alone(s.o.Grouping)
		if keyed && string(given) != escapeKey(x.node) {
			return errors.New("the key is not that of the record's identity; extract the records with the same --identity")
		}
		if err := s.take(x); err != nil {
			return err
		}
	}
	stats := s.reader.Stats()
	c.Records += stats.Records
	if stats.Skipped != "" {
		s.damage(errors.New("it holds no CloudTrail record"))
	}
	return nil
}

// nowhere is the name of a file that no record says that it stood in.
const nowhere = "\x00"

// damage notes that the current line, or a part of it, could not be read.
func (s *stream) damage(err error) {
	c := &s.log.coverage
	c.DamagedFiles = 1
	if len(c.Damaged) < damageShown {
		c.Damaged = append(c.Damaged, Damage{File: "stdin", Record: s.line, Offset: -1, Reason: err.Error()})
	}
}

// take adds a record to the current identity, or begins the next.
func (s *stream) take(x observed) error {
	if len(s.group) > 0 && x.node == s.key {
		s.group = append(s.group, x)
		return nil
	}
	if err := s.score(); err != nil {
		return err
	}
	hash := maphash.String(s.seed, x.node)
	if _, ok := s.keys[hash]; ok {
		return errors.New("the identity was there before, and others between; records must be sorted by identity, as by \"loginodds extract --key\" and sort")
	}
	s.keys[hash] = struct{}{}
	s.key, s.group = x.node, append(s.group, x)
	return nil
}

// score judges the current identity, reports what was found, and forgets it.
func (s *stream) score() error {
	if len(s.group) == 0 {
		return nil
	}
	// As a scan of a folder comes by them.
	slices.SortStableFunc(s.group, func(a, b observed) int {
		return cmp.Or(comparePaths(a.File, b.File), cmp.Compare(a.Index, b.Index))
	})
	l := s.log
	for _, x := range s.group {
		l.add(x)
	}
	l.arrangeSignIns()
	key := s.group[0].node
	l.learn(key, l.signIns[key])
	model, standing := s.fitted.Model(key, &l.profiles)
	switch standing {
	case profile.Changed:
		s.changed++
	case profile.Missing:
		s.missing++
	}
	if len(l.profiles.Identities()) > 0 {
		l.coverage.Identities++
	}
	found := s.suppress(l.score(model, key, l.signIns[key], &s.o.Select, inLogs))
	s.scored.Reported += len(found)
	l.restart()
	clear(s.group)
	s.group = s.group[:0]
	return s.report(s.o.Select.order(found))
}

// suppress takes out what is known, and counts it.
func (s *stream) suppress(found []Finding) []Finding {
	kept, counts := suppress(found, s.o.Suppress, s.log.coverage.Last)
	for i := range counts {
		s.scored.Suppressed[i].Findings += counts[i].Findings
	}
	return kept
}

// restart forgets all sign-ins, but for what is counted of them.
func (l *log) restart() {
	clear(l.signIns)
	clear(l.failures)
	clear(l.addresses)
	l.profiles = profile.Set{}
	clear(l.nobody)
	l.seen, l.resolver = sightings{}, resolver{}
	l.identities, l.places, l.clients, l.strings = pool[Identity]{}, pool[geoip.Place]{}, pool[useragent.Client]{}, pool[string]{}
}

// comparePaths compares names of files in the order in which folders list them.
func comparePaths(a, b string) int {
	if a == b {
		return 0
	}
	return cmp.Compare(strings.ReplaceAll(a, "/", "\x00"), strings.ReplaceAll(b, "/", "\x00"))
}

// finish says what should be known of all that was read.
func (s *stream) finish() {
	c := &s.log.coverage
	c.DatabaseError = s.log.geoDB.Err()
	c.Accounts, c.Regions = named(s.log.accounts), named(s.log.regions)
	remark := func(n int, one, many string) {
		switch {
		case n == 1:
			c.Remarks = append(c.Remarks, one)
		case n > 1:
			c.Remarks = append(c.Remarks, fmt.Sprintf(many, n))
		}
	}
	remark(s.changed, "the sign-ins of 1 identity are not those that the fit was made of, so it is compared with others of another time",
		"the sign-ins of %d identities are not those that the fit was made of, so they are compared with others of another time")
	remark(s.missing, "1 identity is not in the fit, and is compared with those that are",
		"%d identities are not in the fit, and are compared with those that are")
	c.Remarks = append(c.Remarks, differences("fit", s.fit.Notes, s.log.notes(s.o.Grouping))...)
	for i := range s.scored.Suppressed {
		x := &s.scored.Suppressed[i]
		x.Expired = !c.Last.Before(x.Expires)
	}
	s.scored.Coverage = *c
}
