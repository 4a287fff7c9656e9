# SPDX-License-Identifier: Apache-2.0
"""A lifecycle over a closed log of events in Spark: what hangs together is found in Spark and stays together, and each
partition is one session of the library. Entry point: run."""

from __future__ import annotations

import json
import warnings
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Dict, Iterator, List, NamedTuple, Optional, Sequence, Tuple

import leadline

from . import _core
from ._spark_components import Sets, components

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

#: What brings decisions into one order: ``decisions.orderBy(*ORDER)``.
ORDER = ("sequence", "at", "in_event", "kind", "id", "in_record", "held_back")

_TEXTS = "event decision kind id model from to threshold segment process by place deadline queue text name fields strategy evidence reason always held_back"
_TYPES = {"sequence": "bigint", "at": "timestamp", "in_event": "bigint", "in_record": "bigint", "reached": "boolean", "inside": "boolean"}
_TYPES.update({"line": "bigint", "found": "bigint", "score": "decimal(19,6)", "before": "decimal(19,6)"})
#: The columns of decisions, in their order.
COLUMNS = tuple("sequence at in_event in_record event decision kind id model score before from to threshold reached segment inside process by place "
                "deadline queue text name fields strategy line found evidence reason always held_back".split())
_SCHEMA = ", ".join(f"`{name}` {_TYPES.get(name, 'string')}" for name in COLUMNS)
assert set(COLUMNS) == set(_TEXTS.split()) | set(_TYPES)

_NAMES = "__leadline_names"
_TABLE = "__leadline_table_"
_RECORDS = ("accounts", "contacts", "leads", "opportunities", "users")
_BLANK, _BAD, _EVENT, _SUBMISSION, _TICK = range(5)
_ENOUGH = 1000  # events, below which a large part is no news


class CannotSplit(leadline.Error):
    """The rules, or an event, look at all of the log. ``reasons`` says where and why, a text each."""

    def __init__(self, reasons: Sequence[str]):
        self.reasons = list(reasons)
        super().__init__("\n  ".join(["the log cannot be split between sessions (`partitions=1` does it in one task):", *self.reasons]))


class SkewedLog(UserWarning):
    """Very many events hang together, so that one task does them while the others wait.

    ``events`` of ``total`` do; ``names`` are those that most events of the log share, with how many:
    ``[("account A-1", 120_000), …]``.
    """

    def __init__(self, events: int, total: int, names: Sequence[Tuple[str, int]]):
        self.events, self.total, self.names = events, total, list(names)
        shared = ", ".join(f"{name} ({count:,} events)" for name, count in names)
        super().__init__(f"{events:,} of {total:,} events ({events / total:.0%}) hang together and cannot be split; most share {shared}")


