package cloudtrail

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
)

// signIn returns a sign-in of an invented user, as a trail would write it.
func signIn(id string) string {
	return `{"eventVersion":"1.08","userIdentity":{"type":"IAMUser","principalId":"AIDAEXAMPLE","arn":"arn:aws:iam::111122223333:user/alice",` +
		`"accountId":"111122223333","userName":"alice"},"eventTime":"2026-05-12T03:14:07Z","eventSource":"signin.amazonaws.com",` +
		`"eventName":"ConsoleLogin","awsRegion":"us-east-1","sourceIPAddress":"192.0.2.7","userAgent":"Mozilla/5.0 (X11; Linux x86_64)",` +
		`"requestParameters":null,"responseElements":{"ConsoleLogin":"Success"},"additionalEventData":{"LoginTo":"https://console.aws.amazon.com/",` +
		`"MFAUsed":"Yes"},"eventID":"` + id + `","readOnly":false,"eventType":"AwsConsoleSignIn","recipientAccountId":"111122223333"}`
}

// call returns a record of another service, which sign-in text may be put into.
func call(text string) string {
	return `{"eventVersion":"1.08","userIdentity":{"type":"IAMUser","arn":"arn:aws:iam::111122223333:user/alice"},` +
		`"eventTime":"2026-05-12T03:15:00Z","eventSource":"events.amazonaws.com","eventName":"PutRule",` +
		`"requestParameters":{"eventPattern":` + text + `},"resources":[{"type":"AWS::Events::Rule"}],"eventID":"c"}`
}

func records(all ...string) string { return `{"Records":[` + strings.Join(all, ",") + `]}` }

// An outcome is all that reading a file gives.
type outcome struct {
	records []*Record
	damage  []*DamageError
	stats   Stats
}

// String lists the event ids, then the places of damage as offset/record.
func (o outcome) String() string {
	var s []string
	for _, r := range o.records {
		s = append(s, fmt.Sprintf("%s:%d", r.EventID, r.Index))
	}
	for _, d := range o.damage {
		s = append(s, fmt.Sprintf("!%d/%d", d.Offset, d.Record))
	}
	return strings.TrimSpace(strings.Join(s, " ") + " " + strings.ReplaceAll(o.stats.Skipped, " ", "-"))
}

func readAll(t testing.TB, r *Reader, src io.Reader) outcome {
	t.Helper()
	var o outcome
	for rec, err := range r.Records("test", src) {
		var d *DamageError
		switch {
		case err == nil:
			o.records = append(o.records, rec)
		case errors.As(err, &d):
			o.damage = append(o.damage, d)
		default:
			t.Fatalf("error %v is no *DamageError", err)
		}
	}
	o.stats = r.Stats()
	return o
}

func readString(t testing.TB, s string) outcome {
	t.Helper()
	return readAll(t, new(Reader), strings.NewReader(s))
}

func compressed(t testing.TB, s string) string {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := io.WriteString(w, s); err != nil {
		t.Fatal("compressing:", err)
	}
	if err := w.Close(); err != nil {
		t.Fatal("compressing:", err)
	}
	return b.String()
}
