package cloudtrail

import "strings"

// A field is one of a record, by CloudTrail's own path to it, with the names that
// others give it, the better first. Names are compared in normal form, so that
// event_name, eventName and "Event name" need no row here.
//
// A new export is a new name here, with where it is from, and a case in
// exports_test.go.
type field struct {
	path  string
	names []string
}

// fields has all that a [Record] is made of. The marks behind the names say whose
// they are:
//
//	AI  Athena and Lake: docs.aws.amazon.com/athena/latest/ug/create-cloudtrail-table.html
//	EH  Event history of the console, and lookup-events: docs.aws.amazon.com/awscloudtrail/latest/userguide/view-cloudtrail-events-console.html
//	LI  Logs Insights: docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_AnalyzeLogData-discoverable-fields.html
//	MS  Microsoft Sentinel, table AWSCloudTrail: learn.microsoft.com/azure/azure-monitor/reference/tables/awscloudtrail
//	EC  Elastic, integration aws.cloudtrail: github.com/elastic/integrations/tree/main/packages/aws/data_stream/cloudtrail
//	SP  Splunk, Common Information Model: docs.splunk.com/Documentation/CIM/latest/User/Authentication, github.com/splunk/security_content
//	DD  Datadog, standard attributes: docs.datadoghq.com/standard-attributes
//	SU  Sumo Logic, field extraction: sumologic.com/help/docs/manage/field-extractions/fer-templates/aws-cloudtrail-logs
//	GL  Graylog: github.com/Graylog2/graylog-plugin-integrations, inputs/cloudtrail/json
//	TP  Tailpipe and Steampipe: hub.tailpipe.io/plugins/turbot/aws/tables/aws_cloudtrail_log
//	FT  Fivetran: fivetran.com/docs/connectors/applications/aws-cloudtrail/connector-schema
//	LS  Logstash: github.com/logstash-plugins/logstash-codec-cloudtrail
//	OC  OCSF, as in Security Lake: schema.ocsf.io/classes/authentication
var fields = []field{
	{"eventName", names("event.action" /* EC */, "api.operation" /* OC */, "evt.name" /* DD */)},
	{"eventSource", names("event.provider" /* EC */, "api.service.name" /* OC */)},
	{"eventTime", names("eventTimestamp", "@timestamp" /* LI EC LS */, "TimeGenerated" /* MS */, "TimeGenerated [UTC]", /* MS, the portal's CSV */
		"_time" /* SP */, "time" /* OC */, "time_dt" /* OC */, "timestamp" /* GL DD */, "tp_timestamp" /* TP */, "_messagetime" /* SU */, "date" /* DD */)},
	{"eventID", names("AwsEventId" /* MS */, "event.id" /* EC */, "metadata.uid" /* OC */)},
	{"eventType", names("EventTypeName" /* MS */, "metadata.event_code" /* OC */)},
	{"eventVersion", names("metadata.product.version" /* OC */)},
	{"awsRegion", names("cloud.region" /* EC OC */)},
	{"sourceIPAddress", names("source.ip" /* EC */, "source.address" /* EC, GL */, "src_endpoint.ip" /* OC */, "src_endpoint.domain", /* OC */
		"network.client.ip" /* DD */, "source_ipaddress" /* SU */, "src_ip" /* SP */, "src" /* SP */, "tp_source_ip" /* TP */)},
	{"userAgent", names("user_agent.original" /* EC */, "http_request.user_agent" /* OC */, "http.useragent" /* DD */, "http_user_agent" /* SP */)},
	{"recipientAccountId", names("cloud.account.id" /* EC */, "cloud.account.uid" /* OC */, "cloud.account_uid", /* OC rc.2 */
		"aws_account_id" /* SP */, "vendor_account" /* SP */, "account_id" /* TP */)},
	{"errorCode", names("api.response.error" /* OC */)},
	{"errorMessage", names("api.response.error_message" /* OC */, "api.response.message" /* OC */)},

	{"userIdentity.type", names("user_type" /* GL */, "user.type" /* OC */, "actor.user.type" /* OC */)},
	{"userIdentity.principalId", names("principalId", "user_principal_id" /* GL */, "user.uid_alt" /* OC */, "actor.user.uid_alt", /* OC */
		"user.uid" /* OC rc.2 */, "actor.user.uid" /* OC */, "user.id" /* EC */)},
	{"userIdentity.arn", names("arn", "user_principal_arn" /* GL */, "user_arn" /* SP */, "user.uid" /* OC */, "actor.user.uid", /* OC */
		"user.uuid" /* OC rc.2 */, "actor.user.uuid" /* OC rc.2 */)},
	{"userIdentity.accountId", names("accountId", "user_account_id" /* GL */, "user.account.uid" /* OC */, "actor.user.account.uid", /* OC */
		"user.account_uid" /* OC rc.2 */, "actor.user.account_uid" /* OC rc.2 */)},
	{"userIdentity.accessKeyId", names("accessKeyId", "AWS access key" /* EH */, "user_access_key_id" /* GL */, "user.credential_uid", /* OC */
		"actor.user.credential_uid" /* OC */)},
	{"userIdentity.userName", names("User name" /* EH GL */, "user.name" /* EC OC */, "actor.user.name" /* OC */, "usr.name" /* DD */, "user" /* SP SU */)},
	{"userIdentity.credentialId", nil},
	{"userIdentity.onBehalfOf.userId", nil},
	{"userIdentity.onBehalfOf.identityStoreArn", nil},
	{"userIdentity.sessionContext.sessionIssuer.type", names("session_issuer_type" /* MS GL */)},
	{"userIdentity.sessionContext.sessionIssuer.principalId", names("SessionIssuerPrincipalId" /* MS */)},
	{"userIdentity.sessionContext.sessionIssuer.arn", names("SessionIssuerArn" /* MS */, "session.issuer" /* OC */, "actor.session.issuer", /* OC */
		"session_issuer_user_principal_arn" /* GL */)},
	{"userIdentity.sessionContext.sessionIssuer.accountId", names("SessionIssuerAccountId" /* MS */, "session_issuer_user_account_id" /* GL */)},
	{"userIdentity.sessionContext.sessionIssuer.userName", names("SessionIssuerUserName" /* MS GL */)},
	{"userIdentity.sessionContext.webIdFederationData.federatedProvider", names("userIdentity.sessionContext.webIdFederation.federatedProvider")},
	{"userIdentity.sessionContext.signInSessionArn", names("userIdentity.signInSessionArn")},
	{"userIdentity.sessionContext.attributes.creationDate", names("userIdentity.sessionContext.creationDate" /* EC */, "SessionCreationDate", /* MS GL */
		"user_session_creation_date" /* GL */, "actor.session.created_time_dt" /* OC */, "actor.session.created_time" /* OC */)},

	{"additionalEventData.MFAUsed", names("MFAUsed", "console_login.additional_eventdata.mfa_used" /* EC */, "is_mfa" /* OC */, "mfa" /* OC rc.2 */)},
	{"additionalEventData.LoginTo", nil},
	{"additionalEventData.UserName", nil},
	{"additionalEventData.AuthWorkflowID", nil},
	{"additionalEventData.CredentialType", nil},
	{"additionalEventData.SwitchFrom", nil},
	{"additionalEventData.SamlProviderArn", nil},

	{"requestParameters.grantType", names("requestParameters.tokenInput.grantType")},

	// Behind these two stands the name of the event. What others call the outcome
	// comes behind them.
	{"responseElements", nil},
	{"serviceEventDetails", nil},
	{outcomeField, names("event.outcome" /* EC */, "evt.outcome" /* DD */, "status" /* OC */, "action" /* SP */)},
}

