# SPDX-License-Identifier: Apache-2.0
"""Runs Leadline and its peers on the same work, one after the other in turns, compares what they computed record by
record, and writes a table. `tools/bench` builds what it needs and calls this."""

import argparse
import hashlib
import json
import os
import shlex
import statistics
import subprocess
import sys
import time
from pathlib import Path

import report
from programs import Command, Failed, Served, busy_seconds
from works import HERE, PEERS, WORKS, Setting

SIZES = {"tiny": 2_000, "S": 100_000, "L": 1_000_000}  # contacts; all else follows
SUBMISSIONS = {"tiny": 20_000, "S": 1_000_000, "L": 1_000_000}
SMALLER = {"S": 10_000, "L": 100_000, "tiny": 2_000}


def say(text):
    print(text, file=sys.stderr, flush=True)


def generate(build, name, contacts, submissions):
    """Files for so many contacts, made again only where the generator has changed."""
    program = build / "tests" / "bench" / "generate"
    folder = build / "data" / name
    wanted = [str(number) for pair in (("--contacts", contacts), ("--accounts", contacts // 10),
                                       ("--leads", contacts * 3 // 2), ("--interactions", contacts * 20),
                                       ("--submissions", submissions)) for number in pair]
    wanted += ["--day", str(contacts * 2), "--ndjson"]
    made = hashlib.sha256(program.read_bytes() + " ".join(wanted).encode()).hexdigest()
    mark = folder / "made"
    if not mark.exists() or mark.read_text() != made:
        say(f"generating {folder}")
        if folder.exists():
            for file in [*folder.glob("facts-*"), *folder.glob("*.parquet")]:
                file.unlink()
        subprocess.run([program, folder, *wanted], check=True)
        mark.write_text(made)
    return folder


def install_peers(build):
    """The folder of Python's and of node's packages, or nothing for those that cannot be had here."""
    folder = build / "peers"
    python, node = folder / "python" / "bin" / "python", folder / "node"
    requirements, package = PEERS / "requirements.txt", PEERS / "package.json"
    try:
        mark = folder / "python" / "made"
        if not mark.exists() or mark.read_text() != requirements.read_text():
            say("installing the peers' Python packages")
            subprocess.run([sys.executable, "-m", "venv", folder / "python"], check=True)
            subprocess.run([python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r",
                            requirements], check=True)
            mark.write_text(requirements.read_text())
    except (OSError, subprocess.CalledProcessError) as error:
        say(f"no peers in Python (on Debian they need the package python3-venv): {error}")
        return None, None
    try:
        mark = node / "made"
        if not mark.exists() or mark.read_text() != package.read_text():
            say("installing the peers' npm packages")
            node.mkdir(parents=True, exist_ok=True)
            (node / "package.json").write_text(package.read_text())
            subprocess.run(["npm", "install", "--silent", "--no-audit", "--no-fund"], cwd=node, check=True)
            mark.write_text(package.read_text())
    except (OSError, subprocess.CalledProcessError) as error:
        say(f"no peers in JavaScript (they need node and npm): {error}")
        return python, None
    return python, node


def beside(option, setting):
    """`WORK:NAME=COMMAND` -> work and program."""
    where, _, command = option.partition("=")
    work, _, name = where.partition(":")
    if work not in WORKS or not command:
        raise SystemExit(f"--beside takes WORK:NAME=COMMAND, not `{option}`")
    argv = [word.replace("{data}", str(setting.data)) for word in shlex.split(command)]
    ours = next(iter(WORKS[work].make(setting)), None)
    if isinstance(ours, Command):
        return work, Command(name, argv, out=setting.build / f"beside-{name}.csv", threads=setting.threads,
                             compares=False)
    return work, Served(name, argv, threads=setting.threads, compares=False)


class Measured:
    """The runs of one program with one number of threads."""

    def __init__(self, program, threads):
        self.program = program
        self.threads = threads
        self.answers = []
        self.compared = None

    def wants_run(self, round_number):
        return round_number < (self.program.most_runs or round_number + 1)

    def median(self, name="seconds"):
        values = [answer[name] for answer in self.answers if name in answer]
        return statistics.median(values) if values else None


def measure(name, work, programs, setting, runs, foreign):
    """All programs of a work in turns, then their results side by side."""
    say(f"{name}: {work.title}")
    measured = [Measured(program, threads) for program in programs for threads in program.threads]
    broken = set()
    try:
        for program in programs:
            try:
                program.start()
            except (Failed, OSError) as error:
                say(f"  left out: {error}")
                broken.add(program)
        for round_number in range(runs):
            for one in measured:
                if one.program in broken or not one.wants_run(round_number):
                    continue
                busy, begin = busy_seconds(), time.perf_counter()
                try:
                    answer = one.program.run(one.threads)
                except (Failed, OSError, ValueError) as error:
                    say(f"  left out: {error}")
                    broken.add(one.program)
                    continue
                one.answers.append(answer)
                foreign.append((busy_seconds() - busy - answer.get("cpu_in_all", answer["cpu"]),
                                time.perf_counter() - begin))
        ours = next(one.program for one in measured if one.program.ours)
        results = setting.build / "results"
        results.mkdir(exist_ok=True)
        if ours.compares and ours not in broken:
            ours.write(results / f"{name}-ours.csv")
        for one in measured:
            program = one.program
            if program.ours or program in broken or not program.compares or not ours.compares or one.compared:
                continue
            path = results / f"{name}-{programs.index(program)}.csv"
            program.write(path)
            found = json.loads(subprocess.run(
                [sys.executable, HERE / "compare.py", results / f"{name}-ours.csv", path]
                + ["--subset"] * program.subset, check=True, capture_output=True, text=True).stdout)
            for other in measured:
                if other.program is program:
                    other.compared = found
            if found["different"]:
                say(f"  {program.name} differs in {found['different']} of {found['records']}: {found['first']}")
    finally:
        for program in programs:
            if program not in broken:
                program.stop()
    return [one for one in measured if one.answers]


def main():
    parser = argparse.ArgumentParser(
        prog="tools/bench", formatter_class=argparse.RawDescriptionHelpFormatter,
        description="Measures Leadline beside other programs that do the same work, compares their results record by\n"
                    "record, prints a table and writes it to build/bench/result.md.",
        epilog="works: " + ", ".join(WORKS) + "\n\ntools/bench --instructions [--record] counts instructions of small works"
               " instead, and holds\nthem to those that were recorded." + "\n\nexamples:\n  tools/bench --size tiny --runs 1\n"
               "  tools/bench --only loaded --only csv --threads 1,2\n"
               "  tools/bench --only csv --beside 'csv:mine=./mine {data} {threads} {out}'")
    parser.add_argument("--size", choices=SIZES, default="S", help="tiny: 3,000 leads; S: 150,000 (default); L: 1,500,000")
    parser.add_argument("--only", action="append", choices=WORKS, metavar="WORK", help="this work; may be given again")
    parser.add_argument("--runs", type=int, default=5, help="how often each program runs (default 5)")
    parser.add_argument("--threads", default="1,2", help="numbers of threads (default 1,2)")
    parser.add_argument("--no-peers", action="store_true", help="Leadline alone")
    parser.add_argument("--beside", action="append", default=[], metavar="WORK:NAME=COMMAND",
                        help="also this program. For csv, ndjson, parquet, ledger, compile it is started anew each time, with"
                             " {data}, {threads}, {out} filled in; for other works it is started once and answers each"
                             " line `run N` with a line of JSON, as tests/bench/peers/serve.py does")
    parser.add_argument("--build", type=Path, required=True, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    build = arguments.build.resolve()
    data = generate(build, arguments.size, SIZES[arguments.size], SUBMISSIONS[arguments.size])
    names = arguments.only or [name for name, work in WORKS.items() if arguments.size in work.sizes]
    smaller = data
    if any(name.startswith("growth") for name in names):
        smaller = generate(build, f"{arguments.size}-tenth", SMALLER[arguments.size], 1000)
    python, node = (None, None) if arguments.no_peers else install_peers(build)
    setting = Setting(build, data, smaller, arguments.size, tuple(int(n) for n in arguments.threads.split(",")), python,
                      node)
    more = {}
    for option in arguments.beside:
        work, program = beside(option, setting)
        more.setdefault(work, []).append(program)
    foreign = []
    sections = []
    different = 0
    for name in names:
        work = WORKS[name]
        programs = work.make(setting)
        if not programs:
            say(f"{name}: left out, as it needs what could not be installed here")
            continue
        measured = measure(name, work, programs + more.get(name, []), setting, arguments.runs, foreign)
        sections.append(report.section(name, work, measured, setting))
        print(sections[-1], flush=True)
        different += sum(one.compared["different"] for one in measured if one.compared)
    text = report.head(arguments, setting, foreign) + "\n".join(sections)
    (build / "result.md").write_text(text)
    say(f"written: {os.path.relpath(build / 'result.md')}")
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main())
