-- Run it with: clickhouse local <THIS-FILE

INSERT INTO FUNCTION s3('s3://results/signins.jsonl.gz', 'TSVRaw', 'record String')
SELECT record
FROM (
  SELECT arrayJoin(if(throwIf(NOT isValidJSON(document), 'a log file is no valid JSON'),
      [], JSONExtractArrayRaw(document, 'Records'))) AS record
  FROM s3('s3://trail/AWSLogs/**/*.json.gz', 'RawBLOB', 'document String')
  WHERE position(document, 'signin.amazonaws.com') > 0 OR position(document, 'sso.amazonaws.com') > 0
)
WHERE (JSONExtractString(record, 'eventSource') = 'signin.amazonaws.com'
  OR JSONExtractString(record, 'eventSource') = 'sso.amazonaws.com' AND JSONExtractString(record, 'eventName') IN ('Authenticate', 'CreateToken', 'Federate'))
  AND JSONExtractString(record, 'eventTime') >= '2026-05-01T00:00:00Z'
  AND if(JSONHas(record, 'recipientAccountId'), JSONExtractString(record, 'recipientAccountId'),
    JSONExtractString(record, 'userIdentity', 'accountId')) IN ('111122223333')
SETTINGS engine_file_truncate_on_insert = 1, s3_truncate_on_insert = 1;
