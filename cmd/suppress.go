package cmd

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"

	"loginodds/analyzer"
)

// A suppression is one entry of a file for --suppress.
type suppression struct {
	Identity string `yaml:"identity"`
	Value    string `yaml:"value"`
	CIDR     string `yaml:"cidr"`
	EventID  string `yaml:"eventID"`
	Reason   string `yaml:"reason"`
	Owner    string `yaml:"owner"`
	Expires  string `yaml:"expires"`
}

// readSuppressions reads a list of entries in YAML. Unknown keys are errors: a
// condition that is misspelled would make an entry cover too much.
func readSuppressions(file string) ([]analyzer.Suppression, error) {
	if file == "" {
		return nil, nil
	}
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("--suppress: %w", err)
	}
	var root yaml.Node
	if err := yaml.Unmarshal(data, &root); err != nil {
		return nil, fmt.Errorf("--suppress %w", yamlError(file, err))
	}
	if len(root.Content) == 0 { // nothing but comments
		return nil, nil
	}
	list := root.Content[0]
	if list.Kind != yaml.SequenceNode {
		return nil, fmt.Errorf("--suppress %s: must be a list of entries", place(file, list))
	}
	var all []analyzer.Suppression
	for _, node := range list.Content {
		s, err := parseSuppression(node)
		if err != nil {
			return nil, fmt.Errorf("--suppress %s: %w", place(file, node), err)
		}
		all = append(all, s)
	}
	return all, nil
}

func parseSuppression(node *yaml.Node) (analyzer.Suppression, error) {
	var none analyzer.Suppression
	if node.Kind != yaml.MappingNode {
		return none, errors.New("an entry must have keys and values")
	}
	for i := 0; i < len(node.Content); i += 2 {
		if key := node.Content[i].Value; !slices.Contains(suppressionKeys, key) {
			return none, fmt.Errorf("unknown key %q, must be one of %s", key, strings.Join(suppressionKeys, ", "))
		} else if node.Content[i+1].Kind != yaml.ScalarNode {
			return none, fmt.Errorf("%s must be one value", key)
		}
	}
	var entry suppression
	if err := node.Decode(&entry); err != nil {
		return none, err
	}
	return entry.parse()
}

var suppressionKeys = []string{"identity", "value", "cidr", "eventID", "reason", "owner", "expires"}

func (e suppression) parse() (analyzer.Suppression, error) {
	var none analyzer.Suppression
	switch {
	case e.Identity == "" && e.Value == "" && e.CIDR == "" && e.EventID == "":
		return none, errors.New("an entry must have identity, value, cidr or eventID, or it would cover everything")
	case e.Reason == "":
		return none, errors.New("an entry must have a reason")
	case e.Owner == "":
		return none, errors.New("an entry must have an owner")
	}
	expires, err := time.Parse(time.DateOnly, e.Expires)
	if err != nil {
		return none, fmt.Errorf("expires %q must be a date such as 2026-05-31, the last day that is covered", e.Expires)
	}
	s := analyzer.Suppression{Identity: e.Identity, Value: e.Value, EventID: e.EventID, Reason: e.Reason, Owner: e.Owner, Expires: expires.AddDate(0, 0, 1)}
	if e.CIDR != "" {
		if s.Network, err = parsePrefix(e.CIDR); err != nil {
			return none, fmt.Errorf("cidr %q must be a network such as 192.0.2.0/24", e.CIDR)
		}
	}
	return s, nil
}
