package report

import (
	"io"

	"loginodds/analyzer"
)

// explanationSchema is that of what ExplainJSON writes; see schema/.
const explanationSchema = "loginodds.explanation/v1"

// ExplainJSON writes one object per explained sign-in, one per line.
func ExplainJSON(w io.Writer, all []analyzer.Explained, o Options) error {
	for i := range all {
		line, err := encode(newExplanation(&all[i]))
		if err != nil {
			return err
		}
		if _, err := w.Write(append(line, '\n')); err != nil {
			return err
		}
	}
	return nil
}

type explained struct {
	Schema     string            `json:"schema"`
	Finding    finding           `json:"finding"`
	Aliases    []string          `json:"alsoKnownAs"`
	Episode    unitJSON          `json:"episode"`
	Stay       unitJSON          `json:"stay"`
	Histograms []histogramJSON   `json:"histograms"`
	Aspects    map[string]aspect `json:"features"`
	Overall    overallJSON       `json:"overall"`
	Before     []pointJSON       `json:"before"`
	Events     []eventJSON       `json:"events"`
	After      []pointJSON       `json:"after"`
}

type unitJSON struct {
	Held     bool     `json:"inHistograms"`
	SignIns  int      `json:"signIns"`
	Days     int      `json:"days"`
	First    string   `json:"first"`
	Last     string   `json:"last"`
	Prefixes []string `json:"prefixes"`
}

type histogramJSON struct {
	Attribute string    `json:"attribute"`
	Value     string    `json:"value"`
	SeenDays  int       `json:"seenDays"`
	OfDays    int       `json:"ofDays"`
	Bars      []barJSON `json:"bars"`
}

type barJSON struct {
	Value string `json:"value"`
	Days  int    `json:"days"`
	Last  string `json:"last"`
}

// levelJSON has the letters of docs/scoring.md for names.
type levelJSON struct {
	Attribute   string   `json:"attribute"`
	Value       string   `json:"value"`
	Parents     []string `json:"parents"`
	Days        int      `json:"c"`
	OfDays      int      `json:"T"`
	Users       int      `json:"U"`
	Total       int      `json:"N"`
	Once        int      `json:"N1"`
	Values      float64  `json:"K"`
	Unseen      float64  `json:"u"`
	Base        float64  `json:"G"`
	Varied      float64  `json:"varied"`
	Exposure    float64  `json:"exposure"`
	Rate        float64  `json:"rate"`
	Brief       float64  `json:"brief"`
	Alpha       float64  `json:"alpha"`
	NewcomerAny float64  `json:"epsilonNewcomer"`
	IntruderAny float64  `json:"epsilonIntruder"`
	Habit       float64  `json:"p"`
	Newcomer    float64  `json:"q"`
	Intruder    float64  `json:"r"`
}

type aspect struct {
	Levels      []levelJSON    `json:"levels"`
	Terms       []stayTermJSON `json:"terms"`
	LogRatio    float64        `json:"logRatio"`
	Alien       float64        `json:"pi"`
	Probability *float64       `json:"probability"`
}

type overallJSON struct {
	Place         []levelJSON       `json:"place"`
	Client        []levelJSON       `json:"client"`
	Terms         []termJSON        `json:"terms"`
	Roaming       []roamingJSON     `json:"roaming"`
	Imitation     float64           `json:"imitation"`
	SameCountry   float64           `json:"sameCountry"`
	SameNetwork   float64           `json:"sameNetwork"`
	Near          float64           `json:"near"`
	Classes       []classJSON       `json:"classes"`
	Innocent      float64           `json:"logInnocent"`
	Intruder      float64           `json:"logIntruder"`
	Recalibration recalibrationJSON `json:"recalibration"`
	Thin          bool              `json:"thin"`
	Probability   float64           `json:"probability"`
}

type recalibrationJSON struct {
	Share float64    `json:"share"`
	Knots []knotJSON `json:"knots"`
}

type knotJSON struct {
	LogOdds      float64 `json:"logOdds"`
	Recalibrated float64 `json:"recalibrated"`
}

type termJSON struct {
	Name         string      `json:"name"`
	Inputs       []inputJSON `json:"inputs"`
	Innocent     float64     `json:"innocent"`
	Intruder     float64     `json:"intruder"`
	LogRatio     float64     `json:"logRatio"`
	NewPlaceOnly bool        `json:"newPlaceOnly"`
}

type stayTermJSON struct {
	Name    string      `json:"name"`
	Inputs  []inputJSON `json:"inputs"`
	Habit   float64     `json:"habit"`
	Outside float64     `json:"outside"`
}

type inputJSON struct {
	Name  string  `json:"name"`
	Value float64 `json:"value"`
}

