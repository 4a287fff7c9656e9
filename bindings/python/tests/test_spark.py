# SPDX-License-Identifier: Apache-2.0
"""Scores from a real Spark with two executor processes: row by row what the command line says."""

import os

import pytest
from conftest import AS_OF, TABLES, assert_same, rows_of

import leadline

pytest.importorskip("pyspark")


@pytest.fixture(scope="module")
def frames(spark, data):
    return {name: spark.read.csv(str(data / f"{name}.csv"), header=True) for name in TABLES}


@pytest.mark.parametrize("groups", [1, 2, 7, 32])
def test_the_same_rows_for_any_number_of_groups(rules, frames, expected, groups):
    from leadline.spark import score

    assert_same(rows_of(score(rules, as_of=AS_OF, reasons=3, groups=groups, **frames)), expected)


def test_typed_columns(rules, spark, data, expected):
    from leadline.spark import score

    frames = {name: spark.read.csv(str(data / f"{name}.csv"), header=True, inferSchema=True) for name in TABLES}
    assert dict(frames["interactions"].dtypes)["At"] == "timestamp"
    assert_same(rows_of(score(rules, as_of=AS_OF, reasons=3, **frames)), expected)


def test_two_processes_took_part(spark):
    seen = spark.sparkContext.parallelize(range(8), 8).map(lambda _: os.getppid()).distinct().collect()
    assert len(seen) >= 2


def test_links_that_tie_accounts_together(spark):
    """A lead of another account than its contact's: what happens at either counts together, wherever rows lie."""
    from leadline.spark import SkewedKeys, score, sizes

    rules = leadline.compile("""
record contact { name text }
record lead { topic text }
interaction page_visit { page text }
model m "M" {
  scores lead
  "Visits of the account" +1 per page_visit by account
}
""")
    contacts = [(f"c{i}", f"a{i % 7}") for i in range(40)]
    leads = [(f"l{i}", f"c{i}" if i % 3 else None, f"a{(i * 5) % 7}") for i in range(40)]
    visits = [("2026-06-30T00:00:00Z", f"c{(i * i) % 40}", None) for i in range(200)]
    given = {
        "contacts": (contacts, "id string, account string"),
        "leads": (leads, "id string, contact string, account string"),
        "accounts": ([(f"a{i}",) for i in range(7)], "id string"),
        "page_visit": (visits, "at string, contact string, lead string"),
    }
    frames = {name: spark.createDataFrame(rows, schema) for name, (rows, schema) in given.items()}
    import pyarrow as pa

    tables = {name: pa.Table.from_pylist([dict(zip([c.split()[0] for c in schema.split(", ")], row)) for row in rows]) for name, (rows, schema) in given.items()}
    wanted = {row["id"]: row for row in rules.score(as_of="2026-07-01", **tables).to_arrow().to_pylist()}
    assert len({row["m.score"] for row in wanted.values()}) > 2
    with pytest.warns(SkewedKeys, match=r"more than 10 rows hang together and cannot be cut: account a") as told:
        scored = score(rules, as_of="2026-07-01", groups=8, skewed_rows=10, **frames)
    assert {row["id"]: row for row in rows_of(scored)} == wanted
    largest = [(row["key"], row["count"]) for row in sizes(**frames).collect()]
    (skewed,) = [one.message for one in told if one.category is SkewedKeys]
    assert skewed.keys == [(key, count) for key, count in largest if count > 10] != []
    assert sum(count for _, count in largest) == sum(len(rows) for rows, _ in given.values())


def test_what_is_wrong_is_said(rules, spark):
    from leadline.spark import score, set_aside

    frame = spark.createDataFrame([("l1", "soon"), (None, "2026-01-01")], "id string, created string")
    rows = {(row["column"], row["value"]) for row in rows_of(set_aside(rules, leads=frame))}
    assert rows == {("created", "soon"), ("id", "")}
    with pytest.raises(leadline.Error, match="table `leads`: has no column `id`"):
        score(rules, leads=frame.select("created"))
    with pytest.raises(leadline.Error, match="column `id` of table `leads` is double"):
        score(rules, leads=frame.select(frame.id.cast("double").alias("id")))


def test_tables_of_other_names_are_refused(spark):
    """Which columns of a source are links only the rules know."""
    from leadline.spark import score, set_aside

    rules = leadline.compile('source crm "*crm*.csv" { lead { id "No"  contact "Who" } }\nrecord contact { job text }\ninteraction visit\nmodel m "M" {\n  scores lead\n  "A" +1 when any visit\n}\n')
    frame = spark.createDataFrame([("l1", "c1")], "No string, Who string")
    for work in (score, set_aside):
        for name in ("crm", "visitors"):
            with pytest.raises(leadline.Error, match=f"`{name}` is neither a kind of record"):
                work(rules, **{name: frame})
    contacts = spark.createDataFrame([("c1", "VP")], "id string, job string")
    leads = spark.createDataFrame([("l1", "c1")], "id string, contact string")
    visits = spark.createDataFrame([("c1", "2026-06-30")], "contact string, at string")
    assert [row["m.score"] for row in score(rules, as_of="2026-07-01", contacts=contacts, leads=leads, visit=visits).collect()] == [1]
