{{- /* Written as CSV without quotes, of a separator that JSON cannot contain, a record is its text. */ -}}
COPY (
  SELECT record::VARCHAR
  FROM (
    SELECT unnest(json_extract(json, '$.Records[*]')) AS record
    FROM read_json_objects({{literal .Files}}, format = 'unstructured', maximum_object_size = 134217728)
    WHERE contains(json, {{literal .Source}}) OR contains(json, {{literal .SourceSSO}})
  )
  WHERE (record->>'$.eventSource' = {{literal .Source}}
    OR record->>'$.eventSource' = {{literal .SourceSSO}} AND record->>'$.eventName' IN ({{list .EventsSSO}}))
{{- with .Since}}
    AND record->>'$.eventTime' >= {{literal .}}
{{- end}}
{{- with .Until}}
    AND record->>'$.eventTime' < {{literal .}}
{{- end}}
{{- with .Accounts}}
    AND coalesce(record->>'$.recipientAccountId', record->>'$.userIdentity.accountId') IN ({{list .}})
{{- end}}
) TO {{literal .Output}} (FORMAT csv, HEADER false, QUOTE '', ESCAPE '', DELIMITER E'\x01', COMPRESSION gzip)
