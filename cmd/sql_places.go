package cmd

import (
	"errors"
	"fmt"
	"path"
	"regexp"
	"strings"
)

// Places say where an engine reads and writes.
type places struct {
	input, output string // for people
	schemes       string // of S3, as a regular expression
	folders       bool   // of this machine, too
	file          bool   // whether the output is a file, and not a folder
}

// parseInput checks where logs are. A folder of S3 ends with a slash.
func (p places) parseInput(flag, value string) (string, error) {
	if value == "" {
		return "", fmt.Errorf("%s is missing; it must be %s", flag, p.input)
	}
	if strings.Contains(value, "://") || !p.folders {
		if !p.bucket().MatchString(value) {
			return "", fmt.Errorf("%s %q must be %s", flag, value, p.input)
		}
		return strings.TrimRight(value, "/") + "/", nil
	}
	// What these mean in a path differs from engine to engine.
	if strings.ContainsAny(value, "*?[]{}") || !isPrintable(value) {
		return "", fmt.Errorf("%s %q must be %s, without any of *?[]{}", flag, value, p.input)
	}
	return path.Clean(value), nil
}

// parseOutput checks where to write.
func (p places) parseOutput(flag, value string) (string, error) {
	place, err := p.parseInput(flag, value)
	if err != nil {
		return "", errors.New(strings.ReplaceAll(err.Error(), p.input, p.output))
	}
	_, key, inS3 := cutBucket(place)
	switch {
	case p.file && !strings.HasSuffix(strings.TrimSuffix(place, "/"), ".gz"):
		return "", fmt.Errorf("%s %q must be %s", flag, value, p.output)
	case p.file:
		return strings.TrimSuffix(place, "/"), nil
	case inS3 && key == "", place == "/", place == ".", strings.HasSuffix(place, ".."):
		// Some engines replace the folder with all that is in it.
		return "", fmt.Errorf("%s %q must be a folder of its own", flag, value)
	}
	return place, nil
}

// bucket matches s3://BUCKET/PREFIX. Keys with other characters are possible, but
// CloudTrail writes none.
func (p places) bucket() *regexp.Regexp {
	return regexp.MustCompile(`^(` + p.schemes + `)://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](/[A-Za-z0-9!_.()=+@,-]+)*/?$`)
}

// cutBucket returns the parts of a place in S3.
func cutBucket(place string) (bucket, key string, ok bool) {
	_, rest, ok := strings.Cut(place, "://")
	bucket, key, _ = strings.Cut(rest, "/")
	return bucket, key, ok
}

// isPrintable says whether a text has no control characters.
func isPrintable(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r == 0x7f || r == '\uFFFD' })
}

// apart checks that the result does not replace the logs, nor becomes one of them.
func apart(location, output string) error {
	within := func(a, b string) bool {
		return strings.HasPrefix(strings.TrimRight(a, "/")+"/", strings.TrimRight(b, "/")+"/")
	}
	if location != "" && (within(output, location) || within(location, output)) {
		return fmt.Errorf("--output-location %q must lie outside --location %q", output, location)
	}
	return nil
}

var identifier = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)

// parseTable checks the name of a table, or with 1 part that of a column. With 2
// parts the first may be missing.
func parseTable(flag, value string, parts int) (string, error) {
	names := strings.Split(value, ".")
	ok := len(names) == parts || len(names) == 1 && parts == 2
	for _, n := range names {
		ok = ok && identifier.MatchString(n)
	}
	if !ok {
		form := []string{"NAME", "NAME or DATABASE.NAME", "CATALOG.SCHEMA.NAME"}[parts-1]
		return "", fmt.Errorf("%s %q must be %s, of letters, digits and _", flag, value, form)
	}
	return value, nil
}

var accountID = regexp.MustCompile(`^[0-9]{12}$`)

func parseAccounts(ids []string) error {
	for _, id := range ids {
		if !accountID.MatchString(id) {
			return fmt.Errorf("--accounts %q must be 12 digits", id)
		}
	}
	return nil
}

var regionName = regexp.MustCompile(`^[a-z]{2}(-[a-z]+)+-[0-9]+$`)

func parseRegions(names []string) (string, error) {
	for _, n := range names {
		if !regionName.MatchString(n) {
			return "", fmt.Errorf("--regions %q must be the name of a region, such as us-east-1", n)
		}
	}
	return strings.Join(names, ","), nil
}
