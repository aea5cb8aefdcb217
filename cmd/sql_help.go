package cmd

// In S3 or on disk: what DuckDB, ClickHouse and Spark read and write.
const (
	inputOfAll = "a folder, or s3://BUCKET/PREFIX"
	fileOfAll  = "a file or s3://BUCKET/KEY that ends in .gz"
)

func duckDB() engine {
	return engine{
		name:  "duckdb",
		title: "DuckDB, for logs on one machine or in S3",
		long: `Duckdb prints a statement for DuckDB. It reads the files *.json.gz in a folder
and all its subfolders, or in S3, and writes one file, which it replaces.

DuckDB stops at the first file that is damaged, or that has more than 128 MiB of
JSON, as no file of CloudTrail should: maximum_object_size may be raised, but
every thread takes twice as much memory. For S3 it needs its extension httpfs
and a secret, as by

  CREATE SECRET (TYPE s3, PROVIDER credential_chain);`,
		example: `  loginodds sql duckdb --location AWSLogs | duckdb
  loginodds sql duckdb --location s3://trail/AWSLogs --since 90d >signins.sql
  loginodds scan signins.jsonl.gz --since 2026-06-01`,
		comment:    "-- Run it with: duckdb <THIS-FILE\n",
		places:     places{input: inputOfAll, output: fileOfAll, schemes: "s3", folders: true, file: true},
		location:   "AWSLogs",
		output:     "signins.jsonl.gz",
		statements: oneStatement,
		literal:    doubled,
		ident:      standard,
	}
}

func clickHouse() engine {
	return engine{
		name:  "clickhouse",
		title: "ClickHouse, the server or clickhouse local",
		long: `Clickhouse prints a statement for ClickHouse. It reads the files *.json.gz in a
folder and all its subfolders, or in S3, and writes one file, which it replaces.
A server reads and writes folders below its user_files only; clickhouse local
all.

The statement stops at a file that is no JSON, or whose compression is damaged.
For S3 the server's configuration must have the credentials.`,
		example: `  loginodds sql clickhouse --location AWSLogs | clickhouse local
  loginodds sql clickhouse --location s3://trail/AWSLogs \
      --output-location s3://results/signins.jsonl.gz | clickhouse client
  loginodds scan signins.jsonl.gz`,
		comment:    "-- Run it with: clickhouse local <THIS-FILE\n",
		places:     places{input: inputOfAll, output: fileOfAll, schemes: "s3", folders: true, file: true},
		location:   "AWSLogs",
		output:     "signins.jsonl.gz",
		statements: oneStatement,
		literal:    backslashed,
		ident:      standard,
	}
}

func spark() engine {
	return engine{
		name:  "spark",
		title: "Spark SQL",
		long: `Spark prints statements for Spark SQL. They read the files *.json.gz in a folder
and all its subfolders, or in S3, and write a folder of gzip files: WHAT IS IN
THAT FOLDER IS REPLACED.

One file is read at a time by one core and must fit in its memory, which the
files of CloudTrail do. The job fails at a file that is no JSON, or whose
compression is damaged. Take s3a:// instead of s3:// unless on EMR.`,
		example: `  loginodds sql spark --location s3://trail/AWSLogs/o-abc123 \
      --output-location s3://results/signins >signins.sql
  spark-sql -f signins.sql
  aws s3 cp --recursive s3://results/signins signins && loginodds scan signins`,
		comment: "-- Run it with: spark-sql -f THIS-FILE\n",
		places: places{input: "a folder, or s3://BUCKET/PREFIX or s3a://BUCKET/PREFIX",
			output: "a folder, or s3://BUCKET/PREFIX or s3a://BUCKET/PREFIX", schemes: "s3a?", folders: true},
		location:   "AWSLogs",
		output:     "signins",
		statements: oneStatement,
		literal:    backslashed,
		ident:      standard,
	}
}

func trino() engine {
	return engine{
		name:  "trino",
		title: "Trino with its Hive connector",
		long: `Trino prints statements for Trino. They read a table of the Hive connector that
has the log files as text, with one column, document, and one row per line: a
file of CloudTrail is one line. --create-table prints the statement that creates
it. The result is a table of the same name with _signins behind it, whose files
are the sign-in table.

The connector must allow what is not its default:

  hive.recursive-directories=true            the logs are in subfolders
  hive.non-managed-table-creates-enabled=true
  hive.non-managed-table-writes-enabled=true for --output-location
  hive.text.max-line-length                  if a log file is larger

The query fails at a file that is no JSON, or whose compression is damaged.`,
		example: `  loginodds sql trino --create-table --location s3://trail/AWSLogs/o-abc123 \
      >table.sql
  loginodds sql trino --output-location s3://results/signins >signins.sql
  trino -f table.sql && trino -f signins.sql
  aws s3 cp --recursive s3://results/signins signins && loginodds scan signins`,
		comment:    "-- Run it with: trino -f THIS-FILE\n",
		places:     places{input: "s3://BUCKET/PREFIX or s3a://BUCKET/PREFIX", output: "s3://BUCKET/PREFIX or s3a://BUCKET/PREFIX", schemes: "s3a?"},
		table:      "hive.default.cloudtrail_files",
		tableParts: 3,
		statements: oneStatement,
		literal:    doubled,
		ident:      standard,
	}
}

func athena() engine {
	return engine{
		name:  "athena",
		title: "Amazon Athena",
		long: `Athena prints UNLOAD statements for Amazon Athena. They read a CloudTrail table
with the columns that the Athena manual gives it, useridentity.onbehalfof among
them, and rebuild the records from the columns under the names that CloudTrail
has for them. (Athena writes the names of columns in lower case, so a record is
one text in a column, _raw, as in exports of Splunk, which scan reads.)
Members that scan has no use for, such as tlsDetails, are left out.

There is one statement for every account of --accounts and every month since
--since, as Athena can look up a million partitions in one statement, and makes
one per account, region and day; and as a statement that failed is then cheap to
repeat. Each writes to a folder of its own, which must be empty. Without --since
there is one statement for all time; without --accounts, one for all accounts.
The folders read are those of the days from the first to two days after the
last, as the day in a folder's name is that of the delivery: what came later
still, in a month's statement, is missed.

--create-table prints a CREATE TABLE with partition projection, where nothing
need be loaded or repaired, and every region is read. --location is then the
folder that has a folder for each account. Such a table is asked for one account
at a time, so give --accounts.

A table without partitions needs --account-column "" --day-column "".`,
		example: `  loginodds sql athena --create-table --table logs.cloudtrail \
      --location s3://trail/AWSLogs/o-abc123
  loginodds sql athena --table logs.cloudtrail \
      --accounts 111122223333,444455556666 --since 2026-04-01 \
      --output-location s3://results/signins
  loginodds sql athena -0 --table logs.cloudtrail --accounts 111122223333 \
      --since 90d --output-location s3://results/signins |
      xargs -0 -n 1 aws athena start-query-execution --work-group primary \
          --query-string
  aws s3 cp --recursive s3://results/signins signins && loginodds scan signins`,
		comment:     "-- Athena takes one statement at a time; see -0 in \"loginodds sql athena --help\".\n",
		places:      places{input: "s3://BUCKET/PREFIX", output: "s3://BUCKET/PREFIX", schemes: "s3"},
		table:       "cloudtrail_logs",
		tableParts:  2,
		partitioned: true,
		statements:  athenaStatements,
		literal:     doubled,
		ident:       standard,
	}
}
