"""Runs what is printed for Trino and Athena in Trino.

Tables are in memory there, so that what is run is what selects the records. The
statements around it, which write files, are parsed by Trino's parser; UNLOAD,
which only Athena has, is compared with the form in Athena's manual.
"""

import gzip
import json
import os
import pathlib
import re
import shutil
import subprocess
import unittest

import corpus
import program

HERE = pathlib.Path(__file__).resolve().parent
CLASS_PATH = os.environ.get("TRINO_CLASS_PATH")
MISSING = "no Java" if not shutil.which("java") else "" if CLASS_PATH else "no TRINO_CLASS_PATH"


@unittest.skipIf(MISSING, "skipped: trino: " + MISSING)
class TrinoTest(program.EngineTest):
    def trino(self, *steps):
        """Returns a file for every step that prints, with its rows as lines."""
        command = ["java", "-cp", CLASS_PATH, str(HERE / "trino" / "Run.java")]
        p = subprocess.run(command, input="\0".join(steps).encode(), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        errors = p.stderr.decode()
        self.assertEqual(p.returncode, 0, errors[errors.find("Exception in thread") :][:2000])
        files = []
        for i, rows in enumerate(p.stdout.split(b"\0")[:-1]):
            files.append(self.folder / f"trino-{i}.jsonl")
            files[-1].write_bytes(rows)
        return files

    def documents(self):
        """Yields statements that fill the table for Trino, whose rows are lines of files."""
        create, = program.sql("trino", "--create-table", "--location", "s3://trail/AWSLogs")
        yield "parse " + create
        lines = []
        for file in sorted(self.logs.rglob("*.json.gz")):
            with gzip.open(file, "rt", encoding="utf-8", newline="") as f:
                lines += f.read().split("\n")
        yield from texts("cloudtrail_files", "document", lines)

    def test_trino(self):
        steps = list(self.documents())
        for flags in [], self.SLICE:
            session, statement = program.sql("trino", "--output-location", "s3://results/signins", *flags)
            steps += ["parse " + session, "parse " + statement, "print " + statement[statement.index("SELECT") :]]
        whole, some = self.trino(*steps)
        self.assert_same_report(whole)
        self.assert_same_report(some, self.slice())

    def test_damage(self):
        _, statement = program.sql("trino", "--output-location", "s3://results/signins")
        steps = texts("cloudtrail_files", "document", ['{"Records":[{"eventSource":"signin.amazonaws.com"}'])
        with self.assertRaisesRegex(AssertionError, "TrinoException: Cannot convert value to JSON"):
            self.trino(*steps, "print " + statement[statement.index("SELECT") :])

    def columns(self):
        """Yields statements that fill the table for Athena as its SerDe does."""
        create, = program.sql("athena", "--create-table", "--location", "s3://trail/AWSLogs")
        columns = re.search(r"\(\n(.*?)\n\)\nPARTITIONED", create, re.S)[1]
        columns = columns.replace("STRUCT<", "ROW(").replace(">", ")").replace(":", "").replace("STRING", "varchar")
        columns += ", account varchar, region varchar, day varchar"
        rows = [json.dumps(as_columns(file, r)) for file, r in corpus.records(self.logs)]
        yield from texts("cloudtrail_rows", "record", rows)
        yield (
            "run CREATE TABLE cloudtrail_logs AS "
            f"SELECT CAST(json_parse(record) AS ROW({columns})).* FROM cloudtrail_rows"
        )

    def test_athena(self):
        steps = list(self.columns())
        whole = ["--accounts", "111122223333,444455556666"]
        months = ["--since", "2026-04-01", "--until", "2026-07-01", *whole]
        bare = ["--account-column", "", "--day-column", ""]
        queries = [([], None), (whole, None), (months, None), (self.SLICE, self.slice()), (self.SLICE + bare, self.slice())]
        owners = []
        for n, (flags, _) in enumerate(queries):
            for statement in program.sql("athena", "--output-location", "s3://results/signins", *flags):
                steps.append("print " + selection(statement))
                owners.append(n)
        files = self.trino(*steps)
        for n, (flags, logs) in enumerate(queries):
            result = self.folder / "athena.jsonl"
            with result.open("w") as out:
                for f, owner in zip(files, owners):
                    if owner == n:
                        out.writelines(json.dumps({"_raw": r}) + "\n" for r in f.read_bytes().decode().split("\n") if r)
            with self.subTest(flags=flags, statements=owners.count(n)):
                self.assert_same_report(result, logs)


def texts(table, column, rows):
    """Yields statements that make a table of texts."""
    yield f"run CREATE TABLE {table} AS SELECT CAST(NULL AS varchar) AS {column} WHERE false"
    for i in range(0, len(rows), 50):
        values = ", ".join("'" + r.replace("'", "''") + "'" for r in rows[i : i + 50])
        yield f"run INSERT INTO {table} VALUES {values}"


def selection(statement):
    """Returns what an UNLOAD writes."""
    form = r"UNLOAD \((.*)\)\nTO 's3://[^']*/'\nWITH \(format = 'JSON', compression = 'GZIP'\)"
    return re.fullmatch(form, statement, re.S)[1]


def as_columns(file, record):
    """Returns a record as the table has it: names in lower case, and some objects as text."""
    _, account, _, region, year, month, day, _ = file.parts[-8:]
    row = {"account": account, "region": region, "day": f"{year}/{month}/{day}"}
    for name, value in record.items():
        if name in ("requestParameters", "responseElements", "additionalEventData", "serviceEventDetails"):
            row[name.lower()] = value if value is None or isinstance(value, str) else json.dumps(value)
        else:
            row[name.lower()] = lower(value)
    return row


def lower(value):
    if isinstance(value, dict):
        return {k.lower(): lower(v) for k, v in value.items()}
    return value


if __name__ == "__main__":
    unittest.main(verbosity=2)
