package cmd

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/netip"
	"os"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"loginodds/analyzer"
	"loginodds/cmd/report"
)

// inputOptions say what to read and how to understand it. All commands that read
// logs have them.
type inputOptions struct {
	meaningOptions
	allowPartial bool
	maxExpansion int
	workers      int
	noProgress   bool
	quiet        bool
}

// AddFlags declares the flags.
func (o *inputOptions) AddFlags(f *pflag.FlagSet) {
	o.meaningOptions.AddFlags(f)
	f.BoolVar(&o.allowPartial, "allow-partial", false, "exit with 0 even if part of the input could not be read")
	f.IntVar(&o.maxExpansion, "max-expansion", 200, "stop reading a compressed file that expands to more than `N` times its size and 1 GiB; 0 for no limit")
	f.IntVar(&o.workers, "workers", 0, "read `N` files at a time (default: one per processor)")
	f.BoolVar(&o.noProgress, "no-progress", false, "show no progress bar")
	f.BoolVarP(&o.quiet, "quiet", "q", false, "print nothing but the report and errors")
}

// meaningOptions say how to understand a record.
type meaningOptions struct {
	geoIP    []string
	identity string
	networks []string
	mask     []string
}

// AddFlags declares the flags.
func (o *meaningOptions) AddFlags(f *pflag.FlagSet) {
	f.StringArrayVar(&o.geoIP, "geoip", nil, "ask this .mmdb `FILE` too, before the embedded databases (repeatable)")
	f.StringVar(&o.identity, "identity", "person", "what one identity is, by `WORD`: person links the names, role sessions and directory records of one person, principal keeps apart what each record names")
	f.StringArrayVar(&o.networks, "ignore-network", nil, "take addresses of known egress for a place of their own, given as `CIDR=NAME` or as a file with such lines (repeatable)")
	f.StringSliceVar(&o.mask, "mask", nil, "take this `ATTRIBUTE` for unknown: location, browser, os or device (repeatable)")
}

// attributes are the features that can be masked.
var attributes = map[string]analyzer.Feature{
	"location": analyzer.Location, "browser": analyzer.Browser, "os": analyzer.OS, "device": analyzer.Device,
}

var groupings = map[string]analyzer.Grouping{"person": analyzer.Person, "principal": analyzer.Principal}

// analysis checks the flags and makes them options of an analysis.
func (o *inputOptions) analysis(paths []string, stdin io.Reader) (analyzer.Options, error) {
	var none analyzer.Options
	if len(paths) == 0 {
		return none, &hintError{errors.New("no logs to read"),
			"name files or folders with CloudTrail logs, or - for standard input"}
	}
	if n := slices.Index(paths, "-"); n >= 0 && slices.Contains(paths[n+1:], "-") {
		return none, errors.New("standard input (-) is named twice")
	}
	if o.workers < 0 {
		return none, fmt.Errorf("--workers %d must not be negative", o.workers)
	}
	if o.maxExpansion < 0 {
		return none, fmt.Errorf("--max-expansion %d must not be negative", o.maxExpansion)
	}
	options, err := o.meaning()
	options.Paths, options.Stdin, options.Workers = paths, stdin, o.workers
	// Of the reader 0 is the default and not the end of all limits.
	options.MaxExpansion = cmp.Or(o.maxExpansion, -1)
	return options, err
}

// meaning checks the flags and makes them options of an analysis.
func (o *meaningOptions) meaning() (analyzer.Options, error) {
	var none analyzer.Options
	grouping, err := one("--identity", o.identity, groupings)
	if err != nil {
		return none, err
	}
	mask, err := each("--mask", o.mask, attributes)
	if err != nil {
		return none, err
	}
	networks, err := parseNetworks(o.networks)
	if err != nil {
		return none, err
	}
	return analyzer.Options{GeoIP: o.geoIP, Networks: networks, Mask: mask, Grouping: grouping}, nil
}

// run analyses logs, and shows how far it is.
func (o *inputOptions) run(ctx context.Context, options analyzer.Options, wErr io.Writer) (*analyzer.Report, error) {
	bar := o.progressBar(wErr)
	options.Progress = bar.update
	r, err := analyzer.Run(ctx, options)
	bar.finish()
	return r, err
}

// status returns the error that carries the exit status of what was read.
func (o *inputOptions) status(c *analyzer.Coverage) error {
	switch {
	case c.Files == 0 && c.IsPartial():
		return &exitError{exitFailure, errors.New("nothing could be read")}
	case c.Files == 0:
		return &exitError{exitFailure, &hintError{errors.New("no CloudTrail logs found"), foundInstead(c)}}
	case c.IsPartial() && !o.allowPartial:
		return &exitError{exitPartial, nil}
	}
	return nil
}

// foundInstead tells what there was where no CloudTrail logs were found.
func foundInstead(c *analyzer.Coverage) string {
	var all []string
	for _, reason := range slices.Sorted(maps.Keys(c.Skipped)) {
		all = append(all, fmt.Sprintf("%d × %s, such as %s", c.Skipped[reason], reason, report.Terminal(c.SkippedFirst[reason])))
	}
	if len(all) == 0 {
		return "there are no files at all; see README.md for how to get logs out of AWS"
	}
	return "found instead: " + strings.Join(all, "; ")
}

// parseNetworks understands CIDR=NAME, a single address for a CIDR, and files of
// such lines, where # begins a comment.
func parseNetworks(values []string) ([]analyzer.Network, error) {
	var all []analyzer.Network
	for _, v := range values {
		if strings.Contains(v, "=") {
			n, err := parseNetwork(v)
			if err != nil {
				return nil, fmt.Errorf("--ignore-network %q %w", v, err)
			}
			all = append(all, n)
			continue
		}
		file, err := os.Open(v)
		if err != nil {
			return nil, &hintError{fmt.Errorf("--ignore-network: %w", err), "give a network and its name, as 192.0.2.0/24=office, or a file of such lines"}
		}
		networks, err := readNetworks(file)
		file.Close()
		if err != nil {
			return nil, fmt.Errorf("--ignore-network: %s:%w", v, err)
		}
		all = append(all, networks...)
	}
	return all, nil
}

func readNetworks(r io.Reader) ([]analyzer.Network, error) {
	var all []analyzer.Network
	lines := bufio.NewScanner(r)
	for n := 1; lines.Scan(); n++ {
		line, _, _ := strings.Cut(lines.Text(), "#")
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		network, err := parseNetwork(line)
		if err != nil {
			return nil, fmt.Errorf("%d: %q %w", n, line, err)
		}
		all = append(all, network)
	}
	return all, lines.Err()
}

func parseNetwork(s string) (analyzer.Network, error) {
	cidr, name, ok := strings.Cut(s, "=")
	cidr, name = strings.TrimSpace(cidr), strings.TrimSpace(name)
	prefix, err := parsePrefix(cidr)
	if !ok || err != nil || name == "" {
		return analyzer.Network{}, errors.New("must be a network and its name, as 192.0.2.0/24=office")
	}
	return analyzer.Network{Prefix: prefix, Name: name}, nil
}

// parsePrefix understands a network, and a single address for one.
func parsePrefix(s string) (netip.Prefix, error) {
	if addr, err := netip.ParseAddr(s); err == nil {
		return netip.PrefixFrom(addr, addr.BitLen()), nil
	}
	p, err := netip.ParsePrefix(s)
	return p.Masked(), err
}
