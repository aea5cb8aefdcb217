package analyzer_test

import (
	"context"
	"fmt"

	"loginodds/analyzer"
)

func Example() {
	report, err := analyzer.Run(context.Background(), analyzer.Options{
		Paths:  []string{"../testdata/demo"},
		Select: analyzer.Selection{Threshold: .5, On: []analyzer.Feature{analyzer.Overall}, Top: 1},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, f := range report.Findings {
		fmt.Println(f.Identity.Name, f.Geo.Country, f.Client.Browser)
	}
	// Output:
	// haruka.m US Edge
}
