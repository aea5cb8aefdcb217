package odds

import (
	"math/rand/v2"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"loginodds/profile"
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
	clients := []profile.Client{chromeMac, chromeWindows, edgeWindows, safariPhone, firefoxLinux}
	all := make([]signIn, 0, 1_000_000)
	for i := range 10_000 {
		name := strings.Repeat("x", 20) + strconv.Itoa(i)
		home, own := line(countries[i%7], networks[i%300], strconv.Itoa(i)), clients[i%5]
		for range 100 {
			o := at(rng.IntN(365), 7+rng.IntN(12), home, own)
			o.Failed = rng.IntN(50) == 0
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
	benchmark(b, all)
}

// BenchmarkChanging fits and scores 500,000 sign-ins of 5,000 people whose address changes
// each time, so that each is a strand of its own.
func BenchmarkChanging(b *testing.B) {
	rng := rand.New(rand.NewPCG(5, 5))
	clients := []profile.Client{chromeMac, chromeWindows, edgeWindows, safariPhone, firefoxLinux}
	all := make([]signIn, 0, 500_000)
	for i := range 5_000 {
		for day := range 100 {
			p := line("JP", carriers[i%len(carriers)], strconv.Itoa(i)+"/"+strconv.Itoa(day))
			all = append(all, signIn{user(i), at(2*day, 7+rng.IntN(12), p, clients[i%5])})
		}
	}
	benchmark(b, all)
}

// benchmark fits and scores sign-ins, those of one identity after those of another.
func benchmark(b *testing.B, all []signIn) {
	b.ReportAllocs()
	heap := func() float64 { // in use, with what is garbage by now
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return float64(m.HeapAlloc)
	}
	runtime.GC()
	before, peak := heap(), 0.0
	for b.Loop() {
		m := fit(all)
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
