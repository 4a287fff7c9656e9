# SPDX-License-Identifier: Apache-2.0
"""A lifecycle in a real Spark with two executor processes: decision by decision what the command decides."""

import csv
import datetime
import json
import random
import subprocess
from decimal import Decimal

import pytest
from conftest import SOURCE

import leadline

pytest.importorskip("pyspark")

LIFECYCLE = SOURCE / "examples" / "lifecycle"
RULES = """
zone "Europe/Berlin"
clock every 6 hours
record contact { email email  phone phone  first_name text  last_name text  job_title text }
record account { name text  website domain }
record lead { topic text  page text  accepted yes_no }
record opportunity { topic text }
interaction page_visit { page text }
interaction form_submit { form text  page text }
list free_mail = ["mail.example"]
match contact by_email { on email  on phone and last_name similar 0.9 }
match lead by_page { on contact and page }
match account by_domain { on domain(email) = website  never domain(email) in free_mail }
form default { contact by by_email  lead by by_page  account by by_domain  writes contact and lead  on create set lead.topic = "web" }
model interest "Interest" {
  scores lead
  "Director"  +20  when contact.job_title contains "director"
  "Visits"    +5   per page_visit within 2 days
  "Forms"     +10  per form_submit, halving every 3 days
  "Company"   +3   per page_visit by account within 1 day
  grade "A" when score >= 30
  grade "B" otherwise
  threshold ready at 25
}
process sales "Sales" for lead {
  stage inquiry "Inquiry" { go to hot when ready }
  stage hot "Hot" {
    on enter { task "Call {contact.email} about {lead.topic}" for "callers"  assign to "ben" when lead.owner is missing }
    go to won when lead.accepted
    go to inquiry when time in stage > 2 days { reset ready }
    after 1 day notify "boss" "Not called: {lead.topic}"
  }
  stage won "Won" final won { on enter create opportunity { topic = lead.topic } }
}
segment lookers = contacts where any page_visit where page = "pricing" within 1 day
when contact enters segment lookers { create lead { topic = "Looks at prices"  page = "pricing" } }
when contact leaves segment lookers { send "crm" { page = "pricing"  who = first_name } }
always "Somebody's" lead.stage = "hot" implies lead.owner is present
"""


def generated_log(people=60, events=500, seed=5):
    """Lines in their order: some late, some about records that come later, and every way in which things hang together."""
    random_ = random.Random(seed)
    clock = datetime.datetime(2026, 3, 25, 9, 0)  # over the night on which clocks are put forward
    lines = []

    def add(**event):
        at = clock - datetime.timedelta(hours=random_.randint(1, 60)) if random_.random() < 0.08 else clock
        lines.append(json.dumps({**event, "at": at.strftime("%Y-%m-%dT%H:%M:%SZ")}))

    def person(i):
        domain = "mail.example" if i % 3 == 0 else f"firm{i % 17}.example"
        return {"email": f"p{i}@{domain}", "phone": f"+49 30 9018{i:02}", "first_name": f"Fi{i}", "last_name": f"La{i % 7}"}

    for i in range(events):
        clock += datetime.timedelta(minutes=random_.choice([0, 1, 7, 30, 90]))
        who = random_.randrange(people)
        choice = random_.random()
        if choice < 0.12:
            add(type="contact", id=f"c{who}", **({**person(who), "job_title": "Director"} if who % 4 == 0 else person(who)), **({"account": f"a{who % 17}"} if who % 5 == 0 else {}))
        elif choice < 0.17:
            add(type="account", id=f"a{who % 17}", name=f"Firm {who % 17}", website=f"www.firm{who % 17}.example")
        elif choice < 0.30:
            add(type="lead", id=f"l{who}", contact=f"c{who}", topic="Demo", **({"accepted": True} if random_.random() < 0.2 else {}))
        elif choice < 0.55:
            page = random_.choice(["pricing", "docs", "blog"])
            add(type="interaction", kind="page_visit", contact=f"c{who}", page=page, **({"id": f"v{random_.randrange(200)}"} if random_.random() < 0.5 else {}))
        elif choice < 0.80:
            answers = {key: value for key, value in person(who).items() if random_.random() < 0.6}
            event = {"form": random_.choice(["demo", "webinar"]), "fields": answers}
            add(type="submission", **event, **({"id": f"s{i if random_.random() < 0.9 else i - 1}"} if random_.random() < 0.7 else {}))
        elif choice < 0.88:
            add(type="move", kind="lead", id=f"l{who}", to=random_.choice(["hot", "won", "inquiry", "nowhere"]), by="mia")
        elif choice < 0.93:
            other = f"c{random_.randrange(people)}"
            add(type="merge", kind="contact", **{"from": f"c{who}", "into": other})
        elif choice < 0.95:
            add(type="tick")
        else:
            # What an earlier submission or visit has created is known elsewhere by now.
            add(type="lead", id=random_.choice([f"s{i - 3}", f"v{random_.randrange(200)}.c{who}", f"e{max(1, i - 9)}.c{who}"]), topic="Told")
    lines.insert(40, "{}")
    lines.insert(90, "")
    return lines


