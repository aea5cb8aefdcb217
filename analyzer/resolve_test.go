package analyzer

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// Invented people and directories.
const (
	account   = "111122223333"
	directory = "arn:aws:identitystore::111122223333:identitystore/d-9067c0a1b2"
	meiID     = "94d00cd8-e9e6-4810-b177-b08e84775435"
	kenID     = "0f1e2d3c-4b5a-4697-8899-aabbccddeeff"
)

// An entry is one record of a log that a test makes.
type entry struct {
	at    string // on 2026-05-12 or a later day, as "12 03:14"
	event string // "" is ConsoleLogin
	user  string // userIdentity
	more  string // members, with a comma before
}

func (e entry) json(n int) string {
	at, err := time.Parse("2006-01-02 15:04", "2026-05-"+e.at)
	if err != nil {
		panic(err)
	}
	event := e.event
	if event == "" {
		event = "ConsoleLogin"
	}
	more := e.more
	if !strings.Contains(more, "responseElements") && !strings.Contains(more, "errorMessage") {
		more += fmt.Sprintf(`,"responseElements":{%q:"Success"}`, event)
	}
	if !strings.Contains(more, "sourceIPAddress") {
		more += `,"sourceIPAddress":"81.2.69.142"`
	}
	if !strings.Contains(more, "eventID") {
		more += fmt.Sprintf(`,"eventID":"00000000-0000-4000-8000-%012d"`, n+1)
	}
	source := "signin.amazonaws.com"
	if slices.Contains([]string{"Authenticate", "CreateToken", "Federate"}, event) {
		source = "sso.amazonaws.com"
	}
	return fmt.Sprintf(`{"eventVersion":"1.11","userIdentity":%s,"eventTime":%q,"eventSource":%q,"eventName":%q,"userAgent":"Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"%s}`,
		e.user, at.Format(time.RFC3339), source, event, more)
}

// together returns which entries belong together, by number, as "0 1|2": each identity in
// the order of its first entry. What is nobody's is "-".
func together(t *testing.T, o Options, lines ...string) (string, *Report) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "log.json")
	if err := os.WriteFile(file, []byte(strings.Join(lines, "\n")), 0o644); err != nil {
		t.Fatal(err)
	}
	o.Paths = []string{file}
	o.Select = Selection{All: true, Outcomes: []Outcome{Success, Failure, Unknown}}
	r, err := Run(context.Background(), o)
	if err != nil {
		t.Fatal("scanning:", err)
	}
	var keys []string
	of := map[string][]string{}
	slices.SortFunc(r.Findings, func(a, b Finding) int { return strings.Compare(a.EventID, b.EventID) })
	for _, f := range r.Findings {
		key := f.Identity.Key
		if key == "" {
			key = "-" + f.EventID
		}
		if of[key] == nil {
			keys = append(keys, key)
		}
		of[key] = append(of[key], strings.TrimLeft(f.EventID[max(0, len(f.EventID)-4):], "0"))
	}
	var all []string
	for _, key := range keys {
		mark := ""
		if strings.HasPrefix(key, "-") {
			mark = "-"
		}
		all = append(all, mark+strings.Join(of[key], " "))
	}
	return strings.Join(all, "|"), r
}

func linesOf(entries []entry) []string {
	var lines []string
	for i, e := range entries {
		lines = append(lines, e.json(i))
	}
	return lines
}

func iamUser(id, name string) string {
	return fmt.Sprintf(`{"type":"IAMUser","principalId":%q,"accountId":%q,"userName":%q,"arn":"arn:aws:iam::%s:user/%s"}`, id, account, name, account, name)
}

func roleSession(account, role, name string) string {
	return fmt.Sprintf(`{"type":"AssumedRole","principalId":"AROAEXAMPLE:%s","accountId":%q,"arn":"arn:aws:sts::%s:assumed-role/%s/%s"}`, name, account, account, role, name)
}

func behalf(id string) string {
	return fmt.Sprintf(`{"type":"IdentityCenterUser","accountId":%q,"onBehalfOf":{"userId":%q,"identityStoreArn":%q}}`, account, id, directory)
}

func oldForm(name string) string {
	return fmt.Sprintf(`{"type":"Unknown","principalId":%q,"accountId":%q,"userName":%q}`, account, account, name)
}

const sso = "AWSReservedSSO_Admin_0123456789abcdef"

