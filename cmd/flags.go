package cmd

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/pflag"
)

// one returns what the value of a flag stands for.
func one[T any](flag, value string, all map[string]T) (T, error) {
	x, ok := all[value]
	if !ok {
		return x, fmt.Errorf("%s %q must be one of %s", flag, value, strings.Join(slices.Sorted(maps.Keys(all)), ", "))
	}
	return x, nil
}

// each does the same for a repeatable flag.
func each[T any](flag string, values []string, all map[string]T) ([]T, error) {
	var out []T
	for _, v := range values {
		x, err := one(flag, v, all)
		if err != nil {
			return nil, err
		}
		out = append(out, x)
	}
	return out, nil
}

// invalid says what the value of a flag should have been.
func invalid(f *pflag.Flag, value string, err error) error {
	switch f.Value.Type() {
	case "int":
		return fmt.Errorf("%q must be a whole number", value)
	case "float64":
		return fmt.Errorf("%q must be a number", value)
	case "bool":
		return fmt.Errorf("%q must be true or false", value)
	}
	return fmt.Errorf("%q: %w", value, err)
}

// parseTime understands RFC 3339, a date (its first instant in UTC), and an age
// before now in days (30d), weeks (2w) or what Go calls a duration (12h).
func parseTime(flag, value string, now time.Time) (time.Time, error) {
	if value == "" {
		return time.Time{}, nil
	}
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04", time.DateOnly} {
		if t, err := time.Parse(layout, value); err == nil {
			return t, nil
		}
	}
	for unit, days := range map[string]int{"d": 1, "w": 7} {
		if n, err := strconv.Atoi(strings.TrimSuffix(value, unit)); err == nil && strings.HasSuffix(value, unit) && n >= 0 && n < 100000 {
			return now.AddDate(0, 0, -n*days), nil
		}
	}
	if d, err := time.ParseDuration(value); err == nil && d >= 0 {
		return now.Add(-d), nil
	}
	return time.Time{}, fmt.Errorf("%s %q must be a time such as 2026-05-12T03:14:00Z, a date such as 2026-05-12, or an age such as 30d or 12h", flag, value)
}

// columns returns the width that the environment gives, or 0 for unlimited.
func columns() int {
	n, err := strconv.Atoi(os.Getenv("COLUMNS"))
	if err != nil || n < 0 {
		return 0
	}
	return n
}
