package report

import (
	"fmt"
	"io"
	"math"
	"strings"
	"time"

	"loginodds/analyzer"
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
	e.fact("Episode", "%s; left out of the counts for overall", unit(&a.Episode))
	e.fact("Stay", "%s; left out of those for location, with the days around it", unit(&a.Stay))
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
func unit(u *analyzer.Unit) string {
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
func (e *explainer) aspect(x *analyzer.Aspect) {
	if len(x.Levels) == 0 {
		return
	}
	e.levels(x.Levels, false)
	ratio, factors := math.Exp(x.LogRatio), ""
	for i := range x.Terms {
		t := &x.Terms[i]
		e.line("  %s: by habit %s, from outside %s, factor %s", t.Name, number6(t.Habit), number6(t.Outside), number6(t.Outside/t.Habit))
		e.inputs(t.Inputs)
		ratio *= t.Outside / t.Habit
		factors += " × " + number6(t.Outside/t.Habit)
	}
	e.line("  ln q/p  %s   odds = π/(1-π) e^%s%s = %s   with π = %s", number6(x.LogRatio), number6(x.LogRatio), factors,
		number6(x.Alien/(1-x.Alien)*ratio), number6(x.Alien))
}

// levels writes the weighing of a chain. Only the overall probability needs what an
// intruder would show.
func (e *explainer) levels(all []analyzer.Level, intruder bool) {
	for i := range all {
		l := &all[i]
		e.line("  %s %s%s", l.Attribute, Terminal(l.Value), given(l.Parents))
		e.line("    c %d of T %d days; of the others U %d of N %d show it, N₁ %d; K %s", l.Days, l.OfDays, l.Users, l.Total, l.Once, number6(l.Values))
		e.line("    u %s   G %s   α %s = %s × (%s+1) / (%s+%s)", number6(l.Unseen), number6(l.Base), number6(l.Alpha),
			number6(l.Brief), number6(l.Varied), number6(l.Exposure), number6(l.Rate))
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

// overall writes the arithmetic of the overall probability.
func (e *explainer) overall(a *analyzer.Explanation) {
	e.levels(a.Place, true)
	e.levels(a.Client, true)
	for _, t := range a.Terms {
		e.term(&t)
		if t.Name == analyzer.TermInterleaving {
			for _, r := range a.Roaming {
				e.line("    not counted, since it goes along with its users: %s AS%s, with the log-odds %s", Terminal(r.Country), Terminal(r.Network), number6(r.LogOdds))
			}
		}
	}
	e.line("  %-22s %12s  %14s", "class", "weight", "ln likelihood")
	for _, c := range append(a.Innocents[:], a.Takeover) {
		e.line("  %-22s %12s  %14s", c.Name, number6(c.Weight), number6(c.LogLikelihood))
	}
	e.line("  of intruders, m = %s show a client of the identity's, d₁ = %s come from its country, and", number6(a.Imitation), number6(a.SameCountry))
	e.line("  d₂ = %s from its country and network; of new places, d₀ = %s are in its country", number6(a.SameNetwork), number6(a.Near))
	odds := a.Intruder - a.Innocent
	e.line("  ln innocent %s   ln intruder %s   odds = e^(intruder-innocent) = %s", number6(a.Innocent), number6(a.Intruder), number6(math.Exp(odds)))
	if r := a.Recalibration; r.Share > 0 {
		var knots []string
		for _, k := range r.Knots {
			knots = append(knots, number6(k.LogOdds)+" → "+number6(k.Recalibrated))
		}
		e.line("  of an episode of several sign-ins, ln odds go %s of the way to a curve through the", number6(r.Share))
		odds = r.Of(odds)
		e.line("  points %s: odds = %s", strings.Join(knots, ", "), number6(math.Exp(odds)))
	}
	if a.Thin && odds > 0 {
		e.line("  there is no other day to compare with, so the odds are taken for 1")
	}
}

func (e *explainer) term(t *analyzer.Term) {
	only := ""
	if t.NewPlaceOnly {
		only = " (in new places only)"
	}
	e.line("  %s: innocent %s%s, intruder %s, factor %s", t.Name, number6(t.Innocent), only, number6(t.Intruder), number6(math.Exp(t.LogRatio)))
	e.inputs(t.Inputs)
}

func (e *explainer) inputs(all []analyzer.Input) {
	for _, in := range all {
		e.line("    %s: %s", in.Name, number6(in.Value))
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
  u = (N₁+1)/(N+2), or 1 if N = 0     G = u/K + (1-u) U/N
  p = (c + α G)/(T + α)   q = ε/K + (1-ε) G   r = ε′/K + (1-ε′) G
  Of a chain the p, q and r are multiplied. Probability = odds/(1+odds); the terms of
  the location multiply its odds.
  Likelihoods, each times the factors of the terms: habit p·p, new place Q·p, new
  client p·q, both Q·q (place·client); takeover R ((1-m) r_client + m p_client).
  Q = (1-d₀) q + d₀ q₁ of the place, where q₁ has p for the q of the country, and
  R = (1-d₁-d₂) r + d₁ r₁ + d₂ r₂, where r₁ has p for the r of the country, and r₂ for
  the r of all levels but the prefix.
  Innocent is the sum of weight × likelihood over the first four classes. In an episode
  of n sign-ins, ln odds go 1-1/n² of the way to a curve, which is straight between the
  points told, and of slope 1 beyond them.
`)
}

// number6 writes a number such that products of what is printed come out right.
func number6(x float64) string { return fmt.Sprintf("%.6g", x) }
