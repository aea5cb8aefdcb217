package report

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"loginodds/analyzer"
)

// episodesShown is how many episodes a page lists before it is asked for more. The
// others wait in a template: with thousands of rows a browser is slow to lay them out.
const episodesShown = 100

// First returns the episodes that are listed at first.
func (p *page) First() []*htmlEpisode { return p.Episodes[:min(len(p.Episodes), episodesShown)] }

// Later returns the others.
func (p *page) Later() []*htmlEpisode { return p.Episodes[len(p.First()):] }

// shownFeatures are the probabilities in the order of the columns.
var shownFeatures = []analyzer.Feature{analyzer.Overall, analyzer.Location, analyzer.Browser, analyzer.OS, analyzer.Device}

// An htmlColumn is the head of a column.
type htmlColumn struct {
	Name string
	Sort string // "ascending", "descending" or "", as the rows stand
}

// newColumns says, too, by which column the rows are sorted.
func (p *page) newColumns() []htmlColumn {
	var all []htmlColumn
	for _, name := range []string{"Overall", "Location", "Browser", "OS", "Device", "Time", "Sign-ins", "Identity", "From", "With", "MFA", "Failed before"} {
		all = append(all, htmlColumn{Name: name})
	}
	switch {
	case slices.IsSortedFunc(p.Episodes, func(a, b *htmlEpisode) int { return cmp.Compare(b.overall, a.overall) }):
		all[0].Sort = "descending"
	case slices.IsSortedFunc(p.Episodes, func(a, b *htmlEpisode) int { return strings.Compare(a.Time.ISO, b.Time.ISO) }):
		all[5].Sort = "ascending"
	}
	return all
}

// An htmlEpisode is a row of the list and what opens below it. It is about its
// first finding; the others are listed.
type htmlEpisode struct {
	ID          int // from 1
	Odds        []htmlOdds
	Time        htmlTime
	Last        string // "" if there is one sign-in
	N           int
	Who         string
	Account     string
	From, Net   string
	With        string
	MFA         string
	Failures    int
	Notes       []string
	Evidence    []evidenceChart
	History     string // how much the evidence rests on
	Facts       []fact
	SignIns     []htmlSignIn
	TimelineID  int // 0: there is none
	Explanation string

	overall float64
}

// htmlOdds is a probability.
type htmlOdds struct {
	Text    string
	Value   string // for sorting; -1 is unknown
	Reaches bool   // the threshold
}

// htmlTime is a time for people and for programs.
type htmlTime struct{ Text, ISO string }

// A fact is a property of a sign-in. Text that a reader may want to copy as a whole
// is code.
type fact struct {
	Name, Text string
	Code       bool
}

// An htmlSignIn is one of the sign-ins of an episode.
type htmlSignIn struct {
	Time    string
	Odds    []htmlOdds
	Outcome string
	MFA     string
	Account string
	Address string
	EventID string
	Record  string
}

func (p *page) newEpisodes(all []*row) []*htmlEpisode {
	members := map[string][]*analyzer.Finding{}
	for i := range p.report.Findings {
		f := &p.report.Findings[i]
		members[f.Episode] = append(members[f.Episode], f)
	}
	var episodes []*htmlEpisode
	for i, r := range all {
		e := p.newEpisode(r, members[r.Episode])
		e.ID = i + 1
		episodes = append(episodes, e)
	}
	return episodes
}

func (p *page) newEpisode(r *row, members []*analyzer.Finding) *htmlEpisode {
	f, o := r.Finding, p.options
	e := &htmlEpisode{
		Odds:        o.htmlOdds(f),
		Time:        htmlTime{Text: o.time(r.first)},
		N:           r.n,
		Who:         line(who(f)),
		Account:     line(f.RecipientAccountID),
		With:        line(with(f)),
		MFA:         line(f.MFAUsed),
		Failures:    r.failures,
		Evidence:    p.evidence(f),
		History:     counted(f.Evidence.SignIns, "sign-in") + " on " + counted(f.Evidence.Days, "day"),
		Facts:       p.facts(r),
		TimelineID:  p.histories[f.Identity.Key],
		Explanation: p.explain(f),
		overall:     f.Probability.Overall,
	}
	e.From, e.Net = fromLines(f)
	if iso := timestamp(r.first); iso != nil {
		e.Time.ISO = *iso
	}
	if r.n > 1 {
		_, e.Last, _ = strings.Cut(o.span(r.first, r.last), "–")
	}
	for _, note := range f.Evidence.Notes {
		e.Notes = append(e.Notes, punctuated(line(note)))
	}
	slices.SortStableFunc(members, func(a, b *analyzer.Finding) int { return a.EventTime.Compare(b.EventTime) })
	for _, m := range members {
		e.SignIns = append(e.SignIns, o.htmlSignIn(m))
	}
	return e
}

