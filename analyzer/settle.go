package analyzer

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// settleAll links what the records claim, and gathers everything by identity.
func (l *log) settleAll() {
	l.epoch++
	l.remarkConflicts()
	if l.grouping == Person {
		l.resolver.link()
		l.coverage.Remarks = append(l.coverage.Remarks, l.resolver.remarks...)
	}
	settled := map[*Identity]*Identity{}
	l.signIns = regroup(l, l.signIns, func(s *signIn) bool {
		if s.moved {
			return false
		}
		l.settleOne(s, settled)
		return true
	})
	l.failures = regroup(l, l.failures, func(*time.Time) bool { return true })
	if l.events != nil {
		l.events = regroup(l, l.events, func(*Event) bool { return true })
	}
	l.settleNobody()
}

// keyOf returns the identity key of what claims a node.
func (l *log) keyOf(node string) string {
	if l.grouping != Person || node == "" {
		return node
	}
	if r := l.resolver.result(node); r != nil {
		return r.key
	}
	return ""
}

// settleOne gives a sign-in its identity.
func (l *log) settleOne(s *signIn, settled map[*Identity]*Identity) {
	if l.grouping != Person {
		return
	}
	id, ok := settled[s.identity]
	if !ok {
		id = l.identities.get(l.identify(*s.identity))
		settled[s.identity] = id
	}
	s.identity = id
}

// identify returns the identity of one whose key is a node.
func (l *log) identify(id Identity) Identity {
	r := l.resolver.result(id.Key)
	if r == nil || r.key == "" {
		id.Key = ""
		return id
	}
	id.Key, id.known = r.key, r.packed
	if !slices.Contains(r.names, id.Name) {
		id.Name = r.name
	}
	return id
}

// regroup gathers by identity what was gathered by claim, but for what keep refuses.
func regroup[T any](l *log, by map[string][]T, keep func(*T) bool) map[string][]T {
	out := make(map[string][]T, len(by))
	for _, node := range slices.Sorted(maps.Keys(by)) {
		all := by[node]
		n := 0
		for i := range all {
			if keep(&all[i]) {
				all[n] = all[i]
				n++
			}
		}
		clear(all[n:])
		if all = all[:n]; n == 0 {
			continue
		}
		key := l.keyOf(node)
		if len(out[key]) == 0 {
			out[key] = all
		} else {
			out[key] = append(out[key], all...)
		}
	}
	return out
}

// settleNobody counts who turns out to be nobody after all: root users of accounts that
// no record tells, and steps of a sign-in of which no other tells a name.
func (l *log) settleNobody() {
	c := &l.coverage
	roots := 0
	for _, f := range l.unnamed {
		if l.keyOf(f.node) == "" {
			l.nobody[f.address] = append(l.nobody[f.address], f.time)
		}
	}
	for address := range l.nobody {
		slices.SortFunc(l.nobody[address], time.Time.Compare)
	}
	for node, names := range l.unknown {
		if l.keyOf(node) != "" {
			continue
		}
		for label, n := range names {
			byName := c.ByEventName[label]
			byName.Nobody += n
			c.ByEventName[label] = byName
			c.SignIns.Nobody += n
			if strings.HasPrefix(node, ":") {
				roots += n
			} else {
				c.Unnamed += n
			}
		}
	}
	if roots > 0 {
		c.Remarks = append(c.Remarks, rootless(roots))
	}
}

// rootless says that sign-ins are of nobody known.
func rootless(n int) string {
	if n == 1 {
		return "1 sign-in as root tells no account, so it is compared with nobody's"
	}
	return fmt.Sprintf("%d sign-ins as root tell no account, so they may be of several people and are compared with nobody's", n)
}

// isUnsettled says whether what claims a node may turn out to be nobody.
func isUnsettled(node string) bool { return node == ":root" || strings.HasPrefix(node, workflow) }

// An unnamed failure is one of which another record may tell whose it is.
type unnamed struct {
	node, address string
	time          time.Time
}

// sessionNote tells the name of a session where it says more than that of the identity.
func sessionNote(id *Identity, session string) []string {
	name, federated := strings.CutPrefix(session, federatedMark)
	switch {
	case federated:
		return []string{fmt.Sprintf("a federated session named %q, made with a key of the user", name)}
	case name != "" && id.Key != "" && name != id.Name:
		return []string{fmt.Sprintf("the session is named %q, which names nobody", name)}
	}
	return nil
}
