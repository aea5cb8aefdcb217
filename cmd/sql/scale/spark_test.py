"""Runs the statements for Spark, on this machine with two cores."""

import gzip
import shutil
import unittest

import program

try:
    import pyspark
    from pyspark.sql import SparkSession
except ImportError:
    pyspark = None
MISSING = "no Python module pyspark" if not pyspark else "" if shutil.which("java") else "no Java"


@unittest.skipIf(MISSING, "skipped: spark: " + MISSING)
class SparkTest(program.EngineTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.spark = (
            SparkSession.builder.master("local[2]")
            .config("spark.ui.enabled", "false")
            .config("spark.log.level", "OFF")
            .getOrCreate()
        )
        cls.addClassCleanup(cls.spark.stop)

    def execute(self, location, output, *flags):
        flags = ["--location", str(location), "--output-location", str(output), *flags]
        for statement in program.sql("spark", *flags):
            self.spark.sql(statement)

    def test_whole(self):
        self.execute(self.logs, self.folder / "o'all")
        self.assert_same_report(self.folder / "o'all")

    def test_slice(self):
        self.execute(self.logs, self.folder / "some", *self.SLICE)
        self.assert_same_report(self.folder / "some", self.slice())

    def test_damage(self):
        text = b'{"Records":[{"eventSource":"signin.amazonaws.com","eventTime":"x"}'
        for content in gzip.compress(text), gzip.compress(text + b"]}")[:-12]:
            with self.assertRaises(Exception):
                self.execute(self.damaged(content), self.folder / "none")

    def test_table_of_athena(self):
        """The parser of Hive, which Spark brings along, accepts the CREATE TABLE for Athena."""
        parse = self.spark._jvm.org.apache.hadoop.hive.ql.parse.ParseUtils.parse
        create, = program.sql("athena", "--create-table", "--location", "s3://trail/AWSLogs/o-abc123")
        parse(create, None)
        with self.assertRaises(Exception):
            parse(create.replace("SERDE", ""), None)


if __name__ == "__main__":
    unittest.main(verbosity=2)
