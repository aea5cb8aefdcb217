package profile

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"strings"
)

// Redact replaces the keys and names of identities, accounts, address blocks and the
// names of networks (as countries in brackets) by hashes, and drops which those are, so that the baseline can be
// shown to others: HMAC-SHA256 with the key, cut to 128 bits. The same key gives the
// same hashes, so baselines that it redacted can be merged. Without the key a guess
// cannot be verified.
func (b *Baseline) Redact(key []byte) error {
	if b.Redaction != "" {
		return errors.New("the profile is redacted already")
	}
	if len(key) == 0 {
		return errors.New("the key is empty")
	}
	hash := func(kind, value string) string {
		if value == "" {
			return ""
		}
		mac := hmac.New(sha256.New, key)
		mac.Write([]byte(kind + "\x00" + value))
		return hex.EncodeToString(mac.Sum(nil)[:16])
	}
	all := func(kind string, values []string) []string {
		var out []string
		for _, v := range values {
			insert(&out, hash(kind, v))
		}
		return out
	}
	people := make(map[string]*person, len(b.people))
	for id, p := range b.people {
		p.names = all("name", p.names)
		people[hash("identity", id)] = p
	}
	b.people = people
	places := b.places.values
	b.places = interner[Place]{}
	for _, v := range places {
		v.Prefix = hash("prefix", v.Prefix)
		if strings.HasPrefix(v.Country, "[") {
			v.Country = "[" + hash("network", v.Country) + "]"
		}
		b.places.id(v)
	}
	b.Networks, b.Accounts = nil, all("account", b.Accounts)
	b.Redaction = hash("key", "loginodds")
	b.arrange()
	return nil
}
