package report

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"math"
	"net/netip"
	"strings"

	"loginodds/analyzer"
)

// ocsfVersion is that of the schema, https://schema.ocsf.io/1.4.0. Later versions
// of 1.x only add to it.
const ocsfVersion = "1.4.0"

// OCSF writes one Detection Finding (class 2004) of the Open Cybersecurity Schema
// Framework per finding, as JSON Lines.
func OCSF(w io.Writer, r *analyzer.Report, o Options) error {
	return writeLines(w, r, func(f *analyzer.Finding) any { return o.ocsf(f) })
}

// writeLines writes one JSON object per finding.
func writeLines(w io.Writer, r *analyzer.Report, object func(*analyzer.Finding) any) error {
	b := bufio.NewWriter(w)
	for i := range r.Findings {
		line, err := encode(object(&r.Findings[i]))
		if err != nil {
			return err
		}
		b.Write(line)
		b.WriteByte('\n')
	}
	return b.Flush()
}

func (o Options) ocsf(f *analyzer.Finding) ocsfFinding {
	var (
		p        = f.Probability.Overall
		severity = ocsfSeverity(p)
		sure     = ocsfConfidence(p)
		uid      = "loginodds:" + cmp.Or(f.EventID, fmt.Sprintf("%s:%d", f.File, f.Record))
		alert    = len(o.anomalies(f)) > 0
	)
	out := ocsfFinding{
		ActivityID: 1, ActivityName: "Create",
		CategoryUID: 2, CategoryName: "Findings",
		ClassUID: 2004, ClassName: "Detection Finding",
		TypeUID: 200401, TypeName: "Detection Finding: Create",
		SeverityID: severity.id, Severity: severity.caption,
		ConfidenceID: sure.id, Confidence: sure.caption,
		StatusID: 1, Status: "New",
		IsAlert:  alert,
		Message:  sentence(f),
		Metadata: ocsfMetadata{ocsfVersion, ocsfProduct{"loginodds", "loginodds"}, []string{"cloud"}, uid, f.Episode},
		Cloud:    ocsfCloud{"AWS", f.AWSRegion, ocsfAccountOf(f)},
		Info:     ocsfInfoOf(f, uid, alert),
		Evidences: []ocsfEvidence{{
			Actor:       ocsfActorOf(f),
			API:         ocsfAPI{f.EventName, ocsfNamed{"signin.amazonaws.com"}},
			SrcEndpoint: ocsfEndpointOf(f),
			HTTPRequest: ocsfRequest{f.UserAgent},
		}},
		Unmapped: ocsfUnmappedOf(f),
	}
	// Only what is the same for the same logs may be in a report, so there is no
	// time of its making. What has no time gets 0, because OCSF demands one.
	if !f.EventTime.IsZero() {
		out.Time = f.EventTime.UnixMilli()
		out.Info.FirstSeenTime, out.Info.LastSeenTime = out.Time, out.Time
	}
	if !math.IsNaN(p) {
		score := int(math.Round(100 * p))
		out.ConfidenceScore = &score
	}
	if id := f.RecipientAccountID; id != "" {
		out.Resources = []ocsfResource{{id, "AWS Account"}}
	}
	return out
}

// ocsfSeverity grades the overall probability p: High from .95, Medium from .8,
// Low from .5. It is never Critical, which depends on what was done after the
// sign-in.
func ocsfSeverity(p float64) ocsfEnum {
	switch {
	case math.IsNaN(p):
		return ocsfEnum{0, "Unknown"}
	case p >= .95:
		return ocsfEnum{4, "High"}
	case p >= .8:
		return ocsfEnum{3, "Medium"}
	case p >= .5:
		return ocsfEnum{2, "Low"}
	}
	return ocsfEnum{1, "Informational"}
}

// ocsfConfidence grades the overall probability p: High from .9, Medium from .5.
func ocsfConfidence(p float64) ocsfEnum {
	switch {
	case math.IsNaN(p):
		return ocsfEnum{0, "Unknown"}
	case p >= .9:
		return ocsfEnum{3, "High"}
	case p >= .5:
		return ocsfEnum{2, "Medium"}
	}
	return ocsfEnum{1, "Low"}
}

