package analyzer

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

func (r *resolver) find(i int32) int32 {
	for r.parents[i] != i {
		r.parents[i] = r.parents[r.parents[i]]
		i = r.parents[i]
	}
	return i
}

func (r *resolver) union(a, b int32) {
	if a, b = r.find(a), r.find(b); a != b {
		r.parents[max(a, b)] = min(a, b)
	}
}

// at returns a node, which may be new, while there are links.
func (r *resolver) at(key string) int32 {
	i := r.number(key)
	for n := len(r.parents); n < len(r.nodes); n++ {
		r.parents = append(r.parents, int32(n))
	}
	return i
}

// linkIDs links the names of one id, and an id with the names that it alone has.
func (r *resolver) linkIDs() {
	byID := map[int32][]int32{}
	for i := range r.nodes {
		if x := &r.nodes[i]; x.id != none {
			byID[x.id] = append(byID[x.id], int32(i))
		}
	}
	owners := map[int32][]int32{} // ids, by name
	for id, claims := range byID {
		trusted := !strings.HasPrefix(r.nodes[id].key, "iam:") || r.isRenamed(claims)
		for _, i := range claims {
			name := r.nodes[i].byName
			switch {
			case trusted:
				r.union(i, id)
			case name != none:
				r.union(i, name)
			}
			if trusted && name != none {
				owners[name] = append(owners[name], id)
			}
		}
	}
	for name, ids := range owners {
		if slices.Sort(ids); ids[0] == ids[len(ids)-1] {
			r.union(name, ids[0])
			continue
		}
		r.remarks = append(r.remarks, fmt.Sprintf("the name %s was given to %d users one after the other, who are not taken for one", r.nodes[name].key, len(slices.Compact(ids))))
	}
}

// isRenamed says whether the names of one id of IAM were used one after the other, as of
// a user who was renamed. If they come in turns, it is the placeholder of somebody who
// has made the records by hand.
func (r *resolver) isRenamed(claims []int32) bool {
	var named []*node
	for _, i := range claims {
		if x := &r.nodes[i]; x.byName != none && x.first != 0 {
			named = append(named, x)
		}
	}
	slices.SortFunc(named, func(a, b *node) int { return cmp.Or(cmp.Compare(a.first, b.first), cmp.Compare(a.key, b.key)) })
	for i := 1; i < len(named); i++ {
		if named[i].first < named[i-1].last {
			return false
		}
	}
	return true
}

// linkSessions links the sessions of one person, and those without a name with their
// role. It returns the persons that have sessions.
func (r *resolver) linkSessions() map[int32]bool {
	persons := map[int32]bool{}
	for i := range r.nodes {
		x := &r.nodes[i]
		switch target, nameless := r.isNameless(x); {
		case nameless:
			r.union(int32(i), target)
		case x.claimed && x.byName == none && x.person != none:
			r.union(int32(i), x.person)
			persons[x.person] = true
		}
	}
	return persons
}

// linkDirectories links the users of directories with the role sessions that have their
// names, unless there are several: a name that is no address may be that of two people in
// two directories.
func (r *resolver) linkDirectories(persons map[int32]bool) {
	users := map[int32][]int32{}
	for i := range r.nodes {
		if x := &r.nodes[i]; x.byName != none && persons[x.person] {
			users[x.person] = append(users[x.person], x.byName)
		}
	}
	for person, names := range users {
		if !allEqual(names) && !isAddress(r.nodes[person].key) {
			continue
		}
		for _, name := range names {
			r.union(person, name)
		}
	}
}

func allEqual(all []int32) bool { return slices.Min(all) == slices.Max(all) }

// linkUntold links what tells no account with that of the same name in the only account
// that there is, and records that tell nobody with the rest of their sign-in.
func (r *resolver) linkUntold() {
	account, several := "", false
	for i := range r.nodes {
		a := r.nodes[i].account
		several = several || a != "" && account != "" && a != account
		account = cmp.Or(account, a)
	}
	for i := range len(r.nodes) {
		key := r.nodes[i].key
		if flow, ok := strings.CutPrefix(key, workflow); ok {
			if to, ok := r.flows[flow]; ok && to != none {
				r.union(int32(i), to)
			}
			continue
		}
		if account != "" && !several && strings.HasPrefix(key, ":") {
			r.union(int32(i), r.at(account+key))
		}
	}
	if r.only = account; several {
		r.only = ""
	}
}

// linkTables links what tables name with what other records know by that name, if that is
// one identity. If not, it is what it seems to be.
func (r *resolver) linkTables() {
	sessions := map[string][]int32{} // of roles, by account and name
	used := map[int32]bool{}         // names and persons
	for i := range r.nodes {
		x := &r.nodes[i]
		if !x.claimed || x.untyped {
			continue
		}
		for _, n := range []int32{x.byName, x.person, int32(i)} {
			if n != none {
				used[n] = true
			}
		}
		if _, name, ok := strings.Cut(x.key, ":assumed-role/"); ok {
			key := x.account + "/" + strings.ToLower(lastPart(name))
			sessions[key] = append(sessions[key], int32(i))
		}
	}
	for i := range len(r.nodes) {
		x := r.nodes[i]
		if !x.untyped {
			continue
		}
		account, name, _ := strings.Cut(strings.TrimPrefix(x.key, table), "/")
		account = cmp.Or(account, r.only)
		if strings.HasPrefix(x.own, ":") {
			x.own = account + x.own
		}
		own := r.at(x.own)
		if !used[own] {
			var found []int32
			for _, key := range []string{personKey(name), account + ":user/" + name, "identitycenter:" + account + "/" + name} {
				if n, ok := r.numbers[key]; ok && used[n] {
					found = append(found, r.find(n))
				}
			}
			if n, ok := r.sessionOf(sessions[account+"/"+name]); ok {
				found = append(found, n)
			}
			if len(found) > 0 && allEqual(found) && found[0] != none {
				own = found[0]
			}
		}
		r.union(int32(i), own)
	}
}