def run(
    rules: leadline.Rules,
    events: "DataFrame",
    *,
    order_by: str,
    until: leadline.Time = None,
    source: str = "",
    partitions: Optional[int] = None,
    skewed_share: Optional[float] = 0.5,
    as_of: leadline.Time = None,
    **tables: Optional["DataFrame"],
) -> "DataFrame":
    """Runs a lifecycle over a closed log of events; the DataFrame has the decisions of ``leadline run``, one a row.

    The rows are those of one machine (but for ``number``, which counts the decisions of one session), for any number of
    partitions and executors. ``decisions.orderBy(*leadline.spark.ORDER)`` brings them into one order: that of the events, before
    each what ticks have decided on the way to it, by kind and id of the record.

    :param events: one text (or binary) column with a line of NDJSON each, as in ``spark.read.text``; or columns of the names that
        events have (``type``, ``id``, ``at``, …), where what is null is not there.
    :param order_by: the column of whole numbers that says in which order events came, each its own; it is no part of the event.
    :param until: lets time pass up to then behind the last event: deadlines, fading, windows that end. See :meth:`leadline.Rules.time`.
    :param source: where events come from that do not say it themselves (``via``).
    :param partitions: how many sessions share the log; by default ``spark.sql.shuffle.partitions``.
    :param skewed_share: warn with :class:`SkewedLog` where more than this share of the events (from 0 to 1) hangs together; None does
        not look.
    :param tables: records and interactions as they stood before the log, by the names that :meth:`leadline.Session.load` has. They decide
        nothing by themselves. Ids have to be unique in their table; rows that are set aside are those of :func:`leadline.spark.set_aside`.
    :param as_of: the moment at which they stood, without which there can be no tables. The log goes on from there.
    :raises CannotSplit: something looks at all of the log, such as ``assign in turn``; each is named with its line. With
        ``partitions=1`` nothing is split and nothing is refused.
    :raises leadline.Error: ``order_by`` is no such column, or misses numbers; ``as_of`` is missing; from the executors where two events
        have the same number.

    Columns: ``sequence`` (of the event, from 1), ``at`` (the clock, a timestamp), ``in_event`` (which decision of the event, from 1;
    0: of a tick on the way to it), ``in_record`` (which decision of that tick about the record), and the keys of the decisions' JSON
    (docs/events): texts, ``score`` and ``before`` as decimals with six places, ``fields`` as a JSON text; what a kind of decision does
    not have is null. Lines that are no events are left out; :func:`bad_events` has them.

    What hangs together is found when this is called, with two passes over the events; the decisions are computed when they are
    asked for.
    """
    from pyspark.sql import functions as f

    spark = events.sparkSession
    count = partitions or int(spark.conf.get("spark.sql.shuffle.partitions"))
    given = {name: frame for name, frame in tables.items() if frame is not None}
    if given and as_of is None:
        raise leadline.Error("tables need `as_of`: the moment at which they are as they stand, from which the log goes on")
    require_names(rules, given)
    loaded_at = rules.time(as_of) if given else None
    log = _Log.of(rules, events, order_by, source, max(count, 2), loaded_at)
    if log.events == 0 and (not given or until is None):
        return spark.createDataFrame([], _SCHEMA)
    marks: List[_Mark] = []
    if count == 1:
        parts = log.numbered.select(f.col("number"), "line", "before", "after", (f.col("kind") == _TICK).alias("tick"))
        rows = {name: frame.select(_row(frame, name)) for name, frame in given.items()}
    else:
        log.require_splittable()
        given.pop("users", None)  # who are asked for by turns only
        named_rows = {name: log.named_rows(name, frame) for name, frame in given.items()}
        marks, ties, sizes = log.what_hangs_together(named_rows)
        if skewed_share is not None and log.events >= _ENOUGH:
            log.warn_of_skew(sizes, ties, skewed_share)
        named = log.named().withColumn("first", f.coalesce(f.col("names")[0], f.xxhash64("number")))
        known = ties.select(f.col("one").alias("first"), f.col("other").alias("root"))
        root = f.coalesce("root", "first").alias("part")
        parts = named.where("not tick").join(known, "first", "left").select("number", "line", "before", "after", "tick", root)
        rows = {
            name: frame.where(f.size(_NAMES) > 0).withColumn("first", f.col(_NAMES)[0]).join(known, "first", "left").select(_row(given[name], name), root)
            for name, frame in named_rows.items()
        }
    # Rows of tables lie before the events, each as a struct in the column of its table.
    for frame in rows.values():
        parts = parts.unionByName(frame.withColumn("number", f.lit(0).cast("bigint")), allowMissingColumns=True)
    last = None if until is None else (log.events, rules.time(until))
    work = _Part(rules, source, marks, last, tuple(given), loaded_at)
    parts = parts.repartition(1) if count == 1 else parts.repartition(count, "part").drop("part")
    return parts.sortWithinPartitions("number").mapInArrow(lambda batches: work(batches), _SCHEMA)


def require_names(rules: leadline.Rules, tables: Dict[str, Any]) -> None:
    """Of every table it has to be known which columns are its links. A source of the rules may have them under any names."""
    ties = _core.LogTies(rules._core, "")
    for name in tables:
        event = {"type": "interaction", "kind": name, "contact": "c", "at": "2026-01-01"}
        if name not in (*_RECORDS, "interactions") and ties.look([json.dumps(event)])[0] != [_EVENT]:
            raise leadline.Error(f"`{name}` is neither a kind of record, in the plural, nor `interactions`, nor a kind of interaction; in Spark, tables of sources go by these names too")


def _row(frame: "DataFrame", name: str) -> Any:
    from pyspark.sql import functions as f

    return f.struct(*(f.col(f"`{column}`") for column in frame.columns)).alias(_TABLE + name)


