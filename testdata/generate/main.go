// Command generate writes the example data: the CloudTrail logs of 90 days of an
// invented company, and what happens in them.
//
//		go run ./testdata/generate -out testdata/demo
//
//	 1. plan the ordinary visits of every person to the console (plan.go)
//	 2. put the cases of the story in (story.go)
//	 3. write every visit as the records that it leaves (records.go)
//	 4. add records that are no sign-ins (noise.go)
//	 5. write them as a trail delivers them to S3, and beside the folder a list of
//	    the sign-ins of the story, demo.csv (write.go)
//
// The same program gives the same records. Their compressed bytes may differ
// between versions of Go.
package main

import (
	"flag"
	"fmt"
	"os"
)

func main() {
	out := flag.String("out", "testdata/demo", "write the logs to `folder` and the cases to folder.csv")
	flag.Parse()
	if err := generate(*out); err != nil {
		fmt.Fprintln(os.Stderr, "generate:", err)
		os.Exit(1)
	}
}

// generate writes all files anew. Of what is in the folder out, it removes the
// logs of an earlier run.
func generate(out string) error {
	var visits []visit
	for i := range people {
		visits = append(visits, ordinaryVisits(&people[i])...)
	}
	visits = tell(visits)

	var records []record
	for i := range visits {
		records = append(records, visits[i].records()...)
		records = append(records, visits[i].calls()...)
	}
	records = append(records, background()...)

	if err := writeLogs(out, records); err != nil {
		return err
	}
	return writeCases(out+".csv", visits)
}
