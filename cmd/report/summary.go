package report

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"loginodds/analyzer"
)

// damagedShown is how many damaged places the summary lists one by one. JSON
// has them all.
const damagedShown = 20

// Summary writes what was read and what could not be read, for people.
func Summary(w io.Writer, r *analyzer.Report, o Options) error {
	c := &r.Coverage
	var b strings.Builder
	line := func(head, format string, args ...any) {
		fmt.Fprintf(&b, "%-11s", head)
		fmt.Fprintf(&b, format, args...)
		b.WriteByte('\n')
	}
	line("Reported", "%d of %s, in %s", len(r.Findings), count(c.SignIns.All(), "sign-in"), count(len(rows(r.Findings)), "episode"))
	if s := Suppressed(r); s != "" {
		line("Suppressed", "%s", s)
	}
	if _, err := io.WriteString(w, b.String()); err != nil {
		return err
	}
	return Coverage(w, c, o)
}

// Coverage writes the same, but for what was reported.
func Coverage(w io.Writer, c *analyzer.Coverage, o Options) error {
	var b strings.Builder
	line := func(head, format string, args ...any) {
		fmt.Fprintf(&b, "%-11s", head)
		fmt.Fprintf(&b, format, args...)
		b.WriteByte('\n')
	}
	line("Files", "%d read%s", c.Files, skipped(c))
	line("Records", "%d of %s; %s dropped", c.Records, size(c.Bytes), count(c.Duplicates, "duplicate"))
	line("Sign-ins", "%d succeeded, %d failed, %d of unknown outcome%s", c.SignIns.Success, c.SignIns.Failure, c.SignIns.Unknown, oddities(c))
	line("Identities", "%d, in %s", c.Identities, count(len(c.Accounts), "account"))
	if !c.First.IsZero() {
		line("Time", "%s to %s %s", o.time(c.First), o.time(c.Last), o.zone())
	}
	for i, g := range gaps(c) {
		line(map[bool]string{true: "Gaps"}[i == 0], "%s", g)
	}
	line("Places", "%s located%s", share(c.Located, c.Addresses, "address"), networkless(c))
	for i, d := range c.Databases {
		head := "Databases"
		if i > 0 {
			head = ""
		}
		line(head, "%s of %s%s", Terminal(d.Type), d.Built.UTC().Format(time.DateOnly), age(d.Built, c.Last))
	}
	for _, w := range c.Warnings() {
		line("Warning", "%s", Terminal(w))
	}
	for i, d := range c.Damaged {
		if i == damagedShown {
			line("Damaged", "… and %d more places", len(c.Damaged)-i)
			break
		}
		line("Damaged", "%s", Terminal(d.String()))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// networkless says of how many addresses nobody knows the network.
func networkless(c *analyzer.Coverage) string {
	switch {
	case c.Networkless == 0:
		return ""
	case c.Networkless == 1:
		return fmt.Sprintf("; 1 of %d has no network", c.Addresses)
	}
	return fmt.Sprintf("; %d of %d have no network", c.Networkless, c.Addresses)
}

// gapsShown is how many accounts with gaps the summary lists. JSON has them all.
const gapsShown = 10

// gaps says, per account, on how many days there is no record at all, and when the
// longest such time was.
func gaps(c *analyzer.Coverage) []string {
	var lines []string
	all := c.Gaps()
	for len(all) > 0 {
		n, days, longest := 0, 0, all[0]
		for n < len(all) && all[n].Account == all[0].Account {
			days += all[n].Days
			if all[n].Days > longest.Days {
				longest = all[n]
			}
			n++
		}
		all = all[n:]
		s := fmt.Sprintf("%s: no record at all on %s", Terminal(longest.Account), count(days, "day"))
		if n > 1 {
			s += fmt.Sprintf("; the longest time is %s from %s", count(longest.Days, "day"), day(longest.First))
		} else {
			s += " from " + day(longest.First)
		}
		lines = append(lines, s)
	}
	if more := len(lines) - gapsShown; more > 0 {
		lines = append(lines[:gapsShown], fmt.Sprintf("… and %s", count(more, "more account")))
	}
	return lines
}

func skipped(c *analyzer.Coverage) string {
	var s string
	var reasons []string
	total := 0
	for _, reason := range slices.Sorted(maps.Keys(c.Skipped)) {
		total += c.Skipped[reason]
		reasons = append(reasons, fmt.Sprintf("%d %s", c.Skipped[reason], reason))
	}
	if total > 0 {
		s = fmt.Sprintf(", %d skipped (%s)", total, strings.Join(reasons, ", "))
	}
	if c.DamagedFiles > 0 {
		s += fmt.Sprintf(", %d damaged", c.DamagedFiles)
	}
	return s
}

func oddities(c *analyzer.Coverage) string {
	var s string
	if c.Opened > 0 {
		s += fmt.Sprintf("; %d of them opened by another", c.Opened)
	}
	if c.SignIns.Nobody > 0 {
		s += fmt.Sprintf("; %d with a hidden user name", c.SignIns.Nobody)
	}
	return s
}

func share(n, of int, noun string) string {
	if of == 0 {
		return "no " + plural(noun)
	}
	return fmt.Sprintf("%d of %s (%s)", n, count(of, noun), percent(float64(n)/float64(of)))
}

// Count writes a number of things.
func Count(n int, noun string) string { return count(n, noun) }

func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %s", n, plural(noun))
}

func plural(noun string) string {
	switch {
	case strings.HasSuffix(noun, "y") && !strings.HasSuffix(noun, "ay"):
		return strings.TrimSuffix(noun, "y") + "ies"
	case strings.HasSuffix(noun, "s"):
		return noun + "es"
	}
	return noun + "s"
}

// Size returns a number of bytes for people, in powers of ten.
func Size(n int64) string { return size(n) }

// age says how much older than the last sign-in a database is, if it is.
func age(built, last time.Time) string {
	days := int(last.Sub(built).Hours() / 24)
	if last.IsZero() || days < 1 {
		return ""
	}
	return fmt.Sprintf(", %s before the last sign-in", count(days, "day"))
}

// size writes a number of bytes in decimal units.
func size(n int64) string {
	units := []string{"B", "kB", "MB", "GB", "TB"}
	x, i := float64(n), 0
	for x >= 1000 && i < len(units)-1 {
		x, i = x/1000, i+1
	}
	if i == 0 {
		return fmt.Sprintf("%d B", n)
	}
	return fmt.Sprintf("%.1f %s", x, units[i])
}