def bad_events(rules: leadline.Rules, events: "DataFrame", *, order_by: str) -> "DataFrame":
    """The lines that are no events, which :func:`run` leaves out: the column ``order_by``, ``key`` (where in the object; empty: the
    line as a whole), ``value``, ``reason`` and ``text``."""

    def look(batches: Iterator[Any]) -> Iterator[Any]:
        import pyarrow as pa

        ties = _core.LogTies(rules._core, "")
        for batch in batches:
            orders, lines = batch.column(0).to_pylist(), batch.column(1).to_pylist()
            kinds = ties.look(lines)[0]
            bad = [(order, *ties.bad(line), line) for order, line, kind in zip(orders, lines, kinds) if kind == _BAD]
            columns = list(zip(*bad)) or [[]] * 5
            yield pa.RecordBatch.from_arrays([pa.array(columns[0], pa.int64()), *(pa.array(column, pa.string()) for column in columns[1:])], names)

    names = [order_by, "key", "value", "reason", "text"]
    schema = f"`{order_by}` bigint, key string, value string, reason string, text string"
    return _lines(events, order_by).mapInArrow(look, schema)


def _lines(events: "DataFrame", order_by: str) -> "DataFrame":
    """The events as ``place`` and ``line``."""
    from pyspark.sql import functions as f
    from pyspark.sql import types as t

    fields = {field.name: field.dataType for field in events.schema.fields}
    if order_by not in fields:
        raise leadline.Error(f"the events have no column `{order_by}`; theirs are {', '.join(f'`{name}`' for name in fields)}")
    if not isinstance(fields[order_by], (t.ByteType, t.ShortType, t.IntegerType, t.LongType)):
        raise leadline.Error(f"column `{order_by}` is {fields[order_by].simpleString()}; the order of events is a column of whole numbers")
    others = [name for name in fields if name != order_by]
    if len(others) == 1 and isinstance(fields[others[0]], (t.StringType, t.BinaryType)):
        line = f.col(f"`{others[0]}`").cast("string")
    else:
        options = {"ignoreNullFields": "true", "timestampFormat": "yyyy-MM-dd'T'HH:mm:ss.SSSXXX", "timeZone": "UTC"}
        line = f.to_json(f.struct(*(f.col(f"`{name}`") for name in others)), options)
    # JSON has no line feed that means something.
    return events.select(f.col(f"`{order_by}`").cast("bigint").alias("place"), f.translate(f.coalesce(line, f.lit("")), "\n\r", "  ").alias("line"))


class _Mark(NamedTuple):
    """An event that every session has to know: time comes to a tick with it, or it is one itself (``line``)."""

    number: int
    before: int
    after: int
    line: Optional[str]


