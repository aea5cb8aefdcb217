package cloudtrail

import "errors"

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

// envelopes are the keys of what holds a record, as an object or as JSON in a
// string, each with who writes it. What stands there speaks for the object around:
// its other members tell of the same event. An object may have several; they are
// opened in this order until a record is found. In an object without any, or without
// a record in them, all members are searched.
var envelopes = [...]string{
	"CloudTrailEvent", // aws cloudtrail lookup-events
	"_source",         // Elastic, around an event
	"event",           // Elastic, around original; a Splunk collector
	"original",        // Elastic
	"result",          // a Splunk export, around _raw
	"_raw",            // Splunk; Sumo Logic, in a map
	"detail",          // EventBridge
	"data",            // Wazuh, around aws; Kinesis
	"aws",             // Wazuh
	"message",         // CloudWatch Logs, Filebeat, Datadog
	"@message",        // Logs Insights; OpenSearch
	"full_message",    // Graylog
}

// envelopeLens has the bits set that are lengths of their keys.
var envelopeLens = func() (lens uint64) {
	for _, key := range envelopes {
		lens |= 1 << len(key)
	}
	return lens
}()

// errEnclosed tells of an envelope without a record, and errBase64 of data that are
// not as CloudWatch Logs encodes them.
var (
	errEnclosed = errors.New("no record where there should be one")
	errBase64   = errors.New("invalid base64")
)