// fromLines says where a sign-in came from: the place, and the network in it.
func fromLines(f *analyzer.Finding) (place, network string) {
	g := f.Geo
	if g.Country == "" || g.Kind == "named" {
		return line(from(f)), line(f.SourceIPAddress)
	}
	place = cmp.Or(g.CountryName, g.Country)
	if g.City != "" {
		place = g.City + ", " + g.Country
	}
	if g.ASN != 0 {
		network = strings.TrimSpace(fmt.Sprintf("AS%d %s", g.ASN, g.Organization))
	}
	return line(place), line(network)
}

// punctuated begins with a capital and ends with a full stop.
func punctuated(s string) string {
	first, n := utf8.DecodeRuneInString(s)
	if n == 0 {
		return ""
	}
	return string(unicode.ToUpper(first)) + s[n:] + "."
}

func (o Options) htmlOdds(f *analyzer.Finding) []htmlOdds {
	var all []htmlOdds
	for _, x := range shownFeatures {
		p := f.Probability.Of(x)
		h := htmlOdds{Text: oddsOf(p), Value: "-1", Reaches: o.standsOut(x, p)}
		if !math.IsNaN(p) {
			h.Value = fmt.Sprintf("%.6g", p)
		}
		all = append(all, h)
	}
	return all
}

func (o Options) htmlSignIn(f *analyzer.Finding) htmlSignIn {
	return htmlSignIn{
		Time:    o.second(f),
		Odds:    o.htmlOdds(f),
		Outcome: f.Outcome.String(),
		MFA:     line(f.MFAUsed),
		Account: line(f.RecipientAccountID),
		Address: line(f.SourceIPAddress),
		EventID: line(f.EventID),
		Record:  paragraph(f.File) + fmt.Sprintf(":%d", f.Record),
	}
}

// second is the time of a sign-in to the second.
func (o Options) second(f *analyzer.Finding) string {
	t := o.time(f.EventTime)
	if !f.EventTime.IsZero() {
		t += f.EventTime.Format(":05")
	}
	return t
}

// facts says all that the log and the databases say of the sign-in.
func (p *page) facts(r *row) []fact {
	f := r.Finding
	var all []fact
	add := func(name, text string, code bool) {
		if text != "" {
			all = append(all, fact{name, paragraph(text), code})
		}
	}
	add("Event ID", f.EventID, true)
	add("Event", f.EventName+", "+f.Outcome.String(), false)
	add("Time", p.options.second(f)+" "+p.options.zone(), false)
	add("Record", fmt.Sprintf("%s:%d", head(f.File, paragraphBytes), f.Record), true)
	add("Identity", f.Identity.Name, true)
	add("Identity type", f.Identity.Type, false)
	add("Identity key", f.Identity.Key, true)
	add("ARN", f.Identity.ARN, true)
	add("Account", f.RecipientAccountID, true)
	add("Region", f.AWSRegion, false)
	add("Address", f.SourceIPAddress, true)
	add("Place", place(f), false)
	add("User agent", f.UserAgent, true)
	add("Client", versions(f), false)
	add("MFA", f.MFAUsed, false)
	if r.failures > 0 {
		add("Failed before", counted(r.failures, "sign-in")+" of the identity in the hour before", false)
	}
	return all
}

// place is where an address is, from the city to the network.
func place(f *analyzer.Finding) string {
	g := f.Geo
	var parts []string
	for _, s := range []string{g.City, g.Region, cmp.Or(g.CountryName, g.Country)} {
		if s != "" {
			parts = append(parts, s)
		}
	}
	network := g.Organization
	if g.ASN != 0 {
		network = strings.TrimSpace(fmt.Sprintf("AS%d %s", g.ASN, g.Organization))
	}
	if network != "" {
		parts = append(parts, network)
	}
	s := strings.Join(parts, ", ")
	if g.Kind != "" {
		s = strings.TrimSpace(fmt.Sprintf("%s (%s)", s, g.Kind))
	}
	return s
}

// versions is what the user agent says of itself, with versions.
func versions(f *analyzer.Finding) string {
	c := f.Client
	var parts []string
	for _, s := range []string{strings.TrimSpace(c.Browser + " " + c.BrowserVersion), strings.TrimSpace(c.OS + " " + c.OSVersion), string(c.Device)} {
		if s != "" {
			parts = append(parts, s)
		}
	}
	return strings.Join(parts, ", ")
}

// pageExplained is how many episodes carry their arithmetic: it takes 5 kB each, and
// "loginodds explain" has it for all.
const pageExplained = 200

// explain returns the arithmetic behind a finding, or "" for those beyond the first.
func (p *page) explain(f *analyzer.Finding) string {
	if f.Explanation == nil || p.explained == pageExplained {
		return ""
	}
	p.explained++
	return Arithmetic(f, p.options)
}
