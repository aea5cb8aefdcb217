"""Runs loginodds, and compares what it reports."""

import json
import os
import pathlib
import re
import subprocess
import tempfile
import unittest

import corpus

LOGINODDS = os.environ.get("LOGINODDS", "loginodds")


def sql(engine, *flags):
    """Returns the statements that are printed for an engine, without comments."""
    text = run("sql", engine, *flags)
    text = re.sub(r"^--.*\n+", "", text, flags=re.M)
    return [s.strip() for s in re.split(r";\n", text) if s.strip()]


def report(*paths):
    """Returns the report of every sign-in, byte for byte but for where the record is.

    The members file and record are the last ones of a finding.
    """
    lines = run("scan", "-q", "--all", "--outcome", "all", "-f", "jsonl", *map(str, paths))
    return re.sub(r',"file":"(?:[^"\\]|\\.)*","record":\d+}$', "}", lines, flags=re.M)


def run(*args):
    return subprocess.run([LOGINODDS, *args], check=True, stdout=subprocess.PIPE).stdout.decode()


class EngineTest(unittest.TestCase):
    """Has a corpus, and compares reports of a result with reports of the logs."""

    maxDiff = 2000

    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = pathlib.Path(folder.name)
        # What needs quoting must be quoted.
        cls.logs = corpus.write(cls.folder / "it's \"logs\"")

    def assert_same_report(self, result, logs=None):
        got, want = report(result), report(logs or self.logs)
        self.assertGreater(want.count("\n"), 0)
        self.assertEqual(got.count("\n"), want.count("\n"), "number of sign-ins")
        for g, w in zip(got.splitlines(), want.splitlines()):
            self.assertEqual(g, w)

    SLICE = ["--since", "2026-05-01", "--until", "2026-05-12T03:10:07Z", "--accounts", "111122223333"]

    def slice(self):
        """Returns a file with the records that SLICE selects."""
        file = self.folder / "slice.jsonl"
        with file.open("w", encoding="utf-8") as f:
            for _, r in corpus.records(self.logs):
                account = r.get("recipientAccountId") or r.get("userIdentity", {}).get("accountId")
                if (
                    r.get("eventSource") == corpus.SIGN_IN
                    and "2026-05-01T00:00:00Z" <= r["eventTime"] < "2026-05-12T03:10:07Z"
                    and account == "111122223333"
                ):
                    f.write(json.dumps(r) + "\n")
        return file

    def damaged(self, content):
        """Returns a folder with one file of that content, named like a log."""
        folder = pathlib.Path(tempfile.mkdtemp(dir=self.folder))
        (folder / "damaged.json.gz").write_bytes(content)
        return folder
