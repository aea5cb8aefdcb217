package analyzer

import (
	"cmp"
	"slices"
	"time"

	"loginodds/analyzer/geoip"
	"loginodds/analyzer/useragent"
)

// Details show the findings among the sign-ins around them. They are for reports
// that draw pictures.
type Details struct {
	Histories []History // of every identity with a finding, the most anomalous first
	Countries []Country // of all successful sign-ins, those with most of them first
}

// A History is all that one identity has done, in order of time.
type History struct {
	Identity Identity
	SignIns  []Point
}

// A Point is one sign-in of a history.
type Point struct {
	EventID string
	Time    time.Time // UTC; never zero
	Outcome Outcome
	Geo     geoip.Place
	Client  useragent.Client
	Finding bool // it is reported
}

// A Country counts the sign-ins from one country.
type Country struct {
	Code     string // ISO 3166-1 alpha-2; "" unknown, or of a named network
	Name     string // in English, or that of the network; "" unknown
	SignIns  int
	Findings int // those that are reported
}

// details looks around the findings, which are in the order of the report.
func (l *log) details(findings []Finding) *Details {
	reported := map[reference]bool{}
	var keys []string
	seen := map[string]bool{}
	for _, f := range findings {
		reported[reference{f.File, f.Record}] = true
		if key := f.Identity.Key; key != "" && !seen[key] {
			seen[key] = true
			keys = append(keys, key)
		}
	}
	d := &Details{Countries: l.countries(findings)}
	for _, key := range keys {
		d.Histories = append(d.Histories, l.history(key, reported))
	}
	return d
}

// A reference is where a record stands.
type reference struct {
	file   string
	record int
}

func (l *log) history(key string, reported map[reference]bool) History {
	var h History
	for i := range l.signIns[key] {
		s := &l.signIns[key][i]
		h.Identity = *s.identity
		if s.time.IsZero() {
			continue
		}
		h.SignIns = append(h.SignIns, Point{
			EventID: s.eventID,
			Time:    s.time,
			Outcome: s.outcome,
			Geo:     *s.place,
			Client:  *s.client,
			Finding: reported[reference{*s.file, int(s.record)}],
		})
	}
	return h
}

func (l *log) countries(findings []Finding) []Country {
	counts := map[[2]string]*Country{}
	get := func(p geoip.Place) *Country {
		name := p.CountryName
		if p.Kind == geoip.Named {
			name = p.Organization
		}
		k := [2]string{p.Country, name}
		if counts[k] == nil {
			counts[k] = &Country{Code: p.Country, Name: name}
		}
		return counts[k]
	}
	for _, signIns := range l.signIns {
		for i := range signIns {
			if signIns[i].outcome != Failure {
				get(*signIns[i].place).SignIns++
			}
		}
	}
	for i := range findings {
		if findings[i].Outcome != Failure {
			get(findings[i].Geo).Findings++
		}
	}
	var all []Country
	for _, c := range counts {
		all = append(all, *c)
	}
	slices.SortFunc(all, func(a, b Country) int {
		return cmp.Or(cmp.Compare(b.SignIns, a.SignIns), cmp.Compare(a.Code, b.Code), cmp.Compare(a.Name, b.Name))
	})
	return all
}
