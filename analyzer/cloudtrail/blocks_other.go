//go:build !amd64

package cloudtrail

// fast says whether the processor can mark blocks.
var fast = false

func markBlocks([]byte, int, *[blocks]mark) bool { panic("not for this processor") }
