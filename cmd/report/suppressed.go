package report

import (
	"fmt"
	"time"

	"loginodds/analyzer"
)

// suppressed is what suppressions have done, in JSON.
type suppressed struct {
	Findings int           `json:"findings"`
	Applied  int           `json:"applied"`
	Expired  int           `json:"expired"`
	Unused   int           `json:"unused"`
	Entries  []suppression `json:"entries"`
}

type suppression struct {
	Identity string `json:"identity"`
	Value    string `json:"value"`
	CIDR     string `json:"cidr"`
	EventID  string `json:"eventID"`
	Reason   string `json:"reason"`
	Owner    string `json:"owner"`
	Expires  string `json:"expires"` // the last day that is covered
	Findings int    `json:"findings"`
	Expired  bool   `json:"expired"`
}

func newSuppressed(r *analyzer.Report) suppressed {
	c := r.SuppressedCount()
	out := suppressed{c.Findings, c.Applied, c.Expired, c.Unused, []suppression{}}
	for _, s := range r.Suppressed {
		e := suppression{
			Identity: s.Identity, Value: s.Value, EventID: s.EventID, Reason: s.Reason, Owner: s.Owner,
			Expires: s.Expires.AddDate(0, 0, -1).Format(time.DateOnly), Findings: s.Findings, Expired: s.Expired,
		}
		if s.Network.IsValid() {
			e.CIDR = s.Network.String()
		}
		out.Entries = append(out.Entries, e)
	}
	return out
}

// Suppressed sums suppressions up for people, or returns "" if there are none.
func Suppressed(r *analyzer.Report) string {
	c := r.SuppressedCount()
	if c.Entries == 0 {
		return ""
	}
	return fmt.Sprintf("%s by %d of %s; %d expired, %d unused",
		count(c.Findings, "finding"), c.Applied, count(c.Entries, "entry"), c.Expired, c.Unused)
}
