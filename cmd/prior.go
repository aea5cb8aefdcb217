package cmd

import (
	"fmt"

	"github.com/spf13/pflag"

	"loginodds/analyzer"
)

// priorOptions say what is believed before anything is known. All commands that score
// have them.
type priorOptions struct{ prior float64 }

// AddFlags declares the flag.
func (o *priorOptions) AddFlags(f *pflag.FlagSet) {
	f.Float64Var(&o.prior, "prior", analyzer.DefaultPrior, "believe with probability `P` that somebody else signs in, before anything is known")
}

// apply checks the flag and makes it an option of an analysis.
func (o *priorOptions) apply(to *analyzer.Options) error {
	if !(o.prior > 0 && o.prior < 1) { // nor NaN
		return fmt.Errorf("--prior %v must be in range (0, 1)", o.prior)
	}
	to.Prior = o.prior
	return nil
}

// priorHelp says what the flag means.
const priorHelp = `--prior is the probability of a takeover before anything is known. What is
judged is all that one user does from one address block with one client; it is
the share of these that you believe to be somebody else's doing. The odds of
every overall probability are proportional to it: with --prior .0004, a tenth of
the default, what was 91% is 50%. Raise it while you investigate an intrusion,
and lower it where the false alarms are too many. The probabilities of location,
browser, OS and device do not depend on it.`
