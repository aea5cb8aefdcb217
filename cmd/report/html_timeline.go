package report

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"loginodds/analyzer"
)

// lanesShown is how many places and how many clients a timeline has a lane for. The
// others share one.
const lanesShown = 8

// timelinesShown is how many identities are listed before the reader asks for the
// rest, and timelinesOpen how many at most are open from the beginning.
const (
	timelinesShown = 50
	timelinesOpen  = 3
)

// laneWidth is the width of a lane in its own units. It is stretched to the page.
const laneWidth = 1000

// timelines show what every identity with a finding has done. All have one scale.
type timelines struct {
	First, Rest []*timeline
	scale       timeScale
}

// A timeline has the sign-ins of one identity in lanes.
type timeline struct {
	ID       int
	Open     bool
	Who, Key string
	Count    string
	Groups   []laneGroup
	Ticks    []tick
	Bucket   string // what one bar stands for
}

// A laneGroup is a set of lanes that share out the same sign-ins.
type laneGroup struct {
	Name  string
	Lanes []*lane
}

// A lane has the sign-ins of one place or one client.
type lane struct {
	Label  string
	N      int
	Marked int    // those that are reported
	Path   string // of the bars
	Stroke string // their width
	Marks  []laneMark
	Grid   []tick
	buckets
}

// A laneMark shows reported sign-ins.
type laneMark struct {
	At       string // in percent of the width
	Episodes string // their ids, in order and each with a space around it
	Text     string
}

// A tick is a date on the axis.
type tick struct {
	At, Text string
	Minor    bool // left out on narrow screens
}

func (p *page) newTimelines() *timelines {
	d := p.report.Details
	if d == nil || len(d.Histories) == 0 {
		return nil
	}
	t := &timelines{scale: p.newScale(d.Histories)}
	episodes := p.markedEpisodes()
	for i := range d.Histories {
		line := p.newTimeline(t.scale, &d.Histories[i], episodes)
		line.ID, line.Open = i+1, i < timelinesOpen
		if i < timelinesShown {
			t.First = append(t.First, line)
		} else {
			t.Rest = append(t.Rest, line)
		}
	}
	return t
}

// More counts the identities that are not listed at first.
func (t *timelines) More() string { return counted(len(t.Rest), "more identity") }

// A pointKey finds the finding of a point in a history.
type pointKey struct {
	identity, event string
	at              int64
}

// markedEpisodes returns the number of the episode of every marked finding.
func (p *page) markedEpisodes() map[pointKey]int {
	ids := map[string]int{}
	all := map[pointKey]int{}
	for i := range p.report.Findings {
		f := &p.report.Findings[i]
		if ids[f.Episode] == 0 {
			ids[f.Episode] = len(ids) + 1
		}
		if p.options.marked(f) {
			all[pointKey{f.Identity.Key, f.EventID, f.EventTime.UnixNano()}] = ids[f.Episode]
		}
	}
	return all
}

func (p *page) newTimeline(scale timeScale, h *analyzer.History, episodes map[pointKey]int) *timeline {
	places, clients, failures := newLanes(), newLanes(), newLanes()
	days := map[string]bool{}
	reported := 0
	for i := range h.SignIns {
		s := &h.SignIns[i]
		n := scale.bucket(s.Time)
		episode := episodes[pointKey{h.Identity.Key, s.EventID, s.Time.UnixNano()}]
		if episode > 0 {
			reported++
		}
		if s.Outcome == analyzer.Failure {
			failures.add("Failed sign-ins", n, episode)
			continue
		}
		days[p.options.time(s.Time)[:len(time.DateOnly)]] = true
		places.add(pointPlace(s), n, episode)
		clients.add(with(&analyzer.Finding{Client: s.Client}), n, episode)
	}
	t := &timeline{
		Who:    line(cmp.Or(h.Identity.Name, "(name hidden)")),
		Key:    line(h.Identity.Key),
		Count:  fmt.Sprintf("%s on %s, %s reported", counted(len(h.SignIns), "sign-in"), counted(len(days), "day"), thousands(reported)),
		Ticks:  scale.ticks(),
		Bucket: scale.unit(),
	}
	for _, g := range []struct {
		name  string
		lanes *lanes
	}{{"Place", places}, {"Client", clients}, {"Outcome", failures}} {
		if lanes := g.lanes.draw(scale); len(lanes) > 0 {
			t.Groups = append(t.Groups, laneGroup{g.name, lanes})
		}
	}
	return t
}

