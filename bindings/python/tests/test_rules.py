# SPDX-License-Identifier: Apache-2.0
"""Compiling, explaining, sessions, threads."""

import json
import os
import pickle
import subprocess
import threading

import pytest
from conftest import AS_OF, SOURCE, TABLES

import leadline

LIFECYCLE = """
record contact { job_title text }
record lead { campaign text }
interaction page_visit { page text }
model spring "Spring launch" {
  scores lead
  "Decision maker"     +20   when contact.job_title contains word any ["director", "VP"]
  "Looked at pricing"  +5.5  per page_visit where page = "pricing" within 30 days
  grade "A" when score >= 25
  grade "B" otherwise
  threshold sales_ready at 25
}
process sales "Sales" for lead {
  stage inquiry "Inquiry" { go to acceptance when sales_ready }
  stage acceptance "Acceptance" { on enter task "Call about {lead.campaign}" for "sales" }
}
"""
EVENTS = [
    {"type": "contact", "id": "ana", "at": "2026-07-01T09:00:00Z", "job_title": "VP Sales"},
    {"type": "lead", "id": "l1", "at": "2026-07-01T09:00:00Z", "contact": "ana", "campaign": "spring"},
]
VISIT = {"type": "interaction", "kind": "page_visit", "contact": "ana", "page": "pricing", "at": "2026-07-02T10:00:00Z"}


def test_errors_are_readable():
    with pytest.raises(leadline.CompileError) as caught:
        leadline.compile(LIFECYCLE.replace("contact.job_title", "contact.jobtitle"), name="spring.lead")
    text = str(caught.value)
    assert "spring.lead:7:" in text and "`jobtitle`" in text and "did you mean `job_title`?" in text and "^" in text
    first = caught.value.diagnostics[0]
    assert (first.severity, first.file, first.line) == ("error", "spring.lead", 7)
    assert first.end_column > first.column
    with pytest.raises(leadline.CompileError, match="cannot read `/no/such.lead`"):
        leadline.compile("/no/such.lead")


def test_check_gives_warnings(rules):
    assert rules.models == ["spring"] and all(one.severity != "error" for one in rules.check())


def test_stock_rules_come_along():
    assert leadline.compile('use "standard"\n').models == []


def test_rules_can_be_pickled():
    again = pickle.loads(pickle.dumps(leadline.compile(LIFECYCLE)))
    assert again.models == ["spring"]


