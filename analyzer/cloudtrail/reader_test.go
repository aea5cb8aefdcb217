package cloudtrail

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"testing/iotest"
)

func quote(s string) string { return strconv.QuoteToASCII(s) }

func TestContainers(t *testing.T) {
	check := func(what, in, want string) {
		t.Helper()
		if got := readString(t, in).String(); got != want {
			t.Errorf("%s: got %q, want %q", what, got, want)
		}
	}
	a, b, c := signIn("a"), signIn("b"), call(`"x"`)
	check("a trail", records(a, c, b), "a:1 b:3")
	check("with a byte order mark", "\uFEFF"+records(a), "a:1")
	check("pretty-printed", pretty(t, records(a, c, b)), "a:1 b:3")
	check("one record", a, "a:1")
	check("one record, pretty-printed", pretty(t, a), "a:1")
	check("an array", "["+a+","+c+", "+b+"]", "a:1 b:3")
	check("one per line", a+"\n"+c+"\r\n"+b+"\n", "a:1 b:3")
	check("one behind another", a+c+b, "a:1 b:3")
	check("lines that end with a comma", a+",\n"+b+",\n", "a:1 b:2")
	check("one trail file per line", records(a)+"\n"+records(c, b)+"\n", "a:1 b:3")
	check("trail files in an array, as of jq -s", "["+records(a)+","+records(c, b)+"]", "a:1 b:3")
	check("arrays in an array", "[["+a+"],[[ "+b+"]]]", "a:1 b:2")
	check("numbers and strings between", `[1,"`+"x"+`",null,`+a+`,-2.5e3]`, "a:1")
	check("members around the list", `{"a":[1,{"b":[2]}],"Records":[`+a+`],"NextToken":"x\"]}","c":{"d":[]},"n":1}`+b, "a:1 b:2")
	check("two lists", `{"Records":[`+a+`],"Records":[`+b+`]}`, "a:1 b:2")
	check("an escaped key", `{"Re\u0063ords":[`+a+`]}`, "a:1")

	event := func(rec string) string {
		return `{"EventId":"outer","EventTime":"2026-05-12T05:14:07+02:00","EventSource":"signin.amazonaws.com","CloudTrailEvent":` + quote(rec) + `}`
	}
	check("lookup-events", `{"Events":[`+event(a)+","+event(c)+","+event(b)+`],"NextToken":"x"}`, "a:1 b:3")
	check("its events one per line", event(a)+"\n"+event(b), "a:1 b:2")
	check("a record escaped within its string", event(strings.ReplaceAll(a, "signin", `\u0073\u0069gn\u0069n`)), "a:1")
	check("and nothing outside that tells", strings.Replace(event(strings.ReplaceAll(a, "signin", `\u0073\u0069gn\u0069n`)), "signin", "x", 1), "a:1")
	check("and the escape escaped", strings.ReplaceAll(event(strings.ReplaceAll(a, "signin.am", `signin\u002eam`)), `\\u`, `\u005cu`), "a:1")
}

func TestSkipped(t *testing.T) {
	check := func(in, want string) {
		t.Helper()
		if got := readString(t, in).String(); got != want {
			t.Errorf("%.60q: got %q, want %q", in, got, want)
		}
	}
	check("", "empty")
	check(" \n", "empty")
	check(`{"Records":[]}`, "empty")
	check(`{"Events": [ ]}`, "empty")
	check(`[]`, "empty")
	check(`{}`, "no-CloudTrail-records")
	check(`{"Records":[{"s3":1}]}`, "no-CloudTrail-records")
	check(`{"name":"x","dependencies":{"y":["z"]}}`, "no-CloudTrail-records")
	check("some text\n", "no-CloudTrail-records")
	check("some text {with braces} and [1,2", "no-CloudTrail-records")
	check(`{"name":"not whole`, "no-CloudTrail-records")
	check("\x7fELF\x00\x01{\n{\"x\":1}", "no-CloudTrail-records")
	check(`{"awsAccountId":"111122223333","digestStartTime":"2026-01-06T23:00:00Z","logFiles":[{"s3Object":"x"}]}`, "digest")
	const insights = `{"eventVersion":"1.08","eventTime":"2026-01-06T23:00:00Z","eventType":"AwsCloudTrailInsight",` +
		`"insightDetails":{"eventSource":"signin.amazonaws.com","eventName":"ConsoleLogin"}}`
	check(records(insights, insights), "insight")
	check(records(insights, signIn("a")), "a:2")
	if s := readString(t, records(insights, call("1"))).stats; s.Records != 1 || s.InsightRecords != 1 {
		t.Errorf("an Insight among others: got %+v", s)
	}
}

