package cloudtrail

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"reflect"
	"strings"
	"testing"
)

// The two layouts of the console's Event history, the older without source and
// user agent.
const (
	history = "User name,AWS access key,Event time,Event source,Event name,AWS region,Source IP address,User agent,Error code,Resources," +
		"Request ID,Event ID,Read-only,Event type,Recipient Account Id,Event category\n"
	oldHistory = "Event ID,Event time,User name,Event name,Resource type,Resources,AWS access key,AWS region,Error code,Source IP address\n"
)

// inHistory returns a sign-in as a row of the Event history, and inOldHistory as
// one of the older.
func inHistory(id string) string {
	return `alice,,"May 12, 2026, 03:14:07 (UTC+00:00)",signin.amazonaws.com,ConsoleLogin,us-east-1,192.0.2.7,"Mozilla/5.0 (X11, ""Linux"")",,` +
		`"[{""resourceType"":""x""}]",,` + id + ",false,AwsConsoleSignIn,111122223333,Management\n"
}

func inOldHistory(id string) string {
	return id + `,"2026-05-12, 03:14:07 AM",alice,ConsoleLogin,,[],,us-east-1,,192.0.2.7` + "\n"
}

// otherInHistory is a row of another service that mentions a sign-in.
const otherInHistory = "bob,AKIAEXAMPLE,2026-05-12T03:15:00Z,events.amazonaws.com,PutRule,us-east-1,192.0.2.8,signin.amazonaws.com ConsoleLogin,,,r,c,false,AwsApiCall,111122223333,Management\n"

func TestTable(t *testing.T) {
	check := func(what, in, want string) {
		t.Helper()
		if got := readString(t, in).String(); got != want {
			t.Errorf("%s: got %s, want %s", what, got, want)
		}
	}
	a, b, c := inHistory("a"), inHistory("b"), otherInHistory
	all := history + a + c + b
	check("an Event history", all, "a:1 b:3")
	check("the older one", oldHistory+inOldHistory("a")+"c,,alice,PutRule,,,,,,\n"+inOldHistory("b"), "a:1 b:3")
	check("with a byte order mark", "\uFEFF"+all, "a:1 b:3")
	check("compressed", compressed(t, all), "a:1 b:3")
	check("lines of Windows", strings.ReplaceAll(all, "\n", "\r\n"), "a:1 b:3")
	check("without the last end of a line", strings.TrimSuffix(all, "\n"), "a:1 b:3")
	check("empty lines and rows", history+"\n"+a+"\r\n,,,,,,,,,,,,,,,\n"+b+"\n\n", "a:1 b:2")
	check("two files, one behind the other", history+a+history+b+"\uFEFF"+oldHistory+inOldHistory("c"), "a:1 b:2 c:3")
	check("a user agent with an end of a line in it", history+strings.Replace(a, "Mozilla", "a\nb", 1)+b, "a:1 b:2")
	check("no rows", history, "empty")
	check("another table", "name,time,size\nConsoleLogin,x,y\n", "no-CloudTrail-records")
	check("another table with events", "Event name,size\nConsoleLogin,1\n", "no-CloudTrail-records")
	check("a comma where it was not quoted", strings.Replace(all, "alice,,", "a,lice,,", 1), "b:3 !198/1")
}

// What spreadsheets make of an Event history.
func TestTableResaved(t *testing.T) {
	check := func(what, in string, want Record) {
		t.Helper()
		got := readString(t, in)
		if len(got.records) != 1 || len(got.damage) > 0 {
			t.Errorf("%s: got %v, want one record", what, got)
			return
		}
		r := got.records[0]
		r.Digest, r.RawTime, want.File, want.Index = Digest{}, "", "test", 1
		want.EventName, want.EventSource = "ConsoleLogin", Source
		if !reflect.DeepEqual(*r, want) {
			t.Errorf("%s: got  %+v\nwant %+v", what, *r, want)
		}
	}
	full := Record{
		EventID: "a", EventType: "AwsConsoleSignIn", EventTime: parseTime("2026-05-12T03:14:07Z"), AWSRegion: "us-east-1", SourceIPAddress: "192.0.2.7",
		UserAgent: `Mozilla/5.0 (X11, "Linux")`, RecipientAccountID: "111122223333", UserIdentity: UserIdentity{UserName: "alice"},
	}
	all := history + inHistory("a")
	check("as it was", all, full)

	rows, err := csv.NewReader(strings.NewReader(all)).ReadAll()
	if err != nil {
		t.Fatal("reading a row:", err)
	}
	resaved := func(comma rune, keep ...int) string {
		var b bytes.Buffer
		w := csv.NewWriter(&b)
		w.Comma, w.UseCRLF = comma, true
		for _, row := range rows {
			var cells []string
			for _, i := range keep {
				cells = append(cells, row[i])
			}
			w.Write(cells)
		}
		w.Flush()
		return b.String()
	}
	columns := []int{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15}
	check("with semicolons", resaved(';', columns...), full)
	check("with semicolons, and a mark and a line for Excel", "\uFEFFsep=;\r\n"+resaved(';', columns...), full)
	check("with tabs", resaved('\t', columns...), full)
	check("in another order", resaved(',', 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0), full)
	check("with empty columns behind", strings.ReplaceAll(strings.ReplaceAll(all, "Event category", "Event category,,"), "Management", "Management,,,"), full)
	check("without the empty cells behind", history+strings.Replace(inHistory("a"), ",Management", "", 1), full)

	mangled := full
	mangled.RecipientAccountID = ""
	check("an account that became a number", strings.Replace(all, "111122223333", "1.11122E+11", 1), mangled)
	few := Record{EventID: "a", EventTime: full.EventTime, SourceIPAddress: "192.0.2.7", UserIdentity: full.UserIdentity}
	check("five columns", resaved(',', 2, 4, 6, 0, 11), few)
	failed := full
	failed.ErrorCode = "Failed authentication"
	check("a failure", strings.Replace(all, `)",,"[`, `)",Failed authentication,"[`, 1), failed)
	if failed.Outcome() != Failure || full.Outcome() != Unknown {
		t.Errorf("got outcome %v and %v, want failure and unknown", failed.Outcome(), full.Outcome())
	}
}

