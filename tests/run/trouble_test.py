#!/usr/bin/env python3
"""What `leadline run` does when the world fails it: a full disk, a reader that goes away, a state that is locked or not its
own, a last line that is torn. Each time a clear message, the exit status of docs/command.md, and nothing half done.

    trouble_test.py LEADLINE RULES_DIR
"""

import atexit
import json
import os
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

LEADLINE, RULES_DIR = (str(Path(argument).resolve()) for argument in sys.argv[1:3])
RULES = """
record contact { email email }
record lead { topic text }
interaction page_visit { page text }
model spring "Spring" { scores lead  "Visits" +1 per page_visit  grade "A" when score >= 3  grade "B" otherwise }
"""
problems = []


def check(what, fine):
    if not fine:
        problems.append(what)


def run(folder, *arguments, **options):
    return subprocess.run([LEADLINE, "run", "r.lead", "--quiet", *arguments], cwd=folder, text=True, capture_output=True, check=False,
                          env={**os.environ, "LEADLINE_RULES_DIR": RULES_DIR}, timeout=120, **options)


def events(count):
    lines = ['{"type":"contact","id":"c1","at":"2026-07-01T09:00:00Z"}', '{"type":"lead","id":"l1","contact":"c1","at":"2026-07-01T09:00:00Z"}']
    lines += [json.dumps({"type": "interaction", "kind": "page_visit", "contact": "c1", "at": f"2026-07-02T{n // 3600 % 24:02}:{n // 60 % 60:02}:{n % 60:02}Z"})
              for n in range(count)]
    return "\n".join(lines) + "\n"


def begin(count=3000):
    folder = Path(tempfile.mkdtemp(prefix="leadline-trouble-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    (folder / "r.lead").write_text(RULES, encoding="utf-8")
    (folder / "e.ndjson").write_text(events(count), encoding="utf-8")
    return folder


def undisturbed(folder):
    done = run(folder, "--state", "whole.state", "--in", "e.ndjson", "--out", "whole.ndjson")
    check(f"an undisturbed run fails: {done.stderr}", done.returncode == 0)
    return (folder / "whole.ndjson").read_text(encoding="utf-8")


# The output cannot be written: said, and the state keeps nothing that was not.
folder = begin()
whole = undisturbed(folder)
done = run(folder, "--state", "s.state", "--in", "e.ndjson", "--out", "/dev/full")
check(f"/dev/full: status {done.returncode}", done.returncode == 1)
check(f"/dev/full: {done.stderr!r}", "cannot write" in done.stderr and "No space left on device" in done.stderr)
done = run(folder, "--state", "s.state", "--in", "e.ndjson", "--out", "-")
check("after /dev/full the decisions are not told whole", sorted(set(done.stdout.splitlines())) == sorted(set(whole.splitlines())))

# No room for the state itself.
folder = begin(6000)
whole = undisturbed(folder)
size = (folder / "whole.state").stat().st_size
done = run(folder, "--state", "s.state", "--in", "e.ndjson", "--out", "d.ndjson",
           preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size // 3, size // 3)))
check(f"a file that may not grow: status {done.returncode}", done.returncode != 0)
done = run(folder, "--state", "s.state", "--in", "e.ndjson", "--out", "d.ndjson")
check(f"after a file that may not grow: {done.stderr}", done.returncode == 0)
check("after a file that may not grow the decisions are others", (folder / "d.ndjson").read_text(encoding="utf-8") == whole)

# Whoever reads the decisions has gone.
folder = begin()
whole = undisturbed(folder)
piped = subprocess.run(f"'{LEADLINE}' run r.lead --quiet --state s.state --in e.ndjson | head -n 1; exit ${{PIPESTATUS[0]}}", shell=True, executable="/bin/bash",
                       cwd=folder, text=True, capture_output=True, check=False, env={**os.environ, "LEADLINE_RULES_DIR": RULES_DIR}, timeout=120)
check(f"head -n 1 got {piped.stdout!r}", piped.stdout == whole.splitlines(True)[0])
check(f"a reader that is gone: status {piped.returncode}, {piped.stderr!r}", piped.returncode in (0, 141) and "Traceback" not in piped.stderr)
done = run(folder, "--state", "s.state", "--in", "e.ndjson", "--out", "-")
check("after a reader that is gone nothing more is told", whole.endswith(done.stdout) and done.stdout != "")

# Another run has the state.
folder = begin(10)
read, write = os.pipe()
first = subprocess.Popen([LEADLINE, "run", "r.lead", "--quiet", "--state", "s.state", "--in", "-", "--out", "first.ndjson"], cwd=folder, stdin=read,
                         stderr=subprocess.PIPE, text=True, env={**os.environ, "LEADLINE_RULES_DIR": RULES_DIR})
os.close(read)
os.write(write, events(1).encode())
while not (folder / "s.state").exists() or not (folder / "first.ndjson").exists() or (folder / "first.ndjson").stat().st_size == 0:
    if first.poll() is not None:
        break
second = run(folder, "--state", "s.state", "--in", "e.ndjson", "--out", "second.ndjson")
check(f"a locked state: status {second.returncode}, {second.stderr!r}", second.returncode == 1 and "another run works on the state `s.state`" in second.stderr)
os.close(write)
check("the first of two runs fails", first.wait(60) == 0)
first.stderr.close()

# A state of another form, and a file that is no state: left as they are.
folder = begin(10)
undisturbed(folder)
with sqlite3.connect(folder / "whole.state") as database:
    database.execute("PRAGMA user_version = 99")
database.close()
before = (folder / "whole.state").read_bytes()
done = run(folder, "--state", "whole.state", "--in", "e.ndjson", "--out", "d2.ndjson")
check(f"a state of another form: {done.returncode}, {done.stderr!r}", done.returncode == 1 and "it has format 99" in done.stderr)
check("a state of another form was changed", (folder / "whole.state").read_bytes() == before)

# More lines that are no events than a batch has, between events.
folder = begin(1500)
whole = undisturbed(folder)
lines = (folder / "e.ndjson").read_text(encoding="utf-8").splitlines(True)
(folder / "b.ndjson").write_text("".join(lines[:1000] + ["no event\n"] * 2500 + lines[1000:]), encoding="utf-8")
done = run(folder, "--state", "s.state", "--in", "b.ndjson", "--out", "d.ndjson", "--bad-file", "bad.csv")
check(f"many lines that are no events: {done.returncode}, {done.stderr!r}", done.returncode == 0)
check("beside many lines that are no events the decisions are others", (folder / "d.ndjson").read_text(encoding="utf-8") == whole)
check("not every line that is no event is set aside", len((folder / "bad.csv").read_text(encoding="utf-8").splitlines()) == 2501)

# A torn last line waits for its rest.
folder = begin(5)
whole = undisturbed(folder)
text = (folder / "e.ndjson").read_text(encoding="utf-8")
cut = text[: len(text) - 20]
(folder / "t.ndjson").write_text(cut, encoding="utf-8")
done = run(folder, "--state", "s.state", "--in", "t.ndjson", "--out", "d.ndjson")
check(f"a torn last line: {done.returncode}, {done.stderr!r}", done.returncode == 0 and "is not complete; it is left for the next run" in done.stderr)
(folder / "t.ndjson").write_text(text, encoding="utf-8")
done = run(folder, "--state", "s.state", "--in", "t.ndjson", "--out", "d.ndjson")
check("a line that was torn is not done once it is whole", (folder / "d.ndjson").read_text(encoding="utf-8") == whole)

print("\n".join(problems) if problems else "every trouble was told, and nothing was lost")
sys.exit(1 if problems else 0)