// Only a record's own members decide.
func TestOwnMembers(t *testing.T) {
	check := func(what, in, want string) {
		t.Helper()
		if got := readString(t, records(in, signIn("z"))).String(); got != want {
			t.Errorf("%s: got %q, want %q", what, got, want)
		}
	}
	a := signIn("a")
	check("a record in a record", call(a), "z:2")
	check("a record in a list in a record", call(records(a, a)), "z:2")
	check("a record in a string", call(quote(a)), "z:2")
	check("a brace in a string", strings.Replace(a, "Mozilla", `}]}{\"`, 1), "a:1 z:2")
	check("a backslash at the end of a string", strings.Replace(a, "Mozilla", `\\","x":"\\\"`, 1), "a:1 z:2")
	check("keys in another order", `{"eventID":"a","eventName":"ConsoleLogin","x":{"eventSource":"s3.amazonaws.com"},"eventSource":"signin.amazonaws.com"}`, "a:1 z:2")
	check("an escaped source", strings.Replace(a, "signin.", `sig\u006Ein\u002E`, 1), "a:1 z:2")
	check("an escaped key", strings.Replace(a, "eventSource", `event\u0053ource`, 1), "a:1 z:2")
	check("the last of two wins", strings.Replace(a, `"eventName"`, `"eventSource":"s3.amazonaws.com","eventName"`, 1), "z:2")
	check("and the other way round", `{"eventSource":"s3.amazonaws.com",`+a[1:], "a:1 z:2")
	check("another source that ends alike", strings.Replace(a, "signin.", "xsignin.", 1), "z:2")
	check("a source that is no text", strings.Replace(a, `"signin.amazonaws.com"`, `["signin.amazonaws.com"]`, 1), "z:2")
	check("deep nesting", strings.Replace(a, "null", strings.Repeat("[", 9000)+strings.Repeat("]", 9000), 1), "a:1 z:2")
}

