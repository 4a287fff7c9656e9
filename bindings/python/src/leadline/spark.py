# SPDX-License-Identifier: Apache-2.0
"""Leadline in Spark: the library runs inside the executors, Spark only brings together what belongs together.

    from leadline.spark import ORDER, run, score

    scored = score(rules, contacts=contacts, leads=leads, interactions=interactions, as_of="2026-07-01")
    decisions = run(rules, events, order_by="offset").orderBy(*ORDER)

:func:`score` scores tables, :func:`run` runs a lifecycle over a closed log of events.

What a record's score depends on hangs together by links: an account with its contacts, a contact with its interactions and
leads. Every row gets the key that it hangs on, rows of one key go to one group, and each group is scored on its own. Where
links tie keys together (a lead whose account is not its contact's), the keys become one. The result has the same rows as :meth:`leadline.Rules.score`, to the last place, for any number of
groups, partitions and executors.

Ids must be unique in their table, and texts or whole numbers: rows of a DataFrame have no order that could say which of two
is the later one. A key cannot be cut, so the largest bounds the time and the memory of an executor: :func:`score` warns of keys
with very many rows (:class:`SkewedKeys`), and :func:`sizes` tells of all.

Needs pyspark 3.5 or newer, pyarrow and pandas; every executor needs this package.
"""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any, Dict, List, Optional, Sequence, Tuple

import leadline

from . import _core
from ._spark_components import components
from ._spark_run import ORDER, CannotSplit, SkewedLog, bad_events, require_names, run

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

__all__ = ["ORDER", "CannotSplit", "SKEWED_ROWS", "SkewedKeys", "SkewedLog", "bad_events", "run", "score", "set_aside", "sizes"]

_NAME = "__leadline_table"
_GROUP = "__leadline_group"
_KEY = "__leadline_key"
_LINKS = {"accounts": (), "users": (), "contacts": ("account",), "leads": ("contact", "account"), "opportunities": ("contact", "lead", "account")}
_KINDS = {"accounts": "account", "contacts": "contact", "leads": "lead", "opportunities": "opportunity"}
_OF_INTERACTIONS = ("contact", "lead")


SKEWED_ROWS = 1_000_000  #: what :func:`score` takes for very many rows of one key


class SkewedKeys(UserWarning):
    """Keys have so many rows that the executors that get them work while the others wait.

    ``keys`` has them with their rows, the largest first: ``[("account A-1", 5_000_000), …]``.
    """

    def __init__(self, keys: Sequence[Tuple[str, int]], rows: int):
        self.keys = list(keys)
        named = ", ".join(f"{key} ({count:,} rows)" for key, count in self.keys)
        super().__init__(f"more than {rows:,} rows hang together and cannot be cut: {named}; an account or contact that stands for nobody in particular is often the cause")


def score(
    rules: leadline.Rules,
    *,
    kind: Optional[str] = None,
    as_of: leadline.Time = None,
    groups: Optional[int] = None,
    reasons: int = 0,
    numbers: str = "decimal",
    bad_values: str = "set_aside",
    skewed_rows: Optional[int] = SKEWED_ROWS,
    **tables: "DataFrame",
) -> "DataFrame":
    """Scores all records of one kind in Spark; the DataFrame has the columns of :class:`leadline.Table`.

    :param kind: which kind of record's results: ``"lead"``, ``"contact"``, …; None if the rules score only one.
    :param as_of: as for :meth:`leadline.Rules.score`; None is the present, taken once for all executors.
    :param groups: into how many groups the keys are put; by default ``spark.sql.shuffle.partitions``.
    :param skewed_rows: warn with :class:`SkewedKeys` of keys with more rows than that, which costs a pass over ids and links; None
        does not look.
    :param tables: DataFrames by the names that :meth:`leadline.Rules.score` has, except those of sources of the rules.
    :raises leadline.Error: here for a table without ids or of another name; from the executors as :meth:`leadline.Rules.score`.

    Rows that were set aside are given by :func:`set_aside`.
    """
    kind, schema = _results_of(rules, kind, reasons, numbers)
    require_names(rules, tables)
    keyed = _keyed(tables)
    if skewed_rows is not None:
        found = _counted(keyed).where(f"count > {int(skewed_rows)}").limit(10).collect()
        if found:
            warnings.warn(SkewedKeys([(row["key"], row["count"]) for row in found], skewed_rows), stacklevel=2)
    return _run(_Work(rules, "scores", kind, rules.time(as_of), reasons, numbers, bad_values), schema, groups, keyed)