// identityCases are which records belong to one identity. The numbers count from 1.
var identityCases = []struct {
	name, people, principals string
	entries                  []entry
}{
	{"an IAM user in whatever case", "1 2", "1 2", []entry{
		{"12 03:00", "", iamUser("AIDAEXAMPLEMEI00001", "mei"), `,"errorMessage":"Failed authentication"`}, {"12 03:01", "", iamUser("AIDAEXAMPLEMEI00001", "Mei"), ""}}},
	{"a failure without an id", "1 2", "1 2", []entry{
		{"12 03:00", "", `{"type":"IAMUser","accountId":"111122223333","userName":"MEI"}`, `,"errorMessage":"Failed authentication"`}, {"12 03:01", "", iamUser("AIDAEXAMPLEMEI00001", "mei"), ""}}},
	{"a user who was renamed", "1 2 3", "1|2 3", []entry{
		{"12 03:00", "", iamUser("AIDAEXAMPLEMEI00001", "mei"), ""}, {"13 03:00", "", iamUser("AIDAEXAMPLEMEI00001", "mei.w"), ""}, {"14 03:00", "", `{"type":"IAMUser","accountId":"111122223333","userName":"mei.w"}`, ""}}},
	{"a name that was given again", "1|2", "1 2", []entry{
		{"12 03:00", "", iamUser("AIDAEXAMPLEMEI00001", "mei"), ""}, {"13 03:00", "", iamUser("AIDAEXAMPLEMEI00002", "mei"), ""}}},
	{"a placeholder for the ids of all", "1 3|2", "1 3|2", []entry{
		{"12 03:00", "", iamUser("AIDACKCEVSQ6C2EXAMPLE", "mei"), ""}, {"13 03:00", "", iamUser("AIDACKCEVSQ6C2EXAMPLE", "ken"), ""}, {"14 03:00", "", iamUser("AIDACKCEVSQ6C2EXAMPLE", "mei"), ""}}},
	{"one name in two accounts", "1|2", "1|2", []entry{
		{"12 03:00", "", iamUser("AIDAEXAMPLEMEI00001", "mei"), ""}, {"12 04:00", "", `{"type":"IAMUser","accountId":"444455556666","userName":"mei"}`, ""}}},
	{"root users of two accounts", "1|2", "1|2", []entry{
		{"12 03:00", "", `{"type":"Root","accountId":"111122223333"}`, ""}, {"12 04:00", "", `{"type":"Root","accountId":"444455556666"}`, ""}}},
	{"root users of accounts that nobody tells", "1|2|-3|-4", "1|2|-3|-4", []entry{
		{"12 03:00", "", `{"type":"Root","accountId":"111122223333"}`, ""}, {"12 04:00", "", `{"type":"Root","accountId":"444455556666"}`, ""},
		{"12 05:00", "", `{"type":"Root"}`, ""}, {"12 06:00", "", `{"userName":"root"}`, ""}}},
	{"the only account", "1 2|3 4", "1|-2|3|4", []entry{
		{"12 03:00", "", `{"type":"Root","accountId":"111122223333"}`, ""}, {"12 04:00", "", `{"userName":"root"}`, ""},
		{"12 05:00", "", iamUser("AIDAEXAMPLEMEI00001", "mei"), ""}, {"12 06:00", "", `{"userName":"mei"}`, ""}}},

	{"the forms of a directory", "1 2 3|4", "1|2 3|4", []entry{
		{"12 03:00", "UserAuthentication", oldForm("Mei@kawasemi.example"), ""},
		{"13 03:00", "UserAuthentication", behalf(meiID), `,"additionalEventData":{"UserName":"mei@kawasemi.example"}`},
		{"14 03:00", "UserAuthentication", behalf(meiID), ""},
		{"14 04:00", "UserAuthentication", behalf(kenID), ""}}},
	{"a directory's user who was renamed", "1 2", "1 2", []entry{
		{"12 03:00", "UserAuthentication", behalf(meiID), `,"additionalEventData":{"UserName":"mei"}`},
		{"13 03:00", "UserAuthentication", behalf(meiID), `,"additionalEventData":{"UserName":"mei.w"}`}}},
	{"a directory's name that was given again", "1|2", "1|2", []entry{
		{"12 03:00", "UserAuthentication", behalf(meiID), `,"additionalEventData":{"UserName":"mei"}`},
		{"13 03:00", "UserAuthentication", behalf(kenID), `,"additionalEventData":{"UserName":"mei"}`}}},
	{"a directory's user in the log of its device authorization", "1 2", "1|2", []entry{
		{"12 03:00", "Authenticate", `{"type":"Unknown","principalId":"9067c0a1b2-` + meiID + `","accountId":"111122223333","userName":"mei"}`, ""},
		{"13 03:00", "UserAuthentication", oldForm("mei"), ""}}},
	{"the portal and the sessions that it opens, in two accounts and roles", "1 2 3 4", "1|2|3|4", []entry{
		{"12 03:00", "UserAuthentication", behalf(meiID), `,"additionalEventData":{"UserName":"mei@kawasemi.example"}`},
		{"12 03:01", "", roleSession(account, sso, "Mei@kawasemi.example"), ""},
		{"12 03:05", "", roleSession("444455556666", "AWSReservedSSO_Billing_fedcba9876543210", "mei@kawasemi.example"), ""},
		{"13 03:05", "", roleSession("444455556666", "Broker", "mei@kawasemi.example"), ""}}},
	{"a plain name in two directories", "1|2|3", "1|2|3", []entry{
		{"12 03:00", "UserAuthentication", behalf(meiID), `,"additionalEventData":{"UserName":"mei"}`},
		{"12 04:00", "UserAuthentication", `{"type":"Unknown","accountId":"444455556666","userName":"mei"}`, ""},
		{"12 05:00", "", roleSession(account, sso, "mei"), ""}}},
	{"SAML and web identities", "1 2|3", "1|2|3", []entry{
		{"12 03:00", "", roleSession(account, "Admin", "mei"), `,"additionalEventData":{"SamlProviderArn":"arn:aws:iam::111122223333:saml-provider/idp"}`},
		{"12 04:00", "", strings.Replace(roleSession("444455556666", "Dev", "mei"), `"type":"AssumedRole"`, `"type":"AssumedRole","sessionContext":{"webIdFederationData":{"federatedProvider":"arn:aws:iam::444455556666:oidc-provider/idp"}}`, 1), ""},
		{"12 05:00", "", roleSession(account, "Broker", "mei"), ""}}},
	{"a session that a user's key has made", "1 2", "1|2", []entry{
		{"12 03:00", "", iamUser("AIDAEXAMPLEMEI00001", "mei"), ""},
		{"12 04:00", "", `{"type":"FederatedUser","principalId":"111122223333:aws_consoler","accountId":"111122223333","arn":"arn:aws:sts::111122223333:federated-user/aws_consoler",` +
			`"sessionContext":{"sessionIssuer":{"type":"IAMUser","principalId":"AIDAEXAMPLEMEI00001","accountId":"111122223333","userName":"mei","arn":"arn:aws:iam::111122223333:user/mei"}}}`, ""}}},
	{"sessions named by programs", "1 2 3|4", "1|2|3|4", []entry{
		{"12 03:00", "", roleSession(account, "Ops", "1778778180660371448"), ""},
		{"12 04:00", "", roleSession(account, "Ops", "botocore-session-1778778180"), ""},
		{"12 05:00", "", roleSession(account, "Ops", "3f2b8c1e-4a5b-4c9d-8e7f-0123456789ab"), ""},
		{"12 06:00", "", roleSession(account, "Ops", "mei"), ""}}},
	{"a name with a time behind", "1 2|3", "1|2|3", []entry{
		{"12 03:00", "", roleSession(account, "Ops", "mei@kawasemi.example-1778778180"), ""},
		{"12 04:00", "", roleSession(account, "Ops", "mei@kawasemi.example"), ""},
		{"12 05:00", "", roleSession(account, "Ops", "ken@kawasemi.example-1778778181"), ""}}},
	{"random ids that come once each", "1 2 3 4 5 6 7 8|9", "1|2|3|4|5|6|7|8|9", append(randomSessions(8), entry{"20 03:00", "", roleSession(account, "Ops", "mei"), ""})},
	{"random letters, all as long", "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20", "1|2|3|4|5|6|7|8|9|10|11|12|13|14|15|16|17|18|19|20", sessionsOf(20, func(rng *rand.Rand) string {
		b := make([]byte, 8)
		for i := range b {
			b[i] = 'a' + byte(rng.IntN(26))
		}
		return string(b)
	})},
	{"names that come once each", "1|2|3|4|5|6|7|8|9|10", "1|2|3|4|5|6|7|8|9|10", namedSessions("mei", "ken", "aki", "yui", "ren", "rin", "sora", "hana", "kaito", "haruka")},
	{"times that are spelled out", "1 2 3 4 5 6 7 8", "1|2|3|4|5|6|7|8", sessionsOf(8, func(rng *rand.Rand) string {
		return fmt.Sprintf("2026-05-%02dT%02d-%02d-%02dZ", rng.IntN(28)+1, rng.IntN(24), rng.IntN(60), rng.IntN(60))
	})},
	{"names with digits that come again", "1 2|3 4|5 6|7 8", "1 2|3 4|5 6|7 8", []entry{
		{"12 03:00", "", roleSession(account, "Ops", "e10234"), ""}, {"13 03:00", "", roleSession(account, "Ops", "e10234"), ""},
		{"12 04:00", "", roleSession(account, "Ops", "e10235"), ""}, {"13 04:00", "", roleSession(account, "Ops", "e10235"), ""},
		{"12 05:00", "", roleSession(account, "Ops", "e10236"), ""}, {"13 05:00", "", roleSession(account, "Ops", "e10236"), ""},
		{"12 06:00", "", roleSession(account, "Ops", "e10237"), ""}, {"13 06:00", "", roleSession(account, "Ops", "e10237"), ""}}},
	{"what a table names", "1 2|3 4|5 6", "1|2|3|4|5 6", []entry{
		{"12 03:00", "", roleSession(account, "Admin", "mei"), ""}, {"12 04:00", "", `{"userName":"mei","accountId":"111122223333"}`, ""},
		{"12 05:00", "", roleSession(account, sso, "ken@kawasemi.example"), ""}, {"12 06:00", "", `{"userName":"Ken@kawasemi.example","accountId":"111122223333"}`, ""},
		{"12 07:00", "", iamUser("AIDAEXAMPLEAKI00001", "aki"), ""}, {"12 08:00", "", `{"userName":"aki","accountId":"111122223333"}`, ""}}},
}

