// Loginodds tells, for every AWS console sign-in in exported CloudTrail logs,
// the odds that it was not its user.
package main

import (
	"os"

	"loginodds/cmd"
)

//go:generate go run ./docs/generate

func main() {
	os.Exit(cmd.Main(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}