def test_rules_of_a_file_are_pickled_with_their_text(tmp_path, monkeypatch):
    """As by a path from the present folder: who takes them up stands elsewhere, and the file is gone."""
    (tmp_path / "spring.lead").write_text('use "part.lead"\n' + LIFECYCLE, encoding="utf-8")
    (tmp_path / "part.lead").write_text("record account { industry text }\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    kept = pickle.dumps(leadline.compile("spring.lead"))
    (tmp_path / "spring.lead").unlink()
    monkeypatch.chdir("/")
    assert pickle.loads(kept).models == ["spring"]
    (tmp_path / "part.lead").unlink()
    with pytest.raises(leadline.CompileError, match="part.lead"):
        pickle.loads(kept)


def test_explain_is_what_the_command_says(rules, rules_path, data, command):
    from pyarrow import csv

    tables = {name: csv.read_csv(data / f"{name}.csv") for name in TABLES}
    id = str(tables["leads"]["ID"][0])
    environment = {**os.environ, "LEADLINE_RULES_DIR": str(SOURCE / "rules")}
    for form, options in (("text", []), ("dict", ["--format", "json"])):
        run = [command, "explain", rules_path, data, "--as-of", AS_OF, "--id", id, *options]
        said = subprocess.run(run, check=True, capture_output=True, text=True, env=environment).stdout
        assert rules.explain(id, as_of=AS_OF, format=form, **tables) == (said if form == "text" else json.loads(said))
    with pytest.raises(leadline.Error, match="there is no lead `nobody` in the tables"):
        rules.explain("nobody", kind="lead", as_of=AS_OF, **tables)


def test_session_and_its_state():
    rules = leadline.compile(LIFECYCLE)
    session = leadline.Session(rules)
    assert session.clock is None
    applied = session.apply(EVENTS + ['{"type":"lead","id":"l2","at":"yesterday"}'])
    assert applied.events == 2
    assert [one["decision"] for one in applied.decisions] == ["move", "score", "grade"]
    assert [(one.line, one.key, one.value) for one in applied.bad] == [(3, "at", "yesterday")]
    assert session.stage("lead", "l1") == "inquiry" and str(session.score("lead", "l1", "spring")) == "20"
    assert session.field("contact", "ana", "job_title") == "VP Sales"
    assert not session.has("lead", "l2") and session.score("lead", "l2", "spring") is None
    store = dict(session.changes())
    again = leadline.Session(rules, rows=store.items())
    decisions = again.apply(VISIT).decisions
    assert decisions == session.apply(json.dumps(VISIT).encode()).decisions
    assert [one["text"] for one in decisions if one["decision"] == "task"] == ["Call about spring"]
    assert again.stage("lead", "l1") == "acceptance" and again.events == 3
    assert again.results().to_arrow().to_pydict()["spring.grade"] == ["A"]
    assert any(one["decision"] == "score" for one in again.advance("2026-09-01"))
    with pytest.raises(leadline.Error):
        leadline.Session(rules, rows=[("no key", "{}")])
    with pytest.raises(ValueError, match="`thing` is no kind of record"):
        session.has("thing", "x")


def test_session_loads_tables():
    import pyarrow as pa

    session = leadline.Session(leadline.compile(LIFECYCLE))
    loaded = session.load(
        at="2026-07-01",
        contacts=pa.table({"id": ["ana"], "Job Title": ["VP"], "fax": [1]}),
        leads=pa.table({"id": ["l1"], "contact": ["ana"]}),
    )
    assert loaded.decisions == [] and loaded.ignored_columns == ["contacts.fax"]
    assert str(session.score("lead", "l1", "spring")) == "20"


def test_one_rule_set_in_many_threads():
    import pyarrow as pa

    rules = leadline.compile(LIFECYCLE)
    contacts = pa.table({"id": [f"c{i}" for i in range(2000)], "job_title": ["VP", "Student"] * 1000})
    leads = pa.table({"id": [f"l{i}" for i in range(2000)], "contact": [f"c{i}" for i in range(2000)]})
    results = []

    def work():
        for _ in range(5):
            results.append(rules.score(contacts=contacts, leads=leads, as_of="2026-07-01", threads=1).to_arrow())

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == 20 and all(one.equals(results[0]) for one in results)


def test_streams_from_python_while_the_lock_is_released():
    """A producer that is Python itself is called back from a thread without the lock."""
    import pyarrow as pa

    schema = pa.schema([("id", pa.string())])
    reader = pa.RecordBatchReader.from_batches(schema, (pa.record_batch([[f"c{i}"]], schema=schema) for i in range(100)))
    rules = leadline.compile('record contact { name text }\nmodel m "M" {\n  scores contact\n  "A" +1 when contact.name is missing\n}\n')
    assert len(rules.score(contacts=reader, as_of="2026-07-01")) == 100

    def failing():
        yield pa.record_batch([["c1"]], schema=schema)
        raise RuntimeError("the disk is gone")

    with pytest.raises(leadline.Error, match="the disk is gone"):
        rules.score(contacts=pa.RecordBatchReader.from_batches(schema, failing()), as_of="2026-07-01")


def test_nothing_is_kept():
    """Tables and results are released: memory does not grow from call to call."""
    import resource

    import pyarrow as pa

    rules = leadline.compile(LIFECYCLE)
    leads = pa.table({"id": [f"lead number {i:030}" for i in range(20_000)], "campaign": ["x" * 50] * 20_000})
    before = 0
    for round in range(40):
        rules.score(leads=leads, as_of="2026-07-01").to_arrow()
        if round == 10:
            before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 20_000  # kilobytes; one result is about 2 MB