class _Log:
    """The events of a log with their numbers, and the clock before and after each."""

    def __init__(self, rules: leadline.Rules, source: str, numbered: "DataFrame", events: int, submissions: bool, hindrances: List[str]):
        self.rules, self.source, self.numbered, self.events = rules, source, numbered, events
        self.submissions, self.hindrances = submissions, hindrances

    @staticmethod
    def of(rules: leadline.Rules, events: "DataFrame", order_by: str, source: str, buckets: int, clock: Optional[int]) -> "_Log":
        from pyspark.sql import Window
        from pyspark.sql import functions as f

        # Numbers need the order of all events. It is cut at places, so that each piece is numbered for itself from where the ones
        # before it end.
        lines = _lines(events, order_by)
        cuts = sorted({int(cut) for cut in lines.stat.approxQuantile("place", [i / buckets for i in range(1, buckets)], 0.01)})
        looked = lines.mapInArrow(_look(rules, source, cuts), "place bigint, line string, bucket int, kind int, at bigint, hindrance string")
        pieces = (
            looked.groupBy("bucket")
            .agg(f.count("*").alias("count"), f.max("at").alias("latest"), f.max(f.col("kind") == _SUBMISSION).alias("submissions"),
                 f.max("hindrance").alias("hindrance"), f.count_if(f.col("place").isNull()).alias("nowhere"))
            .orderBy("bucket").collect()
        )
        if any(piece["nowhere"] for piece in pieces):
            raise leadline.Error(f"column `{order_by}` is missing in some events")
        begins, number = [], 0
        for piece in pieces:
            begins.append((piece["bucket"], number, clock))
            number += piece["count"]
            clock = piece["latest"] if clock is None else max(clock, piece["latest"])
        spark = events.sparkSession
        begun = f.broadcast(spark.createDataFrame(begins, "bucket int, begin bigint, clock bigint"))
        window = Window.partitionBy("bucket").orderBy("place")
        until_now = window.rowsBetween(Window.unboundedPreceding, Window.currentRow)
        until_then = window.rowsBetween(Window.unboundedPreceding, -1)
        twice = f.concat(f.lit(f"two events have the same `{order_by}`: "), f.col("place").cast("string"))
        numbered = (
            looked.withColumn("after", f.max("at").over(until_now))
            .withColumn("before", f.max("at").over(until_then))
            .withColumn("nth", f.row_number().over(window))
            .withColumn("nth", f.when(f.lag("place").over(window) == f.col("place"), f.raise_error(twice).cast("int")).otherwise(f.col("nth")))
            .join(begun, "bucket")
            .select(
                (f.col("begin") + f.col("nth")).alias("number"), "line", "kind",
                f.coalesce(f.greatest("before", "clock"), "at").alias("before"), f.greatest("after", "clock").alias("after"),
            )
        )
        return _Log(rules, source, numbered, number, any(piece["submissions"] for piece in pieces), sorted({piece["hindrance"] for piece in pieces} - {"", None}))

    def require_splittable(self) -> None:
        found = _core.LogTies(self.rules._core, self.source).obstacles
        reasons = [f"{place}: {why}" for place, why, of_submissions in found if self.submissions or not of_submissions] + self.hindrances
        if reasons:
            raise CannotSplit(reasons)

    def named(self) -> "DataFrame":
        """Every event with the names by which it hangs together with others, as numbers."""
        rules, source, submissions = self.rules, self.source, self.submissions

        def name(batches: Iterator[Any]) -> Iterator[Any]:
            import pyarrow as pa

            ties = _core.LogTies(rules._core, source)
            tick_behind: Tuple[int, int] = (0, -1)  # the next tick after any time between these is the second
            for batch in batches:
                numbers, lines, kinds, befores, afters = (batch.column(i).to_pylist() for i in range(5))
                steps = []
                for before, after in zip(befores, afters):
                    if not tick_behind[0] <= before < tick_behind[1]:
                        tick_behind = (before, ties.next_tick(before))
                    steps.append(tick_behind[1] <= after)
                yield pa.RecordBatch.from_arrays(
                    [batch.column(0), batch.column(1), batch.column(3), batch.column(4), pa.array([kind == _TICK for kind in kinds], pa.bool_()),
                     pa.array(steps, pa.bool_()), pa.array(ties.names(lines, numbers, submissions), pa.list_(pa.int64()))],
                    ["number", "line", "before", "after", "tick", "step", "names"],
                )

        schema = "number bigint, line string, before bigint, after bigint, tick boolean, step boolean, names array<bigint>"
        return self.numbered.select("number", "line", "kind", "before", "after").mapInArrow(name, schema)

    def named_rows(self, table: str, frame: "DataFrame") -> "DataFrame":
        """Every row of a table with its names as numbers: of a record its own first; none if it is set aside."""
        from pyspark.sql import types as t

        rules, source, submissions = self.rules, self.source, self.submissions
        links = {}
        if table not in _RECORDS:
            links = {_core.column_name(column): column for column in reversed(frame.columns) if _core.column_name(column) in ("contact", "lead")}

        def name(batches: Iterator[Any]) -> Iterator[Any]:
            import pyarrow as pa

            ties = _core.LogTies(rules._core, source)
            for batch in batches:
                rows = batch.num_rows
                if table in _RECORDS:
                    names = ties.names_of_rows([(table, batch)], rows, submissions)
                else:  # what has the same links, and an id
                    columns = {"id": [str(row) for row in range(rows)], **{link: batch.column(column) for link, column in links.items()}}
                    names = [one[1:] for one in ties.names_of_rows([("opportunities", pa.table(columns))], rows, submissions)]
                yield pa.RecordBatch.from_arrays([*batch.columns, pa.array(names, pa.list_(pa.int64()))], [*batch.schema.names, _NAMES])

        return frame.mapInArrow(name, t.StructType([*frame.schema.fields, t.StructField(_NAMES, t.ArrayType(t.LongType()))]))

    def what_hangs_together(self, tables: Dict[str, "DataFrame"]) -> Tuple[List[_Mark], "DataFrame", "DataFrame"]:
        """Events that all have to know; names and the smallest name of their part; how many events each of some names has."""
        from pyspark.sql import functions as f

        def tie(batches: Iterator[Any]) -> Iterator[Any]:
            import pyarrow as pa

            schema = pa.schema([("one", pa.int64()), ("other", pa.int64()), ("events", pa.int64()), ("before", pa.int64()), ("after", pa.int64()), ("line", pa.string())])
            sets = Sets()
            counts: Dict[int, int] = {}
            for batch in batches:
                marks = [
                    (None, None, number, before, after, line if tick else None)
                    for number, line, before, after, tick, step in zip(*(batch.column(i).to_pylist() for i in range(6)))
                    if tick or step
                ]
                if marks:
                    yield pa.RecordBatch.from_arrays([pa.array(column, field.type) for column, field in zip(zip(*marks), schema)], schema=schema)
                for names in batch.column(6).to_pylist():
                    if not names:
                        continue
                    counts[names[0]] = counts.get(names[0], 0) + 1
                    for other in names[1:]:
                        sets.join(names[0], other)
            members, roots = sets.ties()
            sizes: Dict[int, int] = {}
            for name, count in counts.items():
                sizes[sets.root(name)] = sizes.get(sets.root(name), 0) + count
            nothing = [None] * (len(members) + len(sizes))
            columns = [members + list(sizes), roots + [None] * len(sizes), [None] * len(members) + list(sizes.values()), nothing, nothing, nothing]
            yield pa.RecordBatch.from_arrays([pa.array(column, field.type) for column, field in zip(columns, schema)], schema=schema)

        schema = "one bigint, other bigint, events bigint, before bigint, after bigint, line string"
        found = self.named().mapInArrow(tie, schema).localCheckpoint()
        told = found.where("before is not null").select("events", "before", "after", "line").collect()
        marks = sorted(_Mark(*row) for row in told)
        pairs = found.where("other is not null").select("one", "other")
        for frame in tables.values():
            others = frame.where(f.size(_NAMES) > 1).select(f.col(_NAMES)[0].alias("one"), f.explode(f.slice(_NAMES, 2, 2**30)).alias("other"))
            pairs = pairs.union(others)
        ties = components(pairs)
        return marks, ties, found.where("one is not null and other is null").select("one", f.col("events"))

    def warn_of_skew(self, sizes: "DataFrame", ties: "DataFrame", share: float) -> None:
        from pyspark.sql import functions as f

        parts = sizes.join(ties, "one", "left").groupBy(f.coalesce("other", "one").alias("part")).agg(f.sum("events").alias("events"))
        largest = parts.orderBy(f.desc("events")).first()
        if largest is None or largest["events"] <= share * self.events:
            return
        named = self.named()
        shared = named.select(f.explode("names").alias("name")).groupBy("name").count().orderBy(f.desc("count"), "name").limit(3).collect()
        names = []
        reader = _core.LogTies(self.rules._core, self.source)
        for row in shared:
            event = named.where(f.array_contains("names", row["name"])).select("line", "number").first()
            words = reader.words(event["line"], event["number"], self.submissions)
            names.append((words[reader.names([event["line"]], [event["number"]], self.submissions)[0].index(row["name"])], row["count"]))
        warnings.warn(SkewedLog(largest["events"], self.events, names), stacklevel=3)


