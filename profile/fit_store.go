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
	"strings"
)

// FitSchema is the version of the format of saved fits.
const FitSchema = "loginodds.fit/v1"

var fitFormat = format{FitSchema, "fit", "loginodds profile fit"}

type savedTotals struct {
	SignIns int `json:"signIns"`
	Failed  int `json:"failed"`
	PerDay  int `json:"perDay"` // the sum of the identities', in thousandths
	First   Day `json:"first"`
	Last    Day `json:"last"`
}

type savedParameter struct {
	Name   string    `json:"name"`
	Values []float64 `json:"values"`
	Weight float64   `json:"weight"`
}

// savedValues are those of one level and parent, with the number of identities that
// have shown each, and the evidence that networks go along with their users.
type savedValues struct {
	Level   string             `json:"level"`
	Parent  []string           `json:"parent"`
	Users   map[string]int32   `json:"users"`
	Roaming map[string]float64 `json:"roaming,omitempty"`
}

type savedDigest struct {
	Key    string `json:"key"`
	Digest string `json:"digest"`
}

// Save writes the fit as JSON, compressed with gzip. Fits of the same content are the
// same bytes, and every number is written as it is, to the last bit.
func (f *Fit) Save(w io.Writer) error { return compressed(w, f.write) }

// write writes JSON with a line for each parameter, parent and identity.
func (f *Fit) write(w *bufio.Writer) error {
	if err := f.Notes.write(w, FitSchema, f.Span); err != nil {
		return err
	}
	m := f.model
	t := savedTotals{SignIns: m.totals.signIns, Failed: m.totals.failed, PerDay: m.totals.perDay}
	if len(f.digests) > 0 {
		t.First, t.Last = m.first, m.last
	}
	totals, err := json.Marshal(t)
	if err != nil {
		return err
	}
	fmt.Fprintf(w, ",\n \"totals\": %s", totals)
	parameters := func(yield func(savedParameter) bool) {
		for _, p := range m.parameters() {
			if !yield(p.saved()) {
				return
			}
		}
	}
	identities := func(yield func(savedDigest) bool) {
		for _, key := range slices.Sorted(maps.Keys(f.digests)) {
			if !yield(savedDigest{key, fmt.Sprintf("%016x", uint64(f.digests[key]))}) {
				return
			}
		}
	}
	if err := errors.Join(writeList(w, "parameters", parameters), writeList(w, "values", slices.Values(m.population.saved())), writeList(w, "identities", identities)); err != nil {
		return err
	}
	_, err = w.WriteString("\n}\n")
	return err
}

func (p *parameter) saved() savedParameter {
	out := savedParameter{Name: p.name, Weight: *p.weight}
	for _, v := range p.values {
		out.Values = append(out.Values, *v)
	}
	return out
}

// saved returns the values of a population in ascending order.
func (p *population) saved() []savedValues {
	var all []savedValues
	last := path{level: numLevels}
	counts, roams := p.all(), p.roams()
	for _, v := range slices.SortedFunc(maps.Keys(counts), comparePaths) {
		if v.level != last.level || v.parent != last.parent {
			all = append(all, savedValues{Level: v.level.name(), Parent: split(valid(v.parent)), Users: map[string]int32{}})
			last = v
		}
		to := &all[len(all)-1]
		to.Users[valid(v.value)] += counts[v]
		if x, ok := roams[v]; ok {
			if to.Roaming == nil {
				to.Roaming = map[string]float64{}
			}
			to.Roaming[valid(v.value)] += x
		}
	}
	return all
}

// split returns the values that [join] has made one key of.
func split(key string) []string {
	all := []string{}
	var b strings.Builder
	for i := 0; i < len(key); i++ {
		if key[i] != 0 || i+1 == len(key) {
			b.WriteByte(key[i])
			continue
		}
		if i++; key[i] == 0 {
			b.WriteByte(0)
			continue
		}
		all = append(all, b.String())
		b.Reset()
	}
	return all
}

// IsSavedFit says whether r begins as [Fit.Save] writes it.
func IsSavedFit(r io.Reader) bool { return fitFormat.begins(r) }

// LoadFit reads what [Fit.Save] wrote, compressed or not. An error says what is wrong
// with it, but not the name of the file.
func LoadFit(r io.Reader) (*Fit, error) {
	l := &fitLoader{fit: &Fit{model: &Model{}, digests: map[string]digest{}}, users: map[path]int32{}, roaming: map[path]float64{}}
	if err := fitFormat.load(r, l.member); err != nil {
		return nil, err
	}
	if err := l.finish(); err != nil {
		return nil, fitFormat.broken(err)
	}
	return l.fit, nil
}

