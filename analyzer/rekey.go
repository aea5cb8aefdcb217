package analyzer

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"loginodds/profile"
)

// aliasMark begins those names of a profile that are none, but stand for the identity in
// records. A baseline keeps them to know somebody again by them.
const aliasMark = "key:"

// Names returns the names of a profile for people to read, and Aliases what else stands for it in
// records, both in ascending order.
func Names(p Profile) []string {
	return slices.DeleteFunc(slices.Clone(p.Names), func(name string) bool { return strings.HasPrefix(name, aliasMark) })
}

// Aliases returns the ids and names of other forms by which records know a profile.
func Aliases(p Profile) []string {
	var all []string
	for _, name := range p.Names {
		if key, ok := strings.CutPrefix(name, aliasMark); ok && !strings.HasPrefix(key, likeness) {
			all = append(all, key)
		}
	}
	return telling(all)
}

// settleTaught gives what was taught by claims to their identities.
func (l *log) settleTaught() (err error) {
	if l.grouping != Person {
		return nil
	}
	l.taught, err = rekey(l.taught, func(node string, names []string) (string, []string) {
		r := l.resolver.result(node)
		if r == nil || r.key == "" {
			return "", nil
		}
		var kept []string
		for _, name := range names {
			if slices.Contains(r.names, name) {
				kept = append(kept, name)
			}
		}
		if len(kept) == 0 && r.name != "" {
			kept = append(kept, r.name)
		}
		for _, key := range r.keys {
			kept = append(kept, aliasMark+key)
		}
		return r.key, kept
	})
	return err
}

// JoinProfiles returns a baseline, which was merged of others, in which the profiles of
// those who turn out to be one identity are one.
func JoinProfiles(b *Baseline) (*Baseline, error) {
	if b.Grouping != Person.String() || b.Redaction != "" {
		return b, nil
	}
	var r resolver
	for p := range b.Profiles() {
		for _, alias := range r.seed(p) {
			r.equal = append(r.equal, [2]int32{r.number(p.Identity), r.number(alias)})
		}
		r.number(p.Identity)
	}
	r.link()
	return rekey(b, func(key string, names []string) (string, []string) {
		res := r.result(key)
		if res.key != key {
			names = append(names, aliasMark+key)
		}
		return res.key, slices.DeleteFunc(names, func(name string) bool { return name == aliasMark+res.key })
	})
}

// seed notes what a saved profile knows of its identity, and returns the keys that it has
// beside its own.
func (r *resolver) seed(p Profile) []string {
	ids, names := []string{}, []string{}
	sort := func(key string) {
		switch {
		case strings.HasPrefix(key, "iam:"), strings.HasPrefix(key, "identitycenter:d-"):
			ids = append(ids, key)
		case strings.Contains(key, ":user/"), strings.HasPrefix(key, "identitycenter:"):
			names = append(names, key)
		}
	}
	sort(p.Identity)
	owner, _, ok := strings.Cut(p.Identity, ":")
	if !ok || strings.Trim(owner, "0123456789") != "" {
		owner = ""
	}
	r.claim(r.number(p.Identity), &claim{account: owner})
	var all []string
	for _, name := range p.Names {
		key, ok := strings.CutPrefix(name, aliasMark)
		if !ok {
			continue
		}
		if like, ok := strings.CutPrefix(key, likeness); ok {
			role, pattern, _ := strings.Cut(like, "|")
			r.groupOf(role, pattern).plain = true
			continue
		}
		sort(key)
		all = append(all, key)
	}
	for _, id := range ids {
		for _, name := range names {
			r.claim(r.number(id+"|"+name), &claim{id: id, name: name})
		}
	}
	return all
}

// store lets the identities of a baseline keep their keys.
func (r *resolver) store(b *Baseline) {
	r.stored = map[int32]string{}
	for p := range b.Profiles() {
		for _, alias := range append(r.seed(p), p.Identity) {
			if key, ok := r.stored[r.number(alias)]; !ok || p.Identity < key {
				r.stored[r.number(alias)] = p.Identity
			}
		}
	}
}

// A savedPerson is an identity of a saved baseline; see docs/baseline.md.
type savedPerson struct {
	Key      string            `json:"key"`
	Names    []string          `json:"names"`
	Types    []string          `json:"types"`
	Cells    []json.RawMessage `json:"cells"`
	Failures []json.RawMessage `json:"failures"`
}

// rekey returns a baseline whose identities have other keys and names; who has the key ""
// is left out, and those with one key become one. It goes by the saved form.
func rekey(b *Baseline, to func(key string, names []string) (string, []string)) (*Baseline, error) {
	var saved map[string]json.RawMessage
	var people []savedPerson
	if err := decodeSaved(b, &saved, &people); err != nil {
		return nil, fmt.Errorf("giving identities their keys: %w", err)
	}
	index := map[string]int{}
	out := people[:0]
	for _, p := range people {
		key, names := to(p.Key, p.Names)
		if key == "" {
			continue
		}
		i, ok := index[key]
		if !ok {
			index[key] = len(out)
			p.Key, p.Names = key, set(names)
			out = append(out, p)
			continue
		}
		q := &out[i]
		q.Names, q.Types = set(append(q.Names, names...)), set(append(q.Types, p.Types...))
		q.Cells, q.Failures = append(q.Cells, p.Cells...), append(q.Failures, p.Failures...)
	}
	text, err := encodeSaved(saved, out)
	if err != nil {
		return nil, err
	}
	return profile.Load(bytes.NewReader(text))
}

func decodeSaved(b *Baseline, saved *map[string]json.RawMessage, people *[]savedPerson) error {
	var file bytes.Buffer
	if err := b.Save(&file); err != nil {
		return err
	}
	plain, err := gzip.NewReader(&file)
	if err != nil {
		return err
	}
	text, err := io.ReadAll(plain)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(text, saved); err != nil {
		return err
	}
	return json.Unmarshal((*saved)["identities"], people)
}

// encodeSaved writes the members of a baseline in the order in which they are read.
func encodeSaved(saved map[string]json.RawMessage, people []savedPerson) ([]byte, error) {
	identities, err := json.Marshal(people)
	if err != nil {
		return nil, err
	}
	var text bytes.Buffer
	fmt.Fprintf(&text, "{\n \"schema\": %s", saved["schema"])
	for name, value := range saved {
		if name != "schema" && name != "identities" {
			fmt.Fprintf(&text, ",%q:%s", name, value)
		}
	}
	fmt.Fprintf(&text, ",\"identities\":%s}", identities)
	return text.Bytes(), nil
}
