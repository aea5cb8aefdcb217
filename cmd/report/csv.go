package report

import (
	"encoding/csv"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"

	"loginodds/analyzer"
)

// CSV writes one row per finding under a row of names, as RFC 4180 has it. The
// names are those of the JSON, with a dot between object and member; what JSON
// says with null is an empty cell.
func CSV(w io.Writer, r *analyzer.Report, o Options) error {
	out := csv.NewWriter(w)
	out.UseCRLF = true
	var names []string
	for _, c := range csvCells(&finding{}) {
		names = append(names, c.name)
	}
	if err := out.Write(names); err != nil {
		return err
	}
	for i := range r.Findings {
		f := newFinding(&r.Findings[i])
		var row []string
		for _, c := range csvCells(&f) {
			row = append(row, csvText(c.value))
		}
		if err := out.Write(row); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// A csvCell is a value in the column of that name.
type csvCell struct {
	name  string
	value any
}

// csvCells lists what a row holds. The time comes first, because people sort by
// the first column.
func csvCells(f *finding) []csvCell {
	id, g, c, p, e := f.Identity, f.Geo, f.Client, f.Probability, f.Evidence
	cells := []csvCell{
		{"eventTime", f.EventTime},
		{"eventID", f.EventID},
		{"eventName", f.EventName},
		{"outcome", f.Outcome},
		{"mfaUsed", f.MFAUsed},
		{"recipientAccountId", f.RecipientAccountID},
		{"awsRegion", f.AWSRegion},
		{"identity.key", id.Key},
		{"identity.type", id.Type},
		{"identity.name", id.Name},
		{"identity.arn", id.ARN},
		{"sourceIPAddress", f.SourceIPAddress},
		{"geo.country", g.Country},
		{"geo.countryName", g.CountryName},
		{"geo.region", g.Region},
		{"geo.city", g.City},
		{"geo.asn", g.ASN},
		{"geo.organization", g.Organization},
		{"geo.kind", g.Kind},
		{"userAgent", f.UserAgent},
		{"client.browser", c.Browser},
		{"client.browserVersion", c.BrowserVersion},
		{"client.os", c.OS},
		{"client.osVersion", c.OSVersion},
		{"client.device", c.Device},
		{"probability.overall", p.Overall},
		{"probability.location", p.Location},
		{"probability.browser", p.Browser},
		{"probability.os", p.OS},
		{"probability.device", p.Device},
		{"evidence.signIns", e.SignIns},
		{"evidence.days", e.Days},
	}
	cells = append(cells, habitCells("evidence.location", e.Location)...)
	cells = append(cells, habitCells("evidence.browser", e.Browser)...)
	cells = append(cells, habitCells("evidence.os", e.OS)...)
	cells = append(cells, habitCells("evidence.device", e.Device)...)
	return append(cells,
		csvCell{"evidence.failuresBefore", e.FailuresBefore},
		csvCell{"evidence.notes", e.Notes},
		csvCell{"episode", f.Episode},
		csvCell{"file", f.File},
		csvCell{"record", f.Record},
	)
}

func habitCells(name string, h habit) []csvCell {
	return []csvCell{
		{name + ".value", h.Value},
		{name + ".seenDays", h.SeenDays},
		{name + ".ofDays", h.OfDays},
		{name + ".usual", h.Usual},
	}
}

// csvText writes a value. Numbers are ours and stay numbers; all text is disarmed.
func csvText(v any) string {
	switch v := v.(type) {
	case string:
		return Cell(v)
	case *string:
		if v != nil {
			return Cell(*v)
		}
	case *float64:
		if v != nil {
			return strconv.FormatFloat(*v, 'g', -1, 64)
		}
	case []string:
		return Cell(strings.Join(v, "; "))
	case []usual:
		var parts []string
		for _, u := range v {
			parts = append(parts, fmt.Sprintf("%s (%d)", u.Value, u.Days))
		}
		return Cell(strings.Join(parts, "; "))
	default:
		return fmt.Sprint(v)
	}
	return ""
}

// formula finds where a spreadsheet may see the beginning of a formula: at the
// beginning of a cell, and after a semicolon, where it takes that for the
// separator as it does in half of Europe. Full-width characters count, because
// East Asian versions read them as the others.
var formula = regexp.MustCompile(`(^|;)([ "]*[=+\-@\t\r＝＋－＠])`)

// Cell makes log text safe in a spreadsheet: an apostrophe keeps formulas from
// being run, and control characters are escaped as by [Terminal].
func Cell(s string) string {
	return Terminal(formula.ReplaceAllString(s, "${1}'${2}"))
}
