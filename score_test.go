package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"loginodds/cmd"
)

// run runs the program, and returns its standard output and error.
func run(t *testing.T, stdin string, want int, args ...string) (stdout, stderr string) {
	t.Helper()
	var out, err bytes.Buffer
	if got := cmd.Main(args, strings.NewReader(stdin), &out, &err); got != want {
		t.Fatalf("loginodds %q: got exit status %d, want %d\n%s", args, got, want, err.String())
	}
	return out.String(), err.String()
}

func sorted(s string) []string {
	lines := strings.SplitAfter(s, "\n")
	slices.Sort(lines)
	return lines
}

// TestScoreStream: what is extracted, brought together by identity, and scored with the
// fit of all, has the findings of a scan, byte for byte; whatever the order of an
// identity's records, and though the logs were extracted in parts, so that both have what
// was delivered twice.
func TestScoreStream(t *testing.T) {
	logs := filepath.Join(t.TempDir(), "logs")
	generate(t, logs)
	for logs, all := range map[string][][]string{
		"testdata/demo": {nil},
		logs:            {nil, {"--identity", "principal"}, {"--mask", "os"}},
	} {
		for _, flags := range all {
			with := func(args ...string) []string { return append(args, flags...) }
			fit := filepath.Join(t.TempDir(), "fit.json.gz")
			run(t, "", 0, with("profile", "fit", "-q", "--allow-partial", logs, "-o", fit)...)
			whole := extract(t, flags, logs)
			var parts []string // in which copies of a record may be the one that is kept
			for _, half := range halves(t, logs) {
				parts = append(parts, extract(t, flags, half...)...)
			}
			want, _ := run(t, "", 0, with("scan", logs, "-q", "--allow-partial", "--all", "--outcome", "all", "-f", "jsonl")...)
			rng := rand.New(rand.NewPCG(1, uint64(len(whole))))
			for name, lines := range map[string][]string{"sorted": whole, "shuffled": whole, "in parts": parts} {
				lines = slices.Clone(lines)
				slices.Sort(lines)
				if name != "sorted" { // but for the identities
					rng.Shuffle(len(lines), func(i, j int) { lines[i], lines[j] = lines[j], lines[i] })
					slices.SortStableFunc(lines, func(a, b string) int {
						a, _, _ = strings.Cut(a, "\t")
						b, _, _ = strings.Cut(b, "\t")
						return strings.Compare(a, b)
					})
				}
				if name == "in parts" && len(lines) == len(whole) {
					t.Errorf("%s: no record is in both parts", logs)
				}
				found, stderr := run(t, strings.Join(lines, ""), 0, with("score", "--fit", fit, "--all", "--outcome", "all")...)
				if strings.Contains(strings.ReplaceAll(stderr, "Warning    58 sign-ins have no time", ""), "Warning") {
					t.Errorf("%s %v: %s: got %s", logs, flags, name, stderr)
				}
				got, want := sorted(found), sorted(want)
				if len(got) != len(want) {
					t.Errorf("%s %v: %s: got %d findings, want %d", logs, flags, name, len(got), len(want))
					continue
				}
				for i := range got {
					if got[i] != want[i] {
						t.Fatalf("%s %v: %s:\ngot  %s\nwant %s", logs, flags, name, got[i], want[i])
					}
				}
			}
		}
	}
}

// extract returns the lines of an extract with keys.
func extract(t *testing.T, flags []string, paths ...string) []string {
	t.Helper()
	keyed, _ := run(t, "", 0, slices.Concat([]string{"extract", "--key", "-q", "--allow-partial"}, flags, paths)...)
	return strings.SplitAfter(strings.TrimSuffix(keyed, "\n")+"\n", "\n")[:strings.Count(keyed, "\n")]
}

// halves divides the files of a folder in two.
func halves(t *testing.T, folder string) [2][]string {
	t.Helper()
	var all [2][]string
	n := 0
	err := filepath.WalkDir(folder, func(file string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			n++
			all[n%2] = append(all[n%2], file)
		}
		return err
	})
	if err != nil {
		t.Fatal("listing logs:", err)
	}
	return all
}

// generate writes logs of invented people: in two accounts, through roles, failing,
// travelling and delivered twice, and some with names that nobody should have.
func generate(t *testing.T, folder string) {
	t.Helper()
	rng := rand.New(rand.NewPCG(7, 7))
	addresses := []string{"203.180.136.1", "113.43.87.18", "87.150.247.4", "3.88.116.20", "2001:240:2400::1", "10.0.0.1", "AWS Internal", "153.160.112.9"}
	agents := []string{
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/148.0.0.0 Safari/537.36",
		"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15",
		"Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "curl/8.0", "",
	}
	names := []string{"tab\there", "line\nend", "{brace", "back\\slash", `quote"`, "線\u2028花子", "HIDDEN_DUE_TO_SECURITY_REASONS"}
	for i := range 30 {
		names = append(names, fmt.Sprint("person", i))
	}
	type object = map[string]any
	var records []object
	for i, name := range names {
		for d := range 60 {
			if rng.IntN(3) > 0 {
				continue
			}
			account := []string{"111122223333", "444455556666"}[rng.IntN(2)]
			r := object{
				"eventVersion": "1.11", "eventSource": "signin.amazonaws.com", "eventName": "ConsoleLogin", "awsRegion": "us-east-1",
				"eventTime":       fmt.Sprintf("2026-%02d-%02dT%02d:%02d:00Z", 4+d/30, 1+d%30, 8+rng.IntN(9), rng.IntN(2)),
				"sourceIPAddress": addresses[(i+rng.IntN(10)/9)%len(addresses)], "userAgent": agents[(i+rng.IntN(10)/9)%len(agents)],
				"responseElements": object{"ConsoleLogin": "Success"}, "recipientAccountId": account, "eventID": fmt.Sprint(i, "-", d),
				"userIdentity": object{"type": "IAMUser", "accountId": account, "userName": name},
			}
			if i%3 == 0 {
				role := "AWSReservedSSO_Admin_0123456789abcdef"
				r["userIdentity"] = object{"type": "AssumedRole", "principalId": "AROA:" + name, "accountId": account, "arn": "arn:aws:sts::" + account + ":assumed-role/" + role + "/" + name}
			}
			switch rng.IntN(12) {
			case 0:
				r["responseElements"], r["errorMessage"] = object{"ConsoleLogin": "Failure"}, "Failed authentication"
			case 1: // a failure that is no sign-in
				r["eventName"], r["responseElements"] = "CredentialVerification", object{"CredentialVerification": "Failure"}
			case 2:
				delete(r, "eventID") // and so no duplicate of anything
			case 3:
				r["eventTime"] = "never"
			}
			records = append(records, r)
			if rng.IntN(8) == 0 {
				records = append(records, r)
			}
		}
	}
	rng.Shuffle(len(records), func(i, j int) { records[i], records[j] = records[j], records[i] })
	for n := 0; len(records) > 0; n++ {
		some := records[:min(40, len(records))]
		records = records[len(some):]
		text, err := json.Marshal(object{"Records": some})
		if err != nil {
			t.Fatal(err)
		}
		// Of a folder and a file with a name that begins like it, either may come first.
		file := filepath.Join(folder, []string{"a", "a.d", "a-d", "b/a"}[n%4], fmt.Sprint(n, ".json"))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, text, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
