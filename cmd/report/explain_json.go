package report

import (
	"io"

	"loginodds/analyzer"
	"loginodds/profile/odds"
)

// explanationSchema is that of what ExplainJSON writes; see schema/.
const explanationSchema = "loginodds.explanation/v2"

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
	Strand     unitJSON          `json:"strand"`
	Histograms []histogramJSON   `json:"histograms"`
	Features   map[string]aspect `json:"features"`
	Overall    overallJSON       `json:"overall"`
	Before     []pointJSON       `json:"before"`
	Events     []eventJSON       `json:"events"`
	After      []pointJSON       `json:"after"`
}

type unitJSON struct {
	Held    bool   `json:"inHistograms"`
	SignIns int    `json:"signIns"`
	Days    int    `json:"days"`
	First   string `json:"first"`
	Last    string `json:"last"`
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
	Days        float64  `json:"c"`
	OfDays      float64  `json:"T"`
	Grade       float64  `json:"g"`
	Users       int      `json:"U"`
	Total       int      `json:"N"`
	Values      float64  `json:"K"`
	Base        float64  `json:"G"`
	Varied      float64  `json:"varied"`
	Exposure    float64  `json:"exposure"`
	Prior       float64  `json:"alphaPrior"`
	Alpha       float64  `json:"alpha"`
	NewcomerAny float64  `json:"epsilonNewcomer"`
	IntruderAny float64  `json:"epsilonIntruder"`
	Habit       float64  `json:"p"`
	Newcomer    float64  `json:"q"`
	Intruder    float64  `json:"r"`
}

type aspect struct {
	Levels      []levelJSON `json:"levels"`
	Outside     float64     `json:"pi"`
	LogRatio    float64     `json:"logRatio"`
	Span        float64     `json:"span"`
	Share       float64     `json:"share"`
	Lasting     float64     `json:"lasting"`
	Dominance   float64     `json:"dominance"`
	Probability *float64    `json:"probability"`
}

type overallJSON struct {
	Place       []levelJSON    `json:"place"`
	Client      []levelJSON    `json:"client"`
	Evidence    []evidenceJSON `json:"evidence"`
	Classes     []classJSON    `json:"classes"`
	Innocent    float64        `json:"logInnocent"`
	Intruder    float64        `json:"logIntruder"`
	Thin        bool           `json:"thin"`
	Probability float64        `json:"probability"`
}

type evidenceJSON struct {
	Term     string     `json:"term"`
	Logs     [5]float64 `json:"logs"`
	Facts    []factJSON `json:"facts"`
	Sentence string     `json:"sentence"`
}

type factJSON struct {
	Name  string  `json:"name"`
	Value float64 `json:"value"`
}

type classJSON struct {
	Name          string  `json:"name"`
	LogWeight     float64 `json:"logWeight"`
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
		Strand:     newUnit(&a.Strand),
		Histograms: []histogramJSON{},
		Features: map[string]aspect{
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

func newUnit(u *odds.Unit) unitJSON {
	return unitJSON{u.Held, u.SignIns, u.Days, day(u.First.Time()), day(u.Last.Time())}
}

func newAspect(x *odds.Feature) aspect {
	return aspect{newLevels(x.Levels), x.Outside, x.LogRatio, x.Span, x.Share, x.Lasting, x.Dominance, number(x.Probability)}
}

func newLevels(all []odds.Level) []levelJSON {
	out := []levelJSON{}
	for _, l := range all {
		out = append(out, levelJSON{
			l.Attribute.String(), l.Value, append([]string{}, l.Parents...), l.Days, l.OfDays, l.Grade, l.Users, l.Total, l.Values, l.Base,
			l.Varied, l.Exposure, l.Prior, l.Alpha, l.NewcomerAny, l.IntruderAny, l.Habit, l.Newcomer, l.Intruder,
		})
	}
	return out
}

func newOverall(a *analyzer.Explanation) overallJSON {
	out := overallJSON{
		Place: newLevels(a.Place), Client: newLevels(a.Client), Evidence: []evidenceJSON{},
		Innocent: a.Innocent, Intruder: a.Intruder, Thin: a.Thin, Probability: a.Score.Overall,
	}
	for _, v := range a.Evidence {
		j := evidenceJSON{v.Term, v.Logs, []factJSON{}, v.Sentence}
		for _, f := range v.Facts {
			j.Facts = append(j.Facts, factJSON(f))
		}
		out.Evidence = append(out.Evidence, j)
	}
	for _, c := range a.Classes {
		out.Classes = append(out.Classes, classJSON(c))
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
