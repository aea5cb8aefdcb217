package report

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"loginodds/analyzer"
	"loginodds/analyzer/geoip"
	"loginodds/analyzer/useragent"
)

// pictured is the invented report with what surrounds its findings: mei signs in from
// Japan on every third day, and twice fails to.
func pictured() *analyzer.Report {
	r := invented()
	mei := &r.Findings[0]
	h := analyzer.History{Identity: mei.Identity}
	for day := range 30 {
		p := analyzer.Point{
			EventID: fmt.Sprint("e", day), Time: mei.EventTime.AddDate(0, 0, 3*(day-29)-1), Outcome: analyzer.Success,
			Geo: geoip.Place{Country: "JP", CountryName: "Japan", ASN: 64501, Organization: "Example Telecom"}, Client: useragent.Client{Browser: "Chrome", OS: "macOS", Device: useragent.Desktop},
		}
		if day%14 == 13 {
			p.Outcome = analyzer.Failure
		}
		h.SignIns = append(h.SignIns, p)
	}
	h.SignIns = append(h.SignIns, analyzer.Point{EventID: mei.EventID, Time: mei.EventTime, Outcome: mei.Outcome, Geo: mei.Geo, Client: mei.Client, Finding: true})
	r.Details = &analyzer.Details{
		Histories: []analyzer.History{h},
		Countries: []analyzer.Country{
			{Code: "JP", Name: "Japan", SignIns: 1200, Findings: 1},
			{Code: "SG", Name: "Singapore", SignIns: 3},
			{Name: "office", SignIns: 2},
			{Code: "US", Name: "United States", SignIns: 2, Findings: 2},
		},
	}
	r.Suppressed = []analyzer.Suppressed{{
		Suppression: analyzer.Suppression{Identity: "kenta", Reason: "travels", Owner: "soc", Expires: time.Date(2026, 7, 1, 0, 0, 0, 0, time.UTC)},
		Findings:    2,
	}}
	return r
}

// borders are the paths of countries.
var borders = regexp.MustCompile(` d="[Mm][-mMlz0-9 ]{200,}"`)

// TestHTMLGolden leaves out what is not made of the report. Write the file anew with
// go test ./cmd/report -update, and look at it in a browser.
func TestHTMLGolden(t *testing.T) {
	got := strings.NewReplacer(policy(), "POLICY", styleSheet, "STYLE", script, "SCRIPT").Replace(write(t, "html", pictured(), Options{Threshold: .9}))
	got = borders.ReplaceAllString(got, ` d="BORDER"`)
	file := filepath.Join("testdata", "invented.html")
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal("writing a golden file:", err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal("reading a golden file:", err)
	}
	if got != string(want) {
		if err := os.WriteFile(file+".got", []byte(got), 0o644); err != nil {
			t.Fatal("writing what came:", err)
		}
		t.Errorf("html differs from %s; see what came in %[1]s.got", file)
	}
}

// markup returns every element with its attributes as "element attribute", and every
// value of an attribute by the same name. The page must be well-formed XML, too, so
// that no text of the log can have become markup that this does not see.
func markup(t *testing.T, page string) map[string][]string {
	t.Helper()
	page = strings.NewReplacer(styleSheet, "", script, "").Replace(page)
	page = borders.ReplaceAllString(page, "") // long, and without a letter that is not theirs
	all := map[string][]string{}
	d := xml.NewDecoder(strings.NewReader(page))
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return all
		}
		if err != nil {
			t.Fatalf("reading the page as XML: %v in %q", err, page[max(0, int(d.InputOffset())-200):d.InputOffset()])
		}
		switch x := token.(type) {
		case xml.StartElement:
			all[x.Name.Local] = append(all[x.Name.Local], "")
			for _, a := range x.Attr {
				name := x.Name.Local + " " + a.Name.Local
				all[name] = append(all[name], a.Value)
			}
		case xml.Comment, xml.ProcInst:
			t.Errorf("got %T %q", x, x)
		}
	}
}

var (
	harmless sync.Once
	ours     map[string][]string // of a harmless report

	ownLink = regexp.MustCompile(`^(#[a-z]+[0-9]*|https://db-ip\.com)$`)
	ownName = regexp.MustCompile(`^[a-z]+[0-9]*(-head)?( [a-z]+[0-9]*)*$`)
)