def _look(rules: leadline.Rules, source: str, cuts: List[int]) -> Any:
    def look(batches: Iterator[Any]) -> Iterator[Any]:
        import bisect

        import pyarrow as pa

        ties = _core.LogTies(rules._core, source)
        for batch in batches:
            kinds, times, hindrances = ties.look(batch.column(1).to_pylist())
            buckets = [0 if place is None else bisect.bisect_right(cuts, place) for place in batch.column(0).to_pylist()]
            out = pa.RecordBatch.from_arrays(
                [batch.column(0), batch.column(1), pa.array(buckets, pa.int32()), pa.array(kinds, pa.int32()), pa.array(times, pa.int64()), pa.array(hindrances, pa.string())],
                ["place", "line", "bucket", "kind", "at", "hindrance"],
            )
            yield out.filter(pa.array([kind >= _EVENT for kind in kinds], pa.bool_()))

    return look


class _Part:
    """What runs in the executors: one session for the events of a partition, in their order. Spark pickles it."""

    def __init__(self, rules: leadline.Rules, source: str, marks: List[_Mark], last: Optional[Tuple[int, int]], tables: Tuple[str, ...], loaded_at: Optional[int]):
        self.rules, self.source, self.marks, self.last = rules, source, marks, last
        self.tables, self.loaded_at = tables, loaded_at

    def _loaded(self, part: Any, batches: Iterator[Any]) -> Iterator[Any]:
        """Loads the rows of tables, which come first; gives the batches with events."""
        import pyarrow as pa
        import pyarrow.compute as pc

        loaded: Dict[str, List[Any]] = {name: [] for name in self.tables}
        waiting = self.loaded_at is not None
        for batch in batches:
            if waiting:
                rows = batch.filter(pc.equal(batch.column(0), 0))
                for name, own in loaded.items():
                    column = rows.column(rows.schema.get_field_index(_TABLE + name))
                    column = column.filter(column.is_valid())
                    if len(column):
                        own.append(pa.RecordBatch.from_arrays(column.flatten(), [field.name for field in column.type]))
                if rows.num_rows == batch.num_rows:
                    continue
                part.load([(name, pa.Table.from_batches(own)) for name, own in loaded.items() if own], self.loaded_at)
                waiting = False
                batch = batch.slice(rows.num_rows)
            yield batch
        if waiting and any(loaded.values()):
            part.load([(name, pa.Table.from_batches(own)) for name, own in loaded.items() if own], self.loaded_at)
            yield batch.slice(batch.num_rows)

    def __call__(self, batches: Iterator[Any]) -> Iterator[Any]:
        part = _core.LogPart(self.rules._core, self.source)
        next_mark = 0
        began = False
        for batch in self._loaded(part, batches):
            began = began or batch.num_rows > 0 or self.loaded_at is not None
            told: List[Any] = []
            mine = [batch.column(i).to_pylist() for i in range(5)]
            done = 0
            # Up to each of the others' events that all have to know.
            for i, number in enumerate(mine[0]):
                while next_mark < len(self.marks) and self.marks[next_mark].number <= number:
                    mark = self.marks[next_mark]
                    next_mark += 1
                    if mark.number == number:
                        continue
                    told += self._do(part, mine, done, i)
                    done = i
                    told += self._pass(part, mark)
            told += self._do(part, mine, done, len(mine[0]))
            yield _columns(told)
        if not began:
            return
        told = []
        for mark in self.marks[next_mark:]:
            told += self._pass(part, mark)
        if self.last is not None:
            told += part.pass_(*self.last)
        if part.crowded:
            raise leadline.Error("a tick did so much that the limits of one evaluation came into it, which count all records of the log; `partitions=1` does it in one task")
        yield _columns(told)

    @staticmethod
    def _do(part: Any, mine: List[List[Any]], begin: int, end: int) -> List[Any]:
        numbers, lines, befores, afters, ticks = (column[begin:end] for column in mine)
        return part.apply(lines, numbers, befores, afters, ticks) if numbers else []

    @staticmethod
    def _pass(part: Any, mark: _Mark) -> List[Any]:
        if mark.line is None:
            return part.pass_(mark.number, mark.after)
        return part.apply([mark.line], [mark.number], [mark.before], [mark.after], [True])


def _columns(told: List[Any]) -> Any:
    """Decisions as a batch: where each stands, and the keys of its JSON."""
    import pyarrow as pa

    types = {"bigint": pa.int64(), "string": pa.string(), "boolean": pa.bool_(), "timestamp": pa.timestamp("us", "UTC"), "decimal(19,6)": pa.decimal128(19, 6)}
    columns: Dict[str, List[Any]] = {name: [None] * len(told) for name in COLUMNS}
    for row, (sequence, at, in_event, in_record, line) in enumerate(told):
        # They stand last, and what is between them stays as it is written.
        head, fields_key, fields = line.partition(',"fields":')
        decision = json.loads(head + "}" if fields_key else line, parse_float=Decimal)
        if fields_key:
            columns["fields"][row] = fields[:-1]
        decision.update(sequence=sequence, at=at * 1000, in_event=in_event, in_record=in_record)
        del decision["number"]
        for key, value in decision.items():
            if key in ("score", "before") and value is not None:
                value = Decimal(value)
            columns[key][row] = value
    return pa.RecordBatch.from_arrays([pa.array(columns[name], types[_TYPES.get(name, "string")]) for name in COLUMNS], list(COLUMNS))
