package main

import (
	_ "embed"
	"io"
	"path/filepath"
	"text/template"
)

//go:embed loginodds.rb.tmpl
var formula string

//go:embed Dockerfile
var dockerfile string

// writeTemplates writes the Homebrew formula of the version, with the checksums of its
// archives, and the Dockerfile.
func (r *releaser) writeTemplates(sums map[string]string) error {
	t, err := template.New("formula").Option("missingkey=zero").Parse(formula)
	if err != nil {
		return err
	}
	values := map[string]any{"Version": r.version, "Sum": func(target string) string {
		return sums["loginodds_"+r.version+"_"+target+".tar.gz"]
	}}
	if err := writeFile(filepath.Join(r.out, "loginodds.rb"), func(w io.Writer) error { return t.Execute(w, values) }); err != nil {
		return err
	}
	return writeFile(filepath.Join(r.out, "Dockerfile"), func(w io.Writer) error {
		_, err := io.WriteString(w, dockerfile)
		return err
	})
}
