# SPDX-License-Identifier: Apache-2.0
"""The same rules and data through pyarrow, polars, pandas and DuckDB: row by row what the command line says."""

import datetime
from decimal import Decimal

import pytest
from conftest import AS_OF, TABLES, assert_same

import leadline


def score(rules, tables, **options):
    return rules.score(as_of=AS_OF, reasons=3, **tables, **options)


def read_pyarrow(data):
    from pyarrow import csv

    return {name: csv.read_csv(data / f"{name}.csv") for name in TABLES}


def test_pyarrow(rules, data, expected, refused):
    import pyarrow

    tables = read_pyarrow(data)
    assert any(pyarrow.types.is_timestamp(field.type) for field in tables["interactions"].schema)
    scores = score(rules, tables)
    assert {(row.table, row.row, row.column, row.value, row.reason) for row in scores.set_aside} == refused
    assert_same(scores.to_arrow().to_pylist(), expected)


def test_pyarrow_in_other_shapes(rules, data, expected):
    """Chunks, slices, dictionaries, large and view texts, a single batch, a reader, a list of tables."""
    import pyarrow as pa

    tables = read_pyarrow(data)
    contacts = tables["contacts"]
    kinds = [pa.dictionary(pa.int32(), pa.string()), pa.large_string(), pa.string_view(), pa.string()]
    texts = [i for i, field in enumerate(contacts.schema) if pa.types.is_string(field.type)]
    for number, i in enumerate(texts):
        kind = kinds[number % len(kinds)]
        column = contacts.column(i)
        changed = column.dictionary_encode() if pa.types.is_dictionary(kind) else column.cast(kind)
        contacts = contacts.set_column(i, contacts.schema[i].name, changed)
    half = len(contacts) // 2
    shapes = {
        "contacts": [contacts.slice(0, half), contacts.slice(half)],
        "accounts": tables["accounts"].combine_chunks().to_batches()[0],
        "leads": pa.RecordBatchReader.from_batches(tables["leads"].schema, iter(tables["leads"].to_batches(max_chunksize=7))),
        "interactions": tables["interactions"],
    }
    assert_same(score(rules, shapes).to_arrow().to_pylist(), expected)


def test_polars(rules, data, expected):
    import polars

    tables = {name: polars.read_csv(data / f"{name}.csv", try_parse_dates=True) for name in TABLES}
    assert_same(score(rules, tables).to_polars().to_dicts(), expected)


def test_pandas(rules, data, expected):
    import pandas

    tables = {name: pandas.read_csv(data / f"{name}.csv") for name in TABLES}
    tables["interactions"]["At"] = pandas.to_datetime(tables["interactions"]["At"], utc=True)
    frame = score(rules, tables).to_pandas()
    assert_same(frame.astype(object).where(frame.notna(), None).to_dict("records"), expected)


def test_duckdb_both_ways(rules, data, expected):
    """Relations in; scores back into SQL."""
    import duckdb

    database = duckdb.connect()
    tables = {name: database.read_csv(str(data / f"{name}.csv"), all_varchar=False) for name in TABLES}
    scored = score(rules, tables).to_arrow()  # DuckDB finds it by its name
    relation = database.sql("select * from scored")
    names = [column[0] for column in relation.description]
    assert_same([dict(zip(names, row)) for row in relation.fetchall()], expected)
    best = database.sql('select max("spring.score") from scored').fetchall()[0][0]
    assert best == max(Decimal(row["spring.score"]) for row in expected.values() if row["spring.score"])


def test_doubles_and_missing_values():
    """Doubles stand for the shortest decimal; not-a-number, None and empty texts are missing."""
    import pandas

    rules = leadline.compile('record contact { amount number  name text }\nmodel m "M" {\n  scores contact\n  score = contact.amount else -1\n}\n')
    frame = pandas.DataFrame({"id": ["a", "b", "c", "d"], "amount": [0.1, 0.3, float("nan"), 1e12], "name": ["x", None, "", "y"]})
    scored = rules.score(contacts=frame, as_of="2026-07-01").to_arrow().to_pydict()
    assert scored["m.score"] == [Decimal("0.1"), Decimal("0.3"), Decimal(-1), Decimal(10) ** 12]
    doubles = rules.score(contacts=frame, as_of="2026-07-01", numbers="float64").to_arrow().to_pydict()
    assert doubles["m.score"] == [0.1, 0.3, -1.0, 1e12]


def test_float64_for_charts(rules, data, expected):
    rows = score(rules, read_pyarrow(data), numbers="float64").to_arrow().to_pylist()
    wanted = {id: float(row["spring.score"]) if row["spring.score"] else None for id, row in expected.items()}
    assert {row["id"]: row["spring.score"] for row in rows} == wanted


