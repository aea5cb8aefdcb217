package report

import (
	"bufio"
	"encoding/json"
	"io"
	"maps"
	"math"
	"time"

	"loginodds/analyzer"
)

// The schemas of what JSON and JSONL write; see schema/ for their definition.
const (
	reportSchema  = "loginodds.report/v1"
	findingSchema = "loginodds.finding/v1"
)

// JSON writes the whole report as one object, one finding per line.
func JSON(w io.Writer, r *analyzer.Report, o Options) error {
	b := bufio.NewWriter(w)
	coverage, err := encode(newCoverage(&r.Coverage))
	if err != nil {
		return err
	}
	b.WriteString(`{"schema":"` + reportSchema + `","coverage":`)
	b.Write(coverage)
	suppressed, err := encode(newSuppressed(r))
	if err != nil {
		return err
	}
	b.WriteString(`,"suppressed":`)
	b.Write(suppressed)
	b.WriteString(`,"findings":[`)
	for i := range r.Findings {
		line, err := encode(newFinding(&r.Findings[i]))
		if err != nil {
			return err
		}
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteByte('\n')
		b.Write(line)
	}
	if len(r.Findings) > 0 {
		b.WriteByte('\n')
	}
	b.WriteString("]}\n")
	return b.Flush()
}

// JSONL writes one finding per line.
func JSONL(w io.Writer, r *analyzer.Report, o Options) error {
	b := bufio.NewWriter(w)
	for i := range r.Findings {
		line, err := encode(newFinding(&r.Findings[i]))
		if err != nil {
			return err
		}
		b.Write(line)
		b.WriteByte('\n')
	}
	return b.Flush()
}

// encode is json.Marshal without the escapes that only HTML needs.
func encode(v any) ([]byte, error) {
	var b appender
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	return b[:len(b)-1], nil
}

type appender []byte

func (a *appender) Write(p []byte) (int, error) {
	*a = append(*a, p...)
	return len(p), nil
}

type finding struct {
	Schema             string      `json:"schema"`
	EventID            string      `json:"eventID"`
	EventTime          *string     `json:"eventTime"`
	EventName          string      `json:"eventName"`
	Outcome            string      `json:"outcome"`
	MFAUsed            string      `json:"mfaUsed"`
	RecipientAccountID string      `json:"recipientAccountId"`
	AWSRegion          string      `json:"awsRegion"`
	Identity           identity    `json:"identity"`
	SourceIPAddress    string      `json:"sourceIPAddress"`
	Geo                geo         `json:"geo"`
	UserAgent          string      `json:"userAgent"`
	Client             client      `json:"client"`
	Probability        probability `json:"probability"`
	Evidence           evidence    `json:"evidence"`
	Episode            string      `json:"episode"`
	File               string      `json:"file"`
	Record             int         `json:"record"`
}

type identity struct {
	Key  string `json:"key"`
	Type string `json:"type"`
	Name string `json:"name"`
	ARN  string `json:"arn"`
}

type geo struct {
	Country      string `json:"country"`
	CountryName  string `json:"countryName"`
	Region       string `json:"region"`
	City         string `json:"city"`
	ASN          uint32 `json:"asn"`
	Organization string `json:"organization"`
	Kind         string `json:"kind"`
}

type client struct {
	Browser        string `json:"browser"`
	BrowserVersion string `json:"browserVersion"`
	OS             string `json:"os"`
	OSVersion      string `json:"osVersion"`
	Device         string `json:"device"`
}

type probability struct {
	Overall  *float64 `json:"overall"`
	Location *float64 `json:"location"`
	Browser  *float64 `json:"browser"`
	OS       *float64 `json:"os"`
	Device   *float64 `json:"device"`
}

type evidence struct {
	SignIns        int      `json:"signIns"`
	Days           int      `json:"days"`
	Location       habit    `json:"location"`
	Browser        habit    `json:"browser"`
	OS             habit    `json:"os"`
	Device         habit    `json:"device"`
	FailuresBefore int      `json:"failuresBefore"`
	Notes          []string `json:"notes"`
}

type habit struct {
	Value    string  `json:"value"`
	SeenDays int     `json:"seenDays"`
	OfDays   int     `json:"ofDays"`
	Usual    []usual `json:"usual"`
}

type usual struct {
	Value string `json:"value"`
	Days  int    `json:"days"`
}

func newFinding(f *analyzer.Finding) finding {
	g, c, p, e := f.Geo, f.Client, f.Probability, f.Evidence
	return finding{
		Schema:             findingSchema,
		EventID:            f.EventID,
		EventTime:          timestamp(f.EventTime),
		EventName:          f.EventName,
		Outcome:            f.Outcome.String(),
		MFAUsed:            f.MFAUsed,
		RecipientAccountID: f.RecipientAccountID,
		AWSRegion:          f.AWSRegion,
		Identity:           identity{f.Identity.Key, f.Identity.Type, f.Identity.Name, f.Identity.ARN},
		SourceIPAddress:    f.SourceIPAddress,
		Geo:                geo{g.Country, g.CountryName, g.Region, g.City, g.ASN, g.Organization, string(g.Kind)},
		UserAgent:          f.UserAgent,
		Client:             client{c.Browser, c.BrowserVersion, c.OS, c.OSVersion, string(c.Device)},
		Probability:        probability{number(p.Overall), number(p.Location), number(p.Browser), number(p.OS), number(p.Device)},
		Evidence: evidence{e.SignIns, e.Days, newHabit(e.Location), newHabit(e.Browser), newHabit(e.OS), newHabit(e.Device),
			e.FailuresBefore, append([]string{}, e.Notes...)},
		Episode: f.Episode,
		File:    f.File,
		Record:  f.Record,
	}
}