// checkHTML checks that a page has no markup but ours: no element and no attribute
// that a harmless report has not, and none that runs or fetches anything.
func checkHTML(t *testing.T, r *analyzer.Report) {
	t.Helper()
	page := write(t, "html", r, Options{Threshold: .9})
	harmless.Do(func() { ours = markup(t, write(t, "html", poisoned("x"), Options{Threshold: .9})) })
	for name, values := range markup(t, page) {
		if ours[name] == nil {
			t.Errorf("got unknown %s %q", name, values)
		}
		element, attribute, _ := strings.Cut(name, " ")
		for _, v := range values {
			switch {
			case strings.HasPrefix(attribute, "on"), attribute == "style", attribute == "src", attribute == "srcdoc":
				t.Errorf("got %s %q", name, v)
			case attribute == "href" && !ownLink.MatchString(v):
				t.Errorf("got a link to %q", v)
			case (attribute == "id" || attribute == "class") && !ownName.MatchString(v):
				t.Errorf("got %s %q", name, v)
			case element == "script" && attribute == "" && len(values) != 1:
				t.Errorf("got %d scripts", len(values))
			}
		}
	}
	for i, c := range page {
		if c != '\n' && unsafeRune(c) && !strings.ContainsRune(styleSheet+script, c) {
			t.Fatalf("got the character %U in %q", c, page[max(0, i-50):i+10])
		}
	}
	if !strings.HasSuffix(page, "</html>\n") {
		t.Error("got no final newline")
	}
}

// attacks are texts that would end what they stand in, or run, if they were not
// escaped.
var attacks = []string{
	`<script>alert(1)</script>`, `</script><script>alert(1)//`, `</style><img src=x onerror=alert(1)>`, `</title>`, `</template><b>`,
	`" onmouseover="alert(1)`, `' autofocus onfocus='alert(1)`, "` onclick=alert(1)", `javascript:alert(1)`, `data:text/html,<script>`,
	`<!--`, `-->`, `<![CDATA[`, `]]>`, `&lt;script&gt;`, `&#x3c;`, `{{.}}`, `</svg><script>`, `<svg onload=alert(1)>`, `<?xml`,
	"\u202e\u2066", "a\x00b", "\xff\xfe<", "\ufeff", "\u2028", "ا\u0300",
}

// poisoned is a report in which every text that comes from outside is s.
func poisoned(s string) *analyzer.Report {
	r := pictured()
	r.Findings = []analyzer.Finding{chosen(r.Findings[0], s), r.Findings[0], chosen(r.Findings[0], s)}
	for i := range r.Findings {
		f := &r.Findings[i]
		f.Evidence.Notes = []string{s}
		f.Evidence.Location.Value, f.Evidence.OS.Usual = s, []analyzer.Usual{{Value: s, Days: 3}}
		f.MFAUsed, f.EventName, f.Client.BrowserVersion, f.Geo.CountryName = s, s, s, s
	}
	r.Findings[0].Geo.Country, r.Findings[2].Geo.Kind = s, geoip.Kind(s)
	d := r.Details
	d.Histories[0].Identity = r.Findings[0].Identity
	for i := range d.Histories[0].SignIns {
		p := &d.Histories[0].SignIns[i]
		p.Geo.Organization, p.Client.Browser = s, s
	}
	d.Countries = append(d.Countries, analyzer.Country{Code: s, Name: s, SignIns: 1})
	c := &r.Coverage
	c.Damaged = append(c.Damaged, analyzer.Damage{File: s, Reason: s})
	c.Skipped, c.SkippedFirst = map[string]int{s: 2, "digest": 1}, map[string]string{s: s, "digest": s}
	c.ByEventName = map[string]analyzer.SignInCounts{s: {Success: 1}, "ConsoleLogin": {}}
	c.Accounts, c.Regions, c.DatabaseError = []string{s}, []string{s}, errors.New(s)
	c.Databases = append(c.Databases, geoip.Source{Name: s, Type: s})
	x := &r.Suppressed[0].Suppression
	x.Identity, x.Value, x.EventID, x.Reason, x.Owner = s, s, s, s, s
	return r
}

func TestHTMLHostile(t *testing.T) {
	checkHTML(t, invented()) // with all that is hostile to other formats
	for _, s := range attacks {
		checkHTML(t, poisoned(s))
	}
}

func FuzzHTML(f *testing.F) {
	for _, s := range attacks {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) { checkHTML(t, poisoned(s)) })
}

// TestHTMLLong: text of any length is cut, and says so.
func TestHTMLLong(t *testing.T) {
	long := strings.Repeat("<b>", 100_000/3)
	page := write(t, "html", poisoned(long), Options{Threshold: .9})
	if len(page) > 1<<20 {
		t.Errorf("got %d bytes", len(page))
	}
	if !strings.Contains(page, "… (99,999 bytes in all)") {
		t.Error("nothing says how long the text was")
	}
	checkHTML(t, poisoned(long))
}

// TestHTMLPolicy: a browser applies only what has the checksum of the policy.
func TestHTMLPolicy(t *testing.T) {
	page := write(t, "html", pictured(), Options{Threshold: .9})
	check := func(directive, before, after string) {
		t.Helper()
		_, content, _ := strings.Cut(page, before)
		content, _, _ = strings.Cut(content, after)
		sum := sha256.Sum256([]byte(content))
		if want := directive + " 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "';"; !strings.Contains(page, want) {
			t.Errorf("the policy has no %s", want)
		}
		if strings.Contains(content, "</") {
			t.Errorf("%s may end within itself", directive)
		}
	}
	check("script-src", `<script type="module">`, "</script>")
	check("style-src", "<style>", "</style>")
	for _, s := range []string{"default-src 'none';", "base-uri 'none';", "form-action 'none'\""} {
		if !strings.Contains(page, s) {
			t.Errorf("the policy has no %s", s)
		}
	}
	for _, s := range []string{"innerHTML", "outerHTML", "insertAdjacentHTML", "eval(", "Function(", "document.write", "fetch(", "import"} {
		if strings.Contains(script, s) {
			t.Errorf("the script has %s", s)
		}
	}
	if strings.Contains(styleSheet, "@import") || strings.Contains(strings.ReplaceAll(styleSheet, "url(#hatch)", ""), "url(") {
		t.Error("the style sheet fetches something")
	}
}