def commanded(command, folder, rules, lines, tables=None, at=None):
    """What `leadline run` decides, a dict each without `number` and what is null; `tables`, each a list of dicts, were imported before."""
    (folder / "rules.lead").write_text(rules, encoding="utf-8")
    environment = {"LEADLINE_RULES_DIR": str(SOURCE / "rules"), "PATH": "/usr/bin"}
    for name, rows in (tables or {}).items():
        with open(folder / f"{name}.csv", "w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
    if tables:
        files = [folder / f"{name}.csv" for name in tables]
        subprocess.run([command, "import", folder / "rules.lead", "--state", folder / "state.db", *files, "--at", at, "--quiet"], check=True, env=environment)
    (folder / "log.ndjson").write_text("\n".join(lines) + "\n", encoding="utf-8")
    out = folder / "out.ndjson"
    subprocess.run(
        [command, "run", folder / "rules.lead", "--state", folder / "state.db", "--in", folder / "log.ndjson", "--out", out, "--bad-file", folder / "bad.csv", "--quiet"],
        check=True,
        env=environment,
    )
    decisions = []
    for line in out.read_text(encoding="utf-8").splitlines():
        decision = json.loads(line, parse_float=Decimal)
        del decision["number"]
        if "fields" in decision:
            decision["fields"] = line[line.index(',"fields":') + 10 : -1]
        for number in ("score", "before"):
            if decision.get(number) is not None:
                decision[number] = Decimal(decision[number])
        decisions.append({key: value for key, value in decision.items() if value is not None})
    return decisions


def shown(row):
    """A row of Spark as the command writes it, and which decision of its event it is."""
    cells = {key: value for key, value in row.asDict().items() if value is not None}
    cells["at"] = cells["at"].strftime("%Y-%m-%dT%H:%M:%SZ")
    in_event, _ = cells.pop("in_event"), cells.pop("in_record")
    return cells, in_event


def assert_decided(frame, expected):
    """The same decisions; each event's in their order, and those of ticks about each record."""
    from leadline.spark import ORDER

    rows = [shown(row) for row in frame.orderBy(*ORDER).collect()]

    def key(decision):
        return json.dumps(decision, sort_keys=True, default=lambda number: f"{number.normalize():f}")

    assert sorted(key(row) for row, _ in rows) == sorted(map(key, expected))
    told = {}
    for decision in expected:
        told.setdefault((decision["sequence"], decision["at"], decision.get("kind"), decision.get("id")), []).append(decision)
    found, of_event = {}, {}
    for row, in_event in rows:
        found.setdefault((row["sequence"], row["at"], row.get("kind"), row.get("id")), []).append(row)
        if in_event:
            of_event.setdefault(row["sequence"], []).append(row)
    assert found == told
    for sequence, decisions in of_event.items():
        assert [row for row in expected if row["sequence"] == sequence][-len(decisions) :] == decisions


def log_frame(spark, lines, partitions=5):
    """The lines with their places, which leave gaps, in any order and several partitions."""
    rows = [(10 * place + 3, line) for place, line in enumerate(lines)]
    random.Random(1).shuffle(rows)
    return spark.createDataFrame(rows, "place bigint, value string").repartition(partitions)


@pytest.fixture(scope="module")
def generated(command, tmp_path_factory):
    lines = generated_log()
    folder = tmp_path_factory.mktemp("generated")
    expected = commanded(command, folder, RULES, lines)
    kinds = {decision["decision"] for decision in expected}
    assert kinds >= {"score", "grade", "threshold", "segment", "move", "task", "notice", "send", "assignment", "created", "updated", "matched", "merged", "rejected"}
    assert len({decision["at"][:10] for decision in expected}) > 5
    return leadline.compile(folder / "rules.lead"), lines, expected


@pytest.mark.parametrize("partitions", [1, 2, 7, 32])
def test_a_generated_log_for_any_number_of_partitions(spark, generated, partitions):
    from leadline.spark import run

    rules, lines, expected = generated
    decided = run(rules, log_frame(spark, lines), order_by="place", partitions=partitions, skewed_share=None)
    assert_decided(decided, expected)


def test_rounds_of_shuffles_find_the_same_parts(spark, generated, monkeypatch):
    from leadline import _spark_components
    from leadline.spark import run

    monkeypatch.setattr(_spark_components, "ONE_TASK", 0)
    rules, lines, expected = generated
    assert_decided(run(rules, log_frame(spark, lines), order_by="place", partitions=3), expected)


@pytest.fixture(scope="module")
def example():
    return (LIFECYCLE / "lifecycle.lead").read_text(encoding="utf-8"), (LIFECYCLE / "events.ndjson").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("partitions", [1, 7])
def test_the_lifecycle_example(spark, command, tmp_path, example, partitions):
    from leadline.spark import run

    rules, lines = example
    if partitions > 1:
        rules = rules.replace('assign in turn to "ben", "eva" when', 'assign to "ben" when')
    expected = commanded(command, tmp_path, rules, lines)
    assert len(expected) > 50
    assert_decided(run(leadline.compile(tmp_path / "rules.lead"), log_frame(spark, lines), order_by="place", partitions=partitions), expected)


def test_what_looks_at_the_whole_log_is_refused(spark, example):
    from leadline.spark import CannotSplit, run

    rules, lines = example
    place = 1 + rules[: rules.index("assign in turn")].count("\n")
    with pytest.raises(CannotSplit, match=rf"lifecycle.lead:{place}: `assign in turn` goes round all records of the log") as told:
        run(leadline.compile(LIFECYCLE / "lifecycle.lead"), log_frame(spark, lines), order_by="place")
    assert len(told.value.reasons) == 1


def test_time_goes_on_behind_the_log(spark, generated):
    from leadline.spark import run

    rules, lines, expected = generated
    session = leadline.Session(rules)
    session.apply([line for line in lines if line not in ("", "{}")])
    later = session.advance("2026-05-01")
    assert len(later) > 20
    decided = run(rules, log_frame(spark, lines), order_by="place", until="2026-05-01", partitions=4, skewed_share=None)
    assert decided.count() == len(expected) + len(later)
    last = [shown(row)[0] for row in decided.where("in_event = 0 and at > '2026-04-15'").collect()]
    assert {(row["kind"], row["id"], row["at"]) for row in last} <= {(row["kind"], row["id"], row["at"]) for row in later}


def generated_tables():
    """What stood three days before the log begins: some of its people, with links and what they did, and one row that is set aside."""
    day = "2026-03-2{}T10:00:00Z"
    tables = {
        "accounts": [{"id": f"a{i}", "name": f"Firm {i}", "website": f"firm{i}.example"} for i in range(0, 17, 2)],
        "contacts": [
            {"id": f"c{i}", "Email": f"p{i}@{'mail' if i % 3 == 0 else f'firm{i % 17}'}.example", "phone": f"+49 30 9018{i:02}", "last_name": f"La{i % 7}",
             "job_title": "Director" if i % 4 == 1 else "", "account": f"a{i % 17}" if i % 6 == 0 else ""}
            for i in range(0, 60, 2)
        ],
        "leads": [{"id": f"l{i}", "contact": f"c{i}", "topic": "Old", "page": "blog", "created": day.format(0)} for i in range(0, 60, 3)]
        + [{"id": "v5.c4", "contact": "c4", "topic": "Was created", "page": "pricing", "created": day.format(1)}, {"id": "l99", "contact": "c1", "topic": "", "page": "", "created": "soon"}],
        "opportunities": [{"id": "o1", "lead": "l3", "contact": "c3", "topic": "Old"}],
    }
    tables["interactions"] = [{"id": f"v{i}", "kind": "page_visit" if i % 4 else "form_submit", "at": day.format(i % 2), "contact": f"c{(7 * i) % 60}", "page": "pricing"} for i in range(90)]
    return tables


@pytest.mark.parametrize("partitions", [1, 6])
def test_records_as_they_stood_before_the_log(spark, command, tmp_path, partitions):
    from leadline.spark import run, set_aside

    lines, tables = generated_log(), generated_tables()
    expected = commanded(command, tmp_path, RULES, lines, tables, "2026-03-22")
    without = commanded(command, tmp_path_of(tmp_path, "without"), RULES, lines)
    assert len({json.dumps(one, sort_keys=True, default=str) for one in expected} - {json.dumps(one, sort_keys=True, default=str) for one in without}) > 100
    rules = leadline.compile(tmp_path / "rules.lead")
    frames = {name: spark.createDataFrame([tuple(cell or None for cell in row.values()) for row in rows], ", ".join(f"{column} string" for column in rows[0])) for name, rows in tables.items()}
    decided = run(rules, log_frame(spark, lines), order_by="place", partitions=partitions, skewed_share=None, as_of="2026-03-22", **frames)
    assert_decided(decided, expected)
    assert [row["value"] for row in set_aside(rules, **frames).collect()] == ["soon"]


def tmp_path_of(folder, name):
    (folder / name).mkdir()
    return folder / name


def test_time_passes_for_records_without_a_log(spark):
    from leadline.spark import run

    rules = leadline.compile(RULES)
    tables = {name: [row for row in rows if row["id"] != "l99"] for name, rows in generated_tables().items()}
    frames = {name: spark.createDataFrame([tuple(cell or None for cell in row.values()) for row in rows], ", ".join(f"{column} string" for column in rows[0])) for name, rows in tables.items()}
    nothing = spark.createDataFrame([], "place bigint, value string")
    session = leadline.Session(rules)
    session.load(at="2026-03-22", **{name: frame.toPandas() for name, frame in frames.items()})
    wanted = session.advance("2026-04-10")
    decided = run(rules, nothing, order_by="place", partitions=3, until="2026-04-10", as_of="2026-03-22", **frames)
    assert decided.count() == len(wanted) > 5
    assert run(rules, nothing, order_by="place", as_of="2026-03-22", **frames).collect() == []
    with pytest.raises(leadline.Error, match="tables need `as_of`"):
        run(rules, nothing, order_by="place", **frames)


def test_columns_lines_and_what_is_wrong_with_them(spark):
    from leadline.spark import bad_events, run

    rules = leadline.compile(RULES)
    columns = "n int, type string, id string, at timestamp, contact string, accepted boolean, email string"
    at = datetime.datetime(2026, 7, 1, 9)
    rows = [(1, "contact", "c1", at, None, None, "ana@x.com"), (2, "lead", "l1", at, "c1", True, None), (3, "lead", None, at, "c1", None, None)]
    frame = spark.createDataFrame(rows, columns)
    decided = [shown(row)[0] for row in run(rules, frame, order_by="n", partitions=2).collect()]
    session = leadline.Session(rules)
    wanted = session.apply('{"type":"contact","id":"c1","at":"2026-07-01T09:00:00Z","email":"ana@x.com"}\n{"type":"lead","id":"l1","at":"2026-07-01T09:00:00Z","contact":"c1","accepted":true}').decisions
    assert sorted(row["decision"] for row in decided) == sorted(one["decision"] for one in wanted) and len(wanted) >= 3
    bad = [row.asDict() for row in bad_events(rules, frame, order_by="n").collect()]
    assert [(row["n"], row["reason"]) for row in bad] == [(3, session.apply('{"type":"lead","at":"2026-07-01T09:00:00Z","contact":"c1"}').bad[0].reason)]
    assert run(rules, frame.where("n > 2"), order_by="n").collect() == []
    with pytest.raises(leadline.Error, match="the events have no column `m`; theirs are `n`, `type`"):
        run(rules, frame, order_by="m")
    with pytest.raises(leadline.Error, match="column `id` is string; the order of events is a column of whole numbers"):
        run(rules, frame, order_by="id")
    with pytest.raises(Exception, match="two events have the same `n`: 1"):
        run(rules, frame.withColumn("n", frame.n * 0 + 1), order_by="n", partitions=1).collect()


def test_skewed_logs_are_told(spark):
    from leadline.spark import SkewedLog, run

    lines = [json.dumps({"type": "contact", "id": f"c{i}", "at": "2026-07-01", **({"account": "everybody"} if i % 4 else {})}) for i in range(1200)]
    with pytest.warns(SkewedLog, match=r"900 of 1,200 events \(75%\) hang together and cannot be split; most share account everybody \(900 events\)") as told:
        run(leadline.compile(RULES), log_frame(spark, lines), order_by="place", partitions=4)
    assert [one.message.events for one in told if one.category is SkewedLog] == [900]
