#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What scoring takes in Spark, by the clock, with so many executor processes of one core on this machine, beside one process.

    spark_tables.py DATA [--executors 2] [--groups 8]

DATA is a folder of tests/bench/generate. Needs leadline, pyspark and Java; Parquet files are written beside the data first.
"""

import argparse
import os
import sys
import time
from pathlib import Path

import pyarrow.parquet as pq
from pyarrow import csv
from pyspark.sql import SparkSession

import leadline
from leadline.spark import score

TABLES = ("accounts", "contacts", "leads", "interactions")
RULES = Path(__file__).resolve().parent / "base_model.lead"
AS_OF = "2026-07-01T00:00:00Z"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("data", type=Path)
    parser.add_argument("--executors", type=int, default=2)
    parser.add_argument("--groups", type=int, default=8)
    options = parser.parse_args()
    folder = options.data.resolve()
    for name in TABLES:
        if not (folder / f"{name}.parquet").exists():
            pq.write_table(csv.read_csv(folder / f"{name}.csv"), folder / f"{name}.parquet", coerce_timestamps="us")
    rules = leadline.compile(RULES)
    begin = time.perf_counter()
    one = rules.score(as_of=AS_OF, threads=1, **{name: pq.read_table(folder / f"{name}.parquet") for name in TABLES}).to_arrow()
    print(f"one process, one thread, from Parquet: {time.perf_counter() - begin:.1f} s, {len(one):,} rows", flush=True)
    os.environ["PYSPARK_PYTHON"] = sys.executable
    begin = time.perf_counter()
    builder = SparkSession.builder.master(f"local-cluster[{options.executors},1,2048]").appName("leadline bench")
    for key, value in {"spark.ui.enabled": "false", "spark.executor.memory": "2g", "spark.log.level": "ERROR", "spark.sql.session.timeZone": "UTC",
                       "spark.ui.showConsoleProgress": "false"}.items():
        builder = builder.config(key, value)
    spark = builder.getOrCreate()
    frames = {name: spark.read.parquet(str(folder / f"{name}.parquet")) for name in TABLES}
    print(f"Spark, {options.executors} executors: started in {time.perf_counter() - begin:.1f} s", flush=True)
    for run in ("first", "second"):
        begin = time.perf_counter()
        rows = score(rules, as_of=AS_OF, groups=options.groups, **frames).count()
        print(f"  {run} score: {time.perf_counter() - begin:.1f} s, {rows:,} rows", flush=True)
    spark.stop()


if __name__ == "__main__":
    main()
