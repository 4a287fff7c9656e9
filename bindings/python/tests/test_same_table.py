# SPDX-License-Identifier: Apache-2.0
"""One rule file and one data set through every door: the same table, row by row.

The command line, a C99 program with the C library (LEADLINE_PREFIX says where that was installed), Python with pyarrow, polars, pandas,
DuckDB and nanoarrow, and Spark where pyspark is there.
"""

import importlib.util
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from conftest import AS_OF, SOURCE, TABLES, assert_same, rows_of

REASONS = 3


def through_c(rules, rules_path, data, folder):
    prefix = os.environ.get("LEADLINE_PREFIX")
    if not prefix or not shutil.which("cc"):
        pytest.skip("there is no installed C library (LEADLINE_PREFIX) or no C compiler")
    described = next(Path(prefix).rglob("leadline_c.pc")).parent
    flags = subprocess.run(["pkg-config", "--cflags", "--libs", "leadline_c"], env={**os.environ, "PKG_CONFIG_PATH": str(described)}, check=True, capture_output=True, text=True)
    program = folder / "score_csv"
    sources = [SOURCE / "tests" / "c" / name for name in ("score_csv.c", "arrow_batch.c")]
    subprocess.run(["cc", "-std=c99", "-Wall", "-Wextra", "-Wpedantic", "-Werror", "-o", program, *sources, *flags.stdout.split()], check=True)
    files = [word for name in TABLES for word in (name, data / f"{name}.csv")]
    run = [program, rules_path, SOURCE / "rules", str(rules.time(AS_OF)), "lead", str(REASONS), *files]
    output = subprocess.run(run, env={**os.environ, "LD_LIBRARY_PATH": str(described.parent)}, check=True, capture_output=True, text=True).stdout
    names, *rows = [row.split("\x1f")[:-1] for row in output.split("\x1e")[:-1]]
    return [dict(zip(names, row)) for row in rows]


def scored(rules, tables):
    return rules.score(as_of=AS_OF, reasons=REASONS, **tables)


def through_pyarrow(rules, data):
    from pyarrow import csv

    return scored(rules, {name: csv.read_csv(data / f"{name}.csv") for name in TABLES}).to_arrow().to_pylist()


def through_polars(rules, data):
    import polars

    return scored(rules, {name: polars.read_csv(data / f"{name}.csv", try_parse_dates=True) for name in TABLES}).to_polars().to_dicts()


def through_pandas(rules, data):
    import pandas

    frame = scored(rules, {name: pandas.read_csv(data / f"{name}.csv") for name in TABLES}).to_pandas()
    return frame.astype(object).where(frame.notna(), None).to_dict("records")


def through_duckdb(rules, data):
    import duckdb

    database = duckdb.connect()
    found = scored(rules, {name: database.read_csv(str(data / f"{name}.csv")) for name in TABLES}).to_arrow()
    relation = database.sql("select * from found")
    names = [column[0] for column in relation.description]
    return [dict(zip(names, row)) for row in relation.fetchall()]


def through_nanoarrow(rules, data):
    import nanoarrow
    import pyarrow
    from pyarrow import csv

    found = scored(rules, {name: nanoarrow.ArrayStream(csv.read_csv(data / f"{name}.csv")) for name in TABLES})
    # Through nanoarrow's stream, but not its to_pylist: nanoarrow 0.9 takes decimals below zero for great ones.
    return pyarrow.table(nanoarrow.ArrayStream(found.table("lead"))).to_pylist()


def through_spark(rules, data, spark):
    from leadline.spark import score

    frames = {name: spark.read.csv(str(data / f"{name}.csv"), header=True) for name in TABLES}
    return rows_of(score(rules, as_of=AS_OF, reasons=REASONS, **frames))


def test_the_same_table(request, rules, rules_path, data, expected, tmp_path):
    ways = {
        "C": lambda: through_c(rules, rules_path, data, tmp_path),
        "pyarrow": lambda: through_pyarrow(rules, data),
        "polars": lambda: through_polars(rules, data),
        "pandas": lambda: through_pandas(rules, data),
        "DuckDB": lambda: through_duckdb(rules, data),
        "nanoarrow": lambda: through_nanoarrow(rules, data),
    }
    if importlib.util.find_spec("pyspark"):
        ways["Spark"] = lambda: through_spark(rules, data, request.getfixturevalue("spark"))
    for way, rows in ways.items():
        found = rows()
        print(f"{way}: {len(found)} rows")
        # None of them orders its rows by anything but the id, except Spark, which has no order.
        assert way == "Spark" or [row["id"] for row in found] == list(expected), way
        assert_same(found, expected)
