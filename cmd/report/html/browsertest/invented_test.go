package browsertest

import (
	"fmt"
	"math"
	"strings"
	"time"

	"loginodds/analyzer"
	"loginodds/analyzer/geoip"
	"loginodds/analyzer/useragent"
)

// invented returns a report on people who do not exist, with the numbers that these
// tests look for. It has five episodes of four identities.
func invented() *analyzer.Report {
	japan := geoip.Place{Country: "JP", CountryName: "Japan", ASN: 64501, Organization: "Example Telecom"}
	usual := useragent.Client{Browser: "Chrome", OS: "macOS", Device: useragent.Desktop}
	r := &analyzer.Report{
		Details: &analyzer.Details{Countries: []analyzer.Country{{Code: "JP", Name: "Japan", SignIns: 120}, {Code: "DE", Name: "Germany", SignIns: 2}, {Code: "US", Name: "United States", SignIns: 1}, {Code: "SG", Name: "Singapore", SignIns: 1}}},
		Coverage: analyzer.Coverage{
			Files: 3, Records: 1000, SignIns: analyzer.SignInCounts{Success: 124, Failure: 4}, Identities: 4, Accounts: []string{"111122223333"},
			First: time.Date(2026, 4, 12, 0, 0, 0, 0, time.UTC), Last: time.Date(2026, 6, 10, 18, 14, 7, 0, time.UTC),
		},
	}
	add := func(name, eventID, at string, overall float64, place geoip.Place, client useragent.Client) *analyzer.Finding {
		t, err := time.Parse(time.DateTime, at)
		if err != nil {
			panic(err)
		}
		habit := func(value, usual string) analyzer.Habit {
			return analyzer.Habit{Value: value, OfDays: 30, Usual: []analyzer.Usual{{Value: usual, Days: 30}}}
		}
		id := analyzer.Identity{Key: "111122223333:user/" + name, Type: "IAMUser", Name: name}
		r.Findings = append(r.Findings, analyzer.Finding{
			EventID: eventID, Episode: eventID, EventTime: t, EventName: "ConsoleLogin", MFAUsed: "no", RecipientAccountID: "111122223333", AWSRegion: "us-east-1",
			Identity: id, SourceIPAddress: "192.0.2.7", Geo: place, Client: client, UserAgent: "Mozilla/5.0 (invented)",
			Probability: analyzer.Probability{Overall: overall, Location: .99, Browser: .5, OS: .2, Device: math.NaN()},
			Evidence: analyzer.Evidence{
				SignIns: 31, Days: 31, Notes: []string{"signed in without MFA"},
				Location: habit(place.Country, "JP"), Browser: habit(client.Browser, "Chrome"), OS: habit(client.OS, "macOS"),
			},
			File: "AWSLogs/a.json.gz", Record: len(r.Findings) + 1,
		})
		f := &r.Findings[len(r.Findings)-1]
		point := analyzer.Point{EventID: eventID, Time: t, Geo: place, Client: client, Finding: true}
		if n := len(r.Details.Histories); n > 0 && r.Details.Histories[n-1].Identity == id {
			r.Details.Histories[n-1].SignIns = append(r.Details.Histories[n-1].SignIns, point)
			return f
		}
		h := analyzer.History{Identity: id}
		for day := range 30 {
			h.SignIns = append(h.SignIns, analyzer.Point{EventID: fmt.Sprint(name, day), Time: r.Coverage.First.AddDate(0, 0, 2*day), Geo: japan, Client: usual})
		}
		h.SignIns = append(h.SignIns, point)
		r.Details.Histories = append(r.Details.Histories, h)
		return f
	}
	germany := geoip.Place{Country: "DE", CountryName: "Germany", ASN: 64502, Organization: "Example Mobil"}
	add("haruka.m", "276b880a", "2026-06-10 18:14:07", .991, geoip.Place{Country: "US", CountryName: "United States", City: "Ashburn", ASN: 64500, Organization: "Example Hosting", Kind: geoip.Hosting}, useragent.Client{Browser: "Edge", OS: "Windows", Device: useragent.Desktop})
	add("kenta.f", "5390d9ba", "2026-05-23 14:41:00", .933, geoip.Place{Country: "SG", CountryName: "Singapore"}, usual).Evidence.FailuresBefore = 4
	add("nozomi.e@kawasemi.example", "18ec9c0a", "2026-05-18 07:08:00", .104, germany, usual)
	germany.ASN = 64503
	add("nozomi.e@kawasemi.example", "6623a49e", "2026-05-20 07:26:00", .104, germany, usual)
	add("tsubasa.o@kawasemi.example", "53ceccb1", "2026-05-29 01:51:00", .06, japan, useragent.Client{Browser: "Chrome", OS: "Android", Device: useragent.Mobile})
	return r
}

// many returns thousands of findings, each an episode of its own.
func many(n int) *analyzer.Report {
	r := invented()
	all := r.Findings
	r.Findings = nil
	for i := range n {
		f := all[i%len(all)]
		f.Episode, f.EventID = fmt.Sprint(i), fmt.Sprintf("event-%d", i)
		f.EventTime = f.EventTime.Add(time.Duration(i) * time.Minute)
		f.Probability.Overall = float64(i*7919%n) / float64(n)
		r.Findings = append(r.Findings, f)
	}
	return r
}

// hostile returns the same report with more findings whose every text is chosen by an attacker.
func hostile() *analyzer.Report {
	r := invented()
	for i, s := range []string{
		`<script>alert(1)</script>`, `</script><script>alert(1)</script>`, `</style><script>alert(1)</script>`,
		`</template><img src=x onerror=alert(1)>`, `"><img src=http://192.0.2.1/ onerror=alert(1)>`, `' autofocus onfocus='alert(1)`,
		`javascript:alert(1)`, `</svg></td></table><iframe src=javascript:alert(1)></iframe>`, `<!-- `, `{{alert(1)}}`,
		"\u202ereversed\u2066", "bell\a\x1b[31m\x00", "\xff\xfe", strings.Repeat("<b>long", 15_000),
	} {
		f := r.Findings[0]
		f.Episode, f.Identity.Name, f.UserAgent, f.EventID, f.File = fmt.Sprint(i), s, s, s, s
		f.Identity.ARN, f.SourceIPAddress, f.Geo.Organization, f.Geo.City, f.Client.Browser, f.RecipientAccountID = s, s, s, s, s, s
		f.Evidence.Notes, f.Evidence.Browser.Value = []string{s}, s
		r.Findings = append(r.Findings, f)
		h := &r.Details.Histories[i%len(r.Details.Histories)]
		h.Identity.Name, h.SignIns[0].Geo.Organization = s, s
		r.Coverage.Damaged = append(r.Coverage.Damaged, analyzer.Damage{File: s, Reason: s})
	}
	return r
}