// A broken row is told, and those around it are read.
func TestTableDamage(t *testing.T) {
	check := func(what, in, want string) {
		t.Helper()
		if got := readString(t, in).String(); got != want {
			t.Errorf("%s: got %s, want %s", what, got, want)
		}
	}
	a, b, c := inHistory("a"), inHistory("b"), inHistory("c")
	at := len(history) + len(a)
	unclosed := strings.Replace(b, `)",`, ")", 1)
	check("a quote is missing", history+a+unclosed+c, fmt.Sprintf("a:1 c:3 !%d/2", at))
	check("in the last row", history+a+unclosed, fmt.Sprintf("a:1 !%d/2", at))
	check("a row is cut off", history+a+b[:100], fmt.Sprintf("a:1 !%d/2", at))
	check("and in a quote", history+a+b[:20], fmt.Sprintf("a:1 !%d/2", at))
	check("a row is cut in the middle", history+a+b[:20]+"\n"+c, fmt.Sprintf("a:1 c:3 !%d/2", at))
	check("the compressed data is cut off", compressed(t, history+strings.Repeat(a, 3))[:300], "!399/1")
	check("invalid UTF-8", history+strings.Replace(a, "alice", "al\xffice", 1), "a:1")
	r := Reader{MaxRecord: 1000}
	long := strings.Replace(b, "alice", strings.Repeat("x", 1<<20), 1)
	for _, row := range []string{long, strings.Replace(b, "Mozilla", strings.Repeat("x", 1<<20), 1)} {
		if got, want := readAll(t, &r, strings.NewReader(history+a+row+c)).String(), fmt.Sprintf("a:1 c:3 !%d/2", at); got != want {
			t.Errorf("a row that is too long: got %s, want %s", got, want)
		}
	}
}

// A table may hold the records themselves, with nothing lost.
func TestTableOfJSON(t *testing.T) {
	a, c := signIn("a"), call(quote(signIn("x")))
	in := "@timestamp,@message\n"
	for _, rec := range []string{a, c, `{"x":1}`, "START", a[:400], a} {
		in += "2026-05-12 03:14:07.000,\"" + strings.ReplaceAll(rec, `"`, `""`) + "\"\n"
	}
	got := readString(t, in)
	if want := "a:1 a:6 !1979/5"; got.String() != want || got.stats.Records != 3 {
		t.Errorf("got %v, want %s", got, want)
	}
	if got := readString(t, "message\n"+a+"\n"+a).String(); got != "a:1 a:2 !0/0" {
		t.Errorf("records behind a word: got %s", got)
	}
	if len(got.records) > 0 && got.records[0].Digest != readString(t, a).records[0].Digest {
		t.Error("got another digest than that of the record")
	}
}

// Rows are split as encoding/csv splits them.
func FuzzTable(f *testing.F) {
	for _, s := range []string{history + inHistory("a"), oldHistory + inOldHistory("a") + "\r\n", "a,\"b\"\"\n\"\n\"\",", "\"\r\n\",x\r\n", ",,\n", "a\"b,\"c\"d\n"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, in string) {
		readString(t, history+in)
		d := csv.NewReader(strings.NewReader(in))
		d.FieldsPerRecord = -1
		want, err := d.ReadAll()
		if err != nil || strings.Contains(strings.ReplaceAll(in, "\r\n", ""), "\r") {
			t.Skip()
		}
		var got [][]string
		for b := []byte(in); len(b) > 0; {
			tab := table{comma: ',', rowScan: rowScan{start: true}}
			if !tab.scan(b, true) || tab.lone {
				t.Fatalf("row %q is not whole", b)
			}
			tab.split(b[:tab.pos])
			var row []string
			for _, cell := range tab.cells {
				row = append(row, strings.ReplaceAll(string(cell), "\r\n", "\n"))
			}
			if line := strings.TrimSuffix(string(b[:tab.pos]), "\n"); line != "" && line != "\r" { // which encoding/csv skips
				got = append(got, row)
			}
			b = b[tab.pos:]
		}
		if fmt.Sprintf("%q", got) != fmt.Sprintf("%q", want) {
			t.Errorf("got %q, want %q", got, want)
		}
	})
}
