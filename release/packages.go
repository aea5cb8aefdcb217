package main

import (
	"io"
	"path"
	"path/filepath"

	"github.com/goreleaser/nfpm/v2"
	_ "github.com/goreleaser/nfpm/v2/deb"
	"github.com/goreleaser/nfpm/v2/files"
	_ "github.com/goreleaser/nfpm/v2/rpm"
)

// places has where the files of an archive go in a system, by their folder there.
var places = map[string]string{
	"man/":                       "/usr/share/man/man1/",
	"completions/loginodds.bash": "/usr/share/bash-completion/completions/loginodds",
	"completions/_loginodds":     "/usr/share/zsh/site-functions/_loginodds",
	"completions/loginodds.fish": "/usr/share/fish/vendor_completions.d/loginodds.fish",
	"completions/loginodds.ps1":  "",
	"loginodds":                  "/usr/bin/loginodds",
}

// place returns where a file goes; "" is nowhere.
func place(name string) string {
	if to, ok := places[name]; ok {
		return to
	}
	if to, ok := places[path.Dir(name)+"/"]; ok {
		return to + path.Base(name)
	}
	return "/usr/share/doc/loginodds/" + name
}

// writePackages writes a deb and an rpm.
func (r *releaser) writePackages(t target, all []file) error {
	var contents files.Contents
	for _, f := range all {
		if to := place(f.name); to != "" {
			contents = append(contents, &files.Content{Source: f.source, Destination: to, FileInfo: &files.ContentFileInfo{Mode: f.mode, MTime: r.built, Owner: "root", Group: "root"}})
		}
	}
	for _, format := range []string{"deb", "rpm"} {
		info := nfpm.WithDefaults(&nfpm.Info{
			Name: "loginodds", Arch: t.arch, Platform: "linux", Version: r.version, VersionSchema: "semver",
			Maintainer: "The loginodds authors", Vendor: "loginodds", License: "Apache-2.0", Section: "admin", Priority: "optional",
			Description: "Find AWS console sign-ins that were probably not made by their user\n" +
				"loginodds reads exported CloudTrail logs, offline, and tells for every console\nsign-in the odds that it was not its user.",
			MTime:        r.built,
			Overridables: nfpm.Overridables{Contents: contents, RPM: nfpm.RPM{BuildHost: "reproducible"}},
		})
		packager, err := nfpm.Get(format)
		if err != nil {
			return err
		}
		name := filepath.Join(r.out, "loginodds_"+r.version+"_linux_"+t.arch+"."+format)
		if err := writeFile(name, func(w io.Writer) error { return packager.Package(info, w) }); err != nil {
			return err
		}
	}
	return nil
}
