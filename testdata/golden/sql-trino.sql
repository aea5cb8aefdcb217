-- Run it with: trino -f THIS-FILE

SET SESSION "lake".compression_codec = 'GZIP';

CREATE TABLE "lake"."logs"."cloudtrail_signins"
WITH (external_location = 's3://results/signins/', format = 'TEXTFILE') AS
SELECT json_format(record) AS record
FROM "lake"."logs"."cloudtrail"
CROSS JOIN UNNEST(CAST(json_extract(json_parse(document), '$.Records') AS array(json))) AS records (record)
WHERE (strpos(document, 'signin.amazonaws.com') > 0 OR strpos(document, 'sso.amazonaws.com') > 0)
  AND (json_extract_scalar(record, '$.eventSource') = 'signin.amazonaws.com'
    OR json_extract_scalar(record, '$.eventSource') = 'sso.amazonaws.com' AND json_extract_scalar(record, '$.eventName') IN ('Authenticate', 'CreateToken', 'Federate'))
  AND json_extract_scalar(record, '$.eventTime') >= '2026-05-01T00:00:00Z'
  AND coalesce(json_extract_scalar(record, '$.recipientAccountId'),
    json_extract_scalar(record, '$.userIdentity.accountId')) IN ('111122223333');
