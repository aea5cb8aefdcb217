// Command generate writes the man pages of loginodds, one for each command:
//
//	go generate .
package main

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra/doc"

	"loginodds/cmd"
)

func main() {
	folder := flag.String("o", "docs/man", "write the pages to `folder`")
	flag.Parse()
	if err := generate(*folder); err != nil {
		fmt.Fprintln(os.Stderr, "generate:", err)
		os.Exit(1)
	}
}

// generate writes the pages. They have no date, so that they are the same whenever
// they are written.
func generate(folder string) error {
	root := cmd.Command()
	root.DisableAutoGenTag = true
	header := &doc.GenManHeader{Title: "LOGINODDS", Section: "1", Source: "loginodds", Manual: "loginodds", Date: &time.Time{}}
	if err := doc.GenManTree(root, header, folder); err != nil {
		return err
	}
	pages, err := filepath.Glob(filepath.Join(folder, "*.1"))
	if err != nil {
		return err
	}
	for _, page := range pages {
		text, err := os.ReadFile(page)
		if err != nil {
			return err
		}
		if err := os.WriteFile(page, bytes.Replace(text, []byte(`"Jan 0001"`), []byte(`""`), 1), 0o644); err != nil {
			return err
		}
	}
	return nil
}
