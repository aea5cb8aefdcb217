package report

import (
	"bytes"
	"flag"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"loginodds/analyzer"
	"loginodds/analyzer/geoip"
	"loginodds/analyzer/useragent"
)

var update = flag.Bool("update", false, "write the golden files instead of comparing with them")

// hostile is text that means something to spreadsheets, browsers, Markdown and
// terminals.
var hostile = []string{
	"=cmd|' /C calc'!A0",
	"x;=cmd|' /C calc'!A0",
	"\t=1+1", "\r=1+1", "  +1", "-1", "@SUM(1)", "＝1", "＋1", "－1", "＠1",
	"<script>alert(1)</script>",
	"[x](javascript:alert(1))",
	"https://evil.example/ www.evil.example mei@evil.example",
	"a|b", `a\|b`, "`a`", "``a", "a`|`b", "*a* _b_ ~c~ $d$",
	"a\nb\r\n\r\n# c", "- a", "> a", "@team #1 GH-1 !1 %1 :bomb:",
	"\u202eevil\u2066\u200b", "a\x00\x1b[31mb\x7f", "a\xffb", `"a","b"`, " ", "", `\`,
}

// invented returns a report on people who do not exist: mei in a new place, one
// who chose every word, one whose name and time are unknown, and one who came
// through an identity provider.
func invented() *analyzer.Report {
	habit := func(value, usual string) analyzer.Habit {
		h := analyzer.Habit{Value: value, OfDays: 43, Usual: []analyzer.Usual{{Value: usual, Days: 43}}}
		if value == usual {
			h.SeenDays = 43
		}
		return h
	}
	mei := analyzer.Finding{
		EventID:            "276b880a-9cdf-4389-8a48-1cd5d1ce664e",
		Episode:            "a1a1a1a1a1a1",
		EventTime:          time.Date(2026, 5, 12, 3, 14, 7, 0, time.UTC),
		EventName:          "ConsoleLogin",
		Outcome:            analyzer.Success,
		MFAUsed:            "no",
		RecipientAccountID: "111122223333",
		AWSRegion:          "us-east-1",
		Identity:           analyzer.Identity{Key: "111122223333:user/mei", Type: "IAMUser", Name: "mei", ARN: "arn:aws:iam::111122223333:user/mei"},
		SourceIPAddress:    "192.0.2.7",
		Geo:                geoip.Place{Country: "US", CountryName: "United States", Region: "Virginia", City: "Ashburn", ASN: 64500, Organization: "Example Hosting, Inc.", Kind: geoip.Hosting},
		UserAgent:          "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/149.0.0.0 Safari/537.36 Edg/149.0.0.0",
		Client:             useragent.Client{Browser: "Edge", BrowserVersion: "149", OS: "Windows", OSVersion: "10+", Device: useragent.Desktop},
		Probability:        analyzer.Probability{Overall: .991476, Location: .99997, Browser: .994834, OS: .899378, Device: 1e-9},
		Evidence: analyzer.Evidence{
			SignIns: 85, Days: 54, FailuresBefore: 2,
			Location: habit("US", "JP"), Browser: habit("Edge", "Chrome"), OS: habit("Windows", "macOS"), Device: habit("desktop", "desktop"),
			Notes: []string{"2 failures in the hour before", "signed in without MFA"},
		},
		File:   "AWSLogs/a.json.gz",
		Record: 17,
	}
	nan := math.NaN()
	nobody := analyzer.Finding{
		EventID: "5390d9ba-e17b-4a1e-8ce2-8d98d8bc0796", Episode: "b2b2b2b2b2b2", EventName: "ConsoleLogin", Outcome: analyzer.Failure, MFAUsed: "unknown",
		SourceIPAddress: "AWS Internal", Geo: geoip.Place{Kind: geoip.Service},
		Probability: analyzer.Probability{Overall: .5, Location: nan, Browser: nan, OS: nan, Device: nan},
		File:        "-", Record: 1,
	}
	federated := mei
	federated.EventID, federated.EventName, federated.MFAUsed = "6a1f47c8-8883-4daf-89ce-e0196386f29a", "UserAuthentication", "unknown"
	federated.Episode = "c3c3c3c3c3c3"
	federated.EventTime = mei.EventTime.Add(90*time.Minute + 123456*time.Microsecond)
	federated.Identity = analyzer.Identity{Key: "person:佐藤さくら@kawasemi.example", Type: "AssumedRole", Name: "佐藤さくら@kawasemi.example", ARN: "arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_Admin/佐藤さくら@kawasemi.example"}
	federated.SourceIPAddress, federated.Geo = "2001:db8::7", geoip.Place{Country: "JP", CountryName: "Japan", ASN: 64501}
	federated.Client = useragent.Client{Browser: "Safari", BrowserVersion: "19", OS: "iPadOS", Device: useragent.Tablet}
	federated.Probability = analyzer.Probability{Overall: .31, Location: .002, Browser: .5, OS: .92, Device: .95}
	return &analyzer.Report{
		Findings: []analyzer.Finding{mei, chosen(mei, hostile...), nobody, federated},
		Coverage: analyzer.Coverage{
			Files: 4, Skipped: map[string]int{"digest": 1}, DamagedFiles: 1,
			Damaged: []analyzer.Damage{{File: "a|`b`\n<b>.json", Offset: 12, Record: 3, Reason: "unexpected end"}},
			Bytes:   12345, Records: 1000, SignIns: analyzer.SignInCounts{Success: 3, Failure: 1, Nobody: 1}, Undated: 1, Identities: 3,
			First: mei.EventTime, Last: federated.EventTime, Addresses: 3, Located: 2,
			Databases: []geoip.Source{{Name: "country.mmdb", Type: "Example-Country", Built: time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC), Embedded: true}},
		},
	}
}

// chosen puts the words, again from the first when they have all been used, where
// whoever signs in may choose them, or might if CloudTrail were careless. They make
// an episode of their own.
func chosen(f analyzer.Finding, words ...string) analyzer.Finding {
	f.Episode = fmt.Sprintf("%x", strings.Join(words, ""))
	n := 0
	for _, p := range []*string{
		&f.EventID, &f.Identity.Name, &f.UserAgent, &f.Identity.Key, &f.Identity.ARN, &f.Identity.Type, &f.SourceIPAddress,
		&f.AWSRegion, &f.RecipientAccountID, &f.Geo.Organization, &f.Geo.City, &f.Geo.Region, &f.Client.Browser, &f.Client.OS,
		&f.Evidence.Browser.Value, &f.File,
	} {
		*p = words[n%len(words)]
		n++
	}
	return f
}

func write(t *testing.T, name string, r *analyzer.Report, o Options) string {
	t.Helper()
	format, err := Lookup(name)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	if err := format(&b, r, o); err != nil {
		t.Fatalf("writing %s: %v", name, err)
	}
	return b.String()
}

// TestFormatsGolden: write the files anew with go test ./cmd/report -update, and
// read the difference.
func TestFormatsGolden(t *testing.T) {
	for format, file := range map[string]string{
		"csv": "invented.csv", "markdown": "invented.md", "ocsf": "invented.ocsf.jsonl", "timesketch": "invented.timesketch.jsonl",
	} {
		got := []byte(write(t, format, invented(), Options{Threshold: .9}))
		file = filepath.Join("testdata", file)
		if *update {
			if err := os.WriteFile(file, got, 0o644); err != nil {
				t.Fatal("writing a golden file:", err)
			}
			continue
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal("reading a golden file:", err)
		}
		if !bytes.Equal(got, want) {
			if err := os.WriteFile(file+".got", got, 0o644); err != nil {
				t.Fatal("writing what came:", err)
			}
			t.Errorf("%s differs from %s; see what came in %[2]s.got", format, file)
		}
	}
}

// TestFormatsEmpty: a report without findings is complete, too.
func TestFormatsEmpty(t *testing.T) {
	r := invented()
	r.Findings = nil
	check := func(format, want string) {
		t.Helper()
		got := write(t, format, r, Options{Threshold: .9})
		if !strings.Contains(got, want) || want == "" && got != "" {
			t.Errorf("%s: got %q, want %q", format, got, want)
		}
	}
	check("csv", "evidence.notes,episode,file,record\r\n")
	check("markdown", "No sign-in reaches the threshold of 90.0%.\n")
	check("markdown", "- Damaged: `a\\x7c\\x60b\\x60\\x0a<b>.json:3: offset 12: unexpected end`\n")
	check("ocsf", "")
	check("timesketch", "")
}
