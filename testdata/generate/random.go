package main

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"
)

// seed is the beginning of every key of a stream or name.
const seed = "kawasemi"

// stream returns random numbers that depend on the key alone, so that a change
// to one person does not change the others.
func stream(key ...string) *rand.Rand {
	return rand.New(rand.NewChaCha8(hash(key...)))
}

func hash(key ...string) [sha256.Size]byte {
	return sha256.Sum256([]byte(seed + "/" + strings.Join(key, "/")))
}

// uuid returns a UUID of version 4 that the key determines.
func uuid(key ...string) string {
	h := hash(key...)
	h[6] = h[6]&0x0f | 0x40
	h[8] = h[8]&0x3f | 0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", h[:4], h[4:6], h[6:8], h[8:10], h[10:16])
}

// hexadecimal returns n digits.
func hexadecimal(n int, key ...string) string {
	h := hash(key...)
	return hex.EncodeToString(h[:])[:n]
}

// letters are those of the unique ids of IAM, and allLetters those of file names.
const (
	letters    = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
	allLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
)

// word returns n letters of an alphabet.
func word(alphabet string, n int, key ...string) string {
	r := stream(key...)
	var b strings.Builder
	for range n {
		b.WriteByte(alphabet[r.IntN(len(alphabet))])
	}
	return b.String()
}

// uniqueID returns an id of IAM of n letters. Its prefix says of what it is, and
// its end that there is no such thing, as in the documentation of AWS.
func uniqueID(prefix string, n int, key ...string) string {
	const end = "EXAMPLE"
	return prefix + word(letters, n-len(prefix)-len(end), key...) + end
}

// seconds returns a duration between two numbers of seconds.
func seconds(r *rand.Rand, low, high int) time.Duration {
	return time.Duration(low+r.IntN(high-low+1)) * time.Second
}