func ocsfInfoOf(f *analyzer.Finding, uid string, alert bool) ocsfInfo {
	info := ocsfInfo{
		UID:         uid,
		Title:       "Console sign-in of " + who(f),
		Desc:        Terminal(strings.Join(f.Evidence.Notes, "; ")),
		Types:       []string{"Console sign-in"},
		Analytic:    ocsfAnalytic{"Sign-in compared with the histograms of its user", "loginodds", 3, "Statistical", "1"},
		DataSources: []string{"AWS CloudTrail"},
	}
	if f.EventID != "" {
		info.RelatedEvents = []ocsfRelated{{f.EventID, f.EventName, ocsfProduct{"CloudTrail", "AWS"}}}
	}
	if alert {
		info.Title, info.Types = "Anomalous console sign-in of "+who(f), []string{"Anomalous console sign-in"}
		info.Attacks = []ocsfAttack{{
			Tactic:       ocsfTechnique{"TA0001", "Initial Access"},
			Technique:    ocsfTechnique{"T1078", "Valid Accounts"},
			SubTechnique: ocsfTechnique{"T1078.004", "Cloud Accounts"},
		}}
	}
	return info
}

func ocsfActorOf(f *analyzer.Finding) ocsfActor {
	var actor ocsfActor
	// A user needs something to be known by.
	if id := f.Identity; id.Name != "" || id.ARN != "" || f.RecipientAccountID != "" {
		t := ocsfUserType(id.Type)
		actor.User = ocsfUser{id.Name, id.ARN, id.Key, t.id, t.caption, ocsfAccountOf(f)}
	}
	if f.MFAUsed == "yes" || f.MFAUsed == "no" {
		used := f.MFAUsed == "yes"
		actor.Session.IsMFA = &used
	}
	return actor
}

func ocsfUserType(userIdentity string) ocsfEnum {
	switch userIdentity {
	case "", "Unknown":
		return ocsfEnum{0, "Unknown"}
	case "IAMUser", "IdentityCenterUser":
		return ocsfEnum{1, "User"}
	case "Root":
		return ocsfEnum{2, "Admin"}
	}
	return ocsfEnum{99, userIdentity}
}

func ocsfAccountOf(f *analyzer.Finding) ocsfAccount {
	if f.RecipientAccountID == "" {
		return ocsfAccount{}
	}
	return ocsfAccount{f.RecipientAccountID, 10, "AWS Account"}
}

// ocsfEndpointOf returns where the sign-in came from. CloudTrail may give the name
// of a service instead of an address, which is no ip_t.
func ocsfEndpointOf(f *analyzer.Finding) ocsfEndpoint {
	g, c := f.Geo, f.Client
	var e ocsfEndpoint
	if _, err := netip.ParseAddr(f.SourceIPAddress); err == nil {
		e.IP = f.SourceIPAddress
	} else if g.Kind == "service" {
		e.ServiceName = f.SourceIPAddress
	} else {
		e.Name = f.SourceIPAddress
	}
	if f.SourceIPAddress == "" {
		return e
	}
	if g.Country != "" || g.City != "" {
		// The region of OCSF is a code, ours is a name.
		e.Location = ocsfLocation{g.Country, g.City, commas(g.City, g.Region, g.CountryName)}
	}
	if g.ASN != 0 {
		e.AutonomousSystem = ocsfAS{g.ASN, g.Organization}
	}
	t := ocsfDevice(string(c.Device))
	e.TypeID, e.Type = t.id, t.caption
	if c.OS != "" {
		t := ocsfOSType(c.OS)
		e.OS = ocsfOS{c.OS, c.OSVersion, t.id, t.caption}
	}
	return e
}

func ocsfDevice(class string) ocsfEnum {
	switch class {
	case "":
		return ocsfEnum{0, "Unknown"}
	case "desktop":
		return ocsfEnum{2, "Desktop"}
	case "tablet":
		return ocsfEnum{4, "Tablet"}
	case "mobile":
		return ocsfEnum{5, "Mobile"}
	}
	return ocsfEnum{99, class}
}

func ocsfOSType(name string) ocsfEnum {
	ids := map[string]int{"Windows": 100, "Linux": 200, "Android": 201, "macOS": 300, "iOS": 301, "iPadOS": 302}
	return ocsfEnum{cmp.Or(ids[name], 99), name}
}

func ocsfUnmappedOf(f *analyzer.Finding) ocsfUnmapped {
	x := newFinding(f)
	return ocsfUnmapped{x.Outcome, x.MFAUsed, x.Identity, x.Geo, x.Client, x.Probability, x.Evidence, x.File, x.Record}
}

// commas joins what is not empty.
func commas(parts ...string) string {
	var known []string
	for _, s := range parts {
		if s != "" {
			known = append(known, s)
		}
	}
	return strings.Join(known, ", ")
}
