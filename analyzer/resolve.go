package analyzer

import (
	"slices"
	"strings"
	"time"
)

// A resolver links the names under which records know one identity. It
//
//  1. notes what every record claims, while files are read
//  2. links claims, once all are known: those with one id; those with one name, if no
//     two ids have it; names of a directory and of the role sessions of its users; what
//     a table names and what has a type; sessions whose names are none and their role
//  3. gives what is linked one key
//
// Nothing depends on the order of the records. The zero resolver is ready to use. It may
// not be used from several goroutines at once.
type resolver struct {
	numbers map[string]int32 // of nodes, by key
	nodes   []node
	groups  map[[2]string]*group // of sessions, by role and pattern
	roles   map[string]int       // sign-ins to a role, by role
	equal   [][2]int32           // nodes of which records are forms of one event
	flows   map[string]int32     // node of a sign-in's steps, by workflow; none if there are several
	stored  map[int32]string     // keys of a baseline, by node
	dirty   bool                 // whether there is something new since the last link

	parents []int32
	only    string            // the only account that there is, or ""
	results map[int32]*result // by root; nil before all is linked
	remarks []string
}

// A node is a name, an id, or both together, that records claim. What only links others
// has no claim.
type node struct {
	key         string
	claimed     bool // by a record, which tells what kind of identity it is
	own         string
	names       []string // for people, in ascending order
	id, byName  int32    // nodes, or none
	person      int32
	nameless    int32  // what it is if its name is none, by its pattern
	role        int32  // and by its frame
	group       *group // of sessions of its pattern, or nil
	frame       *group // and of its frame
	untyped     bool
	signIns     int // to a role
	account     string
	first, last int64 // times in Unix seconds; 0 if there is none
}

const none = -1

// A group is the sessions of a role whose names look alike.
type group struct {
	role     string
	pattern  string
	target   int32 // node of the identity that they have without a name, or none
	signIns  int
	sessions int  // that differ
	odd      int  // those of them with numbers or random ids
	plain    bool // whether the names are plainly none
}

// Sessions whose names may be none are taken for such if there are so many sign-ins, of
// which so many have a name of their own; and if half of the names are odd, or all names
// of the role are as long.
const (
	groupSize, groupShare = 8, .8
	equalSize, equalShare = 20, .9
)

// isNameless says whether the names of a group of sessions are none, given the sign-ins to
// the role.
func (g *group) isNameless(role int) bool {
	switch sessions, signIns := float64(g.sessions), float64(g.signIns); {
	case g.plain:
		return true
	case g.signIns >= groupSize && sessions >= groupShare*signIns && 2*g.odd >= g.sessions:
		return true
	default:
		return g.signIns >= equalSize && sessions >= equalShare*signIns && signIns >= equalShare*float64(role)
	}
}

// isNameless says whether the name of a session is none, and what it is then.
func (r *resolver) isNameless(x *node) (target int32, ok bool) {
	if g := x.group; g != nil && x.nameless != none && g.isNameless(r.roles[g.role]) {
		return x.nameless, true
	}
	if g := x.frame; g != nil && x.role != none && g.isNameless(r.roles[g.role]) {
		return x.role, true
	}
	return none, false
}

// A result is an identity, once everything is linked.
type result struct {
	key  string
	name string // where a record has none
	known
	packed string
}

// number returns the number of a node.
func (r *resolver) number(key string) int32 {
	if n, ok := r.numbers[key]; ok {
		return n
	}
	if r.numbers == nil {
		r.numbers = map[string]int32{}
	}
	n := int32(len(r.nodes))
	key = strings.Clone(key)
	r.numbers[key] = n
	r.nodes = append(r.nodes, node{key: key, id: none, byName: none, person: none, nameless: none, role: none})
	r.dirty = true
	return n
}

// numberOf returns the number of a node, or none for "".
func (r *resolver) numberOf(key string) int32 {
	if key == "" {
		return none
	}
	return r.number(key)
}

