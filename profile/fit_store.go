package profile

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"math"
	"slices"
	"strconv"
)

// FitSchema is the version of the format of saved fits.
const FitSchema = "loginodds.fit/v2"

var fitFormat = format{FitSchema, "fit", "loginodds profile fit"}

type savedTotals struct {
	SignIns int  `json:"signIns"`
	First   Day  `json:"first"`
	Last    Day  `json:"last"`
	News    News `json:"news"`
}

// savedValues are those of one level and parent.
type savedValues struct {
	Level  string                `json:"level"`
	Parent string                `json:"parent"`
	Values map[string]ValueCount `json:"values"`
}

type savedDigest struct {
	Key    string `json:"key"`
	Digest string `json:"digest"`
}

// Save writes the fit as JSON, compressed with gzip. Fits of the same content are the
// same bytes.
func (f *Fit) Save(w io.Writer) error { return compressed(w, f.write) }

// write writes JSON with a line for each parent and identity.
func (f *Fit) write(w *bufio.Writer) error {
	if err := f.Notes.write(w, FitSchema, f.Span); err != nil {
		return err
	}
	totals, err := json.Marshal(savedTotals{f.SignIns, f.First, f.Last, f.News})
	if err != nil {
		return err
	}
	fmt.Fprintf(w, ",\n \"totals\": %s", totals)
	identities := func(yield func(savedDigest) bool) {
		for _, key := range slices.Sorted(maps.Keys(f.digests)) {
			if !yield(savedDigest{key, fmt.Sprintf("%016x", uint64(f.digests[key]))}) {
				return
			}
		}
	}
	if err := errors.Join(writeList(w, "values", slices.Values(f.saved())), writeList(w, "identities", identities)); err != nil {
		return err
	}
	_, err = w.WriteString("\n}\n")
	return err
}

// saved returns the values in ascending order.
func (f *Fit) saved() []savedValues {
	var all []savedValues
	for _, v := range slices.SortedFunc(maps.Keys(f.Values), compareValues) {
		if n := len(all); n == 0 || all[n-1].Level != v.Level || all[n-1].Parent != valid(v.Parent) {
			all = append(all, savedValues{Level: v.Level, Parent: valid(v.Parent), Values: map[string]ValueCount{}})
		}
		to, name, c := all[len(all)-1].Values, valid(v.Value), f.Values[v]
		x := to[name]
		to[name] = ValueCount{x.Users + c.Users, x.Joined + c.Joined, x.Strange + c.Strange}
	}
	return all
}

// IsSavedFit reports whether r begins as [Fit.Save] writes it.
func IsSavedFit(r io.Reader) bool { return fitFormat.begins(r) }

// LoadFit reads what [Fit.Save] wrote, compressed or not. An error says what is wrong
// with it, but not the name of the file.
func LoadFit(r io.Reader) (*Fit, error) {
	l := &fitLoader{fit: &Fit{First: 1, Values: map[Value]ValueCount{}, digests: map[string]digest{}}}
	if err := fitFormat.load(r, l.member); err != nil {
		return nil, err
	}
	if err := l.finish(); err != nil {
		return nil, fitFormat.broken(err)
	}
	return l.fit, nil
}

// A fitLoader takes in the members of a saved fit.
type fitLoader struct{ fit *Fit }

func (l *fitLoader) member(d *json.Decoder, name string) error {
	if ok, err := l.fit.Notes.member(d, name); ok {
		return err
	}
	switch name {
	case "totals":
		return l.totals(d)
	case "values":
		return loadList(d, l.values)
	case "identities":
		return loadList(d, l.identity)
	}
	return fmt.Errorf("%q is no member of a fit", name)
}

func (l *fitLoader) totals(d *json.Decoder) error {
	var t savedTotals
	if err := d.Decode(&t); err != nil {
		return err
	}
	n, most := t.News, int64(1000*math.MaxInt32)
	if t.SignIns < 0 || !isDay(int64(t.First)) || !isDay(int64(t.Last)) || n.Days < 0 || n.Days > int64(t.SignIns) || n.Places < 0 || n.Clients < 0 || n.Places > most || n.Clients > most {
		return fmt.Errorf("offset %d: the totals are impossible", d.InputOffset())
	}
	l.fit.SignIns, l.fit.First, l.fit.Last, l.fit.News = t.SignIns, t.First, t.Last, n
	return nil
}

func (l *fitLoader) values(v savedValues) error {
	for value, c := range v.Values {
		key := Value{v.Level, v.Parent, value}
		if _, ok := l.fit.Values[key]; ok || value == "" || c.Users < 0 || c.Joined < 0 || c.Strange < 0 || c == (ValueCount{}) {
			return fmt.Errorf("%s of %s must be listed once, with numbers greater than 0", strconv.Quote(value), strconv.Quote(v.Level))
		}
		l.fit.Values[key] = c
	}
	return nil
}

func (l *fitLoader) identity(v savedDigest) error {
	if _, ok := l.fit.digests[v.Key]; ok {
		return fmt.Errorf("identity %s is listed twice", strconv.Quote(v.Key))
	}
	n, err := strconv.ParseUint(v.Digest, 16, 64)
	if err != nil || len(v.Digest) != 16 {
		return fmt.Errorf("digest %s must be 16 hexadecimal digits", strconv.Quote(v.Digest))
	}
	l.fit.digests[v.Key] = digest(n)
	return nil
}

// finish checks what goes across members.
func (l *fitLoader) finish() error {
	f := l.fit
	identities := len(f.digests)
	if f.SignIns < identities {
		return errors.New("there are more identities than sign-ins")
	}
	sums := map[[2]string]int64{}
	for v, c := range f.Values {
		sum := &[2]string{v.Level, v.Parent}
		sums[*sum] += int64(c.Users)
		if int(c.Users) > identities || c.Joined > c.Users || int64(c.Strange) > 1000*int64(identities) || sums[*sum] > math.MaxInt32 {
			return fmt.Errorf("%s of %s is shown by more identities than there are", strconv.Quote(v.Value), v.Level)
		}
	}
	if (f.Last >= f.First) != (identities > 0) {
		return errors.New("the days are not those of its identities")
	}
	return nil
}
