package profile

// levels are the parameters of the model that are not fitted, and the prior
// expectation of α, by level. They were tuned on synthetic sign-ins of companies.
var levels = [numLevels]levelParameters{
	country:       {240, .5, .5, .5},
	region:        {20, .8, .5, .5},
	city:          {40, .8, .5, .5},
	network:       {60, .8, .5, .8},
	prefix:        {1000, 2, .9, .98},
	device:        {4, .2, .5, .5},
	deviceOS:      {8, .1, .5, .5},
	deviceBrowser: {12, .2, .5, .5},
	osAlone:       {10, .1, .5, .5},
	browserAlone:  {15, .2, .5, .5},
}

// levelParameters describe one level.
type levelParameters struct {
	// values is K, the number of values over which what is unseen is spread: how
	// many one may expect to meet.
	values float64
	// concentration is α, how readily an identity shows a new value. It is the
	// weight of the base measure in days.
	concentration float64
	// newcomer and intruder are ε, the share of sign-ins that show just any value
	// instead of one of the population, if the identity is somewhere or with
	// something new, and if somebody else signs in.
	newcomer, intruder float64
}

// briefPlace and briefStay say how much of α is left for a value that is seen
// within a week only, since α counts what is shown for longer: this share of it,
// and one more of 7 in as many days as the identity is known for.
const (
	briefPlace = .2
	briefStay  = .03
)

// Bounds of π, the share of sign-ins from outside the habit.
const (
	leastAlienPlace     = .005
	mostAlienPlace      = .05
	leastAlienAttribute = .01
)

// classPrior is the Dirichlet prior of the class weights, in episodes: habit,
// new place, new client, both, takeover.
var classPrior = [numClasses]float64{188, 6, 4, .3, .4}

// sharePrior is the prior expectation of the shares.
var sharePrior = shares{
	imitate: .5,
	country: .3,
	network: .07,
	hosting: .4,
	same:    .5,
	fail:    .4,
	away:    .1,
	without: .4,
	usual:   .5,

	newHosting: .1,
	near:       .4,
	odd:        .01,
	shared:     .05,
}

// Weights of the priors of shares.
const (
	weightIntruder = 30.  // incidents
	weightSame     = 2.   // incidents, of same: with .5 it is uniform, as hardly anything is known of their hours
	weightInnocent = 200. // episodes
	weightNew      = 10.  // episodes in new places, of newHosting and near
	weightShared   = 3.   // episodes of one identity, of its own shared
)

// stayPrior is the prior expectation of the shares of stays, and its weights in stays.
var stayPrior = stayShares{burst: .02, lasting: .5, away: .5}

const (
	weightHabits  = 50.
	weightOutside = 10.
)

// aloneShare is the share of stays by habit, at a place that is seen every day, that have
// as few other networks beside them as during an absence.
const aloneShare = .03

// mfaAlike is the weight of everybody's use of a second factor beside an identity's
// own, in sign-ins of different days, places or clients.
const mfaAlike = .5

// burst is the share of an innocent's episodes that are of the size of an intruder's.
const burst = .05

// failures is the prior share of sign-ins that follow a failure, with its weight
// in sign-ins and its least value.
const (
	failureShare  = .02
	failureWeight = 200.
	failureLeast  = .015
)