func TestDamage(t *testing.T) {
	check := func(what, in, want string) {
		t.Helper()
		got := readString(t, in)
		if got.String() != want {
			t.Errorf("%s: got %q, want %q", what, got, want)
		}
		for _, d := range got.damage {
			if d.Offset > int64(len(in)) || strings.Contains(d.Error(), "alice") {
				t.Errorf("%s: got error %q", what, d)
			}
		}
	}
	a, b, c := signIn("a"), signIn("b"), call(`"x"`)
	const first = len(`{"Records":[`)
	half := a[:len(a)/2]
	quarter := a[:60] // within userIdentity
	at := func(n int) string { return fmt.Sprint("!", n) }

	check("file ends in a record", records(a, b)[:first+len(a)+100], "a:1 "+at(first+len(a)+1)+"/2")
	check("file ends between records", records(a, b)[:first+len(a)+1], "a:1 "+at(first+len(a)+1)+"/0")
	check("file ends before the last bracket", strings.TrimSuffix(records(a), "}"), "a:1 "+at(len(records(a))-1)+"/0")
	check("file begins in a record", records(a, b)[first+30:], "b:1 !0/0")
	check("file begins in a record, at a brace", records(a, c, b)[first+len(`{"eventVersion":"1.08","userIdentity":`):], "b:2 "+at(strings.Index(a, `,"eventTime`)-len(`{"eventVersion":"1.08","userIdentity":`)+1)+"/0")
	check("a record is cut in the middle", records(a, half+b, c, b), "a:1 b:3 b:5 "+at(first+len(a)+1)+"/2")
	check("and in another record's place", records(half, b), "b:2 "+at(first)+"/1")
	check("within userIdentity", records(a, quarter+","+b, c, b), "a:1 b:3 b:5 "+at(first+len(a)+1)+"/2")
	check("a line is cut", a+"\n"+half+"\n"+b+"\n"+c+"\n"+b, "a:1 b:3 b:5 "+at(len(a)+1)+"/2")
	check("a line is text", a+"\nsome text\n"+b+"\n", "a:1 b:2 "+at(len(a)+1)+"/0")
	check("zeros behind a file that was not written whole", a+"\n"+strings.Repeat("\x00", 5000), "a:1 "+at(len(a)+1)+"/0")
	check("a comma too many", records(a, "", b), "a:1 b:2")
	check("a comma is missing", records(a+b), "a:1 b:2")
	check("text between", records(a+"xx", b), "a:1 b:2 "+at(first+len(a))+"/0")
	check("a list is not closed", strings.TrimSuffix(records(a), "]}")+"\n"+records(b), "a:1 b:2 "+at(first+len(a)+1)+"/0")
	check("brackets do not match", records(strings.Replace(c, "]", "}", 1), b), "b:2 "+at(first)+"/1")
	check("a bracket too many", records(a)+"}\n"+b, "a:1 b:2 "+at(len(records(a)))+"/0")
	check("invalid JSON with right brackets", records(strings.Replace(a, "null", "nil", 1), b), "b:2 "+at(first)+"/1")
	check("an invalid escape", records(strings.Replace(a, "Mozilla", `\x`, 1), b), "b:2 "+at(first)+"/1")
	check("nesting too deep", records(strings.Replace(a, "null", strings.Repeat("[", 20000)+strings.Repeat("]", 20000), 1), b), "b:2 "+at(first)+"/1")
	check("an envelope without a record", `{"Events":[{"EventId":"x","CloudTrailEvent":null},{"CloudTrailEvent":`+quote(b)+`}]}`, "b:2 !11/1")
	check("a record that is only named", `{"Records":[{"eventVersion":`, "!12/1")

	// The value of a member that looks like a record is part of what is damaged.
	check("a record in a damaged record", records(strings.Replace(call(a), "]", "}", 1), b), "b:2 "+at(first)+"/1")
}

// Values that are no valid text are kept as far as they are.
func TestOddValues(t *testing.T) {
	check := func(from, to string, get func(*Record) string, want string) {
		t.Helper()
		o := readString(t, records(strings.Replace(signIn("a"), from, to, 1)))
		if len(o.records) != 1 || len(o.damage) != 0 {
			t.Errorf("%s: got %v, want one record", to, o)
		} else if got := get(o.records[0]); got != want {
			t.Errorf("%s: got %q, want %q", to, got, want)
		}
	}
	agent := func(r *Record) string { return r.UserAgent }
	check("Mozilla/5.0 (X11; Linux x86_64)", "a\xff\xfeb", agent, "a\uFFFD\uFFFDb")
	check("Mozilla/5.0 (X11; Linux x86_64)", "a\xff\\n", agent, "a\uFFFD\n")
	check("Mozilla/5.0 (X11; Linux x86_64)", "a\x00\nb", agent, "a\x00\nb") // not escaped, as JSON asks for
	check("Mozilla/5.0 (X11; Linux x86_64)", `\ud83d\ude00 \ud83d \u003d\/`, agent, "\U0001F600 \uFFFD =/")
	check(`"Mozilla/5.0 (X11; Linux x86_64)"`, `["x"]`, agent, "")
	check(`"192.0.2.7"`, `null`, func(r *Record) string { return r.SourceIPAddress }, "")
	check(`"accountId":"111122223333"`, `"accountId":111122223333`, func(r *Record) string { return r.UserIdentity.AccountID }, "111122223333")
	check(`"MFAUsed":"Yes"`, `"MFAUsed":true`, func(r *Record) string { return r.AdditionalEventData.MFAUsed }, "true")
	check(`"userIdentity":{`, `"userIdentity":"x","unknown":{`, func(r *Record) string { return r.UserIdentity.Type }, "")
	check(`"2026-05-12T03:14:07Z"`, `"2026-05-12T99:99:99Z"`, func(r *Record) string { return r.RawTime + r.EventTime.Format(" 2006") }, "2026-05-12T99:99:99Z 0001")
}

