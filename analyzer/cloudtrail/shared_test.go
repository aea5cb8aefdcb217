package cloudtrail

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"strconv"
	"testing"
)

// shared is a folder of public CloudTrail files, beside the project and no part
// of it.
const shared = "../../../shared/data/cloudtrail"

// signIns counts the sign-ins that did not fail in the files at and below path.
func signIns(t *testing.T, path string) (n int, total Stats) {
	t.Helper()
	var r Reader
	for file, err := range Find([]string{path}) {
		if err != nil {
			t.Fatal("finding files:", err)
		}
		f, err := os.Open(file.Path)
		if err != nil {
			t.Fatal("opening a file:", err)
		}
		for rec, err := range r.Records(file.Path, f) {
			if err == nil && rec.IsSignIn() && rec.Outcome() != Failure {
				n++
			}
		}
		f.Close()
		total.Records += r.Stats().Records
		total.Damaged += r.Stats().Damaged
	}
	return n, total
}

// Each shape holds the same two records, or one of them, in another container.
func TestShapes(t *testing.T) {
	f, err := os.Open(filepath.Join(shared, "shapes", "expected.csv"))
	if err != nil {
		t.Skip("the files are not here:", err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal("reading what to expect:", err)
	}
	for _, row := range rows[1:] {
		want, err := strconv.Atoi(row[1])
		if err != nil {
			t.Fatal("reading what to expect:", err)
		}
		got, stats := signIns(t, filepath.Join(shared, "shapes", row[0]))
		if got != want || (stats.Damaged > 0) != (row[2] == "damaged") {
			t.Errorf("%s: got %d sign-ins, %d damages, want %v", row[0], got, stats.Damaged, row)
		}
	}
}

// The numbers are those of encoding/json over the same files.
func TestRealRecords(t *testing.T) {
	check := func(folder string, signInsWant int, recordsWant int64) {
		t.Helper()
		path := filepath.Join(shared, folder)
		if _, err := os.Stat(path); err != nil {
			t.Skip("the files are not here:", err)
		}
		n, stats := signIns(t, path)
		if n != signInsWant || stats.Records != recordsWant || stats.Damaged != 0 {
			t.Errorf("%s: got %d sign-ins, %+v, want %d of %d records", folder, n, stats, signInsWant, recordsWant)
		}
	}
	check("invictus-ir/CloudTrail", 2, 2900)
	check("stratus-red-team/docs/detonation-logs", 1, 310)
}
