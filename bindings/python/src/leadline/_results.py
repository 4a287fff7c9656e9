# SPDX-License-Identifier: Apache-2.0
"""Results as tables with the Arrow PyCapsule interface."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Dict, Iterator, List, Optional

if TYPE_CHECKING:
    from . import _core


@dataclass(frozen=True)
class SetAside:
    """A row that was set aside, or (with ``bad_values="missing"``) a value that was left out."""

    table: str
    row: int  #: from 0
    column: str  #: empty: the row as a whole
    value: str
    reason: str


class Table:
    """Results of one kind of record, a row each, ordered by id.

    Columns: ``id``, ``stage``, the thresholds (bool), for each model ``MODEL.score``, ``MODEL.grade``, ``MODEL.GROUP``,
    and ``reasons`` if they were asked for. Numbers are decimal128(19, 6), which is exact, or float64 with
    ``numbers="float64"``. What does not apply is null. Has the Arrow PyCapsule interface.
    """

    def __init__(self, scores: "_core.Scores", kind: str, doubles: bool):
        self._scores, self._doubles = scores, doubles
        self.kind = kind
        self.columns: List[str] = scores.columns(kind)

    def __len__(self) -> int:
        return self._scores.rows(self.kind)

    def __repr__(self) -> str:
        return f"<leadline.Table {self.kind}: {len(self)} rows, {', '.join(self.columns)}>"

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """A capsule with the table as a stream of record batches. May be asked for any number of times."""
        return self._scores.stream(self.kind, self._doubles)

    def to_arrow(self) -> Any:
        """A ``pyarrow.Table``."""
        import pyarrow

        return pyarrow.table(self)

    def to_pandas(self) -> Any:
        """A ``pandas.DataFrame``; decimals are ``decimal.Decimal``."""
        return self.to_arrow().to_pandas()

    def to_polars(self) -> Any:
        """A ``polars.DataFrame``."""
        import polars

        return polars.DataFrame(self)


class Scores:
    """What scoring gave: a table for each kind of record that a model scores or a process is for.

    ``scores["lead"]`` or ``scores.table("lead")`` is one of them. With a single kind the scores are its table themselves:
    they have its Arrow PyCapsule interface, its length, ``to_arrow``, ``to_pandas`` and ``to_polars``.
    """

    def __init__(self, scores: "_core.Scores", doubles: bool = False):
        self.tables: Dict[str, Table] = {kind: Table(scores, kind, doubles) for kind in scores.kinds}
        self.set_aside: List[SetAside] = [SetAside(*row) for row in scores.set_aside]
        self.ignored_columns: List[str] = scores.ignored_columns  #: such as ``contacts.fax``
        self.dangling_links: int = scores.dangling_links  #: links to records that are not there
        self.orphan_leads: int = scores.orphan_leads  #: leads with neither contact nor account

    def table(self, kind: Optional[str] = None) -> Table:
        """The results of a kind (``"lead"``); without one, of the only kind. KeyError if there is none, or several."""
        if kind is not None:
            return self.tables[kind]
        if len(self.tables) != 1:
            raise KeyError(f"these rules score {', '.join(self.tables) or 'nothing'}: say which with table(kind)")
        return next(iter(self.tables.values()))

    def __getitem__(self, kind: str) -> Table:
        return self.tables[kind]

    def __iter__(self) -> Iterator[str]:
        return iter(self.tables)

    def __len__(self) -> int:
        return len(self.table())

    def __repr__(self) -> str:
        return f"<leadline.Scores {', '.join(f'{len(table)} {kind}s' for kind, table in self.tables.items())}>"

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self.table().__arrow_c_stream__(requested_schema)

    def to_arrow(self) -> Any:
        return self.table().to_arrow()

    def to_pandas(self) -> Any:
        return self.table().to_pandas()

    def to_polars(self) -> Any:
        return self.table().to_polars()