def test_threads_change_nothing(rules, data):
    tables = read_pyarrow(data)
    assert score(rules, tables, threads=1).to_arrow().equals(score(rules, tables, threads=2).to_arrow())


def test_parquet(rules, data, expected, tmp_path):
    import pyarrow.dataset as ds
    import pyarrow.parquet as pq

    readers = {}
    for name, table in read_pyarrow(data).items():
        pq.write_table(table, tmp_path / f"{name}.parquet", row_group_size=1000)
        readers[name] = ds.dataset(tmp_path / f"{name}.parquet").scanner().to_reader()
    assert_same(score(rules, readers).to_arrow().to_pylist(), expected)


def test_wrong_types_name_column_and_types(rules):
    import pyarrow as pa

    with pytest.raises(leadline.Error, match="column `at` of table `page_visit` is int64, where the field `at` is of type time"):
        rules.score(page_visit=pa.table({"at": [1], "contact": ["a"]}), as_of="2026-07-01")
    with pytest.raises(leadline.Error, match="`visitors` is neither a kind of record"):
        rules.score(visitors=pa.table({"id": ["a"]}), as_of="2026-07-01")
    with pytest.raises(leadline.Error, match="table `leads`: has no column `id`"):
        rules.score(leads=pa.table({"no": ["a"]}), as_of="2026-07-01")
    with pytest.raises(TypeError, match="table `leads` is of type `dict`"):
        rules.score(leads={"id": ["a"]}, as_of="2026-07-01")


class Again:
    """Gives the same capsules each time; Arrow's interface says that a capsule is read once."""

    def __init__(self, table):
        if hasattr(table, "__arrow_c_stream__"):
            stream = table.__arrow_c_stream__()
            self.__arrow_c_stream__ = lambda requested_schema=None: stream
        else:
            batch = table.__arrow_c_array__()
            self.__arrow_c_array__ = lambda requested_schema=None: batch


def test_tables_that_cannot_be_opened(rules):
    import nanoarrow
    import pyarrow as pa

    table = pa.table({"id": ["a", "b"]})
    for again in (Again(table), Again(nanoarrow.c_array(table.to_batches()[0]))):
        assert len(rules.score(leads=again, as_of="2026-07-01")) == 2
        with pytest.raises(leadline.Error, match="`leads`.*was read before"):
            rules.score(leads=again, as_of="2026-07-01")

    class Broken:
        def __arrow_c_stream__(self, requested_schema=None):
            raise RuntimeError

    with pytest.raises(leadline.Error, match="^table `leads`: RuntimeError$"):
        rules.score(leads=Broken(), as_of="2026-07-01")
    Broken.__arrow_c_stream__ = lambda self, requested_schema=None: "no capsule"
    with pytest.raises(leadline.Error, match="^table `leads`: ValueError: .*PyCapsule"):
        rules.score(leads=Broken(), as_of="2026-07-01")


def test_nanoarrow(rules):
    import nanoarrow

    stream = nanoarrow.c_array_stream(pyarrow_batch())
    assert rules.score(leads=stream, as_of="2026-07-01").to_arrow()["id"].to_pylist() == ["a", "b"]


def pyarrow_batch():
    import pyarrow as pa

    return pa.record_batch({"id": ["b", "a"]})


def test_what_is_set_aside_and_ignored(rules):
    import pyarrow as pa

    table = pa.table({"id": ["a", None, "c"], "fax": [1, 2, 3], "campaign": ["spring"] * 3, "created": ["2026-01-01", "2026-01-01", "soon"]})
    scores = rules.score(leads=table, as_of="2026-07-01")
    assert [(row.table, row.row, row.column) for row in scores.set_aside] == [("leads", 1, "id"), ("leads", 2, "created")]
    assert "leads.fax" in scores.ignored_columns
    kept = rules.score(leads=table, as_of="2026-07-01", bad_values="missing")
    assert len(kept) == 2 and [row.row for row in kept.set_aside] == [1, 2]


def test_times(rules):
    zone = datetime.timezone(datetime.timedelta(hours=2))
    assert rules.time("2026-07-01") == rules.time(datetime.date(2026, 7, 1)) == rules.time(datetime.datetime(2026, 7, 1, tzinfo=zone))
    assert rules.time("1969-12-31T23:59:59.999Z") == -1
    with pytest.raises(ValueError, match="has no zone"):
        rules.time(datetime.datetime(2026, 7, 1))
    with pytest.raises(ValueError, match="is no time"):
        rules.time("soon")
    assert abs(rules.time(None) / 1000 - datetime.datetime.now().timestamp()) < 60
