package profile

import (
	"math/rand/v2"
	"runtime"
	"strconv"
	"strings"
	"testing"
)

// BenchmarkMillion fits and scores a million sign-ins of 10,000 identities.
func BenchmarkMillion(b *testing.B) {
	rng := rand.New(rand.NewPCG(4, 4))
	var countries, networks []string
	for i := range 60 {
		countries = append(countries, "C"+strconv.Itoa(i))
	}
	for i := range 2000 {
		networks = append(networks, strconv.Itoa(i))
	}
	clients := []Client{{"desktop", "macOS", "Chrome"}, {"desktop", "Windows", "Chrome"}, {"desktop", "Windows", "Edge"}, {"mobile", "iOS", "Safari"}, {"desktop", "Linux", "Firefox"}}
	type signIn struct {
		identity string
		o        Observation
	}
	all := make([]signIn, 0, 1_000_000)
	for i := range 10_000 {
		name := strings.Repeat("x", 20) + strconv.Itoa(i)
		home, own := Place{Country: countries[i%7], Network: networks[i%300], Prefix: strconv.Itoa(i)}, clients[i%5]
		for range 100 {
			o := Observation{Day: Day(20000 + rng.IntN(365)), Hour: 7 + rng.IntN(12), Place: home, Client: own, Failed: rng.IntN(50) == 0}
			if rng.IntN(10) == 0 {
				o.Place.Prefix = strconv.Itoa(i*8 + rng.IntN(8))
			}
			if rng.IntN(20) == 0 {
				o.Place.Network = networks[rng.IntN(len(networks))]
			}
			if rng.IntN(50) == 0 {
				o.Place.Country = countries[rng.IntN(len(countries))]
			}
			if rng.IntN(20) == 0 {
				o.Client = clients[rng.IntN(5)]
			}
			all = append(all, signIn{name, o})
		}
	}
	b.ReportAllocs()
	heap := func() float64 { // in use, with what is garbage by now
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return float64(m.HeapAlloc)
	}
	runtime.GC()
	before, peak := heap(), 0.0
	for b.Loop() {
		var set Set
		for _, s := range all {
			set.Add(s.identity, s.o)
		}
		m := set.Fit()
		peak = max(peak, heap())
		var scorer *Scorer
		last := ""
		for _, s := range all {
			if s.identity != last {
				scorer, last = m.Identity(s.identity), s.identity
			}
			scorer.Score(s.o)
		}
		peak = max(peak, heap())
	}
	b.ReportMetric((peak-before)/float64(len(all)), "heap-B/sign-in")
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(all)), "ns/sign-in")
}
