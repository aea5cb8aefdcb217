package report

import "loginodds/analyzer"

// An evidenceChart is the habit of an attribute, as bars.
type evidenceChart struct {
	Name string
	Odds htmlOdds
	Bars []evidenceBar
	Of   string // on what it rests, or why there are no bars
}

// An evidenceBar is a value, and on how many days it was seen.
type evidenceBar struct {
	Value string
	Name  string // of a country; "" for all else
	Days  int
	Width int  // in percent of all days; at least 1 if there are any
	This  bool // it is the value of the sign-in
}

func (p *page) evidence(f *analyzer.Finding) []evidenceChart {
	e, o := &f.Evidence, p.options.htmlOdds(f)
	return []evidenceChart{
		p.chart("Location", o[1], e.Location),
		p.chart("Browser", o[2], e.Browser),
		p.chart("OS", o[3], e.OS),
		p.chart("Device", o[4], e.Device),
	}
}

func (p *page) chart(name string, o htmlOdds, h analyzer.Habit) evidenceChart {
	c := evidenceChart{Name: name, Odds: o}
	switch {
	case h.Value == "":
		c.Of = "Unknown, not compared."
		return c
	case h.OfDays == 0:
		c.Of = "No other days to compare with."
	default:
		c.Of = "of " + counted(h.OfDays, "day")
	}
	bar := func(value string, days int) {
		b := evidenceBar{Value: line(value), Name: line(p.countries[value]), Days: days, This: value == h.Value}
		if days > 0 {
			b.Width = min(100, max(1, 100*days/max(1, h.OfDays)))
		}
		c.Bars = append(c.Bars, b)
	}
	seen := false
	for _, u := range h.Usual {
		seen = seen || u.Value == h.Value
		bar(u.Value, u.Days)
	}
	if !seen {
		bar(h.Value, h.SeenDays)
	}
	return c
}
