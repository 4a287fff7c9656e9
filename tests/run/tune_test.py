#!/usr/bin/env python3
"""Holds `leadline tune` to the same counts made here from the data: each lead scored as of its own decision, the two
stretches of time, thresholds, capacity, rules.  tune_test.py LEADLINE
"""

import csv
import datetime
import json
import random
import subprocess
import sys
import tempfile
from fractions import Fraction
from pathlib import Path

RULES = """
record contact { country text }
record lead { closed time  won yes_no  result text  budget number }
interaction page_visit { page text }
interaction demo
model m {
  scores lead
  group g, at most 40 points {
    "Germany"  +10  when contact.country = "DE"
    "Budget"   +15  when budget >= 1000
    "Visits"    +2  per page_visit within 30 days
    "Demo"     +20  when any demo
    "Waste"    -30  when budget < 10
  }
  threshold ready at 25
  threshold rich  when budget >= 5000
}
"""
DAY = datetime.timedelta(1)
START = datetime.datetime(2026, 1, 1)


def iso(time):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ")


def write(path, head, rows):
    with open(path, "w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([head, *rows])


def make(folder, seed):
    r = random.Random(seed)
    leads, contacts, events = [], [], []
    for i in range(400):
        closed = START + DAY * r.randrange(200) + datetime.timedelta(hours=r.randrange(24))
        lead = {
            "id": f"L{i:04}", "contact": f"C{i:04}", "closed": closed if r.random() < 0.95 else None,
            "won": r.choice([True, False, False, None]), "budget": r.choice([None, 5, 500, 1000, 1500, 9000]),
            "country": r.choice(["DE", "fr", None]), "events": [],
        }
        for _ in range(r.randrange(12)):
            kind = r.choice(["page_visit", "page_visit", "page_visit", "demo"])
            # Half of what happens comes after the decision, some of it in the very second.
            lead["events"].append((kind, closed + datetime.timedelta(hours=r.choice([0, 1, -1, r.randrange(-1500, 1500)]))))
        leads.append(lead)
        contacts.append([lead["contact"], lead["country"]])
        events += [[lead["contact"], kind, iso(at)] for kind, at in lead["events"]]
    write(folder / "contacts.csv", ["id", "country"], contacts)
    write(folder / "interactions.csv", ["contact", "kind", "at"], events)
    write(folder / "leads.csv", ["id", "contact", "closed", "won", "result", "budget"],
          [[x["id"], x["contact"], x["closed"] and iso(x["closed"]), {True: "yes", False: "no", None: ""}[x["won"]],
            {True: "Won", False: "lost", None: ""}[x["won"]], x["budget"]] for x in leads])
    return leads


def rules_of(lead):
    now = lead["closed"]
    visits = sum(1 for kind, at in lead["events"] if kind == "page_visit" and now - 30 * DAY < at <= now)
    demo = any(kind == "demo" and at <= now for kind, at in lead["events"])
    budget = lead["budget"]
    points = [10 if lead["country"] == "DE" else 0, 15 if budget is not None and budget >= 1000 else 0, 2 * visits,
              20 if demo else 0, -30 if budget is not None and budget < 10 else 0]
    return points, min(40, sum(points))


def share(part, whole):
    return None if whole == 0 else Fraction(part, whole)


def same(found, expected):
    return found is None and expected is None or (
        found is not None and expected is not None and abs(Fraction(str(found)) - expected) <= Fraction(1, 1_000_000))


def check(ok, *what):
    if not ok:
        sys.exit("tune_test: " + " ".join(str(w) for w in what))


def run(leadline, folder, *options):
    command = [leadline, "tune", "rules.lead", "leads.csv", "contacts.csv", "interactions.csv", "--quiet", *options]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    check(done.returncode == 0, command, done.stderr)
    return done.stdout


def compare(found, leads, holdout):
    decided = sorted((x for x in leads if x["won"] is not None and x["closed"]), key=lambda x: x["closed"])
    check(found["records"] == len(decided), found["records"], len(decided))
    check(found["without_outcome"] == sum(x["won"] is None for x in leads), "without_outcome")
    check(found["without_time"] == sum(x["won"] is not None and not x["closed"] for x in leads), "without_time")
    parts = {"train": [x for x in decided if x["closed"] < holdout], "holdout": [x for x in decided if x["closed"] >= holdout]}
    check([s["name"] for s in found["stretches"]] == ["train", "holdout"], found["stretches"])
    for stretch in found["stretches"]:
        part = parts[stretch["name"]]
        scores = [(rules_of(x)[1], x["won"]) for x in part]
        won = [s for s, w in scores if w]
        lost = [s for s, w in scores if not w]
        order = sum((a > b) + Fraction(a == b, 2) for a in won for b in lost)
        check(stretch["records"] == len(part) and stretch["successes"] == len(won), stretch, len(part), len(won))
        check(same(stretch["pairs_in_order"], share(order, len(won) * len(lost))), stretch, order)
        for row in found["thresholds"]:
            at = row["at"]
            flagged = [w for x, (s, w) in zip(part, scores) if (s >= at if at is not None else (x["budget"] or 0) >= 5000)]
            counts = row[stretch["name"]]
            caught = sum(flagged)
            check((counts["flagged"], counts["caught"], counts["missed"]) == (len(flagged), caught, len(won) - caught), row,
                  len(flagged), caught)
            check(same(counts["precision"], share(caught, len(flagged))), row)
            check(same(counts["recall"], share(caught, len(won))), row)
            check(same(counts["lift"], share(caught * len(part), len(flagged) * len(won))), row)
        for number, row in enumerate(found["rules"]):
            hits = [x["won"] for x in part if rules_of(x)[0][number] != 0]
            counts = row[stretch["name"]]
            check((counts["hits"], counts["successes"]) == (len(hits), sum(hits)), row, len(hits), sum(hits))
            check(same(counts["without"], share(len(won) - sum(hits), len(part) - len(hits))), row)
    return parts


def main():
    leadline = str(Path(sys.argv[1]).resolve())
    for seed in range(3):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            (folder / "rules.lead").write_text(RULES, encoding="utf-8")
            leads = make(folder, seed)
            holdout = datetime.datetime(2026, 5, 1)
            options = ["--decided-at", "closed", "--holdout", "2026-05-01", "--format", "json", "--capacity", "5/week"]
            text = run(leadline, folder, "--outcome", "won", *options)
            parts = compare(json.loads(text), leads, holdout)
            check(run(leadline, folder, "--outcome", "result=WON", *options) == text, "an outcome by its value")
            check(run(leadline, folder, "--outcome", "won", "--threads", "1", *options) == text, "one thread")
            # The capacity: five a week in train, and with the next lower score there would be more.
            found = json.loads(text)
            train = sorted((rules_of(x)[1] for x in parts["train"]), reverse=True)
            times = [x["closed"] for x in parts["train"]]
            room = 5 * (max(times) - min(times)) / (7 * DAY)
            fits = [s for s in train if sum(t >= s for t in train) <= room]
            filled = [row["at"] for row in found["thresholds"] if row["fills_capacity"]]
            check(filled == ([min(fits)] if fits else []), filled, fits)
            names = {row["present"] for row in found["thresholds"]} - {None}
            check(names == {"ready", "rich"}, names)
            # What happens after the decision changes nothing.
            rows = list(csv.reader(open(folder / "interactions.csv", newline="", encoding="utf-8")))
            closed = {x["contact"]: x["closed"] for x in leads}
            early = [r for r in rows[1:] if not closed[r[0]] or r[2] <= iso(closed[r[0]])]
            check(len(early) < len(rows) - 1, "nothing lies after its decision")
            write(folder / "interactions.csv", rows[0], early)
            check(run(leadline, folder, "--outcome", "won", *options) == text, "the future was seen")
    print("tune_test: counts agree")


if __name__ == "__main__":
    main()
