package report

import (
	"bufio"
	"cmp"
	_ "embed"
	"fmt"
	"math"
	"slices"
	"strings"
	"sync"

	"loginodds/analyzer"
)

//go:embed html/world.txt
var worldText string

// A worldMap shows the countries of the sign-ins.
type worldMap struct {
	Width, Height int
	Land          string // path of the countries without a sign-in
	Countries     []mapCountry
	Rows, Rest    []mapRow
	Total, Marked string
}

// A mapCountry is a country on the map.
type mapCountry struct {
	Path   string
	Shade  int // 1 to 4 by the number of sign-ins
	Marked bool
	Small  bool // too small to be seen without a dot
	X, Y   int  // where to mark it
	Label  string
	Title  string
}

// A mapRow is a country in the table beside the map.
type mapRow struct {
	Code, Name      string
	SignIns, Marked int
}

// mapRowsShown is how many countries the table lists at first, beside all marked ones.
const mapRowsShown = 12

// labelsShown is up to how many marked countries have their label on the map. More
// would lie on each other.
const labelsShown = 12

func (p *page) newWorldMap() *worldMap {
	d := p.report.Details
	if d == nil || len(d.Countries) == 0 {
		return nil
	}
	marked := p.markedCountries()
	m := &worldMap{}
	byCode := map[string]*mapRow{}
	var signIns, reported, labels int
	for _, c := range d.Countries {
		r := mapRow{Code: line(c.Code), Name: line(countryName(c)), SignIns: c.SignIns, Marked: marked[[2]string{c.Code, c.Name}]}
		signIns, reported = signIns+r.SignIns, reported+r.Marked
		if r.Marked > 0 {
			labels++
		}
		if r.Marked > 0 || len(m.Rows) < mapRowsShown {
			m.Rows = append(m.Rows, r)
		} else {
			m.Rest = append(m.Rest, r)
		}
		if c.Code != "" {
			x := byCode[c.Code]
			if x == nil {
				x = &mapRow{Code: r.Code, Name: r.Name}
				byCode[c.Code] = x
			}
			x.SignIns, x.Marked = x.SignIns+r.SignIns, x.Marked+r.Marked
		}
	}
	slices.SortStableFunc(m.Rows, func(a, b mapRow) int {
		return cmp.Or(cmp.Compare(min(1, b.Marked), min(1, a.Marked)), cmp.Compare(b.SignIns, a.SignIns))
	})
	m.Total, m.Marked = counted(signIns, "sign-in"), thousands(reported)
	m.draw(byCode, labels <= labelsShown)
	return m
}

// More counts the countries that the table does not list at first.
func (m *worldMap) More() string { return counted(len(m.Rest), "more country") }

// markedCountries counts the marked findings by country, as [analyzer.Details] does
// all of them.
func (p *page) markedCountries() map[[2]string]int {
	all := map[[2]string]int{}
	for i := range p.report.Findings {
		f := &p.report.Findings[i]
		if f.Outcome == analyzer.Failure || !p.options.marked(f) {
			continue
		}
		name := f.Geo.CountryName
		if f.Geo.Kind == "named" {
			name = f.Geo.Organization
		}
		all[[2]string{f.Geo.Country, name}]++
	}
	return all
}

func countryName(c analyzer.Country) string {
	return cmp.Or(c.Name, c.Code, "no known country")
}

// draw sets the shapes of the countries.
func (m *worldMap) draw(byCode map[string]*mapRow, labels bool) {
	w := world()
	m.Width, m.Height = w.width, w.height
	most := 1
	for _, r := range byCode {
		most = max(most, r.SignIns)
	}
	var land strings.Builder
	for _, s := range w.shapes {
		r := byCode[s.code]
		if r == nil {
			land.WriteString(s.absolute())
			continue
		}
		c := mapCountry{
			Path: s.path, X: s.x, Y: s.y, Small: s.area < smallArea, Marked: r.Marked > 0,
			Shade: min(4, 1+int(4*math.Log1p(float64(r.SignIns))/math.Log1p(float64(most+1)))),
			Title: r.Name + ": " + counted(r.SignIns, "sign-in"),
		}
		if c.Marked {
			c.Title += ", " + thousands(r.Marked) + " reported"
			if labels {
				c.Label = fmt.Sprintf("%s %s", r.Code, thousands(r.Marked))
			}
		}
		m.Countries = append(m.Countries, c)
	}
	m.Land = land.String()
	// Marks over all shapes.
	slices.SortStableFunc(m.Countries, func(a, b mapCountry) int {
		switch {
		case a.Marked == b.Marked:
			return 0
		case a.Marked:
			return 1
		}
		return -1
	})
}

// smallArea is the area in square units of the map below which a country is not seen.
const smallArea = 60

// A shape is a country of the map data.
type shape struct {
	code string
	x, y int
	area float64
	path string
}

// absolute makes a path that can follow another.
func (s *shape) absolute() string {
	if s.path == "" {
		return ""
	}
	return "M" + s.path[1:]
}

// world reads the map data once. See html/generate for how it is made.
var world = sync.OnceValue(func() (w struct {
	width, height int
	shapes        []shape
}) {
	lines := bufio.NewScanner(strings.NewReader(worldText))
	lines.Buffer(nil, len(worldText))
	lines.Scan()
	if _, err := fmt.Sscan(lines.Text(), &w.width, &w.height); err != nil {
		panic("html/world.txt: " + err.Error())
	}
	for lines.Scan() {
		fields := strings.Split(lines.Text(), "\t")
		s := shape{code: fields[0], path: fields[2]}
		if _, err := fmt.Sscan(fields[1], &s.x, &s.y, &s.area); err != nil {
			panic("html/world.txt: " + err.Error())
		}
		w.shapes = append(w.shapes, s)
	}
	return w
})
