package cmd

import (
	"bytes"
	"strings"
	"testing"
	"time"
)

// printed returns the statements for an engine, at noon of 2026-06-15.
func printed(t *testing.T, engine string, o sqlOptions) string {
	t.Helper()
	var b bytes.Buffer
	e, ok := engines()[engine]
	if !ok {
		t.Fatalf("no engine %q", engine)
	}
	if err := runSQL(e, o, time.Date(2026, 6, 15, 12, 0, 0, 0, time.UTC), &b); err != nil {
		t.Fatalf("printing for %s: %v", engine, err)
	}
	return b.String()
}

// What is quoted by doubling in one engine is quoted by a backslash in another,
// and a text must not end its literal in either.
func TestSQLQuotes(t *testing.T) {
	check := func(engine, output, want string) {
		t.Helper()
		got := printed(t, engine, sqlOptions{location: "logs", output: output})
		if !strings.Contains(got, want) {
			t.Errorf("%s: got\n%s\nwant %s in it", engine, got, want)
		}
	}
	const hostile = `o\'; DROP TABLE x; --.gz`
	check("duckdb", hostile, `TO 'o\''; DROP TABLE x; --.gz' (`)
	check("clickhouse", hostile, `file('o\\\'; DROP TABLE x; --.gz', `)
	check("spark", hostile, `DIRECTORY 'o\\\'; DROP TABLE x; --.gz'`)
}

func TestSQLMonths(t *testing.T) {
	months := func(since, until string) string {
		text := printed(t, "athena", sqlOptions{
			table: "t", output: "s3://results/x", since: since, until: until,
			accountColumn: "account", dayColumn: "day",
		})
		var all []string
		for line := range strings.Lines(text) {
			for _, begin := range []string{"AND eventtime ", "AND \"day\" ", "TO 's3://results/x/"} {
				if rest, ok := strings.CutPrefix(strings.TrimSpace(line), begin); ok {
					all = append(all, strings.Trim(rest, "'"))
				}
			}
		}
		return strings.TrimSpace(strings.Join(all, "\n"))
	}
	check := func(since, until, want string) {
		t.Helper()
		if got, want := months(since, until), strings.TrimSpace(want); got != want {
			t.Errorf("%s to %s: got\n%s\nwant\n%s", since, until, got, want)
		}
	}
	// All time is one statement.
	check("", "", "")
	check("", "2026-05-03", `
< '2026-05-03T00:00:00Z
<= '2026/05/05
`)
	// A month goes to its end in eventtime, and two days further in the folders.
	check("2026-01-31T10:00", "2026-02-01T00:00:01Z", `
>= '2026-01-31T10:00:00Z
< '2026-02-01T00:00:00Z
>= '2026/01/31
<= '2026/02/03
month=2026-01/
>= '2026-02-01T00:00:00Z
< '2026-02-01T00:00:01Z
>= '2026/02/01
<= '2026/02/03
month=2026-02/
`)
	// Without an end it is that of the current month, and 12:00 in Tokyo is 03:00.
	check("2026-06-14T12:00:00+09:00", "", `
>= '2026-06-14T03:00:00Z
< '2026-07-01T00:00:00Z
>= '2026/06/14
<= '2026/07/03
month=2026-06/
`)
}

// The statement and the table for Athena must be of the same columns.
func TestSQLColumns(t *testing.T) {
	table := printed(t, "athena", sqlOptions{
		table: "t", location: "s3://trail/x", createTable: true, accountColumn: "account", dayColumn: "day",
	})
	for _, m := range recordMembers {
		if column := "\n  " + strings.ToLower(m.name) + " "; strings.Count(table, column) != 1 {
			t.Errorf("column of %s: got %d in\n%s\nwant 1", m.name, strings.Count(table, column), table)
		}
	}
}
