"""Scores the sign-ins of a table on a Spark cluster, as "loginodds scan" scores them on one machine.

    loginodds profile fit TABLE -o fit.json.gz
    spark-submit score_spark.py LOGINODDS fit.json.gz TABLE OUTPUT [FLAG OF SCORE]...

LOGINODDS is the binary; it and the fit are sent to the workers. TABLE is what "loginodds
extract" or the statement for an engine wrote: files of records, one on each line, plain or
gzip, where all workers can read them. OUTPUT is a new folder for the findings, JSON lines.
What the program says on standard error is in the logs of the executors.
"""

import os
import shlex
import sys
import zlib

from pyspark import SparkContext, SparkFiles


def main(program, fit, table, output, *flags):
    sc = SparkContext(appName="loginodds")
    for file in program, fit:
        sc.addFile(file)
    # Executors find added files in their working directory; in a local mode there is none.
    folder = SparkFiles.getRootDirectory() if sc.master.startswith("local") else "."

    def sent(file):
        return os.path.join(folder, os.path.basename(file))

    def pipe(records, *arguments):
        # Without checkCode a part that failed would be a part without findings. The
        # processes have an empty environment, which the program does not mind.
        return records.pipe(shlex.join([sent(program), *arguments]), checkCode=True)

    identity = [f for f in flags if f.startswith("--identity=")]  # on which keys depend
    keyed = pipe(sc.textFile(table), "extract", "--key", "-q", *identity, "-").map(lambda line: line.split("\t", 1))
    # Not by hash(), which is another one in every process if nobody sees to it. Sorting
    # reads all of a part first: an error of a source within pipe() could leave it waiting.
    parts = 4 * sc.defaultParallelism
    grouped = keyed.repartitionAndSortWithinPartitions(parts, lambda key: zlib.crc32(key.encode()))
    found = pipe(grouped.map("\t".join), "score", "--fit", sent(fit), *flags)
    found.saveAsTextFile(output)


if __name__ == "__main__":
    if len(sys.argv) < 5:
        sys.exit(__doc__)
    main(*sys.argv[1:])
