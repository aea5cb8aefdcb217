package profile

import (
	"fmt"
	"testing"
)

// TestSecondDevice: who has used a second device for as long as he is known has it for
// a habit, and not for an episode that is left out whole.
func TestSecondDevice(t *testing.T) {
	w := newWorld(3)
	for day := range 29 {
		for i := range 8 {
			home := Place{Country: "DE", Network: fmt.Sprint(i), Prefix: fmt.Sprint(i, "/", day/7)}
			w.add(fmt.Sprint("u", i), day, 9, home, desktop)
			if i == 0 && (day%3 == 0 || day == 28) {
				w.add("u0", day, 7+day%12, home, server)
			}
		}
	}
	o := Observation{Day: 20015, Hour: 10, Place: Place{Country: "DE", Network: "0", Prefix: "0/2"}, Client: server}
	x := fitAll(w.all).Identity("u0").Explain(o)
	if x.Episode.First != 20015 || x.Episode.Last != 20018 || x.Score.Browser > .01 {
		t.Errorf("got the browser's %v in an episode of day %d to %d, want less than .01 in one of its address block", x.Score.Browser, x.Episode.First, x.Episode.Last)
	}
}
