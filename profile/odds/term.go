package odds

import "fmt"

// The classes: ways in which a strand may have come about.
const (
	habit     = iota // the identity, from a place and with a client that it has
	newPlace         // … from a place that it has not
	newClient        // … with a client that it has not
	newBoth          // … from such a place with such a client
	takeover         // somebody else
	numClasses
)

var classNames = [numClasses]string{"habit", "new place", "new client", "new place and client", "takeover"}

// Logs are the natural logarithms of how probable a piece of evidence is, by class. Only
// differences between them count.
type logs [numClasses]float64

// versus returns the same logarithm for all innocent classes, and one for a takeover.
func versus(innocent, intruder float64) logs {
	return logs{innocent, innocent, innocent, innocent, intruder}
}

// A term is one kind of evidence.
type term interface {
	// name is what explain calls it.
	name() string
	// weigh returns how probable is what the subject shows, by class. If e is not nil,
	// it notes there what the numbers rest on.
	weigh(s *Scorer, x *subject, e *Evidence) logs
}

// terms is all evidence that there is, in the order in which it is told. What scores is
// what is explained. A new kind of evidence is a file and a line here.
var terms = []term{
	placeTerm{},
	clientTerm{},
	hostingTerm{},
	travelTerm{},
	hoursTerm{},
	failureTerm{},
	persistenceTerm{},
	companyTerm{},
}

// Evidence is what one term says of a sign-in.
type Evidence struct {
	Term     string
	Logs     [5]float64 // ln of the likelihoods, by class
	Facts    []Fact
	Sentence string // for people; "" if there is nothing to tell
}

// A Fact is a number that evidence rests on.
type Fact struct {
	Name  string
	Value float64
}

// note adds a fact.
func (e *Evidence) note(name string, value float64) { e.Facts = append(e.Facts, Fact{name, value}) }

// say sets the sentence.
func (e *Evidence) say(format string, args ...any) { e.Sentence = fmt.Sprintf(format, args...) }

// count writes a number of things, as "1 day" and "2 days".
func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
