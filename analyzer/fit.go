package analyzer

import (
	"context"
	"errors"
	"fmt"
	"io"

	"loginodds/profile"
	"loginodds/profile/odds"
)

// A Fit is what a model has learned from the sign-ins of everybody, to score those of
// one identity at a time.
type Fit = profile.Fit

// LoadFit reads what [Fit.Save] wrote.
func LoadFit(r io.Reader) (*Fit, error) {
	f, err := profile.LoadFit(r)
	if err != nil {
		return nil, err
	}
	_, err = odds.Open(f, odds.Options{})
	return f, err
}

// IsFit says whether r begins as a saved fit does.
func IsFit(r io.Reader) bool { return profile.IsSavedFit(r) }

// MergeFits returns the fit of all identities of several fits, which share none.
func MergeFits(fits ...*Fit) (*Fit, error) { return profile.MergeFits(fits...) }

// NewFit reads all logs, and fits a model to their sign-ins as [Run] does. Errors are
// those of [Run].
func NewFit(ctx context.Context, o Options) (*Fit, *Coverage, error) {
	log, err := openLog(&o)
	if err != nil {
		return nil, nil, err
	}
	defer log.close()
	if err := log.read(ctx, o); err != nil {
		return nil, nil, fmt.Errorf("reading logs: %w", err)
	}
	log.arrange()
	for key, signIns := range log.signIns {
		log.learn(key, signIns)
	}
	log.coverage.Identities = len(log.profiles.Identities())
	log.coverage.DatabaseError = log.geoDB.Err()
	return odds.NewFit(log.notes(o.Grouping), &log.profiles), &log.coverage, nil
}

// match says why logs, understood as the options say, cannot be scored with what the
// notes are of.
func (o *Options) match(n *profile.Notes) error {
	switch {
	case n.Redaction != "":
		return errors.New("it is redacted, so no identity of a log is found in it")
	case n.Grouping != o.Grouping.String():
		return fmt.Errorf("it takes a %s for one identity, and the scan a %s", n.Grouping, o.Grouping)
	}
	return nil
}
