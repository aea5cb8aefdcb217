package cloudtrail

import "golang.org/x/sys/cpu"

// fast says whether the processor can mark blocks.
var fast = cpu.X86.HasAVX2

// markBlocks marks the first n blocks of b, of which more must be there than
// blockLen*n, by lookahead. It says whether a needle may begin in one of them.
func markBlocks(b []byte, n int, marks *[blocks]mark) (needle bool) {
	_ = b[blockLen*n+lookahead-1]
	return markAVX2(&b[0], n, marks)
}

//go:noescape
func markAVX2(p *byte, n int, marks *[blocks]mark) (needle bool)
