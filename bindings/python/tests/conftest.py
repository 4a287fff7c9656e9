# SPDX-License-Identifier: Apache-2.0
"""The example that all tests score, and what the command line says of it. Environment:

LEADLINE_COMMAND   the leadline command
LEADLINE_SOURCE    the repository (default: the one that the tests lie in)
"""

import csv
import datetime
import os
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest

SOURCE = Path(os.environ.get("LEADLINE_SOURCE") or Path(__file__).resolve().parents[3])
EXAMPLE = SOURCE / "examples" / "spring_launch"
AS_OF = "2026-07-01T00:00:00Z"
TABLES = ("accounts", "contacts", "leads", "interactions")


@pytest.fixture(scope="session")
def rules_path():
    return EXAMPLE / "spring_launch.lead"


@pytest.fixture(scope="session")
def data(tmp_path_factory):
    """The example's files without the rows that are wrong on purpose: readers of CSV that guess types stumble over them."""
    folder = tmp_path_factory.mktemp("data")
    for name in TABLES:
        with open(EXAMPLE / "data" / f"{name}.csv", newline="", encoding="utf-8") as file:
            header, *rows = csv.reader(file)
        with open(folder / f"{name}.csv", "w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows([header, *(row for row in rows if _clean(header, row))])
    return folder


def _clean(header, row):
    try:
        for name, value in zip(header, row):
            if value and name in ("At", "Created"):
                datetime.datetime.strptime(value, "%Y-%m-%dT%H:%M:%SZ")
            if value and name in ("Employees", "Seconds"):
                float(value)
    except ValueError:
        return False
    return len(row) == len(header)


@pytest.fixture(scope="session")
def rules(rules_path):
    import leadline

    return leadline.compile(rules_path)


@pytest.fixture(scope="session")
def command():
    found = os.environ.get("LEADLINE_COMMAND")
    if not found:
        pytest.skip("LEADLINE_COMMAND is not set")
    return found


@pytest.fixture(scope="session")
def scored(command, rules_path, data, tmp_path_factory):
    """The folder with what the command line writes: scores.csv and bad.csv."""
    out = tmp_path_factory.mktemp("scored")
    run = [command, "score", rules_path, data, "--as-of", AS_OF, "--out", out / "scores.csv", "--bad-file", out / "bad.csv", "--reasons", "3", "--quiet"]
    subprocess.run(run, check=True, env={**os.environ, "LEADLINE_RULES_DIR": str(SOURCE / "rules")})
    return out


@pytest.fixture(scope="session")
def expected(scored):
    """The command line's CSV, as {id: {column: text}}."""
    with open(scored / "scores.csv", newline="", encoding="utf-8") as file:
        rows = {row["id"]: row for row in csv.DictReader(file)}
    assert len(rows) > 1000
    return rows


@pytest.fixture(scope="session")
def refused(scored):
    """What the command line set aside: (table, row from 0, column, value, reason)."""
    with open(scored / "bad.csv", newline="", encoding="utf-8") as file:
        rows = {(Path(row["file"]).stem, _row_at(row["file"], int(row["line"])), row["column_name"], row["value"], row["reason"]) for row in csv.DictReader(file)}
    assert {row[0] for row in rows} > {"contacts", "interactions"}
    return rows


def _row_at(path, line):
    """Which row of a file, from 0 behind its header, begins in a line: cells may have line breaks."""
    with open(path, newline="", encoding="utf-8") as file:
        reader = csv.reader(file)
        starts = [reader.line_num + 1 for _ in reader]
    return starts.index(line)


def written(value):
    """A value of a result as the command line writes it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        text = f"{value.normalize():f}"
        return "0" if text == "-0" else text
    return str(value)


def assert_same(rows, expected):
    """Every cell of every row of `rows`, a list of dicts; they lack only the column `kind`."""
    found = {row["id"]: {column: written(value) for column, value in row.items()} for row in rows}
    assert len(rows) == len(expected) and sorted(found) == sorted(expected)
    for id, row in expected.items():
        assert found[id] == {column: text for column, text in row.items() if column != "kind"}


def rows_of(frame):
    """Of a DataFrame of Spark."""
    return [row.asDict() for row in frame.collect()]


@pytest.fixture(scope="session")
def spark():
    """Two executor processes on this machine."""
    pytest.importorskip("pyspark")
    from pyspark.sql import SparkSession

    os.environ["PYSPARK_PYTHON"] = sys.executable  # the executors' Python, which has leadline too
    builder = SparkSession.builder.master("local-cluster[2,1,1024]").appName("leadline")
    for key, value in {
        "spark.ui.enabled": "false",
        "spark.sql.shuffle.partitions": "5",
        "spark.executor.memory": "512m",
        "spark.sql.session.timeZone": "UTC",
        "spark.log.level": "ERROR",
    }.items():
        builder = builder.config(key, value)
    session = builder.getOrCreate()
    yield session
    session.stop()
