package cloudtrail

import (
	"bytes"
	"encoding/base64"
	"errors"
)

// A list is a container that holds records in an array. The array is read
// element by element, so it may be of any length.
type list struct {
	key   string // of the array, in an object that is a document
	rows  bool   // its elements are rows of a table, as arrays
	loose bool   // other files than those of CloudTrail have one, too
}

// lists are the known ones, each with who writes it.
var lists = []list{
	{key: "Records"},                     // a trail, to S3
	{key: "Events"},                      // aws cloudtrail lookup-events; its elements are envelopes
	{key: "logEvents", loose: true},      // a subscription of CloudWatch Logs; envelopes
	{key: "events", loose: true},         // aws logs filter-log-events; envelopes
	{key: "QueryResultRows", rows: true}, // aws cloudtrail get-query-results
}

// listOf returns the list whose array stands under a key, or nil. The key is as
// written, between its quotes.
func listOf(key []byte) *list {
	key = unquote(key)
	for i := range lists {
		if lists[i].key == string(key) {
			return &lists[i]
		}
	}
	return nil
}

// An envelope is a container that holds one record in an object. An object that
// is a record itself is none, whatever members it has.
type envelope struct {
	key string // of what it holds, in the object
	// open returns the JSON of what it holds, given that of the key's value, or
	// nil if the object is no such envelope after all.
	open func(value []byte) ([]byte, error)
	// document says that it holds a document of records, maybe compressed, and
	// no JSON.
	document bool
}

// envelopes are the known ones, each with who writes it. An object may have the
// keys of several; they are opened in this order until a record is found.
var envelopes = [...]envelope{
	{key: "CloudTrailEvent", open: always},               // aws cloudtrail lookup-events
	{key: "_source", open: maybe},                        // Elastic, around an event
	{key: "event", open: maybe},                          // Elastic, around original; a Splunk collector
	{key: "original", open: maybe},                       // Elastic
	{key: "result", open: maybe},                         // a Splunk export, around _raw
	{key: "_raw", open: maybe},                           // Splunk
	{key: "detail", open: maybe},                         // EventBridge
	{key: "data", open: maybe},                           // Wazuh, around aws
	{key: "aws", open: maybe},                            // Wazuh
	{key: "message", open: maybe},                        // CloudWatch Logs, Filebeat
	{key: "awslogs", open: subscription, document: true}, // CloudWatch Logs, to Lambda
}

// envelopeLens has the bits set that are lengths of their keys.
var envelopeLens = func() (lens uint64) {
	for _, e := range envelopes {
		lens |= 1 << len(e.key)
	}
	return lens
}()

// maxEnvelopes is how many objects there may be, one within another, the record
// among them.
const maxEnvelopes = 6

// errEnclosed tells of an envelope without a record.
var errEnclosed = errors.New("no record where there should be one")

// always opens an envelope that must hold a record, as an object or as JSON in a
// string.
func always(value []byte) ([]byte, error) {
	switch p := (parser{data: value}); p.peek() {
	case '{':
		return value, nil
	case '"':
		return p.string()
	}
	return nil, errEnclosed
}

// maybe opens an envelope that may hold a record, or anything else.
func maybe(value []byte) ([]byte, error) {
	if c := value[0]; c != '{' && c != '"' {
		return nil, nil
	}
	v, err := always(value)
	if i := skipSpace(v, 0); i == len(v) || v[i] != '{' {
		return nil, err
	}
	return v, err
}

// subscription opens an envelope whose document is in a string in base64.
func subscription(value []byte) (document []byte, err error) {
	var d decoder
	var data []byte
	err = d.members(value, func(key, value []byte) {
		if string(key) == "data" {
			data = value
		}
	})
	if err != nil || len(data) == 0 || data[0] != '"' {
		return nil, nil
	}
	p := parser{data: data}
	s, err := p.string()
	if err != nil {
		return nil, err
	}
	s = bytes.TrimRight(bytes.TrimSpace(s), "=")
	document = make([]byte, base64.RawStdEncoding.DecodedLen(len(s)))
	n, err := base64.RawStdEncoding.Decode(document, s)
	if err != nil && n == 0 {
		return nil, errBase64
	}
	return document[:n], nil // of damage behind, the compression tells
}

// errBase64 tells of data that are not as CloudWatch Logs encodes them.
var errBase64 = errors.New("invalid base64")
