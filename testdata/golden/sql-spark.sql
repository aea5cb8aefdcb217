-- Run it with: spark-sql -f THIS-FILE

CREATE OR REPLACE TEMPORARY VIEW loginodds_files
USING text
OPTIONS (path 's3a://trail/AWSLogs/', recursiveFileLookup 'true', pathGlobFilter '*.json.gz', wholetext 'true');

INSERT OVERWRITE DIRECTORY 's3a://results/signins/'
USING text
OPTIONS (compression 'gzip')
SELECT record
FROM (
  SELECT explode(from_json(value, 'Records ARRAY<STRING>', map('mode', 'FAILFAST')).Records) AS record
  FROM loginodds_files
  WHERE contains(value, 'signin.amazonaws.com') OR contains(value, 'sso.amazonaws.com')
)
WHERE (get_json_object(record, '$.eventSource') = 'signin.amazonaws.com'
  OR get_json_object(record, '$.eventSource') = 'sso.amazonaws.com' AND get_json_object(record, '$.eventName') IN ('Authenticate', 'CreateToken', 'Federate'))
  AND get_json_object(record, '$.eventTime') < '2026-06-01T00:00:00Z';