// pointPlace names the place of a lane: the country and the network.
func pointPlace(s *analyzer.Point) string {
	f := &analyzer.Finding{Geo: s.Geo}
	f.Geo.City = ""
	return cmp.Or(strings.TrimSpace(from(f)), "unknown")
}

// buckets count sign-ins over time.
type buckets struct {
	counts   map[int]int
	episodes map[int]map[int]int // counts of the marked ones, by bucket and episode
}

func (b *buckets) merge(other buckets) {
	for n, count := range other.counts {
		b.counts[n] += count
	}
	for n, marked := range other.episodes {
		for episode, count := range marked {
			b.mark(n, episode, count)
		}
	}
}

func (b *buckets) mark(n, episode, count int) {
	if b.episodes[n] == nil {
		b.episodes[n] = map[int]int{}
	}
	b.episodes[n][episode] += count
}

// lanes collect sign-ins by label.
type lanes struct{ byLabel map[string]*lane }

func newLanes() *lanes { return &lanes{map[string]*lane{}} }

func newLane(label string) *lane {
	return &lane{Label: label, buckets: buckets{map[int]int{}, map[int]map[int]int{}}}
}

func (l *lanes) add(label string, n, episode int) {
	x := l.byLabel[label]
	if x == nil {
		x = newLane(label)
		l.byLabel[label] = x
	}
	x.N++
	x.counts[n]++
	if episode > 0 {
		x.Marked++
		x.mark(n, episode, 1)
	}
}

// draw returns the lanes, the most usual first. Those with reported sign-ins come
// before others when there are too many.
func (l *lanes) draw(scale timeScale) []*lane {
	usual := func(a, b *lane) int {
		return cmp.Or(cmp.Compare(len(b.counts), len(a.counts)), cmp.Compare(b.N, a.N), strings.Compare(a.Label, b.Label))
	}
	all := slices.SortedFunc(maps.Values(l.byLabel), func(a, b *lane) int {
		return cmp.Or(cmp.Compare(min(1, b.Marked), min(1, a.Marked)), usual(a, b))
	})
	if len(all) > lanesShown {
		rest := newLane(fmt.Sprintf("%d others", len(all)-lanesShown+1))
		for _, x := range all[lanesShown-1:] {
			rest.N, rest.Marked = rest.N+x.N, rest.Marked+x.Marked
			rest.merge(x.buckets)
		}
		all = all[:lanesShown-1]
		slices.SortFunc(all, usual)
		all = append(all, rest)
	} else {
		slices.SortFunc(all, usual)
	}
	for _, x := range all {
		x.draw(scale)
	}
	return all
}

// draw makes the bars of a lane, and the marks over them.
func (x *lane) draw(scale timeScale) {
	x.Label = line(x.Label)
	x.Stroke = fmt.Sprintf("%.4g", max(3.5, .7*laneWidth/float64(scale.n)))
	x.Grid = scale.ticks()
	var path strings.Builder
	for _, n := range slices.Sorted(maps.Keys(x.counts)) {
		height := 4
		for count := x.counts[n]; count > 1 && height < 16; count /= 2 {
			height += 4
		}
		fmt.Fprintf(&path, "M%.4g 18v-%d", laneWidth*scale.middle(n), height)
	}
	x.Path = path.String()
	for _, n := range slices.Sorted(maps.Keys(x.episodes)) {
		m := laneMark{At: fmt.Sprintf("%.4g%%", 100*scale.middle(n)), Episodes: " "}
		count := 0
		for _, episode := range slices.Sorted(maps.Keys(x.episodes[n])) {
			count += x.episodes[n][episode]
			m.Episodes += fmt.Sprint(episode, " ")
		}
		m.Text = scale.date(n) + ": " + counted(count, "reported sign-in")
		x.Marks = append(x.Marks, m)
	}
}
