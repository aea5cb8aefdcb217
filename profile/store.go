package profile

import (
	"bufio"
	"bytes"
	"cmp"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Schema is the version of the format of saved baselines.
const Schema = "loginodds.profile/v1"

// maxSaved is the largest size of a baseline that is loaded, decompressed.
const maxSaved = 1 << 30

// notes are the first members of a saved baseline or fit.
type notes struct {
	Schema     string     `json:"schema"`
	Tools      []string   `json:"tools"`
	Rules      []int      `json:"rules"`
	Grouping   string     `json:"grouping"`
	Redaction  string     `json:"redaction"`
	Databases  []Database `json:"databases"`
	Networks   []string   `json:"networks"`
	Masked     []string   `json:"masked"`
	Accounts   []string   `json:"accounts"`
	Regions    []string   `json:"regions"`
	First      string     `json:"first"`
	Last       string     `json:"last"`
	Incomplete bool       `json:"incomplete"`
}

type savedPlace struct {
	Country string `json:"country,omitempty"`
	Region  string `json:"region,omitempty"`
	City    string `json:"city,omitempty"`
	Network string `json:"network,omitempty"`
	Prefix  string `json:"prefix,omitempty"`
	Hosting bool   `json:"hosting,omitempty"`
}

type savedClient struct {
	Device  string `json:"device,omitempty"`
	OS      string `json:"os,omitempty"`
	Browser string `json:"browser,omitempty"`
}

type savedPerson struct {
	Key      string    `json:"key"`
	Names    []string  `json:"names"`
	Types    []string  `json:"types"`
	Cells    [][]int64 `json:"cells"`    // day, place, client, hours and whether MFA was used (2^24) and not (2^25)
	Failures [][]int64 `json:"failures"` // day, hours
}

// Save writes the baseline as JSON, compressed with gzip. Baselines of the same
// content are the same bytes.
func (b *Baseline) Save(w io.Writer) error {
	b.arrange()
	return compressed(w, b.write)
}

// compressed lets write write what is compressed with gzip.
func compressed(w io.Writer, write func(*bufio.Writer) error) error {
	zipped, err := gzip.NewWriterLevel(w, gzip.BestCompression)
	if err != nil {
		return err
	}
	out := bufio.NewWriter(zipped)
	return errors.Join(write(out), out.Flush(), zipped.Close())
}

// write writes the first members of a file, without its end.
func (n *Notes) write(w *bufio.Writer, schema string, span func() (first, last time.Time)) error {
	all := notes{
		Schema: schema, Tools: list(n.Tools), Rules: list(n.Rules), Grouping: n.Grouping, Redaction: n.Redaction,
		Databases: list(n.Databases), Networks: list(n.Networks), Masked: list(n.Masked),
		Accounts: list(n.Accounts), Regions: list(n.Regions), Incomplete: n.Incomplete,
	}
	if first, last := span(); !first.IsZero() {
		all.First, all.Last = first.Format(time.DateOnly), last.Format(time.DateOnly)
	}
	head, err := json.MarshalIndent(all, "", " ")
	if err != nil {
		return err
	}
	_, err = w.Write(bytes.TrimSuffix(head, []byte("\n}")))
	return err
}

// write writes JSON with a line for each place, client and identity.
func (b *Baseline) write(w *bufio.Writer) error {
	if err := b.Notes.write(w, Schema, b.Span); err != nil {
		return err
	}
	places := func(yield func(savedPlace) bool) {
		for _, v := range b.places.values {
			if !yield(savedPlace(v)) {
				return
			}
		}
	}
	clients := func(yield func(savedClient) bool) {
		for _, v := range b.clients.values {
			if !yield(savedClient(v)) {
				return
			}
		}
	}
	people := func(yield func(savedPerson) bool) {
		for p := range b.Profiles() {
			if !yield(p.saved()) {
				return
			}
		}
	}
	if err := errors.Join(writeList(w, "places", places), writeList(w, "clients", clients), writeList(w, "identities", people)); err != nil {
		return err
	}
	_, err := w.WriteString("\n}\n")
	return err
}

// list returns a list that is written as [] if it is empty.
func list[T any](all []T) []T { return append([]T{}, all...) }

func writeList[T any](w *bufio.Writer, name string, all iter.Seq[T]) error {
	fmt.Fprintf(w, ",\n %q: [", name)
	between := "\n  "
	for v := range all {
		line, err := json.Marshal(v)
		if err != nil {
			return err
		}
		w.WriteString(between)
		w.Write(line)
		between = ",\n  "
	}
	_, err := w.WriteString("\n ]")
	return err
}

func (p Profile) saved() savedPerson {
	out := savedPerson{Key: p.Identity, Names: list(p.Names), Types: list(p.Types), Cells: [][]int64{}, Failures: [][]int64{}}
	for _, c := range p.cells {
		out.Cells = append(out.Cells, []int64{int64(c.Day), int64(c.Place), int64(c.Client), int64(c.Hours)})
	}
	for _, a := range p.failures {
		out.Failures = append(out.Failures, []int64{int64(a.day), int64(a.hours)})
	}
	return out
}

// A format is one of the kinds of files that are saved: JSON whose first member is
// the schema.
type format struct {
	schema string
	noun   string // what it is called in messages
	maker  string // the command that writes it
}

var baselineFormat = format{Schema, "profile", "loginodds profile build"}

// IsSaved says whether r begins as [Baseline.Save] writes it.
func IsSaved(r io.Reader) bool { return baselineFormat.begins(r) }

// begins says whether r begins as it is saved, in whatever version.
func (f format) begins(r io.Reader) bool {
	plain, err := decompress(r)
	if err != nil {
		return false
	}
	head := make([]byte, 64)
	n, _ := io.ReadFull(plain, head)
	name, _, _ := strings.Cut(f.schema, "/")
	return bytes.HasPrefix(head[:n], []byte("{\n \"schema\": \""+name+"/"))
}

// decompress reads gzip, and what is not compressed as it is.
func decompress(r io.Reader) (io.Reader, error) {
	buffered := bufio.NewReader(r)
	if head, _ := buffered.Peek(2); string(head) != "\x1f\x8b" {
		return buffered, nil
	}
	return gzip.NewReader(buffered)
}

// Load reads what [Baseline.Save] wrote, compressed or not. An error says what is
// wrong with it, but not the name of the file.
func Load(r io.Reader) (*Baseline, error) {
	l := &loader{baseline: &Baseline{}}
	if err := baselineFormat.load(r, l.member); err != nil {
		return nil, err
	}
	return l.baseline, nil
}

// load reads a saved file member by member, to keep but one part of it in both
// forms at a time.
func (f format) load(r io.Reader, member func(d *json.Decoder, name string) error) error {
	plain, err := decompress(r)
	if err != nil {
		return f.broken(err)
	}
	limited := &io.LimitedReader{R: plain, N: maxSaved}
	d := json.NewDecoder(limited)
	err = f.members(d, member)
	if err == nil {
		if _, more := d.Token(); more != io.EOF {
			err = cmp.Or(more, errors.New("there is more behind its end"))
		}
	}
	if err != nil && limited.N <= 0 {
		err = fmt.Errorf("it is larger than %d MiB", maxSaved>>20)
	}
	if err != nil {
		return f.broken(err)
	}
	return nil
}

// errNotSaved is said of any other file.
var errNotSaved = errors.New("not a")

// notSaved says what is expected instead.
func (f format) notSaved() error {
	return fmt.Errorf("%w %s; it must begin with {\"schema\": %q}, as %q writes it", errNotSaved, f.noun, f.schema, f.maker)
}

// broken says what an error means of a saved file.
func (f format) broken(err error) error {
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		return fmt.Errorf("the %s is truncated", f.noun)
	case errors.Is(err, errNotSaved):
		return err
	}
	return fmt.Errorf("the %s is damaged: %w", f.noun, err)
}