// outcomeField is the outcome of an event where CloudTrail's own field of it is not
// shown.
const outcomeField = "outcome"

// prefixes stand before the names of fields where a record was flattened together
// with what it was in.
var prefixes = names(
	"aws.cloudtrail.flattened", // Elastic
	"aws.cloudtrail",           // Elastic
	"_source",                  // Elastic, a search that was flattened
	"CloudTrailEvent",          // lookup-events, whose record was flattened
	"attributes.attributes",    // Datadog, the API for logs
	"attributes",               // Datadog
	"detail",                   // EventBridge
	"unmapped",                 // OCSF, what the schema has no place for
	"fields",                   // Elastic, the fields of a search
	"data.aws",                 // Wazuh
	"Records",                  // a trail, flattened by a spreadsheet
	"result",                   // Splunk
	"event",                    // Splunk, a collector
	"message",                  // CloudWatch Logs
	"json",                     // Filebeat
	"map",                      // Sumo Logic
)

// textColumns are columns that hold a record as JSON.
var textColumns = names(
	"CloudTrailEvent", // lookup-events
	"@message",        // Logs Insights; OpenSearch
	"message",         // Datadog, Graylog
	"_raw",            // Splunk, Sumo Logic
	"event.original",  // Elastic, Kibana
	"_source.event.original",
	"full_message", // Graylog
	"raw",          // Fivetran
	"eventJson",    // CloudTrail Lake
	"raw_data",     // OCSF
)

// tableColumns are those that a table of CloudTrail may have, without what they
// say being kept.
var tableColumns = names("resources", "requestID", "readOnly", "requestParameters", "userIdentity", "additionalEventData", "eventCategory", "managementEvent")

// names returns the normal forms of names.
func names(all ...string) []string {
	for i, name := range all {
		all[i] = normal(name)
	}
	return all
}

// synonyms has the normal form of CloudTrail's own name of a field, and the other
// names of it.
var synonyms = func() map[string][]string {
	all := map[string][]string{}
	for _, f := range fields {
		own := normal(f.path)
		all[own] = append([]string{own}, f.names...)
	}
	return all
}()

// columns are the names of all fields.
var columns = func() map[string]bool {
	all := map[string]bool{}
	for _, name := range tableColumns {
		all[name] = true
	}
	for _, same := range synonyms {
		for _, name := range same {
			all[name] = true
		}
	}
	return all
}()

// column returns the name under which a field is kept that has a name in normal
// form: without what stands before it if that is known.
func column(name string) string {
	if columns[name] {
		return name
	}
	for _, p := range prefixes {
		if rest, ok := strings.CutPrefix(name, p); ok && (columns[rest] || isDetail(rest)) {
			return rest
		}
	}
	return name
}

// isDetail says whether a name is of one of the fields that hold what depends on
// the event.
func isDetail(name string) bool {
	for _, own := range [...]string{"responseelements", "additionaleventdata", "serviceeventdetails"} {
		if strings.HasPrefix(name, own) {
			return true
		}
	}
	return false
}

// isParameter says whether a member, by its name in normal form, holds what a
// caller sent or got. A record in there is none of this log.
func isParameter(name string) bool {
	switch name {
	case "requestparameters", "responseelements", "additionaleventdata", "serviceeventdetails", "insightdetails", "eventpattern", "addendum":
		return true
	}
	return false
}
