package report

import (
	"fmt"
	"io"
	"math"
	"strings"
	"time"

	"loginodds/analyzer"
	"loginodds/profile/odds"
)

// Explain writes, for people, who signed in with what and from where, the
// histograms that it is compared with, and the arithmetic of every probability in
// numbers that multiply out.
func Explain(w io.Writer, all []analyzer.Explained, o Options) error {
	e := explainer{Options: o}
	for i := range all {
		if i > 0 {
			e.line("")
			e.line("%s", strings.Repeat("═", 78))
		}
		e.signIn(&all[i])
	}
	_, err := io.WriteString(w, e.String())
	return err
}

// An explainer writes an explanation line by line.
type explainer struct {
	Options
	strings.Builder
}

func (e *explainer) line(format string, args ...any) {
	e.WriteString(strings.TrimRight(fmt.Sprintf(format, args...), " "))
	e.WriteByte('\n')
}

// fact writes one line of the head.
func (e *explainer) fact(name, format string, args ...any) {
	e.line("%-10s%s", name, fmt.Sprintf(format, args...))
}

func (e *explainer) heading(name string, p float64) {
	e.line("")
	if math.IsNaN(p) {
		e.line("%s: unknown", name)
		return
	}
	e.line("%s: %s", name, percent(p))
}

func (e *explainer) signIn(x *analyzer.Explained) {
	e.head(&x.Finding)
	e.arithmetic(&x.Finding)
	e.around(x)
	e.legend()
}

// Arithmetic returns what Explain writes of the probabilities of a finding, which must
// have an explanation, and how they combine.
func Arithmetic(f *analyzer.Finding, o Options) string {
	e := explainer{Options: o}
	e.arithmetic(f)
	e.legend()
	return strings.TrimSpace(e.String())
}

func (e *explainer) arithmetic(f *analyzer.Finding) {
	a := f.Explanation
	e.heading("LOCATION", f.Probability.Location)
	e.histograms(a, "country", "network")
	e.aspect(&a.Location)
	e.heading("BROWSER", f.Probability.Browser)
	e.histograms(a, "browser")
	e.aspect(&a.Browser)
	e.heading("OS", f.Probability.OS)
	e.histograms(a, "os")
	e.aspect(&a.OS)
	e.heading("DEVICE", f.Probability.Device)
	e.histograms(a, "device")
	e.aspect(&a.Device)
	e.heading("OVERALL", f.Probability.Overall)
	e.overall(a)
}

func (e *explainer) head(f *analyzer.Finding) {
	a := f.Explanation
	e.fact("Sign-in", "%s  %s, %s", Terminal(f.EventID), Terminal(f.EventName), f.Outcome)
	e.fact("Who", "%s  (%s), %s on %s", who(f), Terminal(f.Identity.Key), count(f.Evidence.SignIns, "sign-in"), count(f.Evidence.Days, "day"))
	if aliases := Aliases(f.Identity.Aliases()); aliases != "" {
		e.fact("", "also known as %s", aliases)
	}
	e.fact("When", "%s %s", e.time(f.EventTime), e.zone())
	e.fact("From", "%s  %s", Terminal(f.SourceIPAddress), from(f))
	e.fact("With", "%s%s", with(f), deviceOf(f))
	e.fact("Agent", "%s", Terminal(f.UserAgent))
	e.fact("MFA", "%s", f.MFAUsed)
	e.fact("Record", "%s:%d", Terminal(f.File), f.Record)
	for i, note := range f.Evidence.Notes {
		e.fact(map[bool]string{true: "Notes", false: ""}[i == 0], "%s", Terminal(note))
	}
	e.fact("Strand", "%s; judged together, and left out of all counts", unit(&a.Strand))
}

// aliasesShown is how many other names of an identity people are shown. JSON has all.
const aliasesShown = 8

// Aliases lists other names of an identity for a terminal.
func Aliases(all []string) string {
	more := ""
	if n := len(all) - aliasesShown; n > 0 {
		all, more = all[:aliasesShown], fmt.Sprintf(", … and %d more", n)
	}
	return Terminal(strings.Join(all, ", ")) + more
}

func deviceOf(f *analyzer.Finding) string {
	if f.Client.Device == "" {
		return ""
	}
	return ", " + Terminal(string(f.Client.Device))
}

// unit describes the sign-ins that are judged together.
func unit(u *odds.Unit) string {
	if !u.Held {
		return "this sign-in alone, which teaches no histogram"
	}
	s := fmt.Sprintf("%s on %s, %s", count(u.SignIns, "sign-in"), count(u.Days, "day"), day(u.First.Time()))
	if u.Last != u.First {
		s += " to " + day(u.Last.Time())
	}
	return s
}

func day(t time.Time) string { return t.UTC().Format(time.DateOnly) }

// barWidth is that of the longest bar, in columns.
const barWidth = 24

// barsShown is how many values of a histogram are listed.
const barsShown = 12

// histograms draws those of some attributes, with the value of this sign-in marked.
func (e *explainer) histograms(a *analyzer.Explanation, names ...string) {
	for _, name := range names {
		for i := range a.Histograms {
			if h := &a.Histograms[i]; h.Attribute == name {
				e.histogram(h)
			}
		}
	}
}

