package cloudtrail

import (
	"bufio"
	"bytes"
	"cmp"
	"compress/gzip"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// errInvalid says that the reference cannot read its input.
var errInvalid = errors.New("invalid")

// reference reads a file as plainly as possible: all of it, with compress/gzip
// and encoding/json. It knows what is valid and nothing of damage.
type reference struct {
	records []*Record
	index   int
	layers  int
	days    map[AccountDay]int
	broken  bool // part of it cannot be read
}

func (f *reference) read(data []byte) error {
	if bytes.HasPrefix(data, []byte(gzipMagic)) {
		var err error
		if data, err = gunzip(data); err != nil {
			return errInvalid
		}
	}
	d := json.NewDecoder(bytes.NewReader(bytes.TrimPrefix(data, []byte("\uFEFF"))))
	for {
		var v json.RawMessage
		switch err := d.Decode(&v); {
		case err == io.EOF && f.broken:
			return errInvalid
		case err == io.EOF:
			return nil
		case err != nil || v[0] != '{' && v[0] != '[':
			return errInvalid
		}
		if err := f.value(v, 0, false); err != nil {
			return err
		}
	}
}

// gunzip decompresses all members of a gzip file. Flags that are reserved are an
// error, as RFC 1952 wants.
func gunzip(data []byte) (all []byte, err error) {
	in := bufio.NewReader(bytes.NewReader(data))
	var z gzip.Reader
	for {
		head, err := in.Peek(4)
		switch {
		case len(head) == 0:
			return all, nil
		case err != nil || head[3] >= 1<<5:
			return nil, errInvalid
		}
		if err := z.Reset(in); err != nil {
			return nil, err
		}
		z.Multistream(false)
		member, err := io.ReadAll(&z)
		if err != nil {
			return nil, err
		}
		all = append(all, member...)
	}
}

// value reads a value of the file that stands in a list or not.
func (f *reference) value(v json.RawMessage, depth int, inList bool) error {
	if v[0] == '[' && (depth == 0 || inList) {
		return f.elements(v, depth+1, false, false)
	}
	if v[0] == '{' {
		keys, values := membersOf(v)
		if inList && len(keys) > 0 && slices.Contains(listKeys, keys[0]) {
			return errInvalid // taken for a list that is not closed
		}
		for i, key := range keys {
			if !inList && values[i][0] == '[' && slices.Contains(listKeys, key) && !isRecord(keys[:i]) {
				return f.document(keys[i:], values[i:], depth)
			}
		}
	}
	_, err := f.search(v, 0)
	return err
}

// document reads the members of an object around a list, from the list on.
func (f *reference) document(keys []string, values []json.RawMessage, depth int) (err error) {
	for i, key := range keys {
		v := values[i]
		switch {
		case err != nil:
		case v[0] == '[' && isParameter(normal(key)), v[0] == '{' && isParameter(normal(key)), v[0] == '"' && isParameter(normal(key)):
		case v[0] == '[':
			err = f.elements(v, depth+2, slices.Contains(listKeys, key), key == "QueryResultRows")
		default:
			err = f.value(v, depth+1, false)
		}
	}
	return err
}

var listKeys = []string{"Records", "Events", "logEvents", "events", "QueryResultRows"}

func isRecord(keys []string) bool {
	has := func(key string) bool { return slices.Contains(keys, key) }
	return has("eventName") || has("eventVersion") && has("userIdentity")
}

func (f *reference) elements(v json.RawMessage, depth int, inList, rows bool) error {
	var all []json.RawMessage
	if err := json.Unmarshal(v, &all); err != nil {
		return errInvalid
	}
	for _, e := range all {
		if rows && e[0] == '[' {
			f.row(e)
			continue
		}
		if err := f.value(e, depth, inList); err != nil {
			return err
		}
	}
	return nil
}

// row reads a row of CloudTrail Lake.
func (f *reference) row(v json.RawMessage) {
	var cells []json.RawMessage
	json.Unmarshal(v, &cells)
	w := row{}
	for _, cell := range cells {
		if cell[0] != '{' {
			continue
		}
		keys, values := membersOf(cell)
		for i, key := range keys {
			w.add(new(recordParser), normal(key), plainText(values[i]))
		}
	}
	if w.get("eventname") != "" {
		f.fields(w)
	}
}

func (f *reference) fields(w row) {
	f.index++
	f.count(w.get("eventtime"), account(w.get("recipientaccountid")))
	if name := w.get("eventname"); takes(w.source(), name) {
		f.add(w.signIn())
	}
}

// count counts a record by its day.
func (f *reference) count(at, in any) {
	text := func(v any) string {
		switch v.(type) {
		case string, json.Number, bool:
			return fmt.Sprint(v)
		}
		return ""
	}
	if t := parseTime(text(at)); !t.IsZero() {
		if f.days == nil {
			f.days = map[AccountDay]int{}
		}
		f.days[AccountDay{text(in), int(t.Unix() / (24 * 60 * 60))}]++
	}
}

func (f *reference) add(r *Record) {
	if takes(r.EventSource, r.EventName) {
		r.File, r.Index = "test", f.index
		f.records = append(f.records, r)
	}
}

// search reads a value at a depth, and returns false if it holds nothing.
func (f *reference) search(v json.RawMessage, depth int) (bool, error) {
	switch {
	case depth == maxNested:
		return false, nil
	case v[0] == '{':
		return f.object(v, depth)
	case v[0] == '[':
		return f.array(v, depth)
	case v[0] == '"':
		return f.text(v, depth)
	}
	return false, nil
}

func (f *reference) array(v json.RawMessage, depth int) (found bool, err error) {
	var all []json.RawMessage
	json.Unmarshal(v, &all)
	if w := cellsIn(all); w != nil && w.isEvent() {
		f.fields(w)
		return true, nil
	}
	for _, e := range all {
		is, err := f.search(e, depth+1)
		found, f.broken = found || is, f.broken || err != nil
	}
	return found, nil
}

// cellsIn returns the row that an array of objects of one member is, or nil.
func cellsIn(all []json.RawMessage) row {
	w, seen := row{}, map[string]bool{}
	for _, e := range all {
		if e[0] != '{' {
			return nil
		}
		keys, values := membersOf(e)
		if len(keys) == 2 && keys[0] == "field" && keys[1] == "value" {
			keys, values = []string{plainText(values[0])}, values[1:]
		}
		if len(keys) != 1 || values[0][0] == '{' || values[0][0] == '[' || seen[normal(keys[0])] {
			return nil
		}
		seen[normal(keys[0])] = true
		w.add(new(recordParser), normal(keys[0]), plainText(values[0]))
	}
	return w
}

func (f *reference) text(v json.RawMessage, depth int) (bool, error) {
	var s string
	json.Unmarshal(v, &s)
	s = strings.TrimSpace(s)
	switch {
	case len(s) < 2:
	case s[0] == '{', s[0] == '[', s[:2] == `"{`:
		if !json.Valid([]byte(s)) {
			return false, errInvalid
		}
		return f.search(json.RawMessage(s), depth+1)
	case strings.HasPrefix(s, gzipBase64):
		data, err := base64.StdEncoding.DecodeString(s)
		if err != nil || f.layers == maxLayers {
			return false, errInvalid
		}
		f.layers++
		err = f.read(data)
		f.layers--
		return true, err
	case slices.ContainsFunc(jsonBase64, func(head string) bool { return strings.HasPrefix(s, head) }), strings.Contains(s, `{"eventVersion"`):
		return false, errInvalid // of which it knows nothing
	}
	return false, nil
}

// object reads what may be a record or hold some. It returns false if it is nothing.
func (f *reference) object(v json.RawMessage, depth int) (bool, error) {
	d := json.NewDecoder(bytes.NewReader(v))
	d.UseNumber()
	var m map[string]any
	if err := d.Decode(&m); err != nil || d.More() {
		return false, errInvalid
	}
	keys := slices.Collect(maps.Keys(m))
	has := func(key string) bool { return slices.Contains(keys, key) }
	schema, _ := m["schema"].(string)
	w := row{}
	switch {
	case m["eventType"] == "AwsCloudTrailInsight" && !has("userIdentity"):
		f.index++
	case strings.HasPrefix(schema, "loginodds."):
	case isRecord(keys):
		f.index++
		r := f.record(m)
		if source := m["eventSource"]; r.RawTime == "" || r.SourceIPAddress == "" || r.EventSource == "" || !isObject(m["userIdentity"]) {
			if source == nil {
				r.EventSource = sourceOf("", r.EventName)
			}
			if flatten(w, "", v, 0); r.EventSource == "" && kindsSSO[r.EventName] != Uncharted && w.source() == SourceSSO {
				r.EventSource = SourceSSO
			}
			if takes(r.EventSource, r.EventName) {
				r.fill(w.signIn())
				f.count(r.RawTime, r.RecipientAccountID)
				f.add(r)
				return true, nil
			}
		}
		f.count(m["eventTime"], m["recipientAccountId"])
		f.add(r)
	case has("digestStartTime") && has("logFiles"):
	case has("class_uid") && has("api"):
		f.index++
		flatten(w, "", v, 0)
		f.count(w.get("eventtime"), account(w.get("recipientaccountid")))
		name := w.get("eventname")
		source := w.source()
		if takes(source, name) && (source == SourceSSO || fmt.Sprint(m["class_uid"]) == "3002") {
			f.add(w.signIn())
		}
	default:
		return f.around(v, depth)
	}
	return true, nil
}

func isObject(v any) bool { _, ok := v.(map[string]any); return ok }

func (f *reference) around(v json.RawMessage, depth int) (bool, error) {
	raw := map[string]json.RawMessage{}
	keys, values := membersOf(v)
	var parts []part
	for i, key := range keys {
		raw[key] = values[i]
		parts = append(parts, part{[]byte(key), values[i]})
	}
	if raw["rows"] != nil || raw["Rows"] != nil {
		return false, errInvalid // of which it knows nothing
	}
	var first error
	for _, key := range envelopes {
		if raw[key] == nil {
			continue
		}
		found, err := f.search(raw[key], depth+1)
		if found {
			return true, err
		}
		if first = cmp.Or(first, err); key == "CloudTrailEvent" {
			first = errInvalid
		}
	}
	w := row{}
	flatten(w, "", v, 0)
	if isRow(parts) {
		if w.isEvent() {
			f.fields(w)
			return true, nil
		}
		return false, nil
	}
	found := false
	for i, key := range keys {
		if slices.Contains(envelopes[:], key) || isParameter(normal(key)) {
			continue
		}
		is, err := f.search(values[i], depth+1)
		if found = found || is; err != nil || !is && key == "awslogs" {
			first = errInvalid
		}
	}
	if !found && w.isForeign() {
		f.fields(w)
		return true, nil
	}
	if found {
		f.broken, first = f.broken || first != nil, nil
	}
	return found, first
}

// flatten adds the values in v to a row, each by the path to it.
func flatten(w row, path string, v json.RawMessage, depth int) {
	switch {
	case depth > maxFields || len(path) > maxFieldName:
	case v[0] == '{':
		keys, values := membersOf(v)
		for i, key := range keys {
			flatten(w, path+normal(key), values[i], depth+1)
		}
	case v[0] == '[':
		var all []json.RawMessage
		json.Unmarshal(v, &all)
		for _, e := range all {
			flatten(w, path, e, depth+1)
		}
	default:
		s := plainText(v)
		if strings.HasPrefix(s, "{") && holdsFields(column(path)) {
			w.add(new(recordParser), path, s)
		} else if s != "" {
			w.set(path, s)
		}
	}
}

// plainText returns the text of a string, number or boolean.
func plainText(v json.RawMessage) string {
	var s string
	switch {
	case v[0] == '"':
		json.Unmarshal(v, &s)
		return s
	case v[0] == '{', v[0] == '[', string(v) == "null":
		return ""
	}
	return string(v)
}

func (f *reference) record(m map[string]any) *Record {
	object := func(m map[string]any, key string) map[string]any { o, _ := m[key].(map[string]any); return o }
	text := func(m map[string]any, key string) string {
		switch v := m[key].(type) {
		case string:
			return v
		case json.Number:
			return v.String()
		case bool:
			return map[bool]string{true: "true", false: "false"}[v]
		}
		return ""
	}
	user, details := object(m, "userIdentity"), object(m, "additionalEventData")
	session, behalf := object(user, "sessionContext"), object(user, "onBehalfOf")
	issuer := object(session, "sessionIssuer")
	r := &Record{
		EventID: text(m, "eventID"), EventName: text(m, "eventName"), EventSource: text(m, "eventSource"), EventType: text(m, "eventType"),
		RawTime: text(m, "eventTime"), AWSRegion: text(m, "awsRegion"), SourceIPAddress: text(m, "sourceIPAddress"), UserAgent: text(m, "userAgent"),
		RecipientAccountID: text(m, "recipientAccountId"), ErrorCode: text(m, "errorCode"), ErrorMessage: text(m, "errorMessage"),
		UserIdentity: UserIdentity{
			Type: text(user, "type"), PrincipalID: text(user, "principalId"), ARN: text(user, "arn"), AccountID: text(user, "accountId"),
			AccessKeyID: text(user, "accessKeyId"), UserName: text(user, "userName"), CredentialID: text(user, "credentialId"),
			OnBehalfOf:    OnBehalfOf{UserID: text(behalf, "userId"), IdentityStoreARN: text(behalf, "identityStoreArn")},
			SessionIssuer: SessionIssuer{Type: text(issuer, "type"), PrincipalID: text(issuer, "principalId"), ARN: text(issuer, "arn"), AccountID: text(issuer, "accountId"), UserName: text(issuer, "userName")},
			WebIDProvider: text(object(session, "webIdFederationData"), "federatedProvider"),
			CreationDate:  text(object(session, "attributes"), "creationDate"), SignInSessionARN: cmp.Or(text(session, "signInSessionArn"), text(user, "signInSessionArn")),
		},
		AdditionalEventData: AdditionalEventData{
			LoginTo: loginTo(text(details, "LoginTo")),
			MFAUsed: text(details, "MFAUsed"), UserName: text(details, "UserName"), AuthWorkflowID: text(details, "AuthWorkflowID"),
			CredentialType: text(details, "CredentialType"), SwitchFrom: text(details, "SwitchFrom"), SAMLProviderARN: text(details, "SamlProviderArn"),
		},
	}
	parameters := object(m, "requestParameters")
	inner := object(parameters, "tokenInput")
	r.GrantType = cmp.Or(text(parameters, "grantType"), text(parameters, "grant_type"), text(inner, "grantType"), text(inner, "grant_type"))
	r.EventTime = parseTime(r.RawTime)
	if r.Result = text(object(m, "responseElements"), r.EventName); r.Result == "" {
		r.Result = text(object(m, "serviceEventDetails"), r.EventName)
	}
	r.Result = cmp.Or(r.Result, text(details, "success"))
	m = maps.Clone(m)
	maps.DeleteFunc(m, func(key string, _ any) bool { return isAdded([]byte(key)) })
	sum := sha256.Sum256(canonical(nil, m))
	r.Digest = Digest(sum[:])
	return r
}

// canonical appends the canonical form of a digest, of what encoding/json makes
// of a record.
func canonical(b []byte, v any) []byte {
	text := func(s string) { b = append(binary.AppendUvarint(b, uint64(len(s))), s...) }
	switch v := v.(type) {
	case nil:
		b = append(b, '0')
	case bool:
		b = append(b, map[bool]byte{true: 't', false: 'f'}[v])
	case string:
		b = append(b, 's')
		text(v)
	case json.Number:
		b = append(b, 'n')
		text(v.String())
	case []any:
		b = append(b, 'a')
		for _, e := range v {
			b = canonical(b, e)
		}
		b = append(b, '.')
	case map[string]any:
		b = append(b, 'o')
		for _, k := range slices.Sorted(maps.Keys(v)) {
			text(k)
			b = canonical(b, v[k])
		}
		b = append(b, '.')
	}
	return b
}

// membersOf returns the keys and values of a valid object, in order.
func membersOf(v json.RawMessage) (keys []string, values []json.RawMessage) {
	d := json.NewDecoder(bytes.NewReader(v))
	d.Token()
	for d.More() {
		key, _ := d.Token()
		var value json.RawMessage
		d.Decode(&value)
		keys, values = append(keys, key.(string)), append(values, value)
	}
	return keys, values
}

func addSeeds(f *testing.F) {
	a, c := signIn("a"), call(quote(signIn("x")))
	event := `{"EventId":"x","CloudTrailEvent":` + quote(a) + `}`
	for _, s := range []string{
		records(a, c), a + "\n" + c, "[" + a + ",1,[" + c + "]]", `{"Events":[` + event + `],"NextToken":"x"}`, event, records(), "[[]]",
		"\uFEFF" + records(a), pretty(f, records(a)), strings.Replace(a, "signin.am", `si\u0067nin\u002eam`, 1), records(call(a), call(records(a)), a),
		`{"a":1.5e-3,"Records":[` + a + `],"Records":[{}],"b":{"c":[]}}`, `{"eventSource":"signin.amazonaws.com","eventName":7,"eventName":"x\ud83d\ude00\ud83d\/"}`,
		`{"awsAccountId":"111122223333","digestStartTime":"x","logFiles":[{}]}`, `{"eventType":"AwsCloudTrailInsight"}`, compressed(f, records(a)) + compressed(f, c),
		records(strings.Replace(a, "Mozilla", strings.Repeat("x", 6000), 1), c), "[-" + strings.Repeat("2", 6000) + "," + a + "]",
		records(a[:200]+a, c[:300], a), "x" + a + "\x00", records(a)[40:],
		queryResults(queryRow("a"), "[]", queryRow("b")), authentication("a") + authentication("b"), lambda(f, a) + lambda(f, c, a),
		`{"eventName":"x","events":[` + a + `]}`, `{"message":` + quote(a) + `,"CloudTrailEvent":1}`, `{"aws":{"data":{"detail":` + a + `}},"event":` + c + `}`,
		"\x1f\x8b\b\t000000\x00\x1f\x8b\b\x000000\x00\xff", // a header that begins in another's data
	} {
		f.Add([]byte(s))
	}
	for _, w := range wrappings {
		f.Add([]byte(w.wrap(f, a, c, a)))
	}
}

// FuzzReaderEqualsReference finds valid inputs that are not read as they should.
func FuzzReaderEqualsReference(f *testing.F) {
	addSeeds(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		var want reference
		if want.read(data) != nil {
			t.Skip()
		}
		got := readAll(t, new(Reader), bytes.NewReader(data))
		if len(got.damage) > 0 {
			t.Errorf("got error %v", got.damage[0])
		}
		if !reflect.DeepEqual(got.records, want.records) {
			t.Errorf("got %v\nwant %v", got, outcome{records: want.records})
			for i := range min(len(got.records), len(want.records)) {
				t.Errorf("got  %+v\nwant %+v", got.records[i], want.records[i])
			}
		}
	})
}

