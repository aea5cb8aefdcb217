package cloudtrail

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
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
}

func (f *reference) read(data []byte) error {
	if bytes.HasPrefix(data, []byte(gzipMagic)) {
		z, err := gzip.NewReader(bytes.NewReader(data))
		if err != nil {
			return errInvalid
		}
		if data, err = io.ReadAll(z); err != nil {
			return errInvalid
		}
	}
	d := json.NewDecoder(bytes.NewReader(bytes.TrimPrefix(data, []byte("\uFEFF"))))
	for {
		var v json.RawMessage
		switch err := d.Decode(&v); {
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

// value reads a value that stands in so many containers, the innermost of them a
// list or not.
func (f *reference) value(v json.RawMessage, depth int, inList bool) error {
	switch {
	case v[0] == '[' && depth < maxFrames:
		return f.elements(v, depth+1, false)
	case v[0] == '{' && !inList:
		found := false
		keys, values := membersOf(v)
		for i, key := range keys {
			if values[i][0] == '[' && (key == "Records" || key == "Events") {
				found = true
				if err := f.elements(values[i], depth+2, true); err != nil {
					return err
				}
			}
		}
		if found {
			return nil
		}
		return f.object(v, 1)
	case v[0] == '{':
		if keys, _ := membersOf(v); len(keys) > 0 && (keys[0] == "Records" || keys[0] == "Events") {
			return errInvalid // taken for a list that is not closed
		}
		return f.object(v, 1)
	}
	return nil
}

func (f *reference) elements(v json.RawMessage, depth int, inList bool) error {
	var all []json.RawMessage
	if err := json.Unmarshal(v, &all); err != nil {
		return errInvalid
	}
	for _, e := range all {
		if err := f.value(e, depth, inList); err != nil {
			return err
		}
	}
	return nil
}

// object reads what may be a record or an envelope, the nth around each other.
func (f *reference) object(v json.RawMessage, nth int) error {
	d := json.NewDecoder(bytes.NewReader(v))
	d.UseNumber()
	var m map[string]any
	if err := d.Decode(&m); err != nil {
		return errInvalid
	}
	has := func(key string) bool { _, ok := m[key]; return ok }
	switch {
	case nth > maxEnvelopes:
	case m["eventType"] == "AwsCloudTrailInsight" && !has("userIdentity"):
		f.index++
	case has("eventName") || has("eventVersion") && has("userIdentity"):
		f.index++
		if m["eventSource"] == "signin.amazonaws.com" {
			f.records = append(f.records, f.record(m))
		}
	case has("digestStartTime") && has("logFiles"):
	case has("CloudTrailEvent"):
		s, ok := m["CloudTrailEvent"].(string)
		if !ok || !json.Valid([]byte(s)) || strings.TrimLeft(s, " \t\r\n")[0] != '{' {
			return errInvalid
		}
		return f.object(json.RawMessage(s), nth+1)
	}
	return nil
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
			SessionIssuer: SessionIssuer{Type: text(issuer, "type"), ARN: text(issuer, "arn"), AccountID: text(issuer, "accountId"), UserName: text(issuer, "userName")},
			CreationDate:  text(object(session, "attributes"), "creationDate"),
		},
		AdditionalEventData: AdditionalEventData{
			MFAUsed: text(details, "MFAUsed"), UserName: text(details, "UserName"), AuthWorkflowID: text(details, "AuthWorkflowID"),
			CredentialType: text(details, "CredentialType"), SwitchFrom: text(details, "SwitchFrom"), SAMLProviderARN: text(details, "SamlProviderArn"),
		},
		File: "test", Index: f.index,
	}
	r.EventTime = parseTime(r.RawTime)
	if r.Result = text(object(m, "responseElements"), r.EventName); r.Result == "" {
		r.Result = text(object(m, "serviceEventDetails"), r.EventName)
	}
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
		"\x1f\x8b\b\t000000\x00\x1f\x8b\b\x000000\x00\xff", // a header that begins in another's data
	} {
		f.Add([]byte(s))
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
			if rec.EventSource != Source || rec.Index <= last {
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