func (e *explainer) histogram(h *analyzer.Histogram) {
	e.line("  %-18s %5s  %6s  %-10s", h.Attribute, "days", "share", "last seen")
	for i, b := range h.Bars {
		if i == barsShown {
			e.line("    … and %s", count(len(h.Bars)-i, "more value"))
			break
		}
		share := float64(b.Days) / float64(h.OfDays)
		e.line("%s %-18s %5d  %6s  %s  %s", mark(b.Value == h.Value), cut(Terminal(b.Value), 18), b.Days, percent(share), day(b.Last),
			strings.Repeat("█", max(1, int(math.Round(share*barWidth)))))
	}
	if h.SeenDays == 0 {
		e.line("%s %-18s %5d  %6s  never", mark(true), cut(Terminal(h.Value), 18), 0, percent(0))
	}
}

func mark(this bool) string {
	if this {
		return "▶"
	}
	return " "
}

// aspect writes the arithmetic of a probability that is shown for itself.
func (e *explainer) aspect(x *odds.Feature) {
	if len(x.Levels) == 0 {
		return
	}
	e.levels(x.Levels, false)
	e.line("  shown over %s days, on %s of the days that count", number6(x.Span), percent(x.Share))
	e.line("  ln odds = ln(π/(1-π)) %s + ln q/p %s - lasting %s - dominance %s = %s   with π = %s", number6(math.Log(x.Outside/(1-x.Outside))),
		number6(x.LogRatio), number6(x.Lasting), number6(x.Dominance), number6(x.LogOdds()), number6(x.Outside))
}

// levels writes the weighing of a chain. Only the overall probability needs what an
// intruder would show.
func (e *explainer) levels(all []odds.Level, intruder bool) {
	for i := range all {
		l := &all[i]
		e.line("  %s %s%s", l.Attribute, Terminal(l.Value), given(l.Parents))
		e.line("    c %s of T %s days vouch for it, and count by g %s; of the others U %d of N %d have it; K %s", number6(l.Days), number6(l.OfDays), number6(l.Grade),
			l.Users, l.Total, number6(l.Values))
		e.line("    G %s   α %s = (%s+1) / (%s+1/%s)", number6(l.Base), number6(l.Alpha), number6(l.Varied), number6(l.Exposure), number6(l.Prior))
		line := fmt.Sprintf("    p %s   q %s (ε %s)", number6(l.Habit), number6(l.Newcomer), number6(l.NewcomerAny))
		if intruder {
			line += fmt.Sprintf("   r %s (ε′ %s)", number6(l.Intruder), number6(l.IntruderAny))
		}
		e.line("%s", line)
	}
}

func given(parents []string) string {
	if len(parents) == 0 {
		return ""
	}
	return " given " + Terminal(strings.Join(parents, ", "))
}

// overall writes the arithmetic of the overall probability: a column for each class, and
// a line for each piece of evidence.
func (e *explainer) overall(a *analyzer.Explanation) {
	for _, v := range a.Evidence {
		if v.Sentence != "" {
			e.line("  %s", Terminal(v.Sentence))
		}
	}
	e.levels(a.Place, true)
	e.levels(a.Client, true)
	row := func(name string, cell func(k int) string) {
		s := fmt.Sprintf("  %-14s", name)
		for k := range a.Classes {
			s += fmt.Sprintf(" %12s", cell(k))
		}
		e.line("%s", s)
	}
	names := [...]string{"habit", "new place", "new client", "new both", "takeover"}
	row("ln", func(k int) string { return names[k] })
	row("weight", func(k int) string { return number6(a.Classes[k].LogWeight) })
	for _, v := range a.Evidence {
		row(v.Term, func(k int) string { return number6(v.Logs[k]) })
		for _, f := range v.Facts {
			e.line("    %s: %s", f.Name, number6(f.Value))
		}
	}
	row("sum", func(k int) string { return number6(a.Classes[k].LogWeight + a.Classes[k].LogLikelihood) })
	e.line("  ln innocent %s   ln takeover %s   odds = e^(takeover-innocent) = %s", number6(a.Innocent), number6(a.Intruder), number6(math.Exp(a.Intruder-a.Innocent)))
	if a.Thin {
		e.line("  there is no other day to compare with")
	}
}

// around writes what came before and after.
func (e *explainer) around(x *analyzer.Explained) {
	e.line("")
	e.line("BEFORE AND AFTER")
	for _, p := range x.Before {
		e.point(" ", &p)
	}
	for _, v := range x.Events {
		e.line("  %s  %s, %s, from %s  %s", e.time(v.Time), Terminal(v.Name), v.Outcome, Terminal(v.Address), Terminal(v.Message))
	}
	f := &x.Finding
	e.point("▶", &analyzer.Point{EventID: f.EventID, Time: f.EventTime, Outcome: f.Outcome, Geo: f.Geo, Client: f.Client})
	for _, p := range x.After {
		e.point(" ", &p)
	}
}

func (e *explainer) point(mark string, p *analyzer.Point) {
	f := &analyzer.Finding{Geo: p.Geo, Client: p.Client}
	e.line("%s %s  %s, %s, from %s  %s", mark, e.time(p.Time), p.Outcome, with(f), from(f), Terminal(p.EventID))
}

// legend says how the numbers are combined.
func (e *explainer) legend() {
	e.WriteString(`
HOW THE NUMBERS COMBINE (docs/scoring.md has the reasons)
  G = (U + 20/K)/(N + 20)   q = ε/K + (1-ε) G   r = ε′/K + (1-ε′) G
  p = ((c + α q)/(T + α))^g × (α q/(T - c + α))^(1-g)
  Of a chain the p, q and r are multiplied; of a place 40% of q have p for the q of the
  country. Probability = odds/(1+odds).
  Of the overall probability every line of the table is added to the one above;
  innocent is the sum of e^sum over the first four columns.
`)
}

// number6 writes a number such that sums of what is printed come out right.
func number6(x float64) string { return fmt.Sprintf("%.6g", x) }
