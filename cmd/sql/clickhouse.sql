INSERT INTO FUNCTION {{.To}}({{literal .Output}}, 'TSVRaw', 'record String')
SELECT record
FROM (
  SELECT arrayJoin(if(throwIf(NOT isValidJSON(document), 'a log file is no valid JSON'),
      [], JSONExtractArrayRaw(document, 'Records'))) AS record
  FROM {{.From}}({{literal .Files}}, 'RawBLOB', 'document String')
  WHERE position(document, {{literal .Source}}) > 0 OR position(document, {{literal .SourceSSO}}) > 0
)
WHERE (JSONExtractString(record, 'eventSource') = {{literal .Source}}
  OR JSONExtractString(record, 'eventSource') = {{literal .SourceSSO}} AND JSONExtractString(record, 'eventName') IN ({{list .EventsSSO}}))
{{- with .Since}}
  AND JSONExtractString(record, 'eventTime') >= {{literal .}}
{{- end}}
{{- with .Until}}
  AND JSONExtractString(record, 'eventTime') < {{literal .}}
{{- end}}
{{- with .Accounts}}
  AND if(JSONHas(record, 'recipientAccountId'), JSONExtractString(record, 'recipientAccountId'),
    JSONExtractString(record, 'userIdentity', 'accountId')) IN ({{list .}})
{{- end}}
SETTINGS engine_file_truncate_on_insert = 1, s3_truncate_on_insert = 1