// members reads the schema and yields the names of all other members.
func (f format) members(d *json.Decoder, member func(d *json.Decoder, name string) error) error {
	// A broken beginning is that of another file.
	other := func(err error) error {
		if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, gzip.ErrChecksum) {
			return err
		}
		return f.notSaved()
	}
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return other(err)
	}
	if t, err := d.Token(); err != nil || t != "schema" {
		return other(err)
	}
	var schema string
	if err := d.Decode(&schema); err != nil {
		return other(err)
	}
	if schema != f.schema {
		return fmt.Errorf("%w, not with %q", f.notSaved(), schema)
	}
	for d.More() {
		name, err := d.Token()
		if err != nil {
			return err
		}
		if err := member(d, name.(string)); err != nil {
			return err
		}
	}
	_, err := d.Token()
	return err
}

// member reads one that is a note. It returns false if there is none of that name.
func (n *Notes) member(d *json.Decoder, name string) (bool, error) {
	var derived string // from the rest
	to, ok := map[string]any{
		"tools": &n.Tools, "rules": &n.Rules, "grouping": &n.Grouping, "redaction": &n.Redaction, "databases": &n.Databases,
		"networks": &n.Networks, "masked": &n.Masked, "accounts": &n.Accounts, "regions": &n.Regions, "incomplete": &n.Incomplete,
		"first": &derived, "last": &derived,
	}[name]
	if !ok {
		return false, nil
	}
	return true, d.Decode(to)
}

