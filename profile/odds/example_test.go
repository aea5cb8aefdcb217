package odds_test

import (
	"fmt"

	"loginodds/profile"
	"loginodds/profile/odds"
)

// Somebody who always signs in from Japan with Chrome on macOS does so from a cloud in the
// United States with Edge on Windows.
func Example() {
	home := profile.Place{Country: "JP", Network: "17676", Prefix: "192.0.2.0/24"}
	cloud := profile.Place{Country: "US", Network: "14618", Prefix: "198.51.100.0/24", Hosting: true}
	chrome := profile.Client{Device: "desktop", OS: "macOS", Browser: "Chrome"}
	edge := profile.Client{Device: "desktop", OS: "Windows", Browser: "Edge"}

	var set profile.Set
	for day := range profile.Day(100) {
		set.Add("mei", profile.Observation{Day: 20000 + day, Hour: 10, Place: home, Client: chrome})
	}
	odd := profile.Observation{Day: 20100, Hour: 3, Place: cloud, Client: edge}
	set.Add("mei", odd)

	mei := odds.Fit(&set, odds.Options{}).Identity("mei")
	score := mei.Score(odd)
	fmt.Println("reported:", score.Overall >= .9 && score.Location >= .9 && score.Browser >= .9)
	fmt.Println(mei.Judge(odd).Evidence[0].Sentence)
	// Output:
	// reported: true
	// No other sign-in of this identity comes from this country; nobody else uses it regularly.
}