func TestHTMLDeterministic(t *testing.T) {
	first := write(t, "html", pictured(), Options{Threshold: .9})
	for range 3 {
		if write(t, "html", pictured(), Options{Threshold: .9}) != first {
			t.Fatal("the same report gives two pages")
		}
	}
}

// TestHTMLEmpty: a run without findings says so, and one whose findings are all
// suppressed does not look like it.
func TestHTMLEmpty(t *testing.T) {
	check := func(r *analyzer.Report, want ...string) {
		t.Helper()
		r.Findings, r.Details = nil, nil
		checkHTML(t, r)
		page := write(t, "html", r, Options{Threshold: .9})
		for _, s := range want {
			if !strings.Contains(page, s) {
				t.Errorf("got no %q", s)
			}
		}
		if strings.Contains(page, `id="map"`) || strings.Contains(page, `id="timelines"`) || strings.Contains(page, `id="episodes"`) {
			t.Error("an empty report has pictures")
		}
	}
	check(invented(), "<h1>No sign-in reaches the threshold of 90.0%.</h1>", "<code>a|`b`\\x0a&lt;b&gt;.json:3: offset 12: unexpected end</code>")
	check(pictured(), "<h1>Nothing to report, but 2 findings suppressed.</h1>", "<li>2 findings suppressed as known, and not listed here.</li>", "<td>travels</td>")
	check(&analyzer.Report{}, "<h1>No sign-in reaches the threshold of 90.0%.</h1>")
}

// TestHTMLAll: where every sign-in is reported, those that reach the threshold are
// counted apart.
func TestHTMLAll(t *testing.T) {
	r := pictured()
	page := write(t, "html", r, Options{Threshold: .95, All: true})
	if want := "<h1>4 of 4 sign-ins reported, of which 3 reach 95.0%</h1>"; !strings.Contains(page, want) {
		t.Errorf("got no %s", want)
	}
}

// TestHTMLSize: each of thousands of findings adds little, and those not shown at
// first are in a template.
func TestHTMLSize(t *testing.T) {
	r := pictured()
	r.Findings = slices.Repeat(r.Findings[:1], 1000)
	for i := range r.Findings {
		r.Findings[i].Episode = fmt.Sprint(i)
	}
	page := write(t, "html", r, Options{Threshold: .9})
	if len(page) > 5<<20 {
		t.Errorf("got %d bytes", len(page))
	}
	before, later, _ := strings.Cut(page, "<template>")
	if a, b := strings.Count(before, `<tbody id="e`), strings.Count(later, `<tbody id="e`); a != episodesShown || b != 1000-episodesShown {
		t.Errorf("got %d and %d episodes", a, b)
	}
}

func TestHTMLSorted(t *testing.T) {
	check := func(column, want string, overall ...float64) {
		t.Helper()
		r := invented()
		r.Findings = slices.Repeat(r.Findings[:1], len(overall))
		for i, p := range overall {
			f := &r.Findings[i]
			f.Episode, f.Probability.Overall, f.EventTime = fmt.Sprint(i), p, f.EventTime.Add(time.Duration(i)*time.Hour)
		}
		for _, c := range newPage(r, Options{}).Columns {
			if c.Name == column && c.Sort != want || c.Name != column && c.Sort != "" {
				t.Errorf("%v: got %s %q", overall, c.Name, c.Sort)
			}
		}
	}
	check("Overall", "descending", .9, .5, .5)
	check("Time", "ascending", .5, .9, .5)
}

func TestThousands(t *testing.T) {
	check := func(n int, want string) {
		t.Helper()
		if got := thousands(n); got != want {
			t.Errorf("%d: got %s, want %s", n, got, want)
		}
	}
	check(0, "0")
	check(999, "999")
	check(1000, "1,000")
	check(1234567, "1,234,567")
	check(-123456, "-123,456")
}

func TestParagraph(t *testing.T) {
	check := func(in, want string) {
		t.Helper()
		if got := paragraph(in); got != want {
			t.Errorf("%d bytes: got %q, want %q", len(in), got, want)
		}
	}
	check("mei\n", `mei\x0a`)
	check(strings.Repeat("x", paragraphBytes), strings.Repeat("x", paragraphBytes))
	// A character is not cut.
	check(strings.Repeat("x", paragraphBytes-1)+"例", strings.Repeat("x", paragraphBytes-1)+"… (2,050 bytes in all)")
}