// A loader takes in the members of a saved baseline.
type loader struct{ baseline *Baseline }

func (l *loader) member(d *json.Decoder, name string) error {
	if ok, err := l.baseline.Notes.member(d, name); ok {
		return err
	}
	switch name {
	case "places":
		return loadList(d, func(v savedPlace) error { return l.baseline.places.append(Place(v)) })
	case "clients":
		return loadList(d, func(v savedClient) error { return l.baseline.clients.append(Client(v)) })
	case "identities":
		return loadList(d, l.person)
	}
	return fmt.Errorf("%q is no member of a profile", name)
}

func loadList[T any](d *json.Decoder, add func(T) error) error {
	if t, err := d.Token(); err != nil || t != json.Delim('[') {
		return cmp.Or(err, fmt.Errorf("offset %d: must be a list", d.InputOffset()))
	}
	for d.More() {
		var v T
		if err := d.Decode(&v); err != nil {
			return err
		}
		if err := add(v); err != nil {
			return fmt.Errorf("offset %d: %w", d.InputOffset(), err)
		}
	}
	_, err := d.Token()
	return err
}

// append adds a value that has to be a new one.
func (in *interner[T]) append(v T) error {
	if n := len(in.values); int(in.id(v)) != n {
		return errors.New("the same value is listed twice")
	}
	return nil
}

func (l *loader) person(v savedPerson) error {
	if _, ok := l.baseline.people[v.Key]; ok {
		return fmt.Errorf("identity %s is listed twice", strconv.Quote(v.Key))
	}
	p := l.baseline.person(v.Key, "", "")
	p.names, p.types = union(v.Names, nil, cmp.Compare[string]), union(v.Types, nil, cmp.Compare[string])
	places, clients := len(l.baseline.places.values), len(l.baseline.clients.values)
	for _, c := range v.Cells {
		if len(c) != 4 || !isDay(c[0]) || !isIndex(c[1], places) || !isIndex(c[2], clients) || !isHours(c[3]&AllHours) || c[3]>>26 != 0 {
			return fmt.Errorf("cell %v must be a day, a place, a client and hours", c)
		}
		p.cells = append(p.cells, Cell{Day: Day(c[0]), Place: uint32(c[1]), Client: uint32(c[2]), Hours: uint32(c[3])})
	}
	for _, a := range v.Failures {
		if len(a) != 2 || !isDay(a[0]) || !isHours(a[1]) {
			return fmt.Errorf("failure %v must be a day and hours", a)
		}
		p.failures = append(p.failures, activity{day: Day(a[0]), hours: uint32(a[1])})
	}
	p.cells, p.failures = slices.Clip(p.cells), slices.Clip(p.failures)
	return nil
}

// isDay says whether x is a day that a time of RFC 3339 can have: the years are
// those from 0 to 9999.
func isDay(x int64) bool { return x >= -719528 && x <= 2932896 }

func isIndex(x int64, of int) bool { return x >= 0 && x < int64(of) }

// isHours says whether x is a set of hours, each a bit, and not empty.
func isHours(x int64) bool { return x > 0 && x < 1<<24 }