// note takes in what a record claims. Of sign-ins each counts once.
func (r *resolver) note(c *claim, at time.Time, flow string, signIn bool) {
	if c.node == "" {
		return
	}
	i := r.number(c.node)
	r.claim(i, c)
	x := &r.nodes[i]
	if t := at.Unix(); !at.IsZero() && (x.first == 0 || t < x.first) {
		x.first, r.dirty = t, true
	}
	if t := at.Unix(); !at.IsZero() && t > x.last {
		x.last, r.dirty = t, true
	}
	if signIn {
		r.count(x, c)
	}
	if flow == "" || strings.HasPrefix(c.node, workflow) {
		return
	}
	if r.flows == nil {
		r.flows = map[string]int32{}
	}
	if other, ok := r.flows[flow]; !ok {
		r.flows[strings.Clone(flow)] = i
	} else if other != i {
		r.flows[flow] = none
	}
}

// claim takes in what a record claims beside its node.
func (r *resolver) claim(i int32, c *claim) {
	id, name, person := r.numberOf(c.id), r.numberOf(c.name), r.numberOf(c.person)
	nameless := int32(none)
	if c.pattern != "" && c.nameless != c.node {
		nameless = r.number(c.nameless)
	}
	x := &r.nodes[i]
	if !x.claimed {
		x.claimed, x.own, x.untyped, x.account = true, strings.Clone(c.Key), c.untyped, strings.Clone(c.account)
		x.id, x.byName, x.nameless = id, name, nameless
	}
	x.person = max(x.person, person)
	if c.Name != lastPart(c.id) {
		x.names = insert(x.names, c.Name, spellings)
	}
	if c.pattern != "" && x.group == nil {
		x.group = r.groupOf(c.role, c.pattern)
		x.group.plain = x.group.plain || nameless == none
		x.group.target = nameless
	}
	if c.frame != "" && c.node != c.nameless && x.frame == nil {
		role := r.number(c.role)
		x = &r.nodes[i]
		x.role, x.frame = role, r.groupOf(c.role, c.frame)
		x.frame.target = role
	}
}

func (r *resolver) groupOf(role, pattern string) *group {
	key := [2]string{role, pattern}
	g := r.groups[key]
	if g == nil {
		if r.groups == nil {
			r.groups = map[[2]string]*group{}
		}
		g = &group{role: strings.Clone(role), pattern: strings.Clone(pattern), target: none}
		r.groups[[2]string{g.role, g.pattern}] = g
	}
	return g
}

// These bound how many names of an identity are kept, and how many spellings of one. What
// is first in order is kept, so that the order of the records does not matter.
const maxNames, spellings = 1000, 8

// insert adds a text to a set in ascending order, of so many at most.
func insert(set []string, s string, most int) []string {
	i, ok := slices.BinarySearch(set, s)
	if ok || s == "" || i == most {
		return set
	}
	set = slices.Insert(set, i, strings.Clone(s))
	return set[:min(len(set), most)]
}

// count counts a sign-in to a role.
func (r *resolver) count(x *node, c *claim) {
	if c.role == "" {
		return
	}
	if r.roles == nil {
		r.roles = map[string]int{}
	}
	r.roles[c.role]++
	r.dirty = true
	for _, g := range []*group{x.group, x.frame} {
		if g == nil {
			continue
		}
		g.signIns++
		if x.signIns > 0 {
			continue
		}
		g.sessions++
		if x.group != nil {
			g.odd++
		}
	}
	x.signIns++
}

// isStale says whether much was claimed since the last link.
func (r *resolver) isStale() bool {
	return r.results == nil || len(r.nodes)-len(r.parents) > len(r.parents)/16
}

// link links all claims.
func (r *resolver) link() {
	if !r.dirty && r.results != nil {
		return
	}
	r.dirty, r.remarks = false, nil
	r.parents = make([]int32, len(r.nodes))
	for i := range r.parents {
		r.parents[i] = int32(i)
	}
	r.linkIDs()
	r.linkDirectories(r.linkSessions())
	r.linkUntold()
	r.linkTables()
	for _, e := range r.equal {
		r.union(e[0], e[1])
	}
	r.conclude()
	r.dirty = false
}
