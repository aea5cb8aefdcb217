SET SESSION {{ident .Catalog}}.compression_codec = 'GZIP';

CREATE TABLE {{ident .Result}}
WITH (external_location = {{literal .Output}}, format = 'TEXTFILE') AS
SELECT json_format(record) AS record
FROM {{ident .Table}}
CROSS JOIN UNNEST(CAST(json_extract(json_parse(document), '$.Records') AS array(json))) AS records (record)
WHERE (strpos(document, {{literal .Source}}) > 0 OR strpos(document, {{literal .SourceSSO}}) > 0)
  AND (json_extract_scalar(record, '$.eventSource') = {{literal .Source}}
    OR json_extract_scalar(record, '$.eventSource') = {{literal .SourceSSO}} AND json_extract_scalar(record, '$.eventName') IN ({{list .EventsSSO}}))
{{- with .Since}}
  AND json_extract_scalar(record, '$.eventTime') >= {{literal .}}
{{- end}}
{{- with .Until}}
  AND json_extract_scalar(record, '$.eventTime') < {{literal .}}
{{- end}}
{{- with .Accounts}}
  AND coalesce(json_extract_scalar(record, '$.recipientAccountId'),
    json_extract_scalar(record, '$.userIdentity.accountId')) IN ({{list .}})
{{- end}}
