package useragent

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// programs are those whose user agents do not simply begin with the name of a
// tool. Of several in one user agent the first one here is the program, and the
// others are what it was made with.
var programs = []struct {
	product string // how to recognise it, in lower case
	name    string // "" if it is what the product begins with
	device  Device
}{
	{"stratus-red-team_", "stratus-red-team", Tool}, // a UUID follows, new in every run
	{"aws-console-mobile", "AWS-Console-Mobile", Tool},
	{"terraform/", "Terraform", Tool}, // after "APN/1.0 HashiCorp/1.0"
	{"opentofu/", "OpenTofu", Tool},
	{"pulumi/", "Pulumi", Tool},
	{"windowspowershell/", "PowerShell", Tool}, // after "Mozilla/5.0"
	{"powershell/", "PowerShell", Tool},
	{"s3console/", "S3Console", Service},
	{"aws-internal/", "AWS Internal", Service}, // as "RDS Console, aws-internal/3 aws-sdk-java/1.11"
	{"aws internal", "AWS Internal", Service},
	{"awsinternal", "AWS Internal", Service},
	{"coral/", "Coral", Service},
	{"aws-cli/", "aws-cli", Tool},
	{"boto3/", "Boto3", Tool},
	{"botocore/", "Botocore", Tool},
	{"aws-sdk-", "", Tool},
}

// parseProgram recognises what is no browser. Of the others it returns false.
func parseProgram(a agent) (Client, bool) {
	if isServiceName(a.folded) {
		return Client{Browser: a.folded, Device: Service}, true
	}
	if c, ok := parseKnown(a); ok {
		return c, true
	}
	// All browsers that can open the console begin with "Mozilla/", but for Opera
	// until 2013.
	if strings.HasPrefix(a.folded, "mozilla/") || strings.HasPrefix(a.folded, "opera/") {
		return Client{}, false
	}
	return parseTool(a), true
}

func parseKnown(a agent) (Client, bool) {
	for _, p := range programs {
		found := a.product(p.product)
		if found == "" {
			continue
		}
		c := Client{Browser: p.name, BrowserVersion: major(firstWord(found)), Device: p.device}
		if p.name == "" {
			c.Browser = productName(found)
		}
		// The system of a service is not that of its user.
		if p.device == Tool {
			c.OS = programSystem(a)
		}
		return c, true
	}
	return Client{}, false
}

// parseTool calls a tool what it calls itself, so that a new one is seen to be new.
func parseTool(a agent) Client {
	name := productName(a.text)
	if name == "" || name == "Mozilla" {
		return Client{}
	}
	return Client{Browser: name, BrowserVersion: major(firstWord(a.text)), OS: programSystem(a), Device: Tool}
}

// serviceDomains are the domains of AWS services, in all partitions.
var serviceDomains = []string{".amazonaws.com", ".amazonaws.com.cn", ".amazonaws.eu"}

// isServiceName reports whether s is the host name of an AWS service.
func isServiceName(s string) bool {
	if strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789-.") != "" {
		return false
	}
	for _, domain := range serviceDomains {
		if strings.HasSuffix(s, domain) {
			return true
		}
	}
	return false
}

func firstWord(s string) string {
	word, _, _ := strings.Cut(s, " ")
	return word
}

// productName returns the name that a user agent begins with, or "" if that is
// no name: "-", or an address.
func productName(s string) string {
	end := strings.IndexFunc(s, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("-_.+", r)
	})
	if end >= 0 {
		s = s[:end]
	}
	if first, _ := utf8.DecodeRuneInString(s); !unicode.IsLetter(first) {
		return ""
	}
	return s
}

// programSystem returns the family of the operating system that a program
// mentions: "os/linux#6.8.0", "Darwin/19.6.0", "(go1.19; windows; amd64)".
func programSystem(a agent) string {
	for _, s := range []struct{ word, family string }{
		{"windows", windows}, {"win32", windows},
		{"iphone", iOS}, {"ipad", iOS}, {"ios", iOS},
		{"darwin", macOS}, {"macos", macOS}, {"mac_os_x", macOS}, {"mac os x", macOS},
		{"android", android}, {"linux", linux},
	} {
		if a.product(s.word) != "" {
			return s.family
		}
	}
	return ""
}