// sessionOf returns the identity that sessions of one name have, or none if they have
// several; false if there are no sessions.
func (r *resolver) sessionOf(sessions []int32) (int32, bool) {
	if len(sessions) == 0 {
		return none, false
	}
	for _, n := range sessions {
		if r.find(n) != r.find(sessions[0]) {
			return none, true
		}
	}
	return r.find(sessions[0]), true
}

// conclude gives every identity its key, and notes how else it is called.
func (r *resolver) conclude() {
	r.results = map[int32]*result{}
	best := map[int32]int32{} // nodes whose key is that of the identity, by root
	targets := map[int32]bool{}
	for i := range r.nodes {
		if target, ok := r.isNameless(&r.nodes[i]); ok {
			targets[target] = true
		}
	}
	stored := 0
	for i := range r.nodes {
		root := r.find(int32(i))
		res := r.results[root]
		if res == nil {
			res = &result{}
			r.results[root] = res
		}
		if b, ok := best[root]; r.rank(int32(i), targets) < worst && (!ok || r.isBetter(int32(i), b, targets)) {
			best[root] = int32(i)
		}
		if key, ok := r.stored[int32(i)]; ok {
			if res.key != "" && res.key != key {
				stored++
			}
			if res.key == "" || key < res.key {
				res.key = key
			}
		}
	}
	for root, i := range best {
		if res := r.results[root]; res.key == "" {
			res.key = r.nodes[i].key
		}
	}
	if stored > 0 {
		r.remarks = append(r.remarks, fmt.Sprintf("%d identities of the baseline turn out to be others of them, so each is compared with a part of its history; build the baseline again", stored))
	}
	r.nameAll(targets)
	r.remarkSessions()
	slices.Sort(r.remarks)
}

// worst is the rank of what is no key of an identity.
const worst = 9

// rank returns how fit a key is to be that of an identity: the lower, the more records
// will have it.
func (r *resolver) rank(i int32, targets map[int32]bool) int {
	x := &r.nodes[i]
	switch key := x.key; {
	case x.id != none && x.byName != none, x.untyped, strings.HasPrefix(key, workflow), strings.HasPrefix(key, ":"):
		return worst
	case strings.HasPrefix(key, "person:"):
		return 0
	case strings.HasPrefix(key, "identitycenter:d-"):
		return 2
	case strings.HasPrefix(key, "identitycenter:"):
		return 3
	case strings.HasPrefix(key, "iam:"):
		return 7
	case strings.Contains(key, ":assumed-role/") && !targets[i]:
		return 5
	case strings.Contains(key, ":assumed-role/"):
		return 4
	case strings.Contains(key, ":user/"), strings.HasSuffix(key, ":root"):
		return 1
	}
	return 6
}

func (r *resolver) isBetter(a, b int32, targets map[int32]bool) bool {
	return cmp.Or(cmp.Compare(r.rank(a, targets), r.rank(b, targets)), cmp.Compare(r.nodes[a].key, r.nodes[b].key)) < 0
}

// nameAll notes how identities are called.
func (r *resolver) nameAll(targets map[int32]bool) {
	for i := range r.nodes {
		x := &r.nodes[i]
		res := r.results[r.find(int32(i))]
		if _, ok := r.isNameless(x); ok {
			continue // of which there are as many as sign-ins
		}
		for _, name := range x.names {
			res.names = insert(res.names, name, maxNames)
		}
		if rank := r.rank(int32(i), targets); rank < worst && rank != 5 && x.key != res.key {
			res.keys = insert(res.keys, x.key, maxNames)
		}
	}
	for _, g := range r.groups {
		if g.target != none && g.isNameless(r.roles[g.role]) {
			res := r.results[r.find(g.target)]
			res.keys = insert(res.keys, likeness+g.role+"|"+g.pattern, maxNames)
		}
	}
	for _, res := range r.results {
		switch names := res.names; {
		case len(names) > 0:
			res.name = slices.MinFunc(names, func(a, b string) int { // of one name in lower case before others
				return cmp.Or(cmp.Compare(strings.ToLower(a), strings.ToLower(b)), cmp.Compare(b, a))
			})
		case strings.Contains(res.key, ":assumed-role/"):
			_, res.name, _ = strings.Cut(res.key, ":assumed-role/")
			res.names = []string{res.name}
		}
		res.packed = res.pack()
	}
}

// remarkSessions says which roles have sessions whose names are none.
func (r *resolver) remarkSessions() {
	nameless := map[string]int{}
	for i := range r.nodes {
		x := &r.nodes[i]
		if _, ok := r.isNameless(x); ok || x.group != nil && x.group.plain {
			nameless[x.group.roleOr(x.frame)] += x.signIns
		}
	}
	for role, n := range nameless {
		if n > 0 {
			r.remarks = append(r.remarks, fmt.Sprintf("the session names of %d of %d sign-ins to %s are times or random ids and name nobody, so the role is judged as one identity", n, r.roles[role], role))
		}
	}
}

// roleOr returns the role of a group, or of another one if it is nil.
func (g *group) roleOr(other *group) string {
	if g == nil {
		return other.role
	}
	return g.role
}

// result returns the identity of a node; nil if nobody has claimed it.
func (r *resolver) result(key string) *result {
	i, ok := r.numbers[key]
	if !ok || int(i) >= len(r.parents) {
		return nil
	}
	return r.results[r.find(i)]
}