// A fitLoader takes in the members of a saved fit.
type fitLoader struct {
	fit        *Fit
	users      map[path]int32
	roaming    map[path]float64
	parameters int
}

func (l *fitLoader) member(d *json.Decoder, name string) error {
	if ok, err := l.fit.Notes.member(d, name); ok {
		return err
	}
	switch name {
	case "totals":
		return l.totals(d)
	case "parameters":
		return loadList(d, l.parameter)
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
	if !(0 <= t.Failed && t.Failed <= t.SignIns && 0 <= t.PerDay && t.PerDay <= 1000*t.SignIns && isDay(int64(t.First)) && isDay(int64(t.Last)) && t.First <= t.Last) {
		return fmt.Errorf("offset %d: the totals are impossible", d.InputOffset())
	}
	m := l.fit.model
	m.totals, m.first, m.last = totals{signIns: t.SignIns, failed: t.Failed, perDay: t.PerDay}, t.First, t.Last
	return nil
}

// parameter reads one. All must be there, in their order: another version of the
// program may have others.
func (l *fitLoader) parameter(v savedParameter) error {
	all := l.fit.model.parameters()
	if l.parameters >= len(all) || all[l.parameters].name != v.Name || len(all[l.parameters].values) != len(v.Values) {
		return fmt.Errorf("%s is no parameter of this version; fit the logs again", strconv.Quote(v.Name))
	}
	p := all[l.parameters]
	for i, x := range v.Values {
		if !(x > 0) || !p.logarithm && x > 1 {
			return fmt.Errorf("parameter %s is %v, and must be greater than 0%s", v.Name, x, map[bool]string{false: " and at most 1"}[p.logarithm])
		}
		*p.values[i] = x
	}
	if !(v.Weight >= p.priorWeight) {
		return fmt.Errorf("parameter %s has the weight %v, and must have that of its prior, %v, or more", v.Name, v.Weight, p.priorWeight)
	}
	*p.weight = v.Weight
	l.parameters++
	return nil
}

func (l *fitLoader) values(v savedValues) error {
	at := numLevels
	for i := range numLevels {
		if i.name() == v.Level {
			at = i
		}
	}
	if at == numLevels {
		return fmt.Errorf("%s is no level", strconv.Quote(v.Level))
	}
	if len(v.Parent) != at.depth() {
		return fmt.Errorf("a parent of the level %s must have %d values", v.Level, at.depth())
	}
	parent := join(v.Parent...)
	for value, n := range v.Users {
		p := path{at, value, parent}
		if _, ok := l.users[p]; ok || value == "" || n <= 0 {
			return fmt.Errorf("%s of %s must be listed once, with a number greater than 0", strconv.Quote(value), v.Level)
		}
		l.users[p] = n
	}
	for value, x := range v.Roaming {
		p := path{at, value, parent}
		if _, ok := l.users[p]; !ok || at != network || math.Abs(x) > mostRoaming {
			return fmt.Errorf("the evidence that %s of %s goes along with its users is none", strconv.Quote(value), v.Level)
		}
		l.roaming[p] = x
	}
	return nil
}

// depth returns the number of values of a parent.
func (l level) depth() int { return [...]int{0, 1, 2, 1, 2, 0, 1, 2, 0, 0}[l] }

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

// finish checks what goes across members, and makes the model.
func (l *fitLoader) finish() error {
	f, m := l.fit, l.fit.model
	if all := m.parameters(); l.parameters < len(all) {
		return fmt.Errorf("parameter %s is missing; fit the logs again", all[l.parameters].name)
	}
	m.totals.identities = len(f.digests)
	if m.totals.signIns < len(f.digests) || m.totals.perDay < 1000*len(f.digests) {
		return errors.New("there are more identities than sign-ins on a day")
	}
	sums := map[parent]int64{}
	for v, n := range l.users {
		sums[parent{v.level, v.parent}] += int64(n)
		if int(n) > len(f.digests) || sums[parent{v.level, v.parent}] > math.MaxInt32 {
			return fmt.Errorf("%s of %s is shown by more identities than there are", strconv.Quote(v.value), v.level.name())
		}
	}
	if m.mixture.country+m.mixture.network > 1 {
		return errors.New("more intruders come from the country or network of their victims than there are")
	}
	if len(f.digests) == 0 {
		m.first, m.last = math.MaxInt32, math.MinInt32
	}
	m.population = populationOf(l.users)
	m.population.setRoaming(l.roaming)
	m.rates()
	m.bound()
	return nil
}
