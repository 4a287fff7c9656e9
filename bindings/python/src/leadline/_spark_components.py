# SPDX-License-Identifier: Apache-2.0
"""Connected components in Spark: what pairs tie together gets one name, the smallest of all. Entry point: components."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Dict, Iterator, List, Tuple

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

ONE_TASK = 1_000_000  #: so many pairs one task joins faster than rounds of shuffles do


class Sets:
    """Disjoint sets of anything that can be compared; each is known by its smallest."""

    def __init__(self) -> None:
        self.parents: Dict[Any, Any] = {}

    def root(self, one: Any) -> Any:
        parents = self.parents
        top = one
        while parents.get(top, top) != top:
            top = parents[top]
        while parents.get(one, one) != top:
            parents[one], one = top, parents[one]
        return top

    def join(self, one: Any, other: Any) -> None:
        a, b = self.root(one), self.root(other)
        if a != b:
            self.parents[max(a, b)] = min(a, b)

    def ties(self) -> Tuple[List[Any], List[Any]]:
        """Whoever is not the smallest of its set, and who is."""
        members = [one for one in self.parents if self.root(one) != one]
        return members, [self.root(one) for one in members]


def components(pairs: "DataFrame") -> "DataFrame":
    """Of pairs in the columns ``one`` and ``other``: whoever is not the smallest of its component, and who is, likewise.

    The pairs are computed once. What comes back is kept by the executors until nobody asks for it any more.
    """
    kept = _joined(pairs).localCheckpoint()
    if kept.count() <= ONE_TASK:
        return _joined(kept.coalesce(1)).localCheckpoint()
    return _stars(kept)


def _joined(pairs: "DataFrame") -> "DataFrame":
    """The same components with no more pairs than members, in each partition for itself."""
    schema = pairs.select("one", "other").schema

    def join(batches: Iterator[Any]) -> Iterator[Any]:
        import pyarrow as pa

        sets = Sets()
        out = None
        for batch in batches:
            out = batch.schema
            for one, other in zip(batch.column(0).to_pylist(), batch.column(1).to_pylist()):
                sets.join(one, other)
        members, roots = sets.ties()
        if members:
            yield pa.RecordBatch.from_arrays([pa.array(members, out.field(0).type), pa.array(roots, out.field(1).type)], ["one", "other"])

    return pairs.select("one", "other").mapInArrow(join, schema)


def _stars(pairs: "DataFrame") -> "DataFrame":
    # Alternately, everybody's greater and everybody's smaller neighbours are tied to the smallest that is known, until each
    # component is one star around its smallest (Kiveris et al., Connected Components in MapReduce and Beyond, 2014).
    from pyspark.sql import functions as f

    mark = None
    while True:
        both = pairs.select("one", "other").union(pairs.select("other", "one"))
        least = both.groupBy("one").agg(f.least(f.min("other"), f.col("one")).alias("least"))
        pairs = both.join(least, "one").where("other > one").select(f.col("other").alias("one"), f.col("least").alias("other")).distinct()
        down = pairs.select(f.greatest("one", "other").alias("one"), f.least("one", "other").alias("other")).where("one != other")
        least = down.groupBy("one").agg(f.min("other").alias("least"))
        near = down.join(least, "one").where("other != least").select(f.col("other").alias("one"), f.col("least").alias("other"))
        pairs = near.union(least.select("one", f.col("least").alias("other"))).distinct().localCheckpoint()
        known = tuple(pairs.agg(f.count("*"), f.sum(f.xxhash64("one", "other").cast("decimal(38,0)"))).first())
        if known == mark:
            return pairs
        mark = known
