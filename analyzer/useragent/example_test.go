package useragent_test

import (
	"fmt"

	"loginodds/analyzer/useragent"
)

func Example() {
	var p useragent.Parser
	for _, s := range []string{
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0.0.0 Safari/537.36 Edg/124.0.0.0",
		"Mozilla/5.0 (iPad; CPU OS 17_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/124.0.6367.88 Mobile/15E148 Safari/604.1",
		"aws-cli/2.17.9 md/awscrt#0.20.11 ua/2.0 os/linux#6.8.0 md/arch#x86_64 lang/python#3.11.8",
		"signin.amazonaws.com",
	} {
		c := p.Parse(s)
		fmt.Printf("%s %q on %s %q: %s\n", c.Browser, c.BrowserVersion, c.OS, c.OSVersion, c.Device)
	}
	// Output:
	// Edge "124" on Windows "10+": desktop
	// Chrome "124" on iOS "17.4": tablet
	// aws-cli "2" on Linux "": tool
	// signin.amazonaws.com "" on  "": service
}
