package useragent

import (
	"fmt"
	"strings"
	"testing"
)

// newAgents returns n user agents that differ in browser, version and device.
func newAgents(n int) []string {
	agents := make([]string, n)
	for i := range agents {
		v := 100 + i/5
		switch i % 5 {
		case 0:
			agents[i] = fmt.Sprintf("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/%d.0.0.0 Safari/537.36", v)
		case 1:
			agents[i] = fmt.Sprintf("Mozilla/5.0 (Linux; Android 13; SM-G%dB) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Mobile Safari/537.36", v)
		case 2:
			agents[i] = fmt.Sprintf("Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/%d.4 Mobile/15E148 Safari/604.1", v)
		case 3:
			agents[i] = fmt.Sprintf("Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:%d.0) Gecko/20100101 Firefox/%[1]d.0", v)
		case 4:
			agents[i] = fmt.Sprintf("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0.0.0 Safari/537.36 Edg/%d.0.0.0", v)
		}
	}
	return agents
}

// BenchmarkStart is what the first user agent costs more than others: to load
// the rules, and to compile those that are tried.
func BenchmarkStart(b *testing.B) {
	a := newAgent(newAgents(1)[0])
	for b.Loop() {
		r := newRuleBook()
		r.browsers.find(a)
		r.systems.find(a)
		r.devices.find(a)
	}
}

// BenchmarkNew is a log of 2,500 user agents, without the start.
func BenchmarkNew(b *testing.B) {
	agents := newAgents(2500)
	theRules()
	for b.Loop() {
		var p Parser
		for _, s := range agents {
			p.Parse(s)
		}
	}
}

func BenchmarkCached(b *testing.B) {
	var p Parser
	s := newAgents(1)[0]
	p.Parse(s)
	for b.Loop() {
		p.Parse(s)
	}
}

func BenchmarkCachedParallel(b *testing.B) {
	var p Parser
	s := newAgents(1)[0]
	p.Parse(s)
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			p.Parse(s)
		}
	})
}

// BenchmarkLong is a user agent of 100 KB, of words that many rules look for.
func BenchmarkLong(b *testing.B) {
	s := "Mozilla/5.0 (" + strings.Repeat("Linux; Android 13; Mobile bot spider Nokia Safari ", 2000)
	theRules()
	for b.Loop() {
		parse(Cut(s))
	}
}
