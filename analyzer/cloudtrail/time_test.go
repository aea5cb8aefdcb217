package cloudtrail

import (
	"testing"
	"time"
)

func TestParseTime(t *testing.T) {
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
	check("2023-07-10T12:27:45Z", "2023-07-10T12:27:45Z") // CloudTrail's own
	check("2023-07-10T12:27:45.123Z", "2023-07-10T12:27:45.123Z")
	check("2023-07-10t12:27:45z", "2023-07-10T12:27:45Z")
	check(" 2023-07-10T12:27:45Z\n", "2023-07-10T12:27:45Z")
	check("2023-07-10T14:27:45+02:00", "2023-07-10T12:27:45Z")
	check("2023-07-10T12:27:45+0000", "2023-07-10T12:27:45Z")
	check("2023-07-10T12:27:45", "2023-07-10T12:27:45Z")
	check("2024-06-02 19:41:40.000000000", "2024-06-02T19:41:40Z") // Athena
	check("2024-06-02 19:41:40.000", "2024-06-02T19:41:40Z")       // CloudTrail Lake
	check("2024-06-02 19:41:40", "2024-06-02T19:41:40Z")
	check("2024-06-02 19:41:40.5 UTC", "2024-06-02T19:41:40.5Z")
	check("2024-06-02 19:41:40 +0530", "2024-06-02T14:11:40Z")
	check("2024-06-02 19:41:40 CEST", "") // Go would take it for UTC
	check("2020-05-13, 04:52:01 PM", "2020-05-13T16:52:01Z")
	check("2020-05-13, 12:52:01 am", "2020-05-13T00:52:01Z")
	check("May 19, 2020, 23:17 (UTC-07:00)", "2020-05-20T06:17:00Z") // Event history of the console
	check("May 19, 2020, 23:17:08 (UTC+05:30)", "2020-05-19T17:47:08Z")
	check("December 1, 2020, 00:00:59 (UTC+00:00)", "2020-12-01T00:00:59Z")
	check("1688992065", "2023-07-10T12:27:45Z") // date -u -d @1688992065
	check("1688992065.5", "2023-07-10T12:27:45.5Z")
	check("1688992065123", "2023-07-10T12:27:45.123Z")
	check("1688992065123000", "2023-07-10T12:27:45.123Z")
	check("1.688992065E9", "2023-07-10T12:27:45Z")

	check("", "")
	check("T99:99:99Z", "")
	check("2026-05-12T99:99:99Z", "")
	check("2023-02-30T12:00:00Z", "")
	check("0001-01-01T00:00:00Z", "")
	check("9999-12-31T23:59:59Z", "")
	check("0", "")
	check("-1", "")
	check("7", "") // of 1970
	check("NaN", "")
	check("Inf", "")
	check("1e300", "")
	check("yesterday", "")
}

func FuzzParseTime(f *testing.F) {
	for _, s := range append([]string{"1688992065123", "2023-07-10T12:27:45Z", "May 19, 2020, 23:17 (UTC-07:00)"}, timeLayouts...) {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		at := parseTime(s)
		if at.IsZero() {
			return
		}
		if at.Location() != time.UTC || at.Year() < 2000 || at.Year() > 2200 {
			t.Errorf("%q: got %v", s, at)
		}
		if again := parseTime(at.Format(time.RFC3339Nano)); !again.Equal(at) {
			t.Errorf("%q: got %v, and of that %v", s, at, again)
		}
	})
}
