package profile

// parameters are the constants of the model that are not fitted, and the prior
// expectation of those that are.
type parameters struct {
	levels [numLevels]levelParameters

	takeover float64 // prior probability that a sign-in is a takeover
	imitate  float64 // share of intruders who show a client of the identity's

	alienLocation  float64 // least share of sign-ins from outside the habit,
	alienAttribute float64 // of a place and of a single attribute

	// personal says whether the concentrations are fitted, for every identity
	// its own, or are those of levels.
	personal bool
	// independent says whether news of place and of client are taken to meet by
	// chance when nobody intrudes. Fitted, their joint weight holds the very
	// takeovers that it is to be weighed against.
	independent bool
}

// levelParameters describe one level.
type levelParameters struct {
	// values is K, the number of values over which the pseudo-identity of the
	// base measure is spread: how many one may expect to meet.
	values float64
	// concentration is α, how readily an identity shows a new value. It is the
	// weight of the base measure in days.
	concentration float64
}

// foreign is ε, the share of sign-ins of somebody else that show just any value
// instead of one of the population.
const foreign = .5

// fixed are the parameters of the model before any of them is fitted to the
// data; only π and v are. They were tuned on synthetic sign-ins of companies.
var fixed = parameters{
	levels: [numLevels]levelParameters{
		country:       {240, .5},
		region:        {20, .8},
		city:          {40, .8},
		network:       {60, .8},
		device:        {4, .2},
		deviceOS:      {8, .1},
		deviceBrowser: {12, .2},
		osAlone:       {10, .1},
		browserAlone:  {15, .2},
	},
	takeover:       .002,
	imitate:        .3,
	alienLocation:  .005,
	alienAttribute: .01,
}

// fitted are the parameters in use.
var fitted = func() parameters {
	p := fixed
	p.personal, p.independent = true, true
	return p
}()