func TestRecord(t *testing.T) {
	const in = `{"eventVersion":"1.08","userIdentity":{"type":"IdentityCenterUser","accountId":"111122223333","credentialId":"cred",
		"accessKeyId":"ASIAEXAMPLE","onBehalfOf":{"userId":"u-1","identityStoreArn":"arn:aws:identitystore::111122223333:identitystore/d-1"},
		"sessionContext":{"sessionIssuer":{"type":"Role","principalId":"AROAEXAMPLE","arn":"arn:aws:iam::111122223333:role/r","accountId":"111122223333","userName":"r"},
		"webIdFederationData":{"federatedProvider":"idp"},"signInSessionArn":"session","attributes":{"creationDate":"2026-05-12T03:14:07Z"}}},"eventTime":"2026-05-12T03:14:07Z","eventSource":"signin.amazonaws.com",
		"eventName":"UserAuthentication","responseElements":null,"serviceEventDetails":{"UserAuthentication":"Success"},
		"additionalEventData":{"AuthWorkflowID":"w","LoginTo":"https://kawasemi.awsapps.com/start/?token=secret","UserName":"bob","CredentialType":"PASSWORD","SamlProviderArn":"s","SwitchFrom":"f"},"eventID":"e"}`
	o := readString(t, in)
	if len(o.records) != 1 {
		t.Fatalf("got %v, want one record", o)
	}
	r := o.records[0]
	got, err := json.Marshal([]any{r.UserIdentity, r.AdditionalEventData, r.EventTime, r.Result, r.Outcome().String(), r.IsSignIn()})
	if err != nil {
		t.Fatal(err)
	}
	const want = `[{"Type":"IdentityCenterUser","PrincipalID":"","ARN":"","AccountID":"111122223333","AccessKeyID":"ASIAEXAMPLE","UserName":"","CredentialID":"cred",` +
		`"OnBehalfOf":{"UserID":"u-1","IdentityStoreARN":"arn:aws:identitystore::111122223333:identitystore/d-1"},` +
		`"SessionIssuer":{"Type":"Role","PrincipalID":"AROAEXAMPLE","ARN":"arn:aws:iam::111122223333:role/r","AccountID":"111122223333","UserName":"r"},` +
		`"WebIDProvider":"idp","CreationDate":"2026-05-12T03:14:07Z","SignInSessionARN":"session"},` +
		`{"LoginTo":"https://kawasemi.awsapps.com/start","MFAUsed":"","UserName":"bob","AuthWorkflowID":"w","CredentialType":"PASSWORD","SwitchFrom":"f","SAMLProviderARN":"s"},` +
		`"2026-05-12T03:14:07Z","Success","success",true]`
	if string(got) != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
}

func TestOutcome(t *testing.T) {
	check := func(r Record, want Outcome) {
		t.Helper()
		if got := r.Outcome(); got != want {
			t.Errorf("%+v: got %v, want %v", r, got, want)
		}
	}
	check(Record{Result: "Success"}, Success)
	check(Record{Result: "SUCCESS"}, Success)
	check(Record{Result: "Failure", ErrorMessage: "Failed authentication"}, Failure)
	check(Record{ErrorMessage: "No username found in supplied account"}, Failure)
	check(Record{ErrorCode: "AccessDenied"}, Failure)
	check(Record{Result: "In progress"}, Unknown)
	check(Record{}, Unknown)
}