type classJSON struct {
	Name          string  `json:"name"`
	Weight        float64 `json:"weight"`
	LogLikelihood float64 `json:"logLikelihood"`
}

type pointJSON struct {
	EventID   string  `json:"eventID"`
	EventTime *string `json:"eventTime"`
	Outcome   string  `json:"outcome"`
	Geo       geo     `json:"geo"`
	Client    client  `json:"client"`
}

type eventJSON struct {
	EventTime *string `json:"eventTime"`
	EventName string  `json:"eventName"`
	Outcome   string  `json:"outcome"`
	Address   string  `json:"sourceIPAddress"`
	Message   string  `json:"errorMessage"`
}

func newExplanation(x *analyzer.Explained) explained {
	a := x.Finding.Explanation
	out := explained{
		Schema:     explanationSchema,
		Finding:    newFinding(&x.Finding),
		Aliases:    append([]string{}, x.Finding.Identity.Aliases()...),
		Episode:    newUnit(&a.Episode),
		Stay:       newUnit(&a.Stay),
		Histograms: []histogramJSON{},
		Aspects: map[string]aspect{
			"location": newAspect(&a.Location), "browser": newAspect(&a.Browser), "os": newAspect(&a.OS), "device": newAspect(&a.Device),
		},
		Overall: newOverall(a),
		Before:  newPoints(x.Before),
		Events:  []eventJSON{},
		After:   newPoints(x.After),
	}
	for _, h := range a.Histograms {
		j := histogramJSON{h.Attribute, h.Value, h.SeenDays, h.OfDays, []barJSON{}}
		for _, b := range h.Bars {
			j.Bars = append(j.Bars, barJSON{b.Value, b.Days, day(b.Last)})
		}
		out.Histograms = append(out.Histograms, j)
	}
	for _, v := range x.Events {
		out.Events = append(out.Events, eventJSON{timestamp(v.Time), v.Name, v.Outcome.String(), v.Address, v.Message})
	}
	return out
}

func newUnit(u *analyzer.Unit) unitJSON {
	return unitJSON{u.Held, u.SignIns, u.Days, day(u.First.Time()), day(u.Last.Time()), append([]string{}, u.Prefixes...)}
}

func newAspect(x *analyzer.Aspect) aspect {
	out := aspect{newLevels(x.Levels), []stayTermJSON{}, x.LogRatio, x.Alien, number(x.Probability)}
	for _, t := range x.Terms {
		out.Terms = append(out.Terms, stayTermJSON{t.Name, newInputs(t.Inputs), t.Habit, t.Outside})
	}
	return out
}

func newInputs(all []analyzer.Input) []inputJSON {
	out := []inputJSON{}
	for _, in := range all {
		out = append(out, inputJSON(in))
	}
	return out
}

func newLevels(all []analyzer.Level) []levelJSON {
	out := []levelJSON{}
	for _, l := range all {
		out = append(out, levelJSON{
			l.Attribute.String(), l.Value, append([]string{}, l.Parents...), l.Days, l.OfDays, l.Users, l.Total, l.Once, l.Values, l.Unseen, l.Base,
			l.Varied, l.Exposure, l.Rate, l.Brief, l.Alpha, l.NewcomerAny, l.IntruderAny, l.Habit, l.Newcomer, l.Intruder,
		})
	}
	return out
}

func newOverall(a *analyzer.Explanation) overallJSON {
	out := overallJSON{
		Place: newLevels(a.Place), Client: newLevels(a.Client), Terms: []termJSON{}, Roaming: newRoaming(a.Roaming), Imitation: a.Imitation, SameCountry: a.SameCountry, SameNetwork: a.SameNetwork, Near: a.Near,
		Innocent: a.Innocent, Intruder: a.Intruder, Thin: a.Thin, Probability: a.Score.Overall,
	}
	for _, t := range a.Terms {
		out.Terms = append(out.Terms, termJSON{t.Name, newInputs(t.Inputs), t.Innocent, t.Intruder, t.LogRatio, t.NewPlaceOnly})
	}
	for _, c := range append(a.Innocents[:], a.Takeover) {
		out.Classes = append(out.Classes, classJSON(c))
	}
	out.Recalibration.Share = a.Recalibration.Share
	for _, k := range a.Recalibration.Knots {
		out.Recalibration.Knots = append(out.Recalibration.Knots, knotJSON(k))
	}
	return out
}

func newPoints(all []analyzer.Point) []pointJSON {
	out := []pointJSON{}
	for _, p := range all {
		f := newFinding(&analyzer.Finding{EventID: p.EventID, EventTime: p.Time, Outcome: p.Outcome, Geo: p.Geo, Client: p.Client})
		out = append(out, pointJSON{f.EventID, f.EventTime, f.Outcome, f.Geo, f.Client})
	}
	return out
}
