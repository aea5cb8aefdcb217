"""Runs score_spark.py on a cluster of this machine, of whose two workers one is killed meanwhile."""

import gzip
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.request

import corpus
import program

try:
    import pyspark
except ImportError:
    pyspark = None
MISSING = "no Python module pyspark" if not pyspark else "" if shutil.which("java") else "no Java"
HERE = pathlib.Path(__file__).resolve().parent
ALL = ["--all", "--outcome", "all"]

# Stands in for the program on the workers: every process that scores says so, and waits
# for a file before it begins. So it is known that there is something to kill.
GATE = """#!/bin/sh
PATH=/usr/bin:/bin
if [ "$1" = score ]; then
	echo "$PPID" >"{gate}/$$"
	while [ ! -e "{gate}/open" ]; do sleep .1; done
fi
exec "{program}" "$@"
"""


def wait(what, seconds=300):
    """Returns what a function returns once that is true."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if result := what():
            return result
        time.sleep(0.2)
    raise TimeoutError(f"{what.__name__}: nothing within {seconds} s")


def parents():
    """Returns the parents of all processes."""
    table = subprocess.run(["ps", "-eo", "pid=,ppid="], check=True, stdout=subprocess.PIPE).stdout.decode()
    return {int(pid): int(parent) for pid, parent in map(str.split, table.splitlines())}


def below(pid, all_parents):
    """Returns all processes that a process has started, those of theirs among them."""
    children = [p for p, parent in all_parents.items() if parent == pid]
    return children + [p for c in children for p in below(c, all_parents)]


class Cluster:
    """A master and two workers with a core each."""

    def __init__(self, folder):
        self.folder = folder
        self.home = pathlib.Path(pyspark.__file__).parent
        self.processes = []
        self.env = {**os.environ, "SPARK_HOME": str(self.home), "SPARK_LOCAL_IP": "127.0.0.1", "PYSPARK_PYTHON": sys.executable}
        self.start("master", "master.Master", "--host", "127.0.0.1", "--port", "0", "--webui-port", "0")
        self.url = wait(lambda: self.said("master", r"Starting Spark master at (spark://\S+)"))
        self.ui = wait(lambda: self.said("master", r"MasterWebUI.* http://\S+?:(\d+)"))
        self.workers = [
            self.start(f"worker{n}", "worker.Worker", "--host", "127.0.0.1", "-c", "1", "-m", "1g", "--webui-port", "0", "-d", str(folder / f"work{n}"), self.url)
            for n in range(2)
        ]
        wait(lambda: len(self.alive()) == 2)

    def start(self, name, of, *arguments):
        return self.run(name, "spark-class", "org.apache.spark.deploy." + of, *arguments)

    def run(self, name, *command):
        """Starts a program of Spark, and keeps what it says."""
        with self.log(name).open("wb") as log:
            self.processes.append(subprocess.Popen([self.home / "bin" / command[0], *command[1:]], env=self.env, stdout=log, stderr=log))
        return self.processes[-1]

    def log(self, name):
        return self.folder / (name + ".log")

    def said(self, name, pattern):
        found = re.search(pattern, self.log(name).read_text())
        return found and found[1]

    def alive(self):
        with urllib.request.urlopen(f"http://127.0.0.1:{self.ui}/json/") as f:
            return [w for w in json.load(f)["workers"] if w["state"] == "ALIVE"]

    def submit(self, *arguments):
        """Starts the program."""
        options = ["--master", self.url, "--conf", "spark.executor.memory=600m"]
        return self.run("driver", "spark-submit", *options, HERE / "score_spark.py", *arguments)

    def stop(self):
        for p in self.processes:
            for pid in [*below(p.pid, parents()), p.pid] if p.poll() is None else []:
                try:
                    os.kill(pid, signal.SIGKILL)
                except ProcessLookupError:
                    pass
            p.wait()


@unittest.skipIf(MISSING, "skipped: score_spark: " + MISSING)
class ScoreSparkTest(unittest.TestCase):
    maxDiff = 2000

    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = pathlib.Path(folder.name)
        cls.logs = corpus.write(cls.folder / "logs")
        cls.fit = cls.folder / "fit.json.gz"
        program.run("profile", "fit", "-q", str(cls.logs), "-o", str(cls.fit))
        # A table in three files. Of what was delivered twice, the copies lie in several.
        (cls.folder / "table").mkdir()
        # One extract of all logs tells of every record whose it is.
        program.run("extract", "-q", str(cls.logs), "-o", str(cls.folder / "all.jsonl"))
        lines = (cls.folder / "all.jsonl").read_bytes().splitlines(keepends=True)
        for n in range(3):
            opened = gzip.open if n % 2 else open
            with opened(cls.folder / "table" / f"{n}.jsonl{['', '.gz'][n % 2]}", "wb") as part:
                part.writelines(lines[n::3] + lines[:5])
        cls.cluster = Cluster(cls.folder)
        cls.addClassCleanup(cls.cluster.stop)

    def gate(self):
        """Returns a program that waits, and the folder in which it says so."""
        folder = pathlib.Path(tempfile.mkdtemp(dir=self.folder))
        (folder / "loginodds").write_text(GATE.format(gate=folder, program=pathlib.Path(program.LOGINODDS).resolve()))
        (folder / "loginodds").chmod(0o755)
        return folder / "loginodds", folder

    def driver_log(self):
        return self.cluster.log("driver").read_text()[-5000:]

    def test_killed_worker(self):
        """What is found does not depend on a worker that dies while it scores."""
        loginodds, gate = self.gate()
        output = self.folder / "found"
        driver = self.cluster.submit(loginodds, self.fit, self.folder / "table", output, *ALL)

        def scoring():
            self.assertIsNone(driver.poll(), self.driver_log())
            waiting = {int(p.name) for p in gate.iterdir() if p.name.isdigit()}
            found = {w: waiting.intersection(below(w.pid, parents())) for w in self.cluster.workers}
            return all(found.values()) and found

        victim = self.cluster.workers[0]
        wait(scoring)
        # Its executor dies with it, and so do the results of the tasks that it has done.
        for pid in [victim.pid, *below(victim.pid, parents())]:
            os.kill(pid, signal.SIGKILL)
        (gate / "open").touch()
        self.assertEqual(driver.wait(300), 0, self.driver_log())
        self.assertTrue(self.cluster.said("driver", "(Lost executor)"))
        wait(lambda: len(self.cluster.alive()) == 1)

        self.assertTrue((output / "_SUCCESS").exists())
        parts = sorted(output.glob("part-*"))
        started = sum(p.name.isdigit() for p in gate.iterdir())
        self.assertGreater(started, len(parts), "processes that scored, and parts")
        got = sorted(line for p in parts for line in p.read_text(encoding="utf-8").splitlines(keepends=True))
        want = sorted(program.run("scan", "-q", *ALL, "-f", "jsonl", str(self.logs)).splitlines(keepends=True))
        self.assertEqual(len(got), len(want), "number of sign-ins")
        for g, w in zip(got, want):
            self.assertEqual(g, w)
        print(f"{len(got)} findings in {len(parts)} parts; {started} processes have scored")

    def test_damage(self):
        """A table that ends early, or a line that is no record, fails the job."""
        whole = (self.folder / "table" / "1.jsonl.gz").read_bytes()
        for name, content in ("cut.gz", whole[: len(whole) // 2]), ("odd.jsonl", b'{"Records":[{"eventSource":"signin.amazonaws.com"'):
            table = self.folder / name
            table.write_bytes(content)
            output = self.folder / (name + ".found")
            driver = self.cluster.submit(program.LOGINODDS, self.fit, table, output)
            self.assertNotEqual(driver.wait(300), 0, name)
            self.assertFalse((output / "_SUCCESS").exists(), name)


if __name__ == "__main__":
    unittest.main(verbosity=2)