// The same record from different exports is known by its digest.
func TestDigest(t *testing.T) {
	digestOf := func(in string) Digest {
		t.Helper()
		o := readString(t, in)
		if len(o.records) != 1 {
			t.Fatalf("%.60q: got %v, want one record", in, o)
		}
		return o.records[0].Digest
	}
	a := signIn("a")
	want := digestOf(records(a))
	same := func(in string) {
		t.Helper()
		if digestOf(in) != want {
			t.Errorf("%.60q: got another digest", in)
		}
	}
	differ := func(in string) {
		t.Helper()
		if digestOf(in) == want {
			t.Errorf("%.60q: got the same digest", in)
		}
	}
	same(a)
	same(pretty(t, a))
	same(`{"Events":[{"EventId":"x","CloudTrailEvent":` + quote(a) + `}]}`)
	same(strings.Replace(a, "Linux", `\u004cinux`, 1))
	same(`{"eventID":"b",` + a[1:]) // the first of two with the same key does not count
	same(strings.Replace(`{"eventID":"a",`+a[1:], `"eventID":"a","readOnly"`, `"readOnly"`, 1))
	differ(signIn("b"))
	differ(strings.Replace(a, "null", `""`, 1))
	differ(strings.Replace(a, `"requestParameters":null,`, ``, 1))
	differ(strings.Replace(a, "null", `{}`, 1))
	differ(strings.Replace(a, "null", `[]`, 1))
	differ(strings.Replace(a, "false", `"false"`, 1))
	if digestOf(strings.Replace(a, "null", `["a","b"]`, 1)) == digestOf(strings.Replace(a, "null", `["b","a"]`, 1)) {
		t.Error("order of an array: got the same digest")
	}
}

// However the bytes come, the result is the same.
func TestChunks(t *testing.T) {
	a, b, c := signIn("a"), signIn("b"), call(quote(signIn("x")))
	for _, in := range []string{
		records(a, c, b),
		pretty(t, records(a, c, b)),
		`{"x":[1],"Events":[{"EventId":"x","CloudTrailEvent":` + quote(a) + `}],"NextToken":"\\"}` + b,
		records(a, a[:300]+b, c, b) + "\x00\x00",
		a + "\nxx\n" + b + "\n" + c[:100],
		compressed(t, records(a)) + compressed(t, records(c, b)) + "xx",
		records(strings.Replace(a, "Mozilla", strings.Repeat("x", 9999), 1), b, strings.Replace(a, "null", `["`+strings.Repeat("x", 9999), 1), b),
		`{"Records":[],"` + strings.Repeat("x", 9999) + `":1}` + a + "[1,-" + strings.Repeat("2", 9999) + "," + b + `,"` + strings.Repeat("x", 9999) + `"]` + a,
	} {
		const limit = 2000 // which some records are above
		want := readAll(t, &Reader{MaxRecord: limit}, strings.NewReader(in))
		for name, src := range map[string]io.Reader{
			"one byte": iotest.OneByteReader(strings.NewReader(in)),
			"halves":   iotest.HalfReader(strings.NewReader(in)),
			"odd":      &oddReader{strings.NewReader(in), 0},
			"data EOF": iotest.DataErrReader(strings.NewReader(in)),
		} {
			if got := readAll(t, &Reader{MaxRecord: limit}, src); !reflect.DeepEqual(got, want) {
				t.Errorf("%.60q by %s: got %v, want %v", in, name, got, want)
			}
		}
	}
}

// An oddReader reads 1, 2, … 17 bytes at a time.
type oddReader struct {
	r io.Reader
	n int
}

func (o *oddReader) Read(p []byte) (int, error) {
	o.n = o.n%17 + 1
	return o.r.Read(p[:min(len(p), o.n)])
}

func TestReadError(t *testing.T) {
	check := func(in, want string) {
		t.Helper()
		o := readAll(t, new(Reader), io.MultiReader(strings.NewReader(in), iotest.ErrReader(io.ErrClosedPipe)))
		if got := o.String(); got != want || !errors.Is(o.damage[0], io.ErrClosedPipe) {
			t.Errorf("got %s, want %s", got, want)
		}
	}
	check(`{"Records":[`+signIn("a")+`,`+signIn("b")[:50], "a:1 !691/2")
	check("", "!0/0")
	check("\x1f", "!1/0")
	check("\x1f\x8b\x08", "!0/0")
	check(compressed(t, signIn("a")), "a:1 !628/0")
}

