package main

import (
	"archive/tar"
	"archive/zip"
	"compress/gzip"
	"errors"
	"io"
	"os"
	"path/filepath"
	"time"
)

// writeArchive writes files into an archive, below a folder of its name: a zip for
// Windows, and a compressed tar otherwise. Owner, order and times do not depend on
// where it is made.
func writeArchive(name string, t target, files []file, built time.Time) error {
	folder := filepath.Base(name) + "/"
	if t.os == "windows" {
		return writeFile(name+".zip", func(w io.Writer) error { return writeZip(w, folder, files, built) })
	}
	return writeFile(name+".tar.gz", func(w io.Writer) error {
		z := gzip.NewWriter(w)
		return errors.Join(writeTar(z, folder, files, built), z.Close())
	})
}

func writeTar(w io.Writer, folder string, files []file, built time.Time) error {
	t := tar.NewWriter(w)
	for _, f := range files {
		data, err := os.ReadFile(f.source)
		if err != nil {
			return err
		}
		h := &tar.Header{Name: folder + f.name, Mode: int64(f.mode), Size: int64(len(data)), ModTime: built.UTC(), Uname: "root", Gname: "root"}
		if err := t.WriteHeader(h); err != nil {
			return err
		}
		if _, err := t.Write(data); err != nil {
			return err
		}
	}
	return t.Close()
}

func writeZip(w io.Writer, folder string, files []file, built time.Time) error {
	z := zip.NewWriter(w)
	for _, f := range files {
		data, err := os.ReadFile(f.source)
		if err != nil {
			return err
		}
		h := &zip.FileHeader{Name: folder + f.name, Method: zip.Deflate, Modified: built.UTC()}
		h.SetMode(f.mode)
		part, err := z.CreateHeader(h)
		if err != nil {
			return err
		}
		if _, err := part.Write(data); err != nil {
			return err
		}
	}
	return z.Close()
}

func writeFile(name string, write func(io.Writer) error) error {
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	return errors.Join(write(f), f.Close())
}
