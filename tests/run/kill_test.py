#!/usr/bin/env python3
"""Kills `leadline run` with SIGKILL at random moments and starts it again, until the log is done.

The decisions and the state must be those of an undisturbed run: none lost, none doubled, byte for byte. The log keeps
growing while the runs go on, so that they also meet last lines that are not complete.

    kill_test.py LEADLINE RULES_DIR [--kills N] [--seconds S] [--seed K]

Every kill hits a run in the middle of its work (one that had ended by itself does not count). Without --seconds it
goes on until N kills have hit.
"""

import argparse
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

RULES = """
use "standard"
zone "Europe/Berlin"
model spring "Spring" {
  scores lead where campaign = "spring"
  "Director" +20 when contact.job_title contains word "director"
  "Clicks"    +5 per email_click within 30 days, at most 40 points
  "Fading"    +4 per page_visit, halving every 7 days
  "Silence"  -10 per 10 days without [email_click, page_visit], never below -20
  grade "A" when score >= 40
  grade "B" when score >= 20
  grade "C" otherwise
  threshold teleprospect_ready at 25
  threshold sales_ready at 50 until below 10
}
segment hot = contacts of leads where spring.grade = "A"
when contact enters segment hot { notify "marketing" "{contact.last_name} is hot" }
"""


def make_log(path, count, source):
    """Events of some hundred contacts over some months, a few of them bad, late, or merging."""
    at = 1767225600
    lines = []
    contacts = max(count // 25, 8)

    def stamp(seconds):
        return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))

    for number in range(count):
        at += source.randrange(0, 20_000_000 // count)
        who = source.randrange(contacts)
        kind = source.random()
        if kind < 0.10:
            event = {"type": "contact", "id": f"c{who}", "at": stamp(at), "email": f"c{who}@example.com",
                     "last_name": f"N{who}", "job_title": source.choice(["Director of IT", "Clerk", "CTO"])}
        elif kind < 0.20:
            event = {"type": "lead", "id": f"l{who}", "at": stamp(at), "contact": f"c{who}", "campaign": "spring", "topic": "T"}
        elif kind < 0.55:
            event = {"type": "interaction", "kind": "email_click", "id": f"k{number}", "contact": f"c{who}", "at": stamp(at)}
        elif kind < 0.75:
            event = {"type": "interaction", "kind": "page_visit", "contact": f"c{who}", "at": stamp(at - source.randrange(200_000)),
                     "page": source.choice(["pricing", "home"])}
        elif kind < 0.88:
            event = {"type": "submission", "form": source.choice(["webinar-7", "demo"]), "id": f"s{source.randrange(number + 1)}",
                     "at": stamp(at), "fields": {"email": f"c{source.randrange(contacts * 2)}@example.com", "topic": "W"}}
            if source.random() < 0.1:
                del event["fields"]["email"]
        elif kind < 0.94:
            event = {"type": "move", "kind": "lead", "id": f"l{who}", "at": stamp(at), "by": "ben",
                     "to": source.choice(["recycled", "disqualified", "marketing_qualification", "nowhere", "sales_acceptance"])}
        elif kind < 0.96:
            event = {"type": "merge", "kind": "contact", "from": f"c{who}", "into": f"c{source.randrange(contacts)}", "at": stamp(at)}
        elif kind < 0.98:
            event = {"type": "tick", "at": stamp(at)}
        else:
            lines.append(source.choice(["{\"type\":", "nonsense", "{\"type\":\"lead\"}"]))
            continue
        lines.append(json.dumps(event))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def tables(path):
    """All that a state holds, but for where its files lie and the keys of rows."""
    database = sqlite3.connect(path)
    names = [row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
    content = {}
    for name in names:
        cursor = database.execute(f'SELECT * FROM "{name}"')
        # `row` is the run's own way to find a row again; it says nothing.
        own = 1 if cursor.description[0][0] == "row" else 0
        rows = [tuple(row)[own:] for row in cursor]
        if name in ("inputs", "outputs"):
            rows = [(Path(row[0]).name,) + row[1:] for row in rows]
        content[name] = sorted(rows, key=repr)
    database.close()
    return content


def check_readers(command, folder, problems):
    """Whoever reads a state that a killed run has left is told what its tables do not tell yet. Whether there is anything."""
    if not (folder / "run.state").exists():
        return False
    database = sqlite3.connect(folder / "run.state")
    there = database.execute("SELECT count(*) FROM sqlite_master WHERE name = 'journal'").fetchone()[0] != 0
    waiting = there and database.execute("SELECT count(*) FROM journal").fetchone()[0] != 0
    database.close()
    if not there:
        return False
    read = subprocess.run([command, "export", "--state", "run.state", "contacts", "--out", "contacts.csv"], cwd=folder,
                          capture_output=True)
    if read.returncode != 0 or (b"than its tables tell" in read.stderr) != waiting:
        problems.append(f"a reader of a state {'with' if waiting else 'without'} a journal was told: {read.stderr.decode()}")
    return waiting


def run(command, rules_dir, folder, log):
    return subprocess.Popen(
        [command, "run", str(folder.parent / "rules.lead"), "--state", "run.state", "--in", log, "--out", "decisions.ndjson",
         "--bad-file", "bad.csv", "--quiet"],
        cwd=folder, env={**os.environ, "LEADLINE_RULES_DIR": rules_dir}, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def ended_well(process, problems):
    _, errors = process.communicate()
    if process.returncode != 0:
        problems.append(f"a run ended with {process.returncode}: {errors.decode()}")
    return process.returncode == 0


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("command")
    parser.add_argument("rules")
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seconds", type=float, default=0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--events", type=int, default=20000)
    options = parser.parse_args()
    command = str(Path(options.command).resolve())
    source = random.Random(options.seed)
    problems = []
    with tempfile.TemporaryDirectory() as work:
        work = Path(work)
        (work / "rules.lead").write_text(RULES, encoding="utf-8")
        calm, hard = work / "calm", work / "hard"
        calm.mkdir()
        hard.mkdir()
        make_log(calm / "log.ndjson", options.events, source)
        whole = (calm / "log.ndjson").read_bytes()
        started = time.monotonic()
        if not ended_well(run(command, options.rules, calm, "log.ndjson"), problems):
            sys.exit("\n".join(problems))
        undisturbed = time.monotonic() - started

        # The log comes in pieces that end anywhere, one for each kill; a run is killed while it takes its piece.
        cuts = sorted(source.sample(range(1, len(whole)), options.kills)) + [len(whole)]
        piece_time = undisturbed / (options.kills + 1)
        kills = misses = behind = 0
        begun = time.monotonic()
        for place, cut in enumerate(cuts):
            late = options.seconds and time.monotonic() - begun > options.seconds
            (hard / "log.ndjson").write_bytes(whole if late else whole[:cut])
            if place + 1 == len(cuts) or late:
                break
            process = run(command, options.rules, hard, "log.ndjson")
            try:
                # From before the state is opened to behind the last commit.
                process.wait(timeout=source.uniform(0, 0.1 + 1.3 * piece_time))
                misses += 1
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGKILL)
                kills += 1
            process.communicate()
            behind += check_readers(command, hard, problems)
            if process.returncode not in (0, -signal.SIGKILL):
                problems.append(f"a run ended with {process.returncode}")
        ended_well(run(command, options.rules, hard, "log.ndjson"), problems)

        for name in ("decisions.ndjson", "bad.csv"):
            if (calm / name).read_bytes() != (hard / name).read_bytes():
                problems.append(f"{name} differs from that of the undisturbed run")
        numbers = [json.loads(line)["number"] for line in (hard / "decisions.ndjson").read_text(encoding="utf-8").splitlines()]
        if numbers != list(range(1, len(numbers) + 1)):
            problems.append("decisions are lost or doubled")
        expected, found = tables(calm / "run.state"), tables(hard / "run.state")
        for name in sorted(set(expected) | set(found)):
            if expected.get(name) != found.get(name):
                problems.append(f"the table `{name}` differs from that of the undisturbed run")
                for left, right in zip(expected.get(name, []), found.get(name, [])):
                    if left != right:
                        problems.append(f"  {left}\n  {right}")
                        break
        if kills < options.kills // 3:
            problems.append(f"only {kills} kills hit a run ({misses} came too late)")
    print("\n".join(problems) if problems else
          f"{kills} kills, {behind} of them with a journal, {len(numbers)} decisions: as without them ({undisturbed:.1f} s undisturbed)")
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()