// sessionsOf returns sign-ins to a role whose sessions are named by a function.
func sessionsOf(n int, name func(*rand.Rand) string) (all []entry) {
	rng := rand.New(rand.NewPCG(1, 2))
	for i := range n {
		all = append(all, entry{fmt.Sprintf("12 %02d:00", i), "", roleSession(account, "Ops", name(rng)), ""})
	}
	return all
}

func namedSessions(names ...string) (all []entry) {
	for i, name := range names {
		all = append(all, entry{fmt.Sprintf("12 %02d:00", i), "", roleSession(account, "Ops", name), ""})
	}
	return all
}

func randomSessions(n int) []entry {
	return sessionsOf(n, func(rng *rand.Rand) string {
		return fmt.Sprintf("x%dq%dz%d", rng.IntN(900)+100, rng.IntN(10), rng.IntN(1000))
	})
}

// TestIdentities also shuffles the records: what belongs together does not depend on
// their order.
func TestIdentities(t *testing.T) {
	for _, c := range identityCases {
		t.Run(c.name, func(t *testing.T) {
			lines := linesOf(c.entries)
			for seed := range uint64(4) {
				if got, _ := together(t, Options{}, lines...); got != c.people {
					t.Fatalf("got %s, want %s", got, c.people)
				}
				rng := rand.New(rand.NewPCG(seed, 0))
				rng.Shuffle(len(lines), func(i, j int) { lines[i], lines[j] = lines[j], lines[i] })
			}
			if got, _ := together(t, Options{Grouping: Principal}, lines...); got != c.principals {
				t.Errorf("by principal: got %s, want %s", got, c.principals)
			}
		})
	}
}

