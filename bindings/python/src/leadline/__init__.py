# SPDX-License-Identifier: Apache-2.0
"""Lead-lifecycle rules as code: compile rules, score tables, run a lifecycle.

    import leadline

    rules = leadline.compile("spring.lead")
    scores = rules.score(leads=leads, contacts=contacts, interactions=interactions, as_of="2026-07-01")
    scores.table("lead").to_pandas()

Tables are anything with the Arrow PyCapsule interface: pyarrow tables, batches and readers, polars and pandas frames,
DuckDB relations, nanoarrow arrays. Columns belong to the field of their name (``Job Title`` is ``job_title``); those that
fit none are listed in ``Scores.ignored_columns``. Times without a zone are those of the rules' zone. Results have the
same interface, so they go wherever tables come from; no library but this one is needed.

Everything that takes time releases the interpreter's lock. Rules may be used by several threads at once; a ``Session``
belongs to one thread at a time.
"""

from __future__ import annotations

import datetime as _datetime
import json as _json
import os as _os
import pathlib as _pathlib
from dataclasses import dataclass
from typing import Any, Dict, Iterable, List, Optional, Sequence, Tuple, Union

from . import _core
from ._core import Error
from ._results import Scores, SetAside, Table

__version__: str = _core.version
__all__ = ["Applied", "BadLine", "CompileError", "Diagnostic", "Error", "Loaded", "Rules", "Scores", "Session", "SetAside", "Table", "compile"]

Time = Union[str, _datetime.date, _datetime.datetime, None]
_STOCK = str(_pathlib.Path(__file__).parent / "rules")
_EPOCH = _datetime.datetime(1970, 1, 1, tzinfo=_datetime.timezone.utc)


@dataclass(frozen=True)
class Diagnostic:
    """One finding of the compiler. Lines and columns count from 1, columns in characters."""

    check: str  #: the stable id, such as ``name/unknown``
    severity: str  #: ``error``, ``warning`` or ``hint``
    file: str
    line: int
    column: int
    end_line: int
    end_column: int
    message: str  #: what was found
    help: str  #: what would be right; may be empty
    pretty: str  #: all of it with the source line and a caret

    def __str__(self) -> str:
        return self.pretty


class CompileError(ValueError):
    """The rules have errors; the text shows each at its line. ``diagnostics`` has all findings, warnings too."""

    def __init__(self, diagnostics: Sequence[Diagnostic]):
        self.diagnostics: List[Diagnostic] = list(diagnostics)
        super().__init__("\n" + "".join(one.pretty for one in self.diagnostics).rstrip("\n"))


