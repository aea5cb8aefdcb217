-- Run it with: duckdb <THIS-FILE

COPY (
  SELECT record::VARCHAR
  FROM (
    SELECT unnest(json_extract(json, '$.Records[*]')) AS record
    FROM read_json_objects('AWSLogs/**/*.json.gz', format = 'unstructured', maximum_object_size = 134217728)
    WHERE contains(json, 'signin.amazonaws.com') OR contains(json, 'sso.amazonaws.com')
  )
  WHERE (record->>'$.eventSource' = 'signin.amazonaws.com'
    OR record->>'$.eventSource' = 'sso.amazonaws.com' AND record->>'$.eventName' IN ('Authenticate', 'CreateToken', 'Federate'))
    AND record->>'$.eventTime' >= '2026-05-01T00:00:00Z'
    AND record->>'$.eventTime' < '2026-06-01T00:00:00Z'
    AND coalesce(record->>'$.recipientAccountId', record->>'$.userIdentity.accountId') IN ('111122223333', '444455556666')
) TO 'signins.jsonl.gz' (FORMAT csv, HEADER false, QUOTE '', ESCAPE '', DELIMITER E'\x01', COMPRESSION gzip);