def set_aside(rules: leadline.Rules, *, groups: Optional[int] = None, bad_values: str = "set_aside", **tables: "DataFrame") -> "DataFrame":
    """The rows that :func:`score` sets aside: ``table``, ``column``, ``value`` and ``reason``."""
    from pyspark.sql import types as t

    schema = t.StructType([t.StructField(name, t.StringType()) for name in _ASIDE])
    require_names(rules, tables)
    return _run(_Work(rules, "set_aside", None, 0, 0, "decimal", bad_values), schema, groups, _keyed(tables))


def sizes(*, top: int = 10, **tables: "DataFrame") -> "DataFrame":
    """What hangs together with the most rows: ``key`` (``account A-1``, ``contact C-7``, ``lead L-3``), ``count``."""
    return _counted(_keyed(tables)).limit(top)


def _counted(keyed: Dict[str, "DataFrame"]) -> "DataFrame":
    from pyspark.sql import functions as f

    keys = [frame.select(f.col(_KEY).alias("key")) for name, frame in keyed.items() if name != "users"]
    every = keys[0]
    for frame in keys[1:]:
        every = every.union(frame)
    return every.groupBy("key").count().orderBy(f.desc("count"), "key")


_ASIDE = ("table", "column", "value", "reason")


def _run(work: "_Work", schema: Any, groups: Optional[int], keyed: Dict[str, "DataFrame"]) -> "DataFrame":
    from pyspark.sql import functions as f

    spark = next(iter(keyed.values())).sparkSession
    count = groups or int(spark.conf.get("spark.sql.shuffle.partitions"))
    # Rows of all tables lie in one DataFrame, each as a struct in the column of its table, so that one shuffle brings
    # together what belongs together, and each group becomes tables again inside the executor.
    shipped: Optional["DataFrame"] = None
    for name, frame in keyed.items():
        if name == "users":  # small, and read by everybody
            frame = frame.crossJoin(spark.range(count).select(f.col("id").cast("int").alias(_GROUP)))
        else:
            frame = frame.withColumn(_GROUP, f.pmod(f.xxhash64(_KEY), f.lit(count)).cast("int"))
        columns = [f.col(f"`{column}`") for column in frame.columns if column not in (_KEY, _GROUP)]
        rows = frame.select(_GROUP, f.lit(name).alias(_NAME), f.struct(*columns).alias(name))
        shipped = rows if shipped is None else shipped.unionByName(rows, allowMissingColumns=True)
    assert shipped is not None
    work.names = tuple(keyed)
    return shipped.groupBy(_GROUP).applyInArrow(lambda group: work(group), schema)


class _Work:
    """What runs in the executors, for one group at a time: rows in, results out. Spark pickles it."""

    def __init__(self, rules: leadline.Rules, what: str, kind: Optional[str], as_of: int, reasons: int, numbers: str, bad_values: str):
        self.rules, self.what, self.kind, self.as_of = rules, what, kind, as_of
        self.reasons, self.numbers, self.bad_values = reasons, numbers, bad_values
        self.names: Tuple[str, ...] = ()

    def __call__(self, group: Any) -> Any:
        import pyarrow as pa
        import pyarrow.compute as pc

        tables = {}
        names = group.column(_NAME)
        for name in self.names:
            rows = group.filter(pc.equal(names, name)).column(name)
            fields = [field.name for field in rows.type]
            tables[name] = pa.Table.from_batches([pa.RecordBatch.from_arrays(part.flatten(), fields) for part in rows.chunks]) if rows.num_chunks else None
        as_of = leadline._EPOCH + leadline._datetime.timedelta(milliseconds=self.as_of)
        scores = self.rules.score(as_of=as_of, reasons=self.reasons, numbers=self.numbers, bad_values=self.bad_values, threads=1, **tables)
        if self.what == "scores":
            return scores.table(self.kind).to_arrow()
        found = [row for row in scores.set_aside if row.table != "users"]
        return pa.table({name: pa.array([getattr(row, name) for row in found], pa.string()) for name in _ASIDE})