// TestIdentityKeysOfParts: a saved baseline knows people again whom later records name
// otherwise.
func TestIdentityKeysOfParts(t *testing.T) {
	for _, c := range identityCases {
		if strings.Contains(c.name, "random") || strings.Contains(c.name, "times") || strings.Contains(c.name, "account") || strings.Contains(c.name, "placeholder") || strings.Contains(c.name, "again") {
			continue // what a part cannot tell
		}
		lines := linesOf(c.entries)
		_, whole := together(t, Options{}, lines...)
		for n := 1; n < len(lines); n++ {
			file := filepath.Join(t.TempDir(), "log.json")
			if err := os.WriteFile(file, []byte(strings.Join(lines[:n], "\n")), 0o644); err != nil {
				t.Fatal(err)
			}
			b, _, err := Build(context.Background(), Options{Paths: []string{file}})
			if err != nil {
				t.Fatal("building:", err)
			}
			held := map[string]bool{}
			for p := range b.Profiles() {
				held[p.Identity] = p.Days() > 0
			}
			_, rest := together(t, Options{Baseline: b}, lines[n:]...)
			for _, f := range rest.Findings {
				before := false
				for _, g := range whole.Findings {
					before = before || g.Identity.Key == keyIn(whole, f.EventID) && g.EventID < f.EventID && g.EventID <= fmt.Sprintf("00000000-0000-4000-8000-%012d", n) && g.Outcome != Failure
				}
				if before && f.Identity.Key != "" && !held[f.Identity.Key] {
					t.Errorf("%s: after %d records, %s is %s, which the baseline does not hold", c.name, n, f.EventID, f.Identity.Key)
				}
			}
		}
	}
}

