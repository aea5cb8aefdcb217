"""Runs the statement for DuckDB."""

import gzip
import unittest

import program

try:
    import duckdb
except ImportError:
    duckdb = None


@unittest.skipUnless(duckdb, "skipped: duckdb: no Python module duckdb")
class DuckDBTest(program.EngineTest):
    def execute(self, location, output, *flags):
        flags = ["--location", str(location), "--output-location", str(output), *flags]
        with duckdb.connect() as c:
            for statement in program.sql("duckdb", *flags):
                c.execute(statement)

    def test_whole(self):
        self.execute(self.logs, self.folder / "o'all.jsonl.gz")
        self.assert_same_report(self.folder / "o'all.jsonl.gz")

    def test_slice(self):
        self.execute(self.logs, self.folder / "some.jsonl.gz", *self.SLICE)
        self.assert_same_report(self.folder / "some.jsonl.gz", self.slice())

    def test_damage(self):
        text = b'{"Records":[{"eventSource":"signin.amazonaws.com","eventTime":"x"}'
        for content in gzip.compress(text), gzip.compress(text + b"]}")[:-12]:
            with self.assertRaises(duckdb.Error):
                self.execute(self.damaged(content), self.folder / "none.jsonl.gz")


if __name__ == "__main__":
    unittest.main(verbosity=2)