// FuzzReader finds inputs that make a reader panic or hang, or tell places that
// are not in the input.
func FuzzReader(f *testing.F) {
	addSeeds(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		r := Reader{MaxRecord: 1 << 12}
		got := readAll(t, &r, bytes.NewReader(data))
		last := 0
		for _, rec := range got.records {
			if !takes(rec.EventSource, rec.EventName) || rec.Index <= last {
				t.Errorf("got record %+v after record %d", rec, last)
			}
			last = rec.Index
		}
		for _, d := range got.damage {
			if d.Offset < -1 || d.Offset > got.stats.Bytes {
				t.Errorf("got error %v in %d bytes", d, got.stats.Bytes)
			}
		}
		if got.stats.Damaged > 0 && got.stats.Bytes != got.stats.CompressedBytes {
			return // how a decompressor puts it depends on the pieces
		}
		if again := readAll(t, &r, &oddReader{bytes.NewReader(data), 0}); !reflect.DeepEqual(again, got) {
			t.Errorf("got %v, and in other pieces %v", got, again)
		}
	})
}

// FuzzParse compares the parser with encoding/json.
func FuzzParse(f *testing.F) {
	addSeeds(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		var want any
		d := json.NewDecoder(bytes.NewReader(data))
		d.UseNumber()
		if !json.Valid(data) || d.Decode(&want) != nil {
			t.Skip()
		}
		var p parser
		root, err := p.parse(data)
		if err != nil {
			t.Fatalf("got error %v of valid JSON", err)
		}
		p.canonize(root)
		if want := canonical(nil, want); !bytes.Equal(p.canonical, want) {
			t.Errorf("got %q, want %q", p.canonical, want)
		}
	})
}

// FuzzScan compares the scanner with encoding/json, and its steps with its tail,
// which goes byte by byte.
func FuzzScan(f *testing.F) {
	addSeeds(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) == 0 || data[0] != '{' && data[0] != '[' {
			t.Skip()
		}
		var s, slow scanner
		s.reset(false)
		slow.reset(false)
		got, want := s.scan(data), slow.tail(data, 0, false)
		if got != want || s.pos != slow.pos || s.unicode != slow.unicode {
			t.Errorf("got status %v at %d, byte by byte %v at %d", got, s.pos, want, slow.pos)
		}
		if json.Valid(data) && (got != atEnd || len(bytes.TrimSpace(data[s.pos:])) > 0) {
			t.Errorf("valid JSON: got status %v at %d of %d", got, s.pos, len(data))
		}
	})
}
