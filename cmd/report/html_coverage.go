package report

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"loginodds/analyzer"
)

// listShown bounds the lists of the coverage. JSON has them in full.
const listShown = 1000

// htmlCoverage says what was read and what could not be read.
type htmlCoverage struct {
	Tiles       []tile
	Facts       []fact
	Events      []eventCounts
	Skipped     []skippedFiles
	Damaged     []string
	MoreDamaged int
	Accounts    []string
	Regions     []string
	Databases   []fact
	Warnings    []string
	Suppressed  []suppression
	Suppressing string // summed up
}

// A tile is a number at the top.
type tile struct {
	Name, Value, Note string
	Alarm             bool
}

// eventCounts are the sign-ins of one eventName.
type eventCounts struct {
	Name string
	analyzer.SignInCounts
}

// skippedFiles are those that hold nothing to read, for one reason.
type skippedFiles struct {
	Reason string
	N      int
	First  string
}

func (p *page) newCoverage() htmlCoverage {
	c, o := &p.report.Coverage, p.options
	h := htmlCoverage{Tiles: p.tiles(), Suppressing: Suppressed(p.report)}
	add := func(name, format string, args ...any) {
		h.Facts = append(h.Facts, fact{Name: name, Text: fmt.Sprintf(format, args...)})
	}
	add("Reported", "%s, in %s", counted(len(p.report.Findings), "sign-in"), counted(len(p.Episodes), "episode"))
	add("Threshold", "%s in %s", percent(o.Threshold), o.compared())
	add("Files", "%s read%s", thousands(c.Files), paragraph(skipped(c)))
	add("Records", "%s of %s; %s dropped", thousands(c.Records), size(c.Bytes), counted(c.Duplicates, "duplicate"))
	add("Sign-ins", "%s succeeded, %s failed, %s of unknown outcome%s", thousands(c.SignIns.Success), thousands(c.SignIns.Failure), thousands(c.SignIns.Unknown), oddities(c))
	add("Identities", "%s that have signed in", thousands(c.Identities))
	if !c.First.IsZero() {
		add("Time", "%s to %s %s", o.time(c.First), o.time(c.Last), o.zone())
	}
	add("Addresses", "%s located%s", share(c.Located, c.Addresses, "address"), networkless(c))
	if o.Settings != "" {
		add("Settings", "%s", paragraph(o.Settings))
	}
	for _, name := range slices.Sorted(maps.Keys(c.ByEventName)) {
		h.Events = append(h.Events, eventCounts{line(name), c.ByEventName[name]})
	}
	for _, reason := range slices.Sorted(maps.Keys(c.Skipped)) {
		h.Skipped = append(h.Skipped, skippedFiles{line(reason), c.Skipped[reason], paragraph(c.SkippedFirst[reason])})
	}
	for _, d := range c.Damaged[:min(len(c.Damaged), listShown)] {
		h.Damaged = append(h.Damaged, paragraph(d.String()))
	}
	h.MoreDamaged = len(c.Damaged) - len(h.Damaged)
	h.Accounts, h.Regions = list(c.Accounts), list(c.Regions)
	for _, d := range c.Databases {
		text := "of " + d.Built.UTC().Format(time.DateOnly)
		if d.Embedded {
			text += ", embedded"
		} else {
			text += ", " + paragraph(d.Name)
		}
		h.Databases = append(h.Databases, fact{Name: line(d.Type), Text: text})
	}
	for _, w := range c.Warnings() {
		h.Warnings = append(h.Warnings, punctuated(paragraph(w)))
	}
	h.Suppressed = htmlSuppressed(p.report)
	return h
}

// list makes log text safe, and says how much more there is.
func list(all []string) []string {
	var out []string
	for _, s := range all[:min(len(all), listShown)] {
		out = append(out, line(s))
	}
	if more := len(all) - listShown; more > 0 {
		out = append(out, fmt.Sprintf("… and %s more", thousands(more)))
	}
	return out
}

// compared names the probabilities that are compared with the threshold.
func (o Options) compared() string {
	if len(o.On) == 0 {
		return "any of the five probabilities"
	}
	var names []string
	for _, f := range o.On {
		names = append(names, f.String())
	}
	return strings.Join(names, " or ")
}

func htmlSuppressed(r *analyzer.Report) []suppression {
	all := newSuppressed(r).Entries
	for i := range all {
		for _, s := range []*string{&all[i].Identity, &all[i].Value, &all[i].CIDR, &all[i].EventID, &all[i].Reason, &all[i].Owner} {
			*s = paragraph(*s)
		}
	}
	return all
}

// State says what became of a suppression.
func (s suppression) State() string {
	switch {
	case s.Expired:
		return "expired"
	case s.Findings == 0:
		return "unused"
	}
	return "applied"
}

// Condition says what a suppression covers.
func (s suppression) Condition() string {
	var all []string
	for _, c := range [][2]string{{"identity", s.Identity}, {"value", s.Value}, {"network", s.CIDR}, {"event", s.EventID}} {
		if c[1] != "" {
			all = append(all, c[0]+" "+c[1])
		}
	}
	return strings.Join(all, ", ")
}

// tiles are the numbers to begin with.
func (p *page) tiles() []tile {
	c, o := &p.report.Coverage, p.options
	identities := map[string]bool{}
	for i := range p.report.Findings {
		identities[p.report.Findings[i].Identity.Key] = true
	}
	all := []tile{
		{Name: "Reported", Value: thousands(len(p.Episodes)), Note: "episodes, " + counted(len(p.report.Findings), "sign-in") + " of " + counted(len(identities), "identity")},
		{Name: "Sign-ins read", Value: thousands(c.SignIns.All()), Note: fmt.Sprintf("%s succeeded, %s failed", thousands(c.SignIns.Success), thousands(c.SignIns.Failure))},
		{Name: "Identities", Value: thousands(c.Identities), Note: "in " + counted(len(c.Accounts), "account")},
	}
	if len(p.Episodes) == 1 {
		all[0].Note = strings.Replace(all[0].Note, "episodes", "episode", 1)
	}
	if !c.First.IsZero() {
		days := int(c.Last.Sub(c.First)/(24*time.Hour)) + 1
		all = append(all, tile{Name: "Time", Value: counted(days, "day"), Note: o.time(c.First)[:len(time.DateOnly)] + " to " + o.time(c.Last)[:len(time.DateOnly)]})
	}
	files := tile{Name: "Files", Value: thousands(c.Files), Note: "read, none damaged"}
	if c.DamagedFiles > 0 {
		files.Note, files.Alarm = "read; "+thousands(c.DamagedFiles)+" damaged", true
	}
	all = append(all, files)
	if n := p.report.SuppressedCount(); n.Entries > 0 {
		all = append(all, tile{Name: "Suppressed", Value: thousands(n.Findings), Note: fmt.Sprintf("by %d of %s", n.Applied, counted(n.Entries, "entry")), Alarm: n.Findings > 0})
	}
	return all
}

// alerts are what a reader should know before trusting the report.
func (p *page) alerts() []string {
	c := &p.report.Coverage
	var all []string
	if n := c.DamagedFiles; n > 0 {
		all = append(all, fmt.Sprintf("%s could not be read, or not wholly: sign-ins may be missing.", counted(n, "file")))
	}
	if n := p.report.SuppressedCount(); n.Findings > 0 {
		all = append(all, fmt.Sprintf("%s suppressed as known, and not listed here.", counted(n.Findings, "finding")))
	}
	return append(all, p.Coverage.Warnings...)
}