class Rules:
    """Compiled rules, made by :func:`compile`. They never change; threads may share them, and they can be pickled.

    What is pickled is their text. Files of your own that it uses have to lie at the same path where it is compiled again.
    """

    def __init__(self, core: "_core.Rules", diagnostics: Sequence[Diagnostic], source: Tuple[str, str, Optional[str]]):
        self._core = core
        self._diagnostics = list(diagnostics)
        self._source = source  # path, text, stock folder: enough to compile them elsewhere
        self.models: List[str] = core.models

    def __reduce__(self) -> Any:
        return _compiled, self._source

    def check(self) -> List[Diagnostic]:
        """What the compiler found beside errors: warnings and hints, in the order of the text."""
        return list(self._diagnostics)

    def time(self, time: Time) -> int:
        """Milliseconds since 1970 in UTC of a datetime, a date, or a text such as ``2026-07-01T09:30:00Z``.

        A date is its midnight in the zone of the rules. A clock time must have a zone; ValueError if it has none.
        None is the present.
        """
        if time is None:
            time = _datetime.datetime.now(_datetime.timezone.utc)
        if isinstance(time, _datetime.datetime):
            if time.tzinfo is None:
                raise ValueError(f"`{time}` has no zone; add one, as in time.replace(tzinfo=datetime.timezone.utc)")
            return (time - _EPOCH) // _datetime.timedelta(milliseconds=1)
        return self._core.time(time.isoformat() if isinstance(time, _datetime.date) else time)

    def score(
        self,
        *,
        as_of: Time = None,
        contacts: Any = None,
        accounts: Any = None,
        leads: Any = None,
        opportunities: Any = None,
        users: Any = None,
        interactions: Any = None,
        reasons: int = 0,
        numbers: str = "decimal",
        bad_values: str = "set_aside",
        threads: int = 0,
        **tables: Any,
    ) -> Scores:
        """Scores all records as of a time.

        Tables of records need a column ``id``; links to others are named ``contact``, ``account``, ``lead``.
        ``interactions`` needs ``at``, ``kind`` and ``contact`` or ``lead``; interactions of one kind can be given by its
        name (``page_visit=…``) without ``kind``. So can a table that a ``source`` of the rules describes. A list of
        tables is read one after the other.

        :param as_of: a datetime with a zone, a date, a text; None is the present. See :meth:`time`.
        :param reasons: how many of the strongest reasons to put into the column ``reasons``.
        :param numbers: ``"decimal"`` (exact, six places) or ``"float64"``.
        :param bad_values: ``"set_aside"`` leaves out a row with a bad value, ``"missing"`` only the value.
        :param threads: 0 is as many as the machine has; the result does not depend on it.
        :raises Error: a table's name, a column's type or a missing column, each named.
        :raises TypeError: an object without the Arrow PyCapsule interface.
        """
        _check_word("numbers", numbers, ("decimal", "float64"))
        _check_word("bad_values", bad_values, ("set_aside", "missing"))
        tables = dict(contacts=contacts, accounts=accounts, leads=leads, opportunities=opportunities, users=users, interactions=interactions, **tables)
        scores = self._core.score(_pairs(tables), self.time(as_of), threads, reasons, bad_values == "missing")
        return Scores(scores, numbers == "float64")

    def explain(self, id: str, *, kind: str = "", as_of: Time = None, format: str = "text", **tables: Any) -> Any:
        """Why a record stands where it stands: every rule that gave points, its interactions, thresholds and stage.

        :param kind: ``lead``, ``contact``, …; empty is the first of lead, contact, account, opportunity with the id.
        :param format: ``"text"`` for people, ``"dict"`` for the JSON document of ``leadline explain --format json``.
        :raises Error: no such record; and as :meth:`score`, which takes the same tables.
        """
        _check_word("format", format, ("text", "dict"))
        text = self._core.explain(_pairs(tables), self.time(as_of), kind, str(id), format == "dict")
        return _json.loads(text) if format == "dict" else text


@dataclass(frozen=True)
class BadLine:
    """A line that is no event, of which nothing was done."""

    line: int  #: from 1
    key: str  #: where in the object; empty: the line as a whole
    value: str
    reason: str
    text: str


@dataclass(frozen=True)
class Applied:
    """What events brought."""

    events: int  #: how many lines were events
    decisions: List[Dict[str, Any]]  #: in their order, as ``leadline run`` writes them
    bad: List[BadLine]


@dataclass(frozen=True)
class Loaded:
    """What loading records brought."""

    decisions: List[Dict[str, Any]]
    set_aside: List[SetAside]
    ignored_columns: List[str]


