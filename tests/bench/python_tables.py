#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What scoring costs from Python, beside the C library with the same Arrow tables, DuckDB and polars: processor time of one thread.

    python_tables.py DATA [--runs 5] [--score-csv PROGRAM]

DATA is a folder of tests/bench/generate. PROGRAM is tests/c/score_csv.c, built against the C library; it tells its own time. Needs leadline,
pyarrow, polars and duckdb. All results are compared, record by record.
"""

import argparse
import datetime
import os
import statistics
import subprocess
import sys
import time
from decimal import Decimal
from pathlib import Path

os.environ.setdefault("POLARS_MAX_THREADS", "1")
HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE / "peers"))

import duckdb  # noqa: E402
import model as models  # noqa: E402
import polars  # noqa: E402
import polars_peer  # noqa: E402
import pyarrow as pa  # noqa: E402
import sql  # noqa: E402
from pyarrow import csv  # noqa: E402

import leadline  # noqa: E402

TABLES = ("accounts", "contacts", "leads", "interactions")
AS_OF = datetime.datetime(2026, 7, 1, tzinfo=datetime.timezone.utc)
RULES = HERE / "base_model.lead"


def read(folder, texts):
    pa.set_cpu_count(1)
    tables = {}
    for name in TABLES:
        path = folder / f"{name}.csv"
        header = path.open(encoding="utf-8").readline().strip().split(",")
        options = csv.ConvertOptions(column_types={column: pa.string() for column in header}) if texts else csv.ConvertOptions(strings_can_be_null=True)
        tables[name] = csv.read_csv(path, convert_options=options)
    return tables


def with_duckdb(tables):
    connection = duckdb.connect(":memory:", config={"threads": 1, "preserve_insertion_order": False})
    connection.execute("SET TimeZone = 'UTC'")
    for name, table in tables.items():
        connection.register(f"arrow_{name}", table)
    sources = {name: f"arrow_{name}" for name in TABLES}
    sources["interactions"] = "(SELECT contact, kind, \"at\"::TIMESTAMP AS done_at, page, campaign FROM arrow_interactions)"
    query = sql.plain(models.base(), "duckdb", {name: source if source.startswith("(") else f"(SELECT * FROM {source})" for name, source in sources.items()})
    return lambda: connection.sql(query).to_arrow_table()


def measured(call, runs):
    times = []
    for _ in range(runs):
        begin = time.process_time()
        result = call()
        times.append(time.process_time() - begin)
    return statistics.median(times), result


def scores_of(table, scale):
    return {str(id): None if score is None else Decimal(score) / scale for id, score in zip(table.column(0).to_pylist(), table.column("m.score" if scale == 1 else "score").to_pylist())}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("data", type=Path)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--score-csv", type=Path)
    options = parser.parse_args()
    rules = leadline.compile(RULES)
    texts, typed = read(options.data, True), read(options.data, False)
    frames = {name: polars.from_arrow(table) for name, table in typed.items()}
    rows = sum(len(table) for table in typed.values())

    def score(tables):
        return lambda: rules.score(as_of=AS_OF, threads=1, **tables).to_arrow()

    works = {
        "leadline from pyarrow, all texts": (score(texts), 1),
        "leadline from pyarrow": (score(typed), 1),
        "leadline from polars": (score(frames), 1),
        "DuckDB's SQL over pyarrow tables": (with_duckdb(typed), 1000),
        "polars": (lambda: polars_peer.score(**frames).to_arrow(), 1000),
    }
    figures = {}
    if options.score_csv:
        files = [word for name in TABLES for word in (name, options.data / f"{name}.csv")]
        run = [options.score_csv, RULES, HERE.parent.parent / "rules", str(rules.time(AS_OF)), "lead", "0", *files]
        told = [subprocess.run(run, check=True, capture_output=True, text=True, env={**os.environ, "SCORE_CSV_TIMES": "1"}).stderr for _ in range(options.runs)]
        figures["the C library, all texts"] = statistics.median(float(one.split()[-1]) for one in told)
    wanted = None
    for name, (call, scale) in works.items():
        figures[name], result = measured(call, options.runs)
        found = scores_of(result, scale)
        wanted = wanted or found
        if found != wanted:
            wrong = [id for id in wanted if wanted[id] != found.get(id)]
            sys.exit(f"{name}: {len(wrong)} of {len(wanted)} leads differ, such as {wrong[0]}: {found.get(wrong[0])}, not {wanted[wrong[0]]}")
    print(f"{rows:,} rows in, {len(wanted):,} scores out; processor time of one thread, the middle of {options.runs} runs\n")
    print("| | seconds | rows a second |\n|---|---|---|")
    for name, seconds in figures.items():
        print(f"| {name} | {seconds:.3f} | {rows / seconds:,.0f} |")


if __name__ == "__main__":
    main()
