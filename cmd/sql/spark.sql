CREATE OR REPLACE TEMPORARY VIEW loginodds_files
USING text
OPTIONS (path {{literal .Location}}, recursiveFileLookup 'true', pathGlobFilter '*.json.gz', wholetext 'true');

INSERT OVERWRITE DIRECTORY {{literal .Output}}
USING text
OPTIONS (compression 'gzip')
SELECT record
FROM (
  SELECT explode(from_json(value, 'Records ARRAY<STRING>', map('mode', 'FAILFAST')).Records) AS record
  FROM loginodds_files
  WHERE contains(value, {{literal .Source}}) OR contains(value, {{literal .SourceSSO}})
)
WHERE (get_json_object(record, '$.eventSource') = {{literal .Source}}
  OR get_json_object(record, '$.eventSource') = {{literal .SourceSSO}} AND get_json_object(record, '$.eventName') IN ({{list .EventsSSO}}))
{{- with .Since}}
  AND get_json_object(record, '$.eventTime') >= {{literal .}}
{{- end}}
{{- with .Until}}
  AND get_json_object(record, '$.eventTime') < {{literal .}}
{{- end}}
{{- with .Accounts}}
  AND coalesce(get_json_object(record, '$.recipientAccountId'),
    get_json_object(record, '$.userIdentity.accountId')) IN ({{list .}})
{{- end}}
