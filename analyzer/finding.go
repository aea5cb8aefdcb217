package analyzer

import (
	"time"

	"loginodds/analyzer/geoip"
	"loginodds/analyzer/useragent"
)

// A Finding is a sign-in with its probabilities and what they rest on.
type Finding struct {
	EventID            string
	Episode            string    // the same for what is judged together: sign-ins of one identity from one address block with one client
	EventTime          time.Time // UTC; zero if the record says none
	EventName          string
	Outcome            Outcome
	MFAUsed            string // "yes", "no" or "unknown"
	RecipientAccountID string
	AWSRegion          string
	Identity           Identity
	SourceIPAddress    string // as logged
	Geo                geoip.Place
	UserAgent          string // as logged, cut to 1,024 bytes
	Client             useragent.Client
	Probability        Probability
	Evidence           Evidence
	Explanation        *Explanation // nil unless asked for
	File               string       // path, or archive!member
	Record             int          // number of the record in its file, from 1
}

// Probability holds the anomaly probabilities of a sign-in, each in [0,1].
// A feature that is unknown is NaN; Overall never is.
type Probability struct {
	Overall  float64 // that the sign-in was not its user's
	Location float64 // that the place comes from outside the user's habit
	Browser  float64 // and likewise
	OS       float64
	Device   float64
}

// A Feature is one of the probabilities of a sign-in.
type Feature int

// The features, in the order in which they are shown.
const (
	Location Feature = iota
	Browser
	OS
	Device
	Overall
)

// Features lists all features.
var Features = []Feature{Location, Browser, OS, Device, Overall}

func (f Feature) String() string {
	return [...]string{"location", "browser", "os", "device", "overall"}[f]
}

// Of returns the probability of one feature.
func (p Probability) Of(f Feature) float64 {
	return [...]float64{p.Location, p.Browser, p.OS, p.Device, p.Overall}[f]
}

// Evidence is what the probabilities of a sign-in rest on. The habits leave out what the
// identity does from the same network with the same client.
type Evidence struct {
	SignIns        int // of the identity, in all logs read
	Days           int // on which it signed in
	Location       Habit
	Browser        Habit
	OS             Habit
	Device         Habit
	FailuresBefore int      // failed sign-ins of the identity in the hour before
	NobodyBefore   int      // and those from the address that name nobody
	Session        string   // name of a session that may not be that of its identity, as it is kept
	Application    string   // that was signed in to; "" is the console or the access portal
	Notes          []string // what else a reader should know, in sentences without a full stop
}

// A Habit compares a value with what its identity usually shows. The location
// is a country, or where the country is usual, a network within it.
type Habit struct {
	Value    string // "" if unknown
	SeenDays int    // days with this value
	OfDays   int    // days with any value
	Usual    []Usual
}

// Usual is a value of a habit, and on how many days it was seen.
type Usual struct {
	Value string
	Days  int
}
