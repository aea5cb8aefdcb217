package analyzer

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"

	"loginodds/profile"
)

// An episode is what is judged together: all that one identity does from one address
// block with one client. An intruder who comes back is one alarm, not fifty. Cities are
// left out, as databases disagree on them, and so are versions. Where there is no
// identity, or no place, the address tells episodes apart.
type episode struct {
	identity string
	place    profile.Place
	client   profile.Client
	address  string
}

func episodeOf(f *Finding, o profile.Observation) episode {
	e := episode{identity: f.Identity.Key, place: o.Place, client: o.Client}
	e.place.City, e.place.Hosting = "", false
	if e.identity == "" || o.Place.Country == "" && o.Place.Network == "" {
		e.address = f.SourceIPAddress
	}
	return e
}

// id returns an id that is the same whenever the episode begins on the same day.
func (e episode) id(first profile.Day) string {
	p, c := &e.place, &e.client
	sum := sha256.Sum256(fmt.Appendf(nil, "%q %q %q %q %q %q %q %q %q %d", e.identity, p.Country, p.Region, p.Network, p.Prefix, c.Device, c.OS, c.Browser, e.address, first))
	return hex.EncodeToString(sum[:8])
}

// numberFindings gives the findings of a scan against a baseline the ids of their
// episodes. They begin with the first sign-in that is reported, as the others are not kept.
func numberFindings(all []Finding, of []episode) {
	order := make([]int, len(all))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int {
		return cmp.Or(all[a].EventTime.Compare(all[b].EventTime), cmp.Compare(all[a].EventID, all[b].EventID))
	})
	ids := map[episode]string{}
	for _, i := range order {
		id, ok := ids[of[i]]
		if !ok {
			id = of[i].id(profile.DayOf(all[i].EventTime))
			ids[of[i]] = id
		}
		all[i].Episode = id
	}
}
