package report

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"io"
	"slices"
	"sync"

	"loginodds/analyzer"
)

//go:generate go run -C html/generate .

var (
	//go:embed html/*.html
	pageFiles embed.FS
	//go:embed html/style.css
	styleSheet string
	//go:embed html/script.js
	script string

	// pageTemplate is parsed when it is wanted: other formats need not wait for it.
	pageTemplate = sync.OnceValue(func() *template.Template {
		return template.Must(template.New("page.html").
			Funcs(template.FuncMap{"thousands": thousands[int]}).
			ParseFS(pageFiles, "html/*.html"))
	})
)

// HTML writes the report as one page that needs no other file and no network. All
// that comes from the log goes through html/template, and the only style and script
// that a browser may apply are our own, by their checksums.
func HTML(w io.Writer, r *analyzer.Report, o Options) error {
	b := bufio.NewWriterSize(w, 1<<16)
	if err := pageTemplate().Execute(b, newPage(r, o)); err != nil {
		return err
	}
	return b.Flush()
}

// NeedsDetails says whether the format of that name draws pictures, for which the
// analysis has to look around the findings.
func NeedsDetails(format string) bool { return format == "html" }

// policy allows our own style and script, and nothing else: no image, no frame, no
// form, no connection.
func policy() string {
	source := func(s string) string {
		sum := sha256.Sum256([]byte(s))
		return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
	}
	return "default-src 'none'; script-src " + source(script) + "; style-src " + source(styleSheet) + "; base-uri 'none'; form-action 'none'"
}

// A page is what the template shows.
type page struct {
	Title    string
	Headline string
	Alerts   []string // what a reader should know before trusting the rest
	Columns  []htmlColumn
	Episodes []*htmlEpisode
	Reported string // how many findings, in how many episodes
	Timeline *timelines
	Map      *worldMap
	Coverage htmlCoverage

	report    *analyzer.Report
	options   Options
	histories map[string]int    // number of the timeline of an identity, by key
	countries map[string]string // names, by code
	explained int               // episodes with their arithmetic
}

func newPage(r *analyzer.Report, o Options) *page {
	p := &page{report: r, options: o, histories: map[string]int{}, countries: countryNames(r)}
	if r.Details != nil {
		for i, h := range r.Details.Histories {
			p.histories[h.Identity.Key] = i + 1
		}
	}
	p.Episodes = p.newEpisodes(rows(r.Findings))
	p.Columns = p.newColumns()
	p.Timeline = p.newTimelines()
	p.Map = p.newWorldMap()
	p.Coverage = p.newCoverage()
	p.headline()
	return p
}

// headline says the result in words.
func (p *page) headline() {
	r, o := p.report, p.options
	all := r.Coverage.SignIns.All()
	p.Title = fmt.Sprintf("loginodds: %s of %s reported", thousands(len(r.Findings)), counted(all, "sign-in"))
	p.Reported = counted(len(r.Findings), "sign-in") + " in " + counted(len(p.Episodes), "episode")
	identities := map[string]bool{}
	standing := 0
	for i := range r.Findings {
		if f := &r.Findings[i]; o.marked(f) {
			identities[f.Identity.Key] = true
			standing++
		}
	}
	switch {
	case len(r.Findings) == 0:
		p.Headline = nothing(r, o)
	case o.All:
		p.Headline = fmt.Sprintf("%s of %s reported, of which %s reach %s", thousands(len(r.Findings)), counted(all, "sign-in"), thousands(standing), percent(o.Threshold))
	default:
		p.Headline = fmt.Sprintf("%s of %s reported: %s of %s", thousands(len(r.Findings)), counted(all, "sign-in"),
			counted(len(p.Episodes), "episode"), counted(len(identities), "identity"))
	}
	p.Alerts = p.alerts()
}

// marked says whether a finding is anomalous: all are, unless every sign-in is
// reported.
func (o Options) marked(f *analyzer.Finding) bool {
	return !o.All || slices.ContainsFunc(analyzer.Features, func(x analyzer.Feature) bool {
		return o.standsOut(x, f.Probability.Of(x))
	})
}

// Threshold is the probability from which one stands out.
func (p *page) Threshold() string { return percent(p.options.Threshold) }

// Zone is the time zone of all times.
func (p *page) Zone() string { return p.options.zone() }

// Policy is the Content-Security-Policy. Being ours, it is written as it is, as are
// the style and the script: an escape would change their checksums.
func (p *page) Policy() template.HTML {
	return template.HTML(`<meta http-equiv="Content-Security-Policy" content="` + policy() + `"/>`)
}

// Style is the style sheet.
func (p *page) Style() template.HTML {
	return template.HTML("<style>" + styleSheet + "</style>")
}

// Script sorts, filters and opens what is already there, and writes nothing.
func (p *page) Script() template.HTML {
	return template.HTML(`<script type="module">` + script + "</script>")
}

// countryNames returns the English names of all countries of the report.
func countryNames(r *analyzer.Report) map[string]string {
	names := map[string]string{}
	for i := range r.Findings {
		if g := &r.Findings[i].Geo; g.CountryName != "" {
			names[g.Country] = g.CountryName
		}
	}
	if r.Details != nil {
		for _, c := range r.Details.Countries {
			if c.Code != "" && c.Name != "" {
				names[c.Code] = c.Name
			}
		}
	}
	return names
}

// thousands writes a number in groups of three digits.
func thousands[N int | int64](n N) string {
	s := fmt.Sprint(n)
	var b bytes.Buffer
	for i, digit := range s {
		if i > 0 && (len(s)-i)%3 == 0 && s[i-1] != '-' {
			b.WriteByte(',')
		}
		b.WriteRune(digit)
	}
	return b.String()
}

// counted is like count, for numbers that may be large.
func counted(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	if noun == "day" {
		return thousands(n) + " days"
	}
	return thousands(n) + " " + plural(noun)
}
