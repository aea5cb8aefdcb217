package cloudtrail

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"slices"
)

// A Digest is the same for two records with the same content, however their
// JSON is spelled: key order, space and escapes do not count, nor do members that
// tools add to a record. It is the first half of a SHA-256, so two records with
// different content do not share one. What a table or another format shows of a
// record is other content than the record.
type Digest [16]byte

// isAdded says whether a member of a record was added by a tool that CloudTrail
// knows nothing of: Panther, or Wazuh.
func isAdded(key []byte) bool {
	switch {
	case string(key) == "source", string(key) == Origin:
		return true
	case len(key) < 4:
		return bytes.HasPrefix(key, []byte("p_"))
	case key[1] == '_':
		return key[0] == 'p'
	case key[3] == '_':
		return string(key) == "log_info" || string(key) == "log_file" || string(key) == "aws_account_id"
	}
	return false
}

// digest returns the digest of the record at n.
func (p *parser) digest(n int32) Digest {
	p.canonical, p.record = p.canonical[:0], n
	p.canonize(n)
	p.record = 0
	sum := sha256.Sum256(p.canonical)
	return Digest(sum[:16])
}

// canonize appends the canonical form of a value: its kind, and after it
//   - of a string or number, its length and text
//   - of an array, its elements and a full stop
//   - of an object, the keys and values of its members, sorted by key, and a full
//     stop; of several with the same key only the last.
func (p *parser) canonize(n int32) {
	v := &p.nodes[n]
	p.canonical = append(p.canonical, byte(v.kind))
	switch v.kind {
	case kindString, kindNumber:
		p.canonizeText(v.text)
	case kindArray:
		for i := v.first; i != 0; i = p.nodes[i].next {
			p.canonize(i)
		}
		p.canonical = append(p.canonical, '.')
	case kindObject:
		base := len(p.members)
		for i := v.first; i != 0; i = p.nodes[i].next {
			p.members = append(p.members, i)
		}
		slices.SortStableFunc(p.members[base:], func(a, b int32) int {
			return bytes.Compare(p.nodes[a].key, p.nodes[b].key)
		})
		for i := base; i < len(p.members); i++ {
			m := p.members[i]
			key := p.nodes[m].key
			if n == p.record && isAdded(key) {
				continue
			}
			if i+1 < len(p.members) && bytes.Equal(key, p.nodes[p.members[i+1]].key) {
				continue
			}
			p.canonizeText(key)
			p.canonize(m)
		}
		p.members = p.members[:base]
		p.canonical = append(p.canonical, '.')
	}
}

func (p *parser) canonizeText(s []byte) {
	p.canonical = binary.AppendUvarint(p.canonical, uint64(len(s)))
	p.canonical = append(p.canonical, s...)
}
