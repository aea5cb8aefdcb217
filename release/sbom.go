package main

import (
	"encoding/json"
	"io"
	"os"
	"path/filepath"
)

// writeSBOM writes what a binary is made of, in CycloneDX, as the binary tells it.
func writeSBOM(binary, name string) error {
	absolute, err := filepath.Abs(name)
	if err != nil {
		return err
	}
	if _, err := output(".", "go", "tool", "cyclonedx-gomod", "bin", "-json", "-std", "-noserial", "-notimestamp", "-output", absolute, binary); err != nil {
		return err
	}
	return dropHashes(absolute)
}

// dropHashes drops those of the tool that wrote an SBOM, which differ from machine to
// machine and say nothing of the program.
func dropHashes(name string) error {
	data, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	var bom map[string]any
	if err := json.Unmarshal(data, &bom); err != nil {
		return err
	}
	if metadata, ok := bom["metadata"].(map[string]any); ok {
		delete(metadata, "tools")
	}
	return writeFile(name, func(w io.Writer) error {
		e := json.NewEncoder(w)
		e.SetIndent("", "  ")
		return e.Encode(bom)
	})
}
