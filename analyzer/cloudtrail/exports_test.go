package cloudtrail

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"math/rand/v2"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// inCSV returns rows as CSV with every cell in quotes.
func inCSV(rows ...[]string) string {
	var b strings.Builder
	for _, row := range rows {
		for i, s := range row {
			if i > 0 {
				b.WriteByte(',')
			}
			b.WriteString(`"` + strings.ReplaceAll(s, `"`, `""`) + `"`)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// rowsOf returns names of columns, and a row of it for each of the ids.
func rowsOf(names, cells []string, ids ...string) [][]string {
	rows := [][]string{names}
	for _, id := range ids {
		row := slices.Clone(cells)
		for i := range row {
			row[i] = strings.ReplaceAll(row[i], "<id>", id)
		}
		rows = append(rows, row)
	}
	return rows
}

// objectsOf returns the same rows as objects of JSON.
func objectsOf(rows [][]string) []string {
	var all []string
	for _, row := range rows[1:] {
		var members []string
		for i, s := range row {
			members = append(members, quote(rows[0][i])+":"+quote(s))
		}
		all = append(all, "{"+strings.Join(members, ",")+"}")
	}
	return all
}

const agent = "Mozilla/5.0 (X11; Linux x86_64)"

// ecs returns a document of Elastic without event.original.
func ecs(id string) string {
	return `{"@timestamp":"2026-05-12T03:14:07.000Z","event":{"action":"ConsoleLogin","provider":"signin.amazonaws.com","id":"` + id + `","outcome":"success","category":["authentication"]},` +
		`"aws":{"cloudtrail":{"event_type":"AwsConsoleSignIn","user_identity":{"type":"IAMUser","arn":"arn:aws:iam::111122223333:user/alice"},"response_elements":"{ConsoleLogin=Success}",` +
		`"additional_eventdata":"{\"MFAUsed\":\"Yes\"}","request_parameters":"{\"x\":{\"y\":1}}","flattened":{"response_elements":{"ConsoleLogin":"Success"}}}},` +
		`"cloud":{"region":"us-east-1","account":{"id":"111122223333"}},"user":{"name":"alice","id":"AIDAEXAMPLE"},"source":{"ip":"192.0.2.7"},"user_agent":{"original":"` + agent + `"},"related":{"user":["alice"]}}`
}

// turned returns columns of rows.
func turned(rows [][]string) [][]string {
	columns := make([][]string, len(rows[0]))
	for _, row := range rows {
		for i, s := range row {
			columns[i] = append(columns[i], s)
		}
	}
	return columns
}

// exports are the forms in which others than CloudTrail show a record, by fields of
// other names. All show the sign-ins a and b.
func exports() map[string]string {
	both := func(names, cells []string) [][]string { return rowsOf(names, cells, "a", "b") }
	sentinel := both(strings.Split("AwsEventId,EventSource,EventTypeName,EventName,UserIdentityType,UserIdentityPrincipalid,UserIdentityArn,UserIdentityAccountId,UserIdentityUserName,AWSRegion,SourceIpAddress,UserAgent,ResponseElements,AdditionalEventData,RecipientAccountId,TimeGenerated [UTC]", ","),
		[]string{"<id>", Source, "AwsConsoleSignIn", "ConsoleLogin", "IAMUser", "AIDAEXAMPLE", "arn:aws:iam::111122223333:user/alice", "111122223333", "alice", "us-east-1", "192.0.2.7", agent, `{"ConsoleLogin":"Success"}`, `{"MFAUsed":"Yes"}`, "111122223333", "05/12/2026, 3:14:07.000 AM"})
	flat := both(strings.Split("eventID,eventName,eventSource,eventType,awsRegion,sourceIPAddress,userAgent,userIdentity.type,userIdentity.principalId,userIdentity.arn,userIdentity.accountId,userIdentity.userName,recipientAccountId,responseElements.ConsoleLogin,additionalEventData.MFAUsed,TIME", ","),
		[]string{"<id>", "ConsoleLogin", Source, "AwsConsoleSignIn", "us-east-1", "192.0.2.7", agent, "IAMUser", "AIDAEXAMPLE", "arn:aws:iam::111122223333:user/alice", "111122223333", "alice", "111122223333", "Success", "Yes", ""})
	timed := func(rows [][]string, name, at string) [][]string {
		var out [][]string
		for i, row := range rows {
			row = slices.Clone(row)
			row[len(row)-1] = at
			if i == 0 {
				row[len(row)-1] = name
			}
			out = append(out, row)
		}
		return out
	}
	snake := both(strings.Split("event_id,event_name,event_source,event_type,aws_region,source_ip_address,user_agent,recipient_account_id,user_identity,response_elements,additional_event_data,tp_timestamp", ","),
		[]string{"<id>", "ConsoleLogin", Source, "AwsConsoleSignIn", "us-east-1", "192.0.2.7", agent, "111122223333", `{"type":"IAMUser","principalId":"AIDAEXAMPLE","arn":"arn:aws:iam::111122223333:user/alice","accountId":"111122223333","userName":"alice"}`, `{"ConsoleLogin":"Success"}`, `{"MFAUsed":"Yes"}`, "2026-05-12T03:14:07Z"})
	python := strings.NewReplacer(`{""type"":""IAMUser"",""principalId"":""AIDAEXAMPLE""`, `{'type': 'IAMUser', 'principalId': 'AIDAEXAMPLE', 'invokedBy': None`, `""`, `'`)
	powershell := both(strings.Split("eventID,eventName,eventSource,eventType,awsRegion,sourceIPAddress,userAgent,recipientAccountId,userIdentity,responseElements,additionalEventData,eventTime", ","),
		[]string{"<id>", "ConsoleLogin", Source, "AwsConsoleSignIn", "us-east-1", "192.0.2.7", agent, "111122223333", "@{type=IAMUser; principalId=AIDAEXAMPLE; arn=arn:aws:iam::111122223333:user/alice; accountId=111122223333; userName=alice}", "@{ConsoleLogin=Success}", "@{MFAUsed=Yes}", "5/12/2026 3:14:07 AM"})
	graylog := both(strings.Split("timestamp,source,event_name,event_source,aws_region,source_address,user_agent,user_type,user_principal_id,user_principal_arn,user_account_id,user_name,aws_account_id,event.outcome,MFAUsed,eventID,eventType", ","),
		[]string{"2026-05-12 03:14:07.000", "graylog", "ConsoleLogin", Source, "us-east-1", "192.0.2.7", agent, "IAMUser", "AIDAEXAMPLE", "arn:aws:iam::111122223333:user/alice", "111122223333", "alice", "111122223333", "success", "Yes", "<id>", "AwsConsoleSignIn"})
	kibana := both(strings.Split("@timestamp,_id,event.action,event.id,event.provider,event.outcome,source.ip,user.name,user.id,user_agent.original,cloud.region,cloud.account.id,aws.cloudtrail.event_type,aws.cloudtrail.user_identity.type,aws.cloudtrail.user_identity.arn,aws.cloudtrail.console_login.additional_eventdata.mfa_used", ","),
		[]string{"May 12, 2026 @ 03:14:07.000", "x", "ConsoleLogin", "<id>", Source, "success", "192.0.2.7", "alice", "AIDAEXAMPLE", agent, "us-east-1", "111122223333", "AwsConsoleSignIn", "IAMUser", "arn:aws:iam::111122223333:user/alice", "true"})
	inArrays := strings.NewReplacer(`":"`, `":["`, `","`, `"],"`, `"}`, `"]}`)
	array := func(row []string) string { return "[" + each(row, quote) + "]" }
	arrays := func(rows [][]string) string {
		var all []string
		for _, row := range rows {
			all = append(all, array(row))
		}
		return strings.Join(all, ",")
	}
	named := func(names []string) string {
		return "[" + each(names, func(s string) string { return `{"name":` + quote(s) + `,"type":"string"}` }) + "]"
	}
	athena := func(rows [][]string) string {
		var all []string
		for _, row := range rows {
			all = append(all, `{"Data":[`+each(row, func(s string) string { return `{"VarCharValue":` + quote(s) + `}` })+`]}`)
		}
		return strings.Join(all, ",")
	}
	insights := func(rows [][]string) string {
		var all []string
		for _, row := range rows[1:] {
			var cells []string
			for i, s := range row {
				cells = append(cells, `{"field":`+quote(rows[0][i])+`,"value":`+quote(s)+`}`)
			}
			all = append(all, "["+strings.Join(cells, ",")+`,{"field":"@ptr","value":"x"}]`)
		}
		return `{"results":[` + strings.Join(all, ",") + `],"status":"Complete"}`
	}
	moved := func(id string) string { // as the codec of Logstash leaves it
		return strings.Replace(signIn(id), `"eventTime"`, `"@version":"1","@timestamp"`, 1)
	}
	lines := func(all []string) string { return strings.Join(all, "\n") + "\n" }
	iso := "2026-05-12T03:14:07Z"
	return map[string]string{
		"Sentinel, American":               inCSV(sentinel...),
		"Sentinel, day first":              inCSV(timed(append(sentinel, sentinel[1]), "TimeGenerated [UTC]", "12/05/2026, 03:14:07.000")[:3]...),
		"Sentinel as JSON":                 "[" + strings.Join(objectsOf(timed(sentinel, "TimeGenerated", iso)), ",") + "]",
		"Sentinel, of the API":             `{"tables":[{"name":"PrimaryResult","columns":` + named(timed(sentinel, "TimeGenerated", iso)[0]) + `,"rows":[` + arrays(timed(sentinel, "TimeGenerated", iso)[1:]) + `]}]}`,
		"Splunk, a table":                  inCSV(timed(flat, "_time", "2026-05-12T03:14:07.000+0000")...),
		"Splunk, rows of JSON":             `{"preview":false,"fields":` + array(timed(flat, "_time", iso)[0]) + `,"rows":[` + arrays(timed(flat, "_time", iso)[1:]) + `]}`,
		"Splunk, columns of JSON":          `{"preview":false,"fields":` + array(timed(flat, "_time", iso)[0]) + `,"columns":[` + arrays(turned(timed(flat, "_time", iso)[1:])) + `]}`,
		"Splunk, results":                  `{"results":[` + strings.Join(objectsOf(timed(flat, "_time", iso)), ",") + `]}`,
		"Logs Insights by fields":          inCSV(timed(flat, "@timestamp", "2026-05-12 03:14:07.000")...),
		"Logs Insights, get-query-results": insights(timed(flat, "@timestamp", "2026-05-12 03:14:07.000")),
		"Logs Insights by message":         insights(rowsOf([]string{"@timestamp", "@message"}, []string{"2026-05-12 03:14:07.000", signIn("<id>")}, "a", "b")),
		"PowerShell, flattened":            "#TYPE System.Management.Automation.PSCustomObject\r\n" + inCSV(timed(flat, "eventTime", iso)...),
		"PowerShell, nested":               inCSV(powershell...),
		"PowerShell, flattened JSON":       "[" + strings.Join(objectsOf(timed(flat, "eventTime", "/Date(1778555647000)/")), ",") + "]",
		"Tailpipe, CSV":                    inCSV(snake...),
		"Tailpipe, lines":                  lines(objectsOf(snake)),
		"Steampipe":                        `{"columns":[{"name":"event_name"}],"rows":[` + strings.Join(objectsOf(snake), ",") + `]}`,
		"a data frame of Python":           python.Replace(inCSV(snake...)),
		"Graylog":                          inCSV(graylog...),
		"Kibana":                           inCSV(kibana...),
		"Kibana, fields":                   `{"hits":{"hits":[` + each(objectsOf(kibana), func(s string) string { return `{"_id":"x","fields":` + inArrays.Replace(s) + `}` }) + `]}}`,
		"Elastic without the original":     lines([]string{ecs("a"), ecs("b")}),
		"Elastic, a search":                `{"took":1,"hits":{"total":{"value":2},"hits":[{"_index":"x","_source":` + ecs("a") + `},{"_index":"x","_source":` + ecs("b") + `}]}}`,
		"SQL of Elastic":                   `{"columns":` + named(kibana[0]) + `,"rows":[` + arrays(kibana[1:]) + `]}`,
		"ES|QL of Elastic":                 `{"columns":` + named(kibana[0]) + `,"values":[` + arrays(kibana[1:]) + `]}`,
		"ClickHouse":                       `{"meta":` + named(snake[0]) + `,"data":[` + arrays(snake[1:]) + `],"rows":2}`,
		"Athena, get-query-results":        `{"ResultSet":{"Rows":[` + athena(snake) + `],"ResultSetMetadata":{"ColumnInfo":[{"Name":"x"}]}}}`,
		"Logstash":                         lines([]string{moved("a"), moved("b")}),
		"Security Lake, an array":          `{"x":{"y":[` + authentication("a") + "," + authentication("b") + `]}}`,
	}
}

// Whatever the names of the fields are, they are those of the record.
func TestExports(t *testing.T) {
	for what, in := range exports() {
		got := readString(t, in)
		if len(got.records) != 2 || len(got.damage) > 0 || got.stats.Records != 2 || got.stats.Unread != nil {
			t.Errorf("%s: got %v, %+v of\n%s", what, got, got.stats, in)
			continue
		}
		for i, rec := range got.records {
			want := *readString(t, signIn("ab"[i:i+1])).records[0]
			want.RawTime, want.Digest, want.File, want.Index = rec.RawTime, rec.Digest, "test", i+1
			for _, same := range []struct{ got, want *string }{ // what some do not show
				{&rec.UserIdentity.AccountID, &want.UserIdentity.AccountID}, {&rec.UserAgent, &want.UserAgent},
				{&rec.AdditionalEventData.LoginTo, &want.AdditionalEventData.LoginTo},
			} {
				if *same.got == "" || what == "Security Lake, an array" {
					*same.want = *same.got
				}
			}
			if !reflect.DeepEqual(*rec, want) {
				t.Errorf("%s: got  %+v\nwant %+v", what, *rec, want)
			}
		}
	}
}

// Records are found at any depth, and in strings.
func TestSearch(t *testing.T) {
	check := func(what, in, want string) {
		t.Helper()
		got := readString(t, in)
		if got.String() != want || got.stats.Unread != nil {
			t.Errorf("%s: got %v, %+v, want %s", what, got, got.stats.Unread, want)
		}
	}
	a, b := signIn("a"), signIn("b")
	in64 := func(s string) string { return quote(base64.StdEncoding.EncodeToString([]byte(s))) }
	check("an array of strings", "["+quote(a)+","+quote(b)+"]", "a:1 b:2")
	check("lines of strings", quote(a)+"\n"+quote(b)+"\n", "a:1 b:2")
	check("strings in strings", quote(quote(a)), "a:1")
	check("messages of SQS", `{"Messages":[{"MessageId":"x","Body":`+quote(`{"Type":"Notification","Message":`+quote(`{"detail":`+a+`}`)+`}`)+`},{"Body":`+quote(records(b))+`}]}`, "a:1 b:2")
	check("SNS, to Lambda", `{"Records":[{"EventSource":"aws:sns","Sns":{"Message":`+quote(a)+`}},{"Sns":{"Message":`+quote(b)+`}}]}`, "a:1 b:2")
	check("Kinesis, to Lambda", `{"Records":[{"kinesis":{"data":`+in64(compressed(t, logEvents(a, b)))+`},"eventSource":"aws:kinesis"}]}`, "a:1 b:2")
	check("Kinesis, get-records", `{"Records":[{"Data":`+in64(a)+`,"PartitionKey":"x"},{"Data":`+in64(b+"\n")+`}]}`, "a:1 b:2")
	check("Firehose, to Lambda", `{"invocationId":"x","records":[{"recordId":"1","data":`+in64(a+"\n"+b+"\n")+`}]}`, "a:1 b:2")
	check("by somebody's program", `{"logs":{"day":{"list":[[{"n":1,"payload":{"record":`+a+`}}],{"raw":{"x":`+quote(b)+`}}]}}}`, "a:1 b:2")
	check("the API of Datadog", `{"data":[{"type":"log","attributes":{"message":"ConsoleLogin","attributes":`+a+`}},{"type":"log","attributes":{"message":`+quote(b)+`}}]}`, "a:1 b:2")
	check("messages of Graylog", `{"messages":[{"message":{"full_message":`+quote(a)+`,"message":"x"},"index":"x"}]}`, "a:1")
	check("messages of Sumo Logic", `{"fields":[],"messages":[{"map":{"_raw":`+quote(a)+`}},{"map":{"_raw":`+quote(b)+`}}]}`, "a:1 b:2")
	check("syslog", "<134>May 12 03:14:08 host trail[7]: "+a+"\n<134>May 12 03:14:09 host trail[7]: "+b+"\n", "a:1 b:2")
	check("columns of the AWS command line", "EVENTS\tx\t"+a+"\tConsoleLogin\talice\nRESOURCES\tAWS::IAM::User\talice\nEVENTS\tx\t"+b+"\tConsoleLogin\talice\n", "a:1 b:3")
	check("YAML of the AWS command line", "Events:\n- AccessKeyId: ''\n  CloudTrailEvent: '"+strings.Replace(a, " (X11", "\n    (X11", 1)+"'\n  EventName: ConsoleLogin\n- CloudTrailEvent: '"+b+"'\n  EventName: ConsoleLogin\n", "a:1 b:2")
	check("a column without a name", "1,"+inCSV([]string{a})+"2,"+inCSV([]string{b}), "a:1 b:2")
	check("a column of any name", "id,payload\n1,"+inCSV([]string{a})+"2,"+inCSV([]string{b}), "a:1 b:2")
	check("rules of EventBridge", `{"source":["aws.signin"],"detail":{"eventName":["ConsoleLogin"],"eventSource":["signin.amazonaws.com"]}}`, "")
	check("parameters of a call, by another name", strings.Replace(ecs("a"), "signin.amazonaws.com", "s3.amazonaws.com", 1), "")
	check("parameters of a call, in a row", `{"event_name":"PutRule","event_source":"events.amazonaws.com","event_time":"x","request_parameters":{"x":`+a+`}}`, "")
	deep := strings.Repeat(`{"x":[`, 7) + a + strings.Repeat("]}", 7)
	check("at some depth", deep, "a:1")

	if got := readString(t, "Events:\n- CloudTrailEvent: '"+strings.Replace(a, " (X11", "\n    (X11", 1)+"'\n").records[0]; got.UserAgent != agent {
		t.Errorf("a line that YAML has broken: got %q", got.UserAgent)
	}
}

// An object that is too long to be a record is gone into, and one that is not whole.
func TestEnter(t *testing.T) {
	check := func(what, in, want string) {
		t.Helper()
		r := Reader{MaxRecord: 1 << 12}
		got := readAll(t, &r, strings.NewReader(in))
		if got.String() != want {
			t.Errorf("%s: got %v, want %s", what, got, want)
		}
	}
	var hits []string
	for i := range 20 {
		hits = append(hits, `{"_index":"x","_source":{"event":{"original":`+quote(signIn(fmt.Sprint(i)))+`}}}`)
	}
	all := ""
	for i := range 20 {
		all += fmt.Sprintf(" %d:%d", i, i+1)
	}
	whole := `{"took":1,"hits":{"total":{"value":20},"hits":[` + strings.Join(hits, ",") + `]}}`
	check("a long search", whole, all[1:])
	cut := strings.Index(whole, signIn("3")[:0]+hits[3]) + 100
	check("a search that is cut off", whole[:cut], fmt.Sprintf("0:1 1:2 2:3 !%d/0 !%d/0", cut-100+strings.Index(hits[3], `"{`), cut))
	check("and with damage", strings.Replace(whole, `"_index":"x"`, `"_index":["x"`, 1)[:cut-100], "1:1 2:2 !71/0 !2330/0")
}

// Records of the sign-in service are known by their name where nothing shows the
// source.
func TestWithoutSource(t *testing.T) {
	check := func(what, in, want string) {
		t.Helper()
		if got := readString(t, in).String(); got != want {
			t.Errorf("%s: got %s, want %s", what, got, want)
		}
	}
	without := func(s string) string { return strings.Replace(s, `"eventSource":"signin.amazonaws.com",`, "", 1) }
	check("as a trail writes it", records(without(signIn("a")), call("1"), without(signIn("b"))), "a:1 b:3")
	check("with spaces", pretty(t, records(without(signIn("a")))), "a:1")
	check("null", records(strings.Replace(signIn("a"), `"signin.amazonaws.com"`, "null", 1)), "a:1")
	check("in strings", logEvents(without(signIn("a"))), "a:1")
	check("another name", records(strings.Replace(without(signIn("a")), `"eventName":"ConsoleLogin"`, `"eventName":"Login"`, 1)), "")
	check("another source", records(strings.Replace(signIn("a"), Source, "x.amazonaws.com", 1)), "")
}

// Names of sign-ins count where an event's name stands, and nowhere else.
func TestCountNames(t *testing.T) {
	check := func(in string, want int) {
		t.Helper()
		if got := countNames([]byte(in)); got != want {
			t.Errorf("%s: got %d, want %d", in, got, want)
		}
	}
	check(`{"eventName":"ConsoleLogin"}`, 1)
	check(`{"eventName" : "ConsoleLogin", "x":{"EventName":"UserAuthentication"}}`, 2)
	check(`"{\"eventName\":\"ConsoleLogin\"}"`, 1)
	check(`"{\\\"event_name\\\": \\\"ConsoleLogin\\\"}"`, 1)
	check(`{""eventName"":""ConsoleLogin""}`, 1)
	check(`{"event":{"action":"ConsoleLogin"}}`, 1)
	check(`{'eventName': 'ConsoleLogin'}`, 1)
	check(`<eventName>ConsoleLogin</eventName>`, 1)
	check("2026-05-12T03:14:07Z,ConsoleLogin,alice", 1)
	check("ConsoleLogin;192.0.2.7\nConsoleLogin;192.0.2.7", 2)
	check("| 2026-05-12 |  ConsoleLogin  |", 1)
	check("eventTime=2026-05-12 eventName=ConsoleLogin user=alice", 1)

	check(`[["ConsoleLogin","alice",1778555647.0],[ "ConsoleLogin" , "bob" , "2026-05-12" ]]`, 2)
	check("[\n  \"2026-05-12T03:14:07\",\n  \"ConsoleLogin\"\n]", 1)
	check(`{"responseElements":{"ConsoleLogin":"Success"}}`, 0)
	check(`{"eventName":["ConsoleLogin"]}`, 0)                               // a pattern of EventBridge
	check(`{ ($.eventName = "ConsoleLogin") && ($.errorMessage = "x") }`, 0) // a filter of CloudWatch
	check(`eventName == "ConsoleLogin" and ip == "192.0.2.7"`, 0)            // a query
	check(`    eventName: ConsoleLogin`, 0)                                  // a rule
	check(`eventName=ConsoleLogin`, 0)                                       // a search
	check(`["AssumeRole","ConsoleLogin","GetObject"]`, 0)                    // a list
	check(`{"eventName":"ConsoleLoginX"}`, 0)
	check(`the ConsoleLogin event`, 0)
}

// What was not read of sign-ins is told, whatever was read beside it.
func TestUnread(t *testing.T) {
	check := func(what, in, want string) {
		t.Helper()
		got := ""
		for _, u := range readString(t, in).stats.Unread {
			got += fmt.Sprintf("%s: %d of %d, %s;", u.File, u.SignIns, u.Names+u.SignIns, u.Why)
		}
		if got != want {
			t.Errorf("%s: got %s, want %s", what, got, want)
		}
	}
	a, b := signIn("a"), signIn("b")
	check("nothing is lost", records(a, call(a), b), "")
	check("a record that is damaged", records(a, strings.Replace(b, "null", "nil", 1)), "test: 1 of 2, it is damaged;")
	check("a record that is cut off", records(a, b)[:len(records(a, b))-100], "test: 1 of 2, it is damaged;")
	check("text of no form", strings.Repeat("ConsoleLogin 192.0.2.7\nx|ConsoleLogin|192.0.2.7\n", 3000), "test: 0 of 3000, it is in no form that is known;")
	check("a member of an archive", zipped(t, packed{"a.json", records(a), 8}, packed{"b.xml", "<eventName>ConsoleLogin</eventName>", 8}), "test!b.xml: 0 of 1, it is in no form that is known;")
	check("beside records", "["+a+`,{"x":{"eventNam":"x","y":"{\"eventName\":\"ConsoleLogin\" "}}]`, "test: 1 of 2, it is damaged;")
	check("too deep", strings.Repeat(`{"x":[`, 40)+a+strings.Repeat("]}", 40), "test: 0 of 1, it is in no form that is known;")
	check("a spreadsheet", zipped(t, packed{"xl/sharedStrings.xml", `<sst><si><t>ConsoleLogin</t></si><si><t>alice</t></si></sst>`, 8}), "test!xl/sharedStrings.xml: 0 of 1, it is in no form that is known;")
	check("a rule as YAML", "title: x\ndetection:\n  eventName: 'ConsoleLogin'\n", "")
	check("what this program reports", `{"schema":"loginodds.report/v1","findings":[{"schema":"loginodds.finding/v1","eventName":"ConsoleLogin"}]}`, "")
	check("and as OCSF", `{"class_uid":2004,"evidences":[{"api":{"operation":"ConsoleLogin","service":{"name":"signin.amazonaws.com"}},"src_endpoint":{"ip":"192.0.2.7"}}]}`, "")
}

// Files of columns cannot be searched, and so they are told of.
func TestColumns(t *testing.T) {
	for _, in := range []string{"PAR1\x15\x04", "Obj\x01\x04"} {
		if got := readString(t, in); got.String() != "!0/0" || got.stats.Skipped != "" {
			t.Errorf("%q: got %v", in, got)
		}
	}
}

// Of a corpus in all forms, damaged at random, every sign-in is read or told of.
func TestConservation(t *testing.T) {
	a, c := signIn("a"), call("1")
	var whole []string
	for _, in := range exports() {
		whole = append(whole, in)
	}
	slices.Sort(whole)
	for _, w := range wrappings {
		whole = append(whole, w.wrap(t, a, c, a))
	}
	whole = append(whole, records(a, c, a), "["+quote(a)+","+quote(a)+"]", queryResults(queryRow("a"), queryRow("b")))
	sso := strings.NewReplacer(Source, SourceSSO, "ConsoleLogin", "Authenticate", "AwsConsoleSignIn", "AwsServiceEvent")
	for _, in := range whole { // and with the other source, unless the text is compressed
		if changed := sso.Replace(in); changed != in {
			whole = append(whole, changed)
		}
	}
	var r Reader
	signIns := func(o outcome) (n int) {
		for _, rec := range o.records {
			if rec.IsSignIn() {
				n++
			}
		}
		return n
	}
	damaged, lost := 0, 0
	for i, in := range whole {
		if o := readAll(t, &r, strings.NewReader(in)); signIns(o) != 2 || o.stats.Unread != nil || len(o.damage) > 0 {
			t.Fatalf("form %d: got %v, %+v of %.300s", i, o, o.stats.Unread, in)
		}
		for seed := range uint64(50) {
			g := rand.New(rand.NewPCG(seed, uint64(i)))
			b := []byte(in)
			switch at := g.IntN(len(b)); g.IntN(3) {
			case 0:
				b = b[:at]
			case 1:
				n := min(len(b)-at, 1+g.IntN(40))
				if i := bytes.IndexAny(b[at:at+n], "{}\n"); i >= 0 { // or two records may become a valid one
					n = i
				}
				b = slices.Delete(b, at, at+n)
			case 2:
				b[at] = "\"{}[]\\,:\x00x"[g.IntN(10)]
			}
			o := readAll(t, &r, strings.NewReader(string(b)))
			told := len(o.damage)
			for _, u := range o.stats.Unread {
				told += u.Names
			}
			if n := countedIn(b); signIns(o) < min(n, 2) {
				lost++
				if told == 0 {
					t.Errorf("form %d, seed %d: %d of %d sign-ins, and nothing is told of\n%s", i, seed, signIns(o), n, b)
				}
			}
			damaged++
		}
	}
	t.Logf("of %d damaged files %d lost a sign-in, which was told", damaged, lost)
}

var wholeSource = regexp.MustCompile(`[":](signin|sso)\.amazonaws\.com["\\]`)

// countedIn counts the sign-ins in all of a file: names of them, and of their source,
// whichever are fewer, as damage may make a record of another service of one.
func countedIn(b []byte) int {
	return min(countNames(b), len(wholeSource.FindAll(b, -1)))
}

// The order of day and month is told by a table as a whole.
func TestOrder(t *testing.T) {
	check := func(what, want string, times ...string) {
		t.Helper()
		rows := [][]string{{"Event time", "Event name", "Event source", "Source IP address"}}
		for _, at := range times {
			rows = append(rows, []string{at, "ConsoleLogin", Source, "192.0.2.7"})
		}
		var got []string
		for _, rec := range readString(t, inCSV(rows...)).records {
			s := "?"
			if !rec.EventTime.IsZero() {
				s = rec.EventTime.Format("01-02T15:04")
			}
			got = append(got, s)
		}
		if s := strings.Join(got, " "); s != want {
			t.Errorf("%s: got %s, want %s", what, s, want)
		}
	}
	check("a day over 12 behind", "03-02T08:30 03-25T10:24", "02/03/2026, 08:30:00.000", "25/03/2026, 10:24:00.000")
	check("a month that is none", "02-03T08:30 03-25T10:24", "02/03/2026 08:30", "03/25/2026 10:24")
	check("a clock of twelve hours", "02-03T20:30", "2/3/2026 8:30:00 PM")
	check("zeros before", "03-02T08:30", "02/03/2026 08:30")
	check("none before", "02-03T08:30", "2/3/2026 8:30")
	check("both", "? 03-25T08:30 03-25T08:30", "2/3/2026 8:30", "25/3/2026 8:30", "3/25/2026 8:30")
	check("points", "03-02T08:30", "02.03.2026 08:30")
	check("days of a spreadsheet", "03-02T08:30", "46083.3541666667")
}

func TestParseFormed(t *testing.T) {
	check := func(in, want string) {
		t.Helper()
		got := ""
		if at := parseTime(in); !at.IsZero() {
			got = at.Format(time.RFC3339Nano)
		}
		if got != want {
			t.Errorf("%q: got %s, want %s", in, got, want)
		}
	}
	check("25/03/2026, 10:24:00.000", "2026-03-25T10:24:00Z")
	check("25/03/2026 10:24:00 +0900", "2026-03-25T01:24:00Z")
	check("3/25/2026 10:24", "2026-03-25T10:24:00Z")
	check("3/2/2026, 12:24:00.500 AM", "2026-03-02T00:24:00.5Z")
	check("02/03/2026 10:24:00", "") // of March or of February
	check("31/02/2026 10:24:00", "")
	check("25.03.2026 10:24:00", "2026-03-25T10:24:00Z")
	check("Mar 25, 2026 @ 10:24:00.125", "2026-03-25T10:24:00.125Z") // Kibana
	check("/Date(1774434240000)/", "2026-03-25T10:24:00Z")           // PowerShell
	check("1774434240000000000", "2026-03-25T10:24:00Z")
	check("46106.4333333333", "2026-03-25T10:24:00Z") // LibreOffice: =DATE(2026;3;25)+TIME(10;24;0)
	check("2026-03-25 10:24", "2026-03-25T10:24:00Z")
	check("Wed, 25 Mar 2026 10:24:00 GMT", "2026-03-25T10:24:00Z")
}

// FuzzExports finds files of others on which a reader panics or hangs, or tells what
// cannot be.
func FuzzExports(f *testing.F) {
	for _, in := range exports() {
		f.Add([]byte(in))
	}
	f.Fuzz(func(t *testing.T, in []byte) { checkRead(t, &Reader{MaxRecord: 1 << 12}, in) })
}

// FuzzFields finds text of a field on which reading it panics or hangs.
func FuzzFields(f *testing.F) {
	for _, s := range []string{"{'a': 'b\"c', \"d\": None}", "@{a=1; b=2}", `{"a":"{\"b\":1}"}`, "{'"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, in string) {
		w := row{}
		w.add(new(recordParser), "useridentity", in)
		w.signIn()
	})
}

// FuzzOrder finds times that are read in two ways.
func FuzzOrder(f *testing.F) {
	for _, s := range []string{"25/03/2026, 10:24:00.000", "3/2/2026 8:30:00 AM", "02.03.2026 08:30", "02-03-2026 08:30 +0900"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		day, month, alone := parseFormed(s, dayFirst), parseFormed(s, monthFirst), parseFormed(s, noOrder)
		if !alone.IsZero() && !alone.Equal(day) && !alone.Equal(month) {
			t.Errorf("%q: got %v, and with an order %v or %v", s, alone, day, month)
		}
	})
}
