package cmd

import (
	"embed"
	"iter"
	"strings"
	"text/template"
	"time"
)

// An engine is a database that reads CloudTrail logs where they are.
type engine struct {
	name, title   string
	long, example string
	comment       string // before the statements
	places        places
	location      string // default
	output        string // default
	table         string // default; "" if it needs none
	tableParts    int    // that its name may have
	partitioned   bool   // the table, by account, region and day

	statements func(engine, query) iter.Seq2[string, error]
	literal    func(string) string
	ident      func(string) string
}

// engines returns the engines by name.
func engines() map[string]engine {
	all := map[string]engine{}
	for _, e := range []engine{duckDB(), clickHouse(), spark(), trino(), athena()} {
		all[e.name] = e
	}
	return all
}

// A query says what to select. It has been checked, and is what templates see.
type query struct {
	Source string // the eventSource to select
	// SourceSSO is another, of which only these events are sign-ins.
	SourceSSO string
	EventsSSO []string
	Location  string // of the logs
	Output    string
	Table     string   // that stands for the logs
	Accounts  []string // none for all
	Since     string   // in UTC, as CloudTrail writes it; "" for no limit
	Until     string

	// Of a table with partitions:
	AccountColumn, DayColumn string // "" if it has none
	Account                  string // the only one; "" for all
	FirstDay, LastDay        string // as 2026/05/12; "" for no limit
	Regions                  string // with commas between them
	Members                  []member

	since, until time.Time // zero for no limit
	now          time.Time
	createTable  bool
}

// between returns the query for a span of time. Zero is no limit.
func (q query) between(since, until time.Time) query {
	text := func(t time.Time) string {
		if t.IsZero() {
			return ""
		}
		return t.UTC().Format("2006-01-02T15:04:05Z")
	}
	q.Since, q.Until = text(since), text(until)
	return q
}

// Files matches the log files. CloudTrail writes no others in its folders.
func (q query) Files() string { return strings.TrimRight(q.Location, "/") + "/**/*.json.gz" }

// Catalog is the first part of the name of the table.
func (q query) Catalog() string { return strings.Split(q.Table, ".")[0] }

// Result names the table that is written.
func (q query) Result() string { return q.Table + "_signins" }

// From and To name the functions of ClickHouse that read and write places.
func (q query) From() string { return placeFunction(q.Location) }
func (q query) To() string   { return placeFunction(q.Output) }

func placeFunction(place string) string {
	if _, _, ok := cutBucket(place); ok {
		return "s3"
	}
	return "file"
}

//go:embed sql/*.sql
var sqlTemplates embed.FS

// render returns the text of a template, with every value quoted by the rules of
// the engine.
func (e engine) render(name string, q query) (string, error) {
	t, err := template.New(name).Funcs(template.FuncMap{
		"literal": e.literal,
		"ident":   e.ident,
		"list": func(all []string) string {
			var quoted []string
			for _, s := range all {
				quoted = append(quoted, e.literal(s))
			}
			return strings.Join(quoted, ", ")
		},
		"hive":      func(s string) string { return quoteParts(s, "`") },
		"mapEntry":  mapEntry,
		"hiveField": hiveField,
	}).ParseFS(sqlTemplates, "sql/"+name)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	err = t.Execute(&b, q)
	return b.String(), err
}

// oneStatement renders the template of the engine's name, or with --create-table
// that of its table.
func oneStatement(e engine, q query) iter.Seq2[string, error] {
	name := e.name + ".sql"
	if q.createTable {
		name = e.name + "_table.sql"
	}
	return func(yield func(string, error) bool) { yield(e.render(name, q)) }
}

// doubled quotes a literal as the standard has it.
func doubled(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }

// backslashed quotes a literal where the backslash is special.
func backslashed(s string) string {
	return "'" + strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(s) + "'"
}

// standard quotes an identifier of one or more parts as the standard has it.
func standard(s string) string { return quoteParts(s, `"`) }

func quoteParts(s, quote string) string {
	return quote + strings.ReplaceAll(s, ".", quote+"."+quote) + quote
}
