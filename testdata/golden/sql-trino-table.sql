-- Run it with: trino -f THIS-FILE

CREATE TABLE "lake"."logs"."cloudtrail" (document varchar)
WITH (external_location = 's3://trail/AWSLogs/o-abc123/', format = 'TEXTFILE');