func TestLimits(t *testing.T) {
	r := Reader{MaxRecord: 4096, MaxDamage: 3}
	long := strings.Replace(signIn("a"), "Mozilla", strings.Repeat("x", 1<<20), 1)
	o := readAll(t, &r, strings.NewReader(records(long, signIn("b"))))
	if got, want := o.String(), "b:2 !12/1"; got != want {
		t.Errorf("a record that is too long: got %q, want %q", got, want)
	}
	o = readAll(t, &r, strings.NewReader(strings.Repeat(signIn("a")+"\nx\n", 10)))
	if len(o.records) != 10 || len(o.damage) != 4 || o.stats.Damaged != 10 {
		t.Errorf("many damages: got %v, want 10 records and 3 damages and how many more", o)
	}
	if got, want := o.damage[3].Error(), "test: 7 more places that could not be read"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	r = Reader{}
	document := iotest.HalfReader(io.MultiReader(strings.NewReader(`{"Records":[`), &repeated{signIn("a") + ",", 1 << 15}, strings.NewReader(signIn("b")+"]}")))
	n := 0
	for rec, err := range r.Records("test", document) {
		if n++; err != nil || rec.Index != n {
			t.Fatalf("a long document: got record %v, error %v", rec, err)
		}
	}
	if n != 1<<15+1 || len(r.window.buf) > 4*chunk {
		t.Errorf("a long document: got %d records with %d bytes of memory", n, len(r.window.buf))
	}
}

// A repeated reads a text n times.
type repeated struct {
	text string
	n    int
}

func (r *repeated) Read(p []byte) (int, error) {
	if r.n == 0 {
		return 0, io.EOF
	}
	r.n--
	return copy(p, r.text), nil // shorter than what the reader asks for
}

// A caller may stop at any value, and use the reader again.
func TestStop(t *testing.T) {
	var r Reader
	in := signIn("a") + "\nx\n" + signIn("b") + "\nx\n" + signIn("c")
	for stop := 1; stop <= 5; stop++ {
		n := 0
		for range r.Records("test", strings.NewReader(in)) {
			if n++; n == stop {
				break
			}
		}
		if n != stop {
			t.Errorf("got %d values, want %d", n, stop)
		}
	}
}

// Garbage takes no more time than its size asks for.
func TestGarbageIsLinear(t *testing.T) {
	defer func(n int64) { freeRetries = n }(freeRetries)
	freeRetries = 16 << 20
	for _, unit := range []string{
		`{"eventVersion":"`, `[{"eventVersion":`, `{"eventVersion":1 `, `{"Records":[`, `,{"eventVersion":"1.08","x":"signin.am`,
		"\n{", "\n{\"a\":\"", "{", "[", `"`, `\`, "}", ",", "{}x", "\x00", `{"eventVersion":"\u0073"}x`,
	} {
		n := 1 << 20
		o := readAll(t, &Reader{MaxRecord: 1 << 18}, &repeated{strings.Repeat(unit, 1000), n / 1000 / len(unit)})
		if len(o.damage) > 101 {
			t.Errorf("%q: got %d errors", unit, len(o.damage))
		}
	}
}

func pretty(t testing.TB, s string) string {
	t.Helper()
	b, err := json.MarshalIndent(json.RawMessage(s), "", "    ")
	if err != nil {
		t.Fatal("formatting JSON:", err)
	}
	return string(b)
}

// TestOrigin: a record may say where it stood; what is no place is not believed.
func TestOrigin(t *testing.T) {
	check := func(origin, wantFile string, wantIndex int) {
		t.Helper()
		in := strings.TrimSuffix(signIn("a"), "}") + `,"loginodds_origin":` + origin + "}"
		got, plain := readString(t, in).records[0], readString(t, signIn("a")).records[0]
		if got.File != wantFile || got.Index != wantIndex || got.Digest != plain.Digest {
			t.Errorf("%s: got %s:%d, digest %x, want %s:%d and that of the record itself", origin, got.File, got.Index, got.Digest, wantFile, wantIndex)
		}
	}
	check(`{"file":"logs/a.json","record":17}`, "logs/a.json", 17)
	check(`{"file":"logs/a.json","record":0}`, "test", 1)
	check(`{"file":"","record":3}`, "test", 1)
	check(`{"file":"logs/a.json"}`, "test", 1)
	check(`"logs/a.json:17"`, "test", 1)
}
