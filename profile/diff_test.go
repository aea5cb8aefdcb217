package profile

import (
	"reflect"
	"strings"
	"testing"
)

func TestDiff(t *testing.T) {
	tokyo, berlin := Place{Country: "JP", Network: "17676"}, Place{Country: "DE", Network: "3320"}
	before, after := &Baseline{}, &Baseline{}
	add := func(b *Baseline, identity string, from, to, hour int, p Place, c Client) {
		for d := from; d < to; d++ {
			b.Add(identity, strings.ToUpper(identity), "IAMUser", Observation{Day: Day(20000 + d), Hour: hour, Place: p, Client: c})
		}
	}
	add(before, "left", 0, 3, 9, tokyo, desktop)
	add(after, "joined", 30, 34, 9, tokyo, desktop)
	// Of 20 days in Tokyo, 4 with a laptop that is gone.
	add(before, "moved", 0, 20, 9, tokyo, desktop)
	add(before, "moved", 0, 4, 9, tokyo, laptop)
	// Of 20 days 10 in Berlin, and 1 in the evening.
	add(after, "moved", 30, 40, 9, tokyo, desktop)
	add(after, "moved", 40, 50, 9, berlin, desktop)
	add(after, "moved", 40, 41, 19, berlin, desktop)
	// From 9 of 10 days to 7 of 10 is less than a quarter.
	add(before, "same", 0, 9, 9, tokyo, desktop)
	add(before, "same", 9, 10, 9, berlin, desktop)
	add(after, "same", 0, 7, 9, tokyo, desktop)
	add(after, "same", 7, 10, 9, berlin, desktop)
	// From all of 9 days to half of 10 is much, but 9 days are few.
	add(before, "few", 0, 9, 9, tokyo, desktop)
	add(before, "few", 0, 1, 9, berlin, desktop)
	add(after, "few", 0, 5, 9, tokyo, desktop)
	add(after, "few", 5, 10, 9, berlin, desktop)
	before.AddFailure("failed", "", "", 20000, 1) // who never signed in

	moved := func(kind ChangeKind, attribute, value string, a, b int) Change {
		return Change{kind, "moved", []string{"MOVED"}, attribute, value, Seen{a, 20}, Seen{b, 20}}
	}
	got, err := Diff(before, after)
	want := []Change{
		{Kind: New, Identity: "joined", Names: []string{"JOINED"}, After: Seen{4, 4}},
		{Kind: Gone, Identity: "left", Names: []string{"LEFT"}, Before: Seen{3, 3}},
		moved(New, "country", "DE", 0, 10),
		moved(Shifted, "country", "JP", 20, 10),
		moved(New, "network", "DE AS3320", 0, 10),
		moved(Shifted, "network", "JP AS17676", 20, 10),
		moved(Gone, "browser", "Safari", 4, 0),
		moved(Gone, "os", "macOS", 4, 0),
		moved(New, "hours", "18–24", 0, 1),
	}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, %v\nwant %+v", got, err, want)
	}
	if got, err := Diff(after, after); err != nil || len(got) != 0 {
		t.Errorf("got %+v, %v of the same, want nothing", got, err)
	}
	if _, err := Diff(&Baseline{Notes: Notes{Grouping: "person"}}, &Baseline{Notes: Notes{Grouping: "principal"}}); err == nil {
		t.Error("got no error for different groupings")
	}
}