class Session:
    """A running lifecycle: events in, decisions out.

        session = leadline.Session(rules)
        for decision in session.apply({"type": "lead", "id": "l1", "at": "2026-07-01T09:00:00Z"}).decisions:
            print(decision["decision"], decision["id"])
        store.update(session.changes())              # wherever the program keeps its things
        session = leadline.Session(rules, rows=store.items())

    :param rows: what :meth:`changes` gave of a session before: this one goes on where that one stood.
    :param source: where events come from that do not say it themselves.
    :param react_to_loaded: treat loaded records as if they had just come in.
    :param accept_new_rules: take rows that were kept under other rules; ``lost_values`` says what no longer fits.
    :raises Error: the rows are not a session's, or of other rules that were not accepted.
    """

    def __init__(
        self,
        rules: Rules,
        *,
        rows: Iterable[Tuple[str, str]] = (),
        source: str = "",
        react_to_loaded: bool = False,
        accept_new_rules: bool = False,
    ):
        self._rules = rules
        self._core = _core.open_session(rules._core, list(rows), source, react_to_loaded, accept_new_rules)

    def apply(self, events: Union[str, bytes, Dict[str, Any], Iterable[Any]]) -> Applied:
        """Does events: NDJSON as text or bytes, a dict, or an iterable of dicts or lines."""
        if isinstance(events, dict):
            events = [events]
        if isinstance(events, bytes):
            events = events.decode()
        if not isinstance(events, str):
            events = "\n".join(_line(event) for event in events)
        count, decisions, bad = self._core.apply(events)
        return Applied(count, [_json.loads(one) for one in decisions], [BadLine(*one) for one in bad])

    def load(self, *, at: Time = None, bad_values: str = "set_aside", **tables: Any) -> Loaded:
        """Takes records and interactions as they stand at a time; tables as for :meth:`Rules.score`."""
        _check_word("bad_values", bad_values, ("set_aside", "missing"))
        decisions, set_aside, ignored = self._core.load(_pairs(tables), self._rules.time(at), bad_values == "missing")
        return Loaded([_json.loads(one) for one in decisions], [SetAside(*row) for row in set_aside], ignored)

    def advance(self, until: Time) -> List[Dict[str, Any]]:
        """Lets time pass up to and with ``until``: deadlines, fading, windows that end. Gives the decisions."""
        return [_json.loads(one) for one in self._core.advance(self._rules.time(until))]

    @property
    def clock(self) -> Optional[_datetime.datetime]:
        """The latest time seen, in UTC; None before the first event."""
        clock = self._core.clock
        return None if clock is None else _EPOCH + _datetime.timedelta(milliseconds=clock)

    @property
    def events(self) -> int:
        """How many events were done, with those of the sessions before."""
        return self._core.events

    @property
    def lost_values(self) -> List[str]:
        """Values that did not fit the rules it was restored with."""
        return self._core.lost_values

    def has(self, kind: str, id: str) -> bool:
        """Whether there is a record; ``kind`` is ``contact``, ``lead``, …"""
        return self._core.has(kind, id)

    def score(self, kind: str, id: str, model: str) -> Any:
        """What a record scores in a model, as ``decimal.Decimal``; None where the model does not score it."""
        from decimal import Decimal

        score = self._core.score(kind, id, model)
        return None if score is None else Decimal(score)

    def stage(self, kind: str, id: str) -> Optional[str]:
        """The stage in which a record stands, or None."""
        return self._core.stage(kind, id) or None

    def field(self, kind: str, id: str, name: str) -> Any:
        """A field of a record: a text, number, bool or list; times and durations as texts. None if it is missing."""
        value = self._core.field(kind, id, name)
        return None if value is None else _json.loads(value)

    def results(self, *, reasons: int = 0, numbers: str = "decimal") -> Scores:
        """Scores of all records as of the clock."""
        _check_word("numbers", numbers, ("decimal", "float64"))
        return Scores(self._core.results(reasons), numbers == "float64")

    def changes(self) -> List[Tuple[str, str]]:
        """What changed since it was last asked for, as (key, value); an empty value: the key is gone."""
        return self._core.changes()


def compile(rules: Union[str, "_os.PathLike[str]"], *, name: str = "rules.lead", stock_folder: Optional[str] = None) -> Rules:
    """Compiles rules: a path to a file, or the text itself (a str with a line break or a brace).

    :param name: what stands in messages for rules given as text; files that they use are looked for beside it.
    :param stock_folder: where ``use "standard"`` is looked for; by default, what came with the package.
    :raises CompileError: the rules have errors; its text shows each with its line and what would be right.
    """
    if isinstance(rules, str) and any(mark in rules for mark in "\n{"):
        return _compiled(name, rules, stock_folder)
    return _compiled(_os.fspath(rules), None, stock_folder)


def _compiled(name: str, text: Optional[str], stock_folder: Optional[str]) -> Rules:
    stock = _STOCK if stock_folder is None else stock_folder
    core, found = _core.compile_file(name, stock) if text is None else _core.compile_text(name, text, stock)
    diagnostics = [Diagnostic(*one) for one in found]
    if core is None:
        raise CompileError(diagnostics)
    if text is None:  # who unpickles them may stand in another folder, or on a machine that has no such file
        text = _pathlib.Path(name).read_bytes().decode("utf-8")
    stock_folder = None if stock_folder is None else _os.path.abspath(stock_folder)
    return Rules(core, diagnostics, (_os.path.abspath(name), text, stock_folder))


def _pairs(tables: Dict[str, Any]) -> List[Tuple[str, Any]]:
    pairs: List[Tuple[str, Any]] = []
    for name, table in tables.items():
        if table is None:
            continue
        for part in table if isinstance(table, (list, tuple)) else [table]:
            pairs.append((name, part))
    return pairs


def _line(event: Any) -> str:
    if isinstance(event, bytes):
        event = event.decode()
    return event.rstrip("\n") if isinstance(event, str) else _json.dumps(event, default=str)


def _check_word(option: str, word: str, words: Tuple[str, ...]) -> None:
    if word not in words:
        raise ValueError(f"{option}: `{word}` is none of {', '.join(f'`{one}`' for one in words)}")
