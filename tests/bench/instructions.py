# SPDX-License-Identifier: Apache-2.0
"""Counts the instructions of small fixed works with callgrind and holds them to those that were recorded, which does not
depend on how busy the machine is. What starting the command costs is taken off.

    instructions.py LEADLINE            fails where a work takes more than 5 % more than recorded
    instructions.py LEADLINE --record   writes the counts of this compiler to instructions.json

Counts are those of a compiler and of what the processor can do; where none were recorded for these, nothing is held.
"""

import argparse
import csv
import json
import os
import re
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

HERE = Path(__file__).resolve().parent
RECORDED = HERE / "instructions.json"
BOUND = 0.05
SIZE = ["--contacts", 500, "--accounts", 50, "--leads", 750, "--interactions", 10_000, "--day", 500]

sys.path.insert(0, str(HERE / "peers"))
import lead_text  # noqa: E402
import model as models  # noqa: E402


def made_by(program):
    """The compiler that a program was made with, and whether AVX2 is there, as one text."""
    said = subprocess.run(["readelf", "--string-dump=.comment", program], capture_output=True, text=True,
                          check=True).stdout
    compilers = sorted(set(re.findall(r"\]\s+((?:GCC|clang|Debian clang).*)", said)))
    avx2 = " avx2 " in Path("/proc/cpuinfo").read_text()
    return f"{', '.join(compilers)}; {os.uname().machine}{', avx2' if avx2 else ''}"


def prepare(folder):
    """Data, a rule file of 300 rules, and everything as events."""
    generator = folder / "generate"
    subprocess.run([os.environ.get("CXX", "c++"), "-std=c++20", "-O1", HERE / "generate.cpp", "-o", generator], check=True)
    subprocess.run([generator, folder, "--ndjson", *map(str, SIZE)], check=True)
    (folder / "rules.lead").write_text(lead_text.lead_text(models.generated(300)))
    with (folder / "events.ndjson").open("w") as out:
        for kind in ("account", "contact", "lead"):
            with (folder / f"{kind}s.csv").open(newline="") as file:
                for row in csv.DictReader(file):
                    fields = {name: value for name, value in row.items()
                              if value and name not in ("email", "name", "created")}
                    out.write(json.dumps({"type": kind, "at": "2026-06-30T23:59:00Z"} | fields) + "\n")
        out.write((folder / "day.ndjson").read_text())


def works(leadline, folder):
    rules = HERE / "base_model.lead"

    def score(ending, *options):
        files = [folder / f"{name}.{ending}" for name in ("contacts", "accounts", "leads", "interactions")]
        return [leadline, "score", rules, *files, "--as-of", "2026-07-01T00:00:00Z", "--threads", "1", "--quiet",
                "--out", os.devnull, *options]

    return {"starting": [leadline, "--version"],
            "score from CSV": score("csv", "--reasons", "0"),
            "score from CSV, with reasons": score("csv", "--reasons", "3"),
            "score from NDJSON": score("ndjson", "--reasons", "0"),
            "check of 300 rules": [leadline, "check", folder / "rules.lead", "--format", "json"],
            "events of a day": [leadline, "run", rules, "--in", folder / "events.ndjson", "--out", folder / "decisions",
                                "--quiet"]}


def count(argv):
    # Copying in one instruction is counted by how the processor does it; the address space and the environment are
    # made the same everywhere.
    environment = {"PATH": os.environ["PATH"], "GLIBC_TUNABLES": "glibc.cpu.hwcaps=-ERMS,-FSRM", "LC_ALL": "C"}
    done = subprocess.run(["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", *map(str, argv)],
                          capture_output=True, text=True, env=environment, cwd="/")
    found = re.search(r"Collected : (\d+)", done.stderr)
    if done.returncode != 0 or not found:
        raise SystemExit(f"{argv} ended with status {done.returncode}:\n{done.stderr[-2000:]}")
    return int(found[1])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("leadline", type=Path)
    parser.add_argument("--record", action="store_true")
    arguments = parser.parse_args()
    leadline = arguments.leadline.resolve()
    recorded = json.loads(RECORDED.read_text()) if RECORDED.exists() else {}
    maker = made_by(leadline)
    if maker not in recorded and not arguments.record:
        print(f"skipped: no counts are recorded for {maker}; tools/bench --instructions --record makes them")
        return 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        prepare(folder)
        all_works = works(leadline, folder)
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            counts = dict(zip(all_works, pool.map(count, all_works.values())))
    starting = counts.pop("starting")
    counts = {work: counted - starting for work, counted in counts.items()}
    before = recorded.get(maker, {})
    failed = 0
    for work, counted in counts.items():
        change = counted / before[work] - 1 if work in before else 0
        print(f"{work:<30} {counted:>14,} instructions {change:+8.2%}" + ("" if work in before else "  (new)"))
        failed += change > BOUND
    if arguments.record:
        recorded[maker] = counts
        RECORDED.write_text(json.dumps(recorded, indent=2) + "\n")
        return 0
    if failed:
        print(f"{failed} of {len(counts)} take over {BOUND:.0%} more than recorded. If that is meant:"
              " tools/bench --instructions --record")
    elif any(counted < before.get(work, 0) * (1 - BOUND) for work, counted in counts.items()):
        print("less than recorded: tools/bench --instructions --record holds on to that")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
