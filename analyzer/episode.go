package analyzer

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"time"

	"loginodds/analyzer/geoip"
	"loginodds/analyzer/useragent"
)

// An episode is what repeated sign-ins of one identity from one place with one
// client make. Those of an intruder who comes back are one alarm, not fifty.
type episode struct {
	id   string
	last time.Time
}

// episodeGap is the longest time between two sign-ins of one episode. It is that
// of the days which are left out around a sign-in.
const episodeGap = 7 * 24 * time.Hour

// An episodeKey says what the sign-ins of an episode have in common. Cities are
// left out, as databases disagree on them, and so are versions.
type episodeKey struct {
	country, region string
	asn             uint32
	browser, os     string
	device          useragent.Device
	named           string // network
	address         string // only where there is no identity, or no place
}

func (s *signIn) episodeKey() episodeKey {
	k := episodeKey{
		country: s.place.Country, region: s.place.Region, asn: s.place.ASN,
		browser: s.client.Browser, os: s.client.OS, device: s.client.Device,
	}
	switch {
	case s.place.Kind == geoip.Named:
		k.named = s.place.Organization
	case s.identity.Key == "" || k.country == "" && k.asn == 0:
		k.address = *s.address
	}
	return k
}

// numberEpisodes gives the sign-ins of every identity, which are in order of time, the id
// of their episode. It depends on all sign-ins, whatever is selected.
func numberEpisodes(all map[string][]signIn) {
	for key, signIns := range all {
		episodes := map[episodeKey]*episode{}
		for i := range signIns {
			s := &signIns[i]
			k := s.episodeKey()
			e := episodes[k]
			if e == nil || s.time.Sub(e.last) > episodeGap {
				e = &episode{id: episodeID(key, k, s.time)}
				episodes[k] = e
			}
			e.last = s.time
			s.episode = e.id
		}
	}
}

// numberFindings does the same for findings alone, where the other sign-ins are not
// kept.
func numberFindings(all []Finding) {
	slices.SortFunc(all, func(a, b Finding) int {
		return cmp.Or(a.EventTime.Compare(b.EventTime), cmp.Compare(a.EventID, b.EventID), cmp.Compare(a.File, b.File), cmp.Compare(a.Record, b.Record))
	})
	signIns := map[string][]signIn{}
	at := map[string][]*Finding{}
	for i := range all {
		f := &all[i]
		s := signIn{time: f.EventTime, identity: &f.Identity, place: &f.Geo, client: &f.Client, address: &f.SourceIPAddress}
		signIns[f.Identity.Key], at[f.Identity.Key] = append(signIns[f.Identity.Key], s), append(at[f.Identity.Key], f)
	}
	numberEpisodes(signIns)
	for key, of := range at {
		for i, f := range of {
			f.Episode = signIns[key][i].episode
		}
	}
}

// episodeID returns an id that is the same whenever the episode begins with the
// same sign-in.
func episodeID(key string, k episodeKey, first time.Time) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%q %q %q %d %q %q %q %q %q %d", key, k.country, k.region, k.asn, k.browser, k.os, k.device, k.named, k.address, first.Unix()))
	return hex.EncodeToString(sum[:8])
}
