package report

import (
	"fmt"
	"io"
	"strings"
	"time"

	"loginodds/analyzer"
)

// Timesketch writes one event per finding as JSON Lines, for the import into a
// timeline of Timesketch, which wants message, datetime and timestamp_desc of
// every event, and the others flat.
func Timesketch(w io.Writer, r *analyzer.Report, o Options) error {
	return writeLines(w, r, func(f *analyzer.Finding) any { return o.timesketch(f) })
}

// timesketchTime is ISO 8601 with microseconds, in which Timesketch counts.
const timesketchTime = "2006-01-02T15:04:05.000000-07:00"

type timesketchEvent struct {
	Message             string   `json:"message"`
	Datetime            string   `json:"datetime"`
	Timestamp           int64    `json:"timestamp"` // in microseconds since 1970
	TimestampDesc       string   `json:"timestamp_desc"`
	DataType            string   `json:"data_type"`
	Tag                 []string `json:"tag"`
	EventID             string   `json:"event_id"`
	EventName           string   `json:"event_name"`
	Outcome             string   `json:"outcome"`
	MFAUsed             string   `json:"mfa_used"`
	AccountID           string   `json:"account_id"`
	AWSRegion           string   `json:"aws_region"`
	User                string   `json:"user"`
	IdentityKey         string   `json:"identity_key"`
	IdentityType        string   `json:"identity_type"`
	ARN                 string   `json:"arn"`
	SourceIP            string   `json:"source_ip"`
	Country             string   `json:"country"`
	Region              string   `json:"region"`
	City                string   `json:"city"`
	ASN                 uint32   `json:"asn"`
	Organization        string   `json:"organization"`
	AddressKind         string   `json:"address_kind"`
	UserAgent           string   `json:"user_agent"`
	Browser             string   `json:"browser"`
	BrowserVersion      string   `json:"browser_version"`
	OS                  string   `json:"os"`
	OSVersion           string   `json:"os_version"`
	Device              string   `json:"device"`
	OverallProbability  *float64 `json:"overall_probability"`
	LocationProbability *float64 `json:"location_probability"`
	BrowserProbability  *float64 `json:"browser_probability"`
	OSProbability       *float64 `json:"os_probability"`
	DeviceProbability   *float64 `json:"device_probability"`
	SignIns             int      `json:"sign_ins"`
	Days                int      `json:"days"`
	FailuresBefore      int      `json:"failures_before"`
	Notes               string   `json:"notes"`
	Episode             string   `json:"episode"`
	File                string   `json:"file"`
	Record              int      `json:"record"`
}

func (o Options) timesketch(f *analyzer.Finding) timesketchEvent {
	g, c, p := f.Geo, f.Client, f.Probability
	at, desc := f.EventTime.UTC(), "Event Time"
	if f.EventTime.IsZero() {
		// Timesketch drops events without a time. This is how Plaso marks them.
		at, desc = time.Unix(0, 0).UTC(), "Not a time"
	}
	return timesketchEvent{
		Message:             sentence(f),
		Datetime:            at.Format(timesketchTime),
		Timestamp:           at.UnixMicro(),
		TimestampDesc:       desc,
		DataType:            "aws:cloudtrail:loginodds",
		Tag:                 o.anomalies(f),
		EventID:             f.EventID,
		EventName:           f.EventName,
		Outcome:             f.Outcome.String(),
		MFAUsed:             f.MFAUsed,
		AccountID:           f.RecipientAccountID,
		AWSRegion:           f.AWSRegion,
		User:                f.Identity.Name,
		IdentityKey:         f.Identity.Key,
		IdentityType:        f.Identity.Type,
		ARN:                 f.Identity.ARN,
		SourceIP:            f.SourceIPAddress,
		Country:             g.Country,
		Region:              g.Region,
		City:                g.City,
		ASN:                 g.ASN,
		Organization:        g.Organization,
		AddressKind:         string(g.Kind),
		UserAgent:           f.UserAgent,
		Browser:             c.Browser,
		BrowserVersion:      c.BrowserVersion,
		OS:                  c.OS,
		OSVersion:           c.OSVersion,
		Device:              string(c.Device),
		OverallProbability:  number(p.Overall),
		LocationProbability: number(p.Location),
		BrowserProbability:  number(p.Browser),
		OSProbability:       number(p.OS),
		DeviceProbability:   number(p.Device),
		SignIns:             f.Evidence.SignIns,
		Days:                f.Evidence.Days,
		FailuresBefore:      f.Evidence.FailuresBefore,
		Notes:               strings.Join(f.Evidence.Notes, "; "),
		Episode:             f.Episode,
		File:                f.File,
		Record:              f.Record,
	}
}

// anomalies names what made a sign-in anomalous, such as "anomalous-location".
func (o Options) anomalies(f *analyzer.Finding) []string {
	names := []string{}
	for _, x := range analyzer.Features {
		if o.standsOut(x, f.Probability.Of(x)) {
			names = append(names, "anomalous-"+x.String())
		}
	}
	return names
}

// sentence says in one line for people what a finding is.
func sentence(f *analyzer.Finding) string {
	place := from(f)
	if place == "" {
		place = "an unknown place"
	}
	return fmt.Sprintf("%s (%s) of %s from %s with %s, anomaly probability %s",
		Terminal(f.EventName), f.Outcome, who(f), place, with(f), oddsOf(f.Probability.Overall))
}