// keyIn returns the identity key of an event in a report.
func keyIn(r *Report, id string) string {
	for _, f := range r.Findings {
		if f.EventID == id {
			return f.Identity.Key
		}
	}
	return ""
}

func TestAliases(t *testing.T) {
	_, r := together(t, Options{}, linesOf([]entry{
		{"12 03:00", "", iamUser("AIDAEXAMPLEMEI00001", "mei"), ""}, {"13 03:00", "", iamUser("AIDAEXAMPLEMEI00001", "mei.w"), ""}})...)
	if got, want := fmt.Sprint(r.Findings[0].Identity.Aliases()), "[mei.w 111122223333:user/mei.w iam:AIDAEXAMPLEMEI00001]"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// TestRemarks: what is not taken for one person, or for one person only, is said.
func TestRemarks(t *testing.T) {
	check := func(want string, entries ...entry) {
		t.Helper()
		_, r := together(t, Options{}, linesOf(entries)...)
		if got := strings.Join(r.Coverage.Warnings(), "\n"); !strings.Contains(got, want) {
			t.Errorf("got %q, want %q in it", got, want)
		}
	}
	check("the name 111122223333:user/mei was given to 2 users one after the other",
		entry{"12 03:00", "", iamUser("AIDAEXAMPLEMEI00001", "mei"), ""}, entry{"13 03:00", "", iamUser("AIDAEXAMPLEMEI00002", "mei"), ""})
	check("the session names of 2 of 3 sign-ins to 111122223333:assumed-role/Ops are times or random ids",
		entry{"12 03:00", "", roleSession(account, "Ops", "1778778180"), ""}, entry{"12 04:00", "", roleSession(account, "Ops", "1778778181"), ""},
		entry{"12 05:00", "", roleSession(account, "Ops", "mei"), ""})
	check("2 sign-ins as root tell no account",
		entry{"12 03:00", "", `{"type":"Root"}`, ""}, entry{"12 04:00", "", `{"userName":"root"}`, ""})
	check("no known event, and not taken for sign-ins: OpenSesame (1)", entry{"12 03:00", "OpenSesame", iamUser("AIDAEXAMPLEMEI00001", "mei"), ""})
}

// TestWorkflow: a step that names nobody belongs to whom the rest of the sign-in names.
func TestWorkflow(t *testing.T) {
	const flow = `,"additionalEventData":{"AuthWorkflowID":"2c8afc29-b2ff-4bc3-8149-7ae4b6ea28d1"%s}`
	_, r := together(t, Options{}, linesOf([]entry{
		{"12 03:00", "CredentialChallenge", behalf(meiID), fmt.Sprintf(flow, `,"UserName":"mei@kawasemi.example"`)},
		{"12 03:01", "CredentialVerification", `{"type":"Unknown","accountId":"111122223333"}`, fmt.Sprintf(flow, "") + `,"serviceEventDetails":{"CredentialVerification":"Failure"},"responseElements":null`},
		{"12 03:02", "UserAuthentication", `{"type":"Unknown","accountId":"111122223333"}`, fmt.Sprintf(flow, "")}})...)
	if len(r.Findings) != 1 {
		t.Fatalf("got %d sign-ins, want 1", len(r.Findings))
	}
	if f := r.Findings[0]; f.Identity.Name != "mei@kawasemi.example" || f.Evidence.FailuresBefore != 1 {
		t.Errorf("got %q and %d failures, want mei@kawasemi.example and 1", f.Identity.Name, f.Evidence.FailuresBefore)
	}
	if n := r.Coverage.SignIns.Nobody; n != 0 {
		t.Errorf("got %d of nobody, want 0", n)
	}
}

// TestOpened: the portal's record and that of the session which it opens are one sign-in.
func TestOpened(t *testing.T) {
	check := func(want int, entries ...entry) {
		t.Helper()
		_, r := together(t, Options{}, linesOf(entries)...)
		if r.Coverage.Opened != want {
			t.Errorf("%v: got %d opened, want %d", entries, r.Coverage.Opened, want)
		}
	}
	portal := entry{"12 03:00", "UserAuthentication", behalf(meiID), `,"additionalEventData":{"UserName":"mei@kawasemi.example"}`}
	console := func(at, more string) entry {
		return entry{at, "", roleSession(account, sso, "mei@kawasemi.example"), more}
	}
	check(1, portal, console("12 03:01", ""))
	check(2, portal, console("12 03:01", ""), console("12 03:09", ""))
	check(0, portal, console("12 03:16", ""))
	check(0, console("12 02:59", ""), portal)
	check(0, portal, console("12 03:01", `,"sourceIPAddress":"3.88.207.98"`))
	consent := entry{"12 03:00", "AuthorizeOAuth2Access", roleSession(account, sso, "mei@kawasemi.example"), `,"additionalEventData":{"success":"true"}`}
	token := func(at, more string) entry {
		return entry{at, "CreateOAuth2Token", roleSession(account, sso, "mei@kawasemi.example"), more}
	}
	check(1, consent, token("12 03:01", ""))
	check(0, consent, token("12 03:01", `,"sourceIPAddress":"3.88.207.98"`)) // a code that somebody else was given
	session := func(at string) entry {
		e := token(at, "")
		e.user = strings.Replace(e.user, `"type"`, `"sessionContext":{"signInSessionArn":"arn:aws:signin:us-east-1:111122223333:session/a"},"type"`, 1)
		return e
	}
	check(1, session("12 03:00"), session("12 09:00"))
}

// TestEventOnce: an event counts once, in whatever forms it is told.
func TestEventOnce(t *testing.T) {
	id := `,"eventID":"11111111-2222-4333-8444-555555555555"`
	full := entry{"12 03:14", "", iamUser("AIDAEXAMPLEMEI00001", "mei"), id + `,"recipientAccountId":"111122223333","additionalEventData":{"MFAUsed":"Yes"}`}
	bare := entry{"12 12:14", "", `{"userName":"mei"}`, id + `,"responseElements":null,"awsRegion":"eu-north-1"`} // in another zone
	for _, lines := range [][]string{linesOf([]entry{full, bare}), linesOf([]entry{bare, full})} {
		_, r := together(t, Options{}, lines...)
		if len(r.Findings) != 1 || r.Coverage.Duplicates != 1 {
			t.Fatalf("got %d sign-ins and %d duplicates, want 1 and 1", len(r.Findings), r.Coverage.Duplicates)
		}
		f := r.Findings[0]
		if f.MFAUsed != "yes" || f.Outcome != Success || f.AWSRegion != "eu-north-1" || f.Identity.Key != "111122223333:user/mei" || f.EventTime.Hour() != 3 {
			t.Errorf("got %+v, want the fullest form with what the other adds", f)
		}
	}
	other := full
	other.more += `,"sourceIPAddress":"3.88.207.98"`
	_, r := together(t, Options{}, linesOf([]entry{full, other})...)
	if got := strings.Join(r.Coverage.Warnings(), "\n"); len(r.Findings) != 1 || !strings.Contains(got, `1 sign-ins are told otherwise in several forms`) || !strings.Contains(got, `the address "`) {
		t.Errorf("got %d sign-ins, and %q, want 1 and that the address differs", len(r.Findings), got)
	}
	// What is no UUID, or of another event, is no event's own id.
	for _, id := range []string{`,"eventID":"1"`, `,"eventID":"a1b2c3d4-5678-90ab-cdef-EXAMPLE11111"`, `,"eventID":"00000000-0000-0000-0000-000000000000"`} {
		a, b := full, full
		a.more, b.more, b.at = id, id, "13 04:20"
		if _, r := together(t, Options{}, linesOf([]entry{a, b})...); len(r.Findings) != 2 {
			t.Errorf("%s: got %d sign-ins, want 2", id, len(r.Findings))
		}
	}
	later := full
	later.at = "20 11:02"
	if _, r := together(t, Options{}, linesOf([]entry{full, later})...); len(r.Findings) != 2 {
		t.Errorf("one id at two times: got %d sign-ins, want 2", len(r.Findings))
	}
}

// TestNobodyBefore: failures that name nobody are told of who signs in at their address.
func TestNobodyBefore(t *testing.T) {
	hidden := entry{"12 03:00", "", `{"type":"IAMUser","accountId":"111122223333","userName":"HIDDEN_DUE_TO_SECURITY_REASONS"}`, `,"errorMessage":"No username found in supplied account"`}
	elsewhere, before := hidden, hidden
	elsewhere.more += `,"sourceIPAddress":"3.88.207.98"`
	before.at = "12 01:00"
	_, r := together(t, Options{}, linesOf([]entry{hidden, hidden, elsewhere, before, {"12 03:05", "", iamUser("AIDAEXAMPLEMEI00001", "mei"), ""}})...)
	f := r.Findings[len(r.Findings)-1]
	if f.Evidence.NobodyBefore != 2 || f.Evidence.FailuresBefore != 0 || !slices.Contains(f.Evidence.Notes, "2 failures with a hidden or unknown user name from this address in the hour before") {
		t.Errorf("got %+v, want 2 of nobody", f.Evidence)
	}
}

func TestShapeOf(t *testing.T) {
	check := func(name, pattern, frame, stem string, plain bool) {
		t.Helper()
		if got := shapeOf(name); got != (shape{pattern, frame, stem, plain}) {
			t.Errorf("%s: got %+v, want %q, %q, %q, %v", name, got, pattern, frame, stem, plain)
		}
	}
	check("mei", "", "~3", "", false)
	check("Tanaka-Smith", "", "~6-5", "", false)
	check("mei01@kawasemi.example", "", "", "", false)
	check("mei2", "mei#", "~4", "mei", false)
	check("00123456", "#", "~8", "", false) // may be the number of an employee
	check("1778778180", "#", "~10", "", true)
	check("1778778180660371448", "#", "~19", "", true)
	check("botocore-session-1778778180", "botocore-session-#", "~8-7-10", "", true)
	check("3f2b8c1e-4a5b-4c9d-8e7f-0123456789ab", "*", "~1", "", true)
	check("i-0123456789abcdef0", "i-*", "", "", true)
	check("2026-05-14T17-03-00Z", "#-#-*-#-*", "~4-2-5-2-3", "", false)
	check("k3v9x2q7", "*", "~8", "", false)
	check("deploy-k3v9x2q7", "deploy-*", "~6-8", "deploy", false)
	check("mei@kawasemi.example-1778778180", "mei@kawasemi.example-#", "", "mei@kawasemi.example", true)
	check("", "", "~", "", false)
}

func FuzzShapeOf(f *testing.F) {
	for _, s := range []string{"mei", "1778778180", "botocore-session-1", "a@b-123456789", "é-1", "*#*"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if x := shapeOf(s); x.pattern == "" && (x.stem != "" || x.plain) {
			t.Errorf("%q: got %+v", s, x)
		}
	})
}

// FuzzIdentities: whatever is claimed, the order of the records does not matter.
func FuzzIdentities(f *testing.F) {
	for _, c := range identityCases {
		f.Add(strings.Join(linesOf(c.entries), "\n"))
	}
	f.Fuzz(func(t *testing.T, text string) {
		lines := strings.Split(text, "\n")
		if len(lines) > 20 || !slices.ContainsFunc(lines, func(l string) bool { return json.Valid([]byte(l)) }) {
			return
		}
		keys := func(lines []string) string {
			var r resolver
			for _, line := range lines {
				for rec := range recordsOf(line) {
					c := Person.claim(rec)
					r.note(&c, rec.EventTime, rec.AdditionalEventData.AuthWorkflowID, rec.IsSignIn())
				}
			}
			r.link()
			var all []string
			for i := range r.nodes {
				if r.nodes[i].claimed {
					all = append(all, r.nodes[i].key+" = "+r.result(r.nodes[i].key).key)
				}
			}
			slices.Sort(all)
			return strings.Join(all, "\n")
		}
		want := keys(lines)
		slices.Reverse(lines)
		if got := keys(lines); got != want {
			t.Errorf("got\n%s\nwant\n%s", got, want)
		}
	})
}
