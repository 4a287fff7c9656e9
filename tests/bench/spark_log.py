#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What a lifecycle over a closed log takes in Spark, by the clock, with so many executor processes of one core on this machine,
beside one session.

    spark_log.py RULES EVENTS.ndjson [--executors 2] [--partitions 4]

Needs leadline, pyspark and Java.
"""

import argparse
import os
import sys
import time

from pyspark.sql import SparkSession

import leadline
from leadline.spark import run


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("rules")
    parser.add_argument("events")
    parser.add_argument("--executors", type=int, default=2)
    parser.add_argument("--partitions", type=int, default=4)
    options = parser.parse_args()
    rules = leadline.compile(options.rules)
    with open(options.events, encoding="utf-8") as file:
        lines = file.read().splitlines()
    session = leadline.Session(rules)
    begin = time.perf_counter()
    wanted = sum(len(session.apply("\n".join(lines[i : i + 1000])).decisions) for i in range(0, len(lines), 1000))
    print(f"one session: {time.perf_counter() - begin:.1f} s, {len(lines):,} events, {wanted:,} decisions", flush=True)
    os.environ["PYSPARK_PYTHON"] = sys.executable
    builder = SparkSession.builder.master(f"local-cluster[{options.executors},1,2048]").appName("leadline bench")
    for key, value in {"spark.ui.enabled": "false", "spark.executor.memory": "2g", "spark.log.level": "ERROR", "spark.sql.session.timeZone": "UTC",
                       "spark.ui.showConsoleProgress": "false", "spark.sql.shuffle.partitions": str(options.partitions)}.items():
        builder = builder.config(key, value)
    spark = builder.getOrCreate()
    frame = spark.createDataFrame(list(enumerate(lines)), "place bigint, value string")
    for which in ("first", "second"):
        begin = time.perf_counter()
        decided = run(rules, frame, order_by="place", partitions=options.partitions)
        middle = time.perf_counter()
        rows = decided.count()
        now = time.perf_counter()
        print(f"  {options.executors} executors, {which} run: {now - begin:.1f} s, {middle - begin:.1f} of them what hangs together, {rows:,} decisions", flush=True)
    spark.stop()


if __name__ == "__main__":
    main()
