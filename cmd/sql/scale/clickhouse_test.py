"""Runs the statement for ClickHouse, with the engine of clickhouse local."""

import gzip
import unittest

import program

try:
    import chdb
except ImportError:
    chdb = None


@unittest.skipUnless(chdb, "skipped: clickhouse: no Python module chdb")
class ClickHouseTest(program.EngineTest):
    def execute(self, location, output, *flags):
        flags = ["--location", str(location), "--output-location", str(output), *flags]
        for statement in program.sql("clickhouse", *flags):
            chdb.query(statement)

    def test_whole(self):
        self.execute(self.logs, self.folder / "o'all.jsonl.gz")
        self.assert_same_report(self.folder / "o'all.jsonl.gz")

    def test_again(self):
        """A second run replaces the file."""
        for _ in range(2):
            self.execute(self.logs, self.folder / "again.jsonl.gz", *self.SLICE)
        with gzip.open(self.folder / "again.jsonl.gz") as f:
            self.assertEqual(len(f.readlines()), len(self.slice().read_text().splitlines()))

    def test_slice(self):
        self.execute(self.logs, self.folder / "some.jsonl.gz", *self.SLICE)
        self.assert_same_report(self.folder / "some.jsonl.gz", self.slice())

    def test_damage(self):
        text = b'{"Records":[{"eventSource":"signin.amazonaws.com","eventTime":"x"}'
        for content in gzip.compress(text), gzip.compress(text + b"]}")[:-12]:
            with self.assertRaises(Exception):
                self.execute(self.damaged(content), self.folder / "none.jsonl.gz")


if __name__ == "__main__":
    unittest.main(verbosity=2)