func newHabit(h analyzer.Habit) habit {
	out := habit{h.Value, h.SeenDays, h.OfDays, []usual{}}
	for _, u := range h.Usual {
		out.Usual = append(out.Usual, usual(u))
	}
	return out
}

// number returns nil, that is null, for what is unknown.
func number(p float64) *float64 {
	if math.IsNaN(p) {
		return nil
	}
	return &p
}

func timestamp(t time.Time) *string {
	if t.IsZero() {
		return nil
	}
	s := t.UTC().Format(time.RFC3339Nano)
	return &s
}

type coverage struct {
	Files       filesRead      `json:"files"`
	Damaged     []damage       `json:"damaged"`
	Bytes       int64          `json:"bytes"`
	Records     int64          `json:"records"`
	SignIns     signIns        `json:"signIns"`
	Accounts    []string       `json:"accounts"`
	Regions     []string       `json:"regions"`
	Duplicates  int            `json:"duplicates"`
	Opened      int            `json:"opened"`
	Uncharted   map[string]int `json:"unchartedEvents"`
	Undated     int            `json:"undated"`
	Unnamed     int            `json:"unnamed,omitempty"`
	Unaddressed int            `json:"unaddressed,omitempty"`
	Unread      []unread       `json:"unread,omitempty"`
	Identities  int            `json:"identities"`
	FirstEvent  *string        `json:"firstEvent"`
	LastEvent   *string        `json:"lastEvent"`
	Gaps        []gapDays      `json:"gaps"`
	FirstSignIn *string        `json:"firstSignIn"`
	LastSignIn  *string        `json:"lastSignIn"`
	Addresses   addressesFound `json:"addresses"`
	Databases   []database     `json:"databases"`
	Warnings    []string       `json:"warnings"`
}

type filesRead struct {
	Read    int            `json:"read"`
	Skipped map[string]int `json:"skipped"`
	Damaged int            `json:"damaged"`
}

// gapDays are days without any record of an account.
type gapDays struct {
	Account string `json:"recipientAccountId"`
	First   string `json:"first"`
	Last    string `json:"last"`
	Days    int    `json:"days"`
}

type damage struct {
	File   string `json:"file"`
	Offset *int64 `json:"offset"`
	Record *int   `json:"record"`
	Reason string `json:"reason"`
}

// unread is a file with sign-ins that were not read.
type unread struct {
	File    string `json:"file"`
	Names   int    `json:"notRead"`
	SignIns int    `json:"read"`
	Why     string `json:"reason"`
}

type signIns struct {
	signInCounts
	ByEventName map[string]signInCounts `json:"byEventName"`
}

type signInCounts struct {
	Success int `json:"success"`
	Failure int `json:"failure"`
	Unknown int `json:"unknown"`
	Nobody  int `json:"hiddenUserName"`
}

type addressesFound struct {
	Total   int `json:"total"`
	Located int `json:"located"`
	// Networkless are those without an AS.
	Networkless int `json:"withoutNetwork"`
}

type database struct {
	Name     string `json:"name"`
	Type     string `json:"type"`
	Built    string `json:"built"`
	Embedded bool   `json:"embedded"`
}

func newCoverage(c *analyzer.Coverage) coverage {
	out := coverage{
		Files:       filesRead{c.Files, map[string]int{}, c.DamagedFiles},
		Damaged:     []damage{},
		Bytes:       c.Bytes,
		Records:     c.Records,
		SignIns:     signIns{signInCounts(c.SignIns), map[string]signInCounts{}},
		Accounts:    append([]string{}, c.Accounts...),
		Regions:     append([]string{}, c.Regions...),
		Duplicates:  c.Duplicates,
		Opened:      c.Opened,
		Uncharted:   map[string]int{},
		Undated:     c.Undated,
		Unnamed:     c.Unnamed,
		Unaddressed: c.Unaddressed,
		Identities:  c.Identities,
		FirstEvent:  timestamp(c.FirstEvent),
		LastEvent:   timestamp(c.LastEvent),
		Gaps:        []gapDays{},
		FirstSignIn: timestamp(c.First),
		LastSignIn:  timestamp(c.Last),
		Addresses:   addressesFound{c.Addresses, c.Located, c.Networkless},
		Databases:   []database{},
		Warnings:    append([]string{}, c.Warnings()...),
	}
	for _, g := range c.Gaps() {
		out.Gaps = append(out.Gaps, gapDays{g.Account, day(g.First), day(g.Last), g.Days})
	}
	for name, n := range c.ByEventName {
		out.SignIns.ByEventName[name] = signInCounts(n)
	}
	maps.Copy(out.Uncharted, c.Uncharted)
	for reason, n := range c.Skipped {
		out.Files.Skipped[reason] = n
	}
	for _, d := range c.Damaged {
		x := damage{File: d.File, Reason: d.Reason}
		if d.Offset >= 0 {
			x.Offset = &d.Offset
		}
		if d.Record > 0 {
			x.Record = &d.Record
		}
		out.Damaged = append(out.Damaged, x)
	}
	for _, u := range c.Unread {
		out.Unread = append(out.Unread, unread(u))
	}
	for _, s := range c.Databases {
		out.Databases = append(out.Databases, database{s.Name, s.Type, s.Built.UTC().Format(time.DateOnly), s.Embedded})
	}
	return out
}