def _keyed(tables: Dict[str, Optional["DataFrame"]]) -> Dict[str, "DataFrame"]:
    """The tables with a column that says what each row hangs on."""
    from pyspark.sql import functions as f

    given = {name: frame for name, frame in tables.items() if frame is not None}
    if not given:
        raise leadline.Error("no tables were given")
    keyed: Dict[str, "DataFrame"] = {}
    ties: List["DataFrame"] = []
    known: Dict[str, "DataFrame"] = {}  # id and key of contacts and leads
    order = [name for name in ("accounts", "contacts", "leads") if name in given]
    for name in order + [name for name in given if name not in order]:
        frame = given[name]
        ends = _ends(name, frame)
        candidates = []  # what it could hang on, the first that is there is taken
        joined = frame
        for link in _LINKS.get(name, _OF_INTERACTIONS):
            if link not in ends:
                continue
            column = f"__leadline_{link}"
            if link == "account":
                joined = joined.withColumn(column, f.concat(f.lit("account "), ends[link]))
            elif link in known:
                target = known[link].select(f.col("id").alias(f"{column}_id"), f.col("key").alias(column))
                joined = joined.join(target, ends[link] == f.col(f"{column}_id"), "left").drop(f"{column}_id")
            else:
                continue
            candidates.append(column)
        own = f.concat(f.lit(f"{_KINDS.get(name, name)} "), ends["id"]) if "id" in ends else f.lit(None).cast("string")
        columns = [f.col(column) for column in candidates]
        joined = joined.withColumn(_KEY, f.coalesce(*columns, own, f.lit("none")))
        for column in candidates[1:]:
            ties.append(joined.where(f.col(column).isNotNull() & (f.col(column) != f.col(_KEY))).select(f.col(_KEY).alias("one"), f.col(column).alias("other")))
        keyed[name] = joined.drop(*candidates)
        if name in ("contacts", "leads"):
            # A key an id, whatever the data are like: no join may make rows more.
            known[name[:-1]] = joined.select(ends["id"].alias("id"), f.col(_KEY).alias("key")).groupBy("id").agg(f.min("key").alias("key"))
    return _tied(keyed, ties)


def _ends(name: str, frame: "DataFrame") -> Dict[str, Any]:
    """The columns with the id and the links, as texts; an empty one is missing."""
    from pyspark.sql import functions as f
    from pyspark.sql import types as t

    ends: Dict[str, Any] = {}
    for field in frame.schema.fields:
        normal = _core.column_name(field.name)
        if normal not in ("id", *_LINKS.get(name, _OF_INTERACTIONS)) or normal in ends:
            continue
        if not isinstance(field.dataType, (t.StringType, t.ByteType, t.ShortType, t.IntegerType, t.LongType)):
            raise leadline.Error(f"column `{field.name}` of table `{name}` is {field.dataType.simpleString()}; in Spark, ids and links are texts or whole numbers")
        text = f.col(f"`{field.name}`").cast("string")
        ends[normal] = f.when(f.trim(text) != "", text)
    if name in _LINKS and "id" not in ends:
        raise leadline.Error(f"table `{name}`: has no column `id`; its columns are {', '.join(f'`{column}`' for column in frame.columns)}")
    return ends


def _tied(keyed: Dict[str, "DataFrame"], ties: List["DataFrame"]) -> Dict[str, "DataFrame"]:
    """Keys that rows tie together become one: the smallest of them."""
    from pyspark.sql import functions as f

    if not ties:
        return keyed
    every = ties[0]
    for frame in ties[1:]:
        every = every.union(frame)
    moved = components(every.select("one", "other"))
    if moved.isEmpty():
        return keyed
    table = moved.select(f.col("one").alias("__leadline_old"), f.col("other").alias("__leadline_new"))
    return {
        name: frame.join(table, f.col(_KEY) == f.col("__leadline_old"), "left")
        .withColumn(_KEY, f.coalesce(f.col("__leadline_new"), f.col(_KEY)))
        .drop("__leadline_old", "__leadline_new")
        for name, frame in keyed.items()
    }


def _results_of(rules: leadline.Rules, kind: Optional[str], reasons: int, numbers: str) -> Tuple[str, Any]:
    """Which kind is scored, and Spark's schema of its results: that of scoring nothing."""
    from pyspark.sql.pandas.types import from_arrow_schema

    table = rules.score(as_of=leadline._EPOCH, reasons=reasons, numbers=numbers).table(kind)
    return table.kind, from_arrow_schema(table.to_arrow().schema)
