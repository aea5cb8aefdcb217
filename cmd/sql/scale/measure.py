"""Measures how fast logs are read: by loginodds and by the engines that are there.

    LOGINODDS=./loginodds python3 scale/measure.py [MEGABYTES]

The logs are those of a busy account: sign-ins are one record in two thousand. They
are read once before it is measured, so that the disk does not count, and what is
counted is processor time, so that other work on the machine does not either.
"""

import gzip
import os
import pathlib
import random
import sys
import tempfile

import corpus
import program


def call(r, n):
    """Returns a record that is no sign-in, of about 1.3 kB."""
    hexes = "".join(r.choices("0123456789abcdef", k=64))
    return corpus.sign_in(
        0,
        f"service-{n % 97}",
        eventTime=f"2026-05-{1 + n % 28:02d}T{n % 24:02d}:{n % 60:02d}:00Z",
        eventSource=r.choice(["sts", "s3", "kms", "ec2", "logs", "dynamodb"]) + ".amazonaws.com",
        eventName=r.choice(["AssumeRole", "GetObject", "Decrypt", "DescribeInstances", "PutItem"]),
        sourceIPAddress="AWS Internal",
        userAgent="aws-sdk-go-v2/1.30.3 os/linux lang/go#1.22.5 md/GOOS#linux md/GOARCH#amd64",
        requestParameters={"roleArn": f"arn:aws:iam::111122223333:role/{hexes[:20]}", "keys": [hexes[i : i + 8] for i in range(0, 48, 8)]},
        responseElements={"credentials": {"accessKeyId": hexes[:20].upper(), "sessionToken": hexes * 4}},
        additionalEventData={"SignatureVersion": "SigV4", "x-amz-id-2": hexes},
        eventID=f"{hexes[:8]}-{n}",
        eventType="AwsApiCall",
    )


def write(folder, megabytes):
    """Writes about so many megabytes, before compression."""
    r = random.Random(1)
    for file in range(max(1, megabytes // 8)):
        batch = [
            corpus.sign_in(n % 60, f"person-{n % 40}", eventID=f"{file}-{n}") if n % 2000 == 7 else call(r, n)
            for n in range(6400)
        ]
        corpus.deliver(folder, "us-east-1", f"2026/{1 + file // 28 % 12:02d}/{1 + file % 28:02d}", batch, f"{file:012d}")


def engines(logs, out):
    """Yields names and functions that read the logs."""
    yield "loginodds scan", lambda: program.run("scan", "-q", str(logs))
    try:
        import duckdb
    except ImportError:
        pass
    else:
        statement, = program.sql("duckdb", "--location", str(logs), "--output-location", str(out))
        yield "duckdb", lambda: duckdb.execute(statement)
    try:
        import chdb
    except ImportError:
        pass
    else:
        query, = program.sql("clickhouse", "--location", str(logs), "--output-location", str(out))
        yield "clickhouse", lambda: chdb.query(query)


def processor_seconds():
    return sum(os.times()[:4])  # of this process and of those it waited for


def main():
    megabytes = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    with tempfile.TemporaryDirectory() as folder:
        logs = pathlib.Path(folder) / "logs"
        write(logs, megabytes)
        files = list(logs.rglob("*.gz"))
        stored = sum(f.stat().st_size for f in files) / 1e6
        plain = sum(len(gzip.decompress(f.read_bytes())) for f in files) / 1e6
        print(f"{plain:.0f} MB of JSON, {stored:.0f} MB in gzip, {len(files)} files")
        for name, read in engines(logs, pathlib.Path(folder) / "out.jsonl.gz"):
            read()
            start = processor_seconds()
            read()
            seconds = processor_seconds() - start
            print(f"{name}: {seconds:.1f} s, {plain / seconds:.0f} MB of JSON per second and core")


if __name__ == "__main__":
    main()
