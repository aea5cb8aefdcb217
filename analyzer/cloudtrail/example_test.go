package cloudtrail_test

import (
	"fmt"
	"log"
	"os"

	"loginodds/analyzer/cloudtrail"
)

func Example() {
	var reader cloudtrail.Reader
	for file, err := range cloudtrail.Find([]string{"testdata/lines.json"}) {
		if err != nil {
			log.Fatal(err)
		}
		if file.Skip != "" {
			continue
		}
		src, err := os.Open(file.Path)
		if err != nil {
			log.Fatal(err)
		}
		for record, err := range reader.Records(file.Path, src) {
			if err != nil {
				fmt.Println(err) // and go on
				continue
			}
			fmt.Println(record.EventTime, record.EventName, record.UserIdentity.UserName, record.Outcome())
		}
		src.Close()
		fmt.Println(reader.Stats().Records, "records")
	}
	// Output:
	// 2026-05-12 03:13:58 +0000 UTC CheckMfa alice success
	// 2026-05-12 03:14:07 +0000 UTC ConsoleLogin alice success
	// testdata/lines.json:3: offset 1063: file ends early
	// 2 records
}
