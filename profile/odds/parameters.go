package odds

// All numbers of the model that are not learned stand here, with their units. "Chosen"
// says that common sense set the order of magnitude and nothing was fitted. What halving
// or doubling each of them changes is measured in docs/scoring.md.

// levels are the parameters of one value, by level.
var levels = [numLevels]levelParameters{
	country:       {240, .015, .5, .9},
	region:        {20, .3, .5, .9},
	network:       {60, .5, .5, .9},
	prefix:        {1000, 2, .9, .9},
	device:        {4, .03, .5, .5},
	deviceOS:      {8, .04, .5, .5},
	deviceBrowser: {12, .1, .5, .5},
	osAlone:       {10, .03, .5, .5},
	browserAlone:  {15, .03, .5, .5},
}

// levelParameters describe one level.
type levelParameters struct {
	// values is K, the number of values over which what is unseen is spread: how
	// many one may expect to meet. There are some 240 countries; the others are chosen.
	values float64
	// concentration is α₀, the prior expectation of how readily an identity shows a new
	// value: the weight of new values in days. Chosen.
	concentration float64
	// newcomer and intruder are ε, the share of sign-ins that show just any value
	// instead of one that others show, if the identity is somewhere or with
	// something new, and if somebody else signs in. Chosen.
	newcomer, intruder float64
}

// DefaultPrior is ρ, the prior probability that a strand is a takeover. Chosen: one of
// 250, which is far more than of all strands there are, but of those that somebody looks
// for in an incident.
const DefaultPrior = .004

// baseWeight is the weight, in identities, of values that anybody may have, beside those
// that the others have (chosen).
const baseWeight = 20

// When a value is a habit, so that it counts among what others do (chosen).
const (
	habitDays  = 3  // least number of days
	habitSpan  = 14 // days from the first to the last that must be exceeded
	habitShare = .1 // least share of all days
)

// What vouches for a value (chosen).
const (
	vouchingDays = 14 // days from what is judged after which something speaks for it, by 1-1/e
	mostlyPower  = 4  // with which a share of all days tells that it is what is mostly shown
	beforeWeight = 5  // days as which a day counts, in shares, that was before something began
	strangeDays  = 5  // other days of an identity after which what they lack is half strange
)

// Innocent classes, as shares of an identity's days (chosen, but for what is learned).
const (
	newPlaceShare  = .03   // prior share of days with a new place
	newClientShare = .01   // … with a new client
	newBothShare   = .0002 // … with both at once, beyond chance
	firstDays      = 60    // days of history after which the first ones no longer make it twice that
	priorDays      = 300   // weight of the prior shares, in days of everybody
	ownDays        = 20    // weight of everybody's shares beside an identity's own days
	leastReadiness = .5    // of everybody's share, for an identity that never shows anything new
	mostReadiness  = .3    // share of days
	joinDays       = 2000  // weight of nobody's taking up a network, in days of everybody
	commonShare    = .3    // share of strands from a network that everybody uses
)

// Places and clients of intruders, and of innocent people in new places (chosen).
const (
	imitation   = .5  // share of intruders who show a client of the identity's
	sameCountry = .25 // share of intruders from the identity's country, but else from anywhere
	sameNetwork = .07 // share of intruders from its network
	nearPlace   = .4  // share of new places that are in the identity's country
	nearBoth    = .9  // the same if the client is new as well: few travel with a new client
)

// Networks that let servers (chosen: incident reports have many intruders behind VPNs and
// clouds, and as many who are not).
const (
	hostingIntruders = .3  // share of intruders
	hostingInnocent  = .15 // share of innocent new places
)

// Failures before (chosen).
const (
	failureIntruders = .2 // share of intruders, who have the password
	failureInnocent  = .1 // share of innocent strands
)

// Hours (chosen).
const (
	hoursKept  = .5 // share of intruders who keep their victim's
	hoursAny   = .1 // share of innocent strands at any hour
	hoursPrior = 12 // uniform sign-ins seen before
	hoursMost  = 3  // as how many sign-ins those of a strand count at most
)

// Strands that are apart from others of the identity (chosen).
const (
	apartIntruders     = .3   // share of intruders
	hastyInnocent      = .1   // share of innocent strands, faster than an airliner
	impossibleInnocent = .015 // … far faster and within an hour
	apartWeight        = 10   // weight of these shares, in strands of the identity
	impossibleApart    = 2    // the class of the latter
)

// How long things last (chosen; of intruders M-Trends 2024 and 2025 have a median stay of
// 10 and 11 days before they are found).
const (
	stayDays      = 20   // days after which half of the intruders are gone
	leastStay     = .02  // bound of this
	lastingDays   = 14   // days after which half of what is outside the habit is over
	leastDominant = 1e-3 // bound of what a share of all days says
)

// companyRatio is how many times more probable a strange address block and client are that
// were strange to another identity as well, less 1 (chosen).
const companyRatio = 4

// π, the prior share of sign-ins from outside the habit (chosen).
const (
	outsidePlace  = .03
	outsideClient = .03
)
