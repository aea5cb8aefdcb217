package analyzer

import (
	"fmt"
	"net/netip"
	"strings"
	"time"

	"loginodds/analyzer/geoip"
)

// A Suppression says which findings are known and need no report. All conditions
// that are not empty must hold.
type Suppression struct {
	Identity string       // name or key; * and ? are wildcards
	Value    string       // country, AS as "AS64496", named network, browser, OS or device
	Network  netip.Prefix // of the address
	EventID  string

	Reason string
	Owner  string
	// Expires is the first instant that is not covered any more. It is compared with
	// the time of the sign-in, so that the same logs always give the same report.
	Expires time.Time
}

// Suppressed says what a suppression has done.
type Suppressed struct {
	Suppression
	Findings int // that it kept out of the report
	// Expired says that it does not cover the last sign-in of the logs any more,
	// and so no new ones.
	Expired bool
}

// suppress takes the findings that are known out of all, and counts them.
func suppress(all []Finding, suppressions []Suppression, last time.Time) ([]Finding, []Suppressed) {
	var counts []Suppressed
	for _, s := range suppressions {
		counts = append(counts, Suppressed{Suppression: s, Expired: !last.Before(s.Expires)})
	}
	kept := all[:0]
	for _, f := range all {
		known := false
		for i := range counts {
			if counts[i].covers(&f) {
				counts[i].Findings++
				known = true
				break
			}
		}
		if !known {
			kept = append(kept, f)
		}
	}
	return kept, counts
}

// covers says whether all conditions hold of a finding. One without a time is never
// covered, as it may be later than the expiry.
func (s *Suppression) covers(f *Finding) bool {
	switch {
	case f.EventTime.IsZero() || !f.EventTime.Before(s.Expires):
		return false
	case s.Identity != "" && !match(s.Identity, f.Identity.Name) && !match(s.Identity, f.Identity.Key):
		return false
	case s.EventID != "" && s.EventID != f.EventID:
		return false
	case s.Value != "" && !f.shows(s.Value):
		return false
	}
	return !s.Network.IsValid() || s.containsAddress(f)
}

func (s *Suppression) containsAddress(f *Finding) bool {
	addr, _ := geoip.ParseAddr(f.SourceIPAddress)
	return s.Network.Contains(addr)
}

// shows says whether a value is that of one of the attributes.
func (f *Finding) shows(value string) bool {
	for _, v := range []string{f.Geo.Country, asName(f.Geo.ASN), f.Client.Browser, f.Client.OS, string(f.Client.Device)} {
		if v != "" && strings.EqualFold(v, value) {
			return true
		}
	}
	return f.Geo.Kind == geoip.Named && f.Geo.Organization == value
}

// asName returns the usual way to write an AS number, or "".
func asName(asn uint32) string {
	if asn == 0 {
		return ""
	}
	return fmt.Sprintf("AS%d", asn)
}

// A SuppressedCount sums up what suppressions have done.
type SuppressedCount struct {
	Findings int // kept out of the report
	Entries  int // of which
	Applied  int // did so,
	Expired  int // do not cover the last sign-in any more,
	Unused   int // or did nothing though they have not expired
}

// SuppressedCount counts the suppressions of a report.
func (r *Report) SuppressedCount() SuppressedCount {
	c := SuppressedCount{Entries: len(r.Suppressed)}
	for _, s := range r.Suppressed {
		c.Findings += s.Findings
		switch {
		case s.Findings > 0:
			c.Applied++
		case !s.Expired:
			c.Unused++
		}
		if s.Expired {
			c.Expired++
		}
	}
	return c
}
