# SPDX-License-Identifier: Apache-2.0
"""What is measured: each work is a set of programs that do the same, Leadline first. Entry point: WORKS."""

import json
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve().parent
PEERS = HERE / "peers"
sys.path.insert(0, str(PEERS))

import lead_text  # noqa: E402
import model as models  # noqa: E402
from programs import Command, Served  # noqa: E402

RECORDS = ("contacts", "accounts", "leads", "interactions")
AS_OF = "2026-07-01T00:00:00Z"
FACTS = 20_000  # leads that engines which score one at a time are given


@dataclass
class Setting:
    """Where everything is."""
    build: Path     # the build folder of the preset `bench`
    data: Path      # generated files of the size
    smaller: Path   # of a tenth of it
    size: str
    threads: tuple
    python: Path | None  # of the peers, or nothing where they are not to be run
    node: Path | None    # folder with the peers' packages

    def program(self, name):
        return self.build / "tests" / "bench" / name

    @property
    def command(self):
        return self.build / "cli" / "leadline"

    @property
    def columnar_command(self):
        """The command with Apache Arrow, or nothing where it could not be built."""
        command = self.build.with_name("bench-parquet") / "cli" / "leadline"
        return command if command.exists() else None

    def files(self, ending, of=None, names=RECORDS):
        return [(of or self.data) / f"{name}.{ending}" for name in names]

    def rules(self, count):
        """The rule file and the model of so many rules."""
        model = models.base() if count == 22 else models.generated(count)
        description = self.build / f"rules-{count}.json"
        description.write_text(json.dumps(model))
        if count == 22:
            return HERE / "base_model.lead", description
        text = self.build / f"rules-{count}.lead"
        text.write_text(lead_text.lead_text(model))
        return text, description

    def count(self, table, of=None):
        """Rows of a table."""
        return self.count_lines(f"{table}.csv", of) - 1

    def count_lines(self, name, of=None):
        with ((of or self.data) / name).open("rb") as file:
            return sum(1 for _ in file)

    def python_peer(self, name, file, *arguments, **more):
        return [Served(name, [self.python, PEERS / file, *arguments], **more)] if self.python else []

    def node_peer(self, name, file, *arguments, **more):
        if not self.node:
            return []
        return [Served(name, ["node", "--max-old-space-size=12000", PEERS / file, *arguments],
                       env={"BENCH_NODE": str(self.node)}, **more)]

    def parquet_files(self):
        """The same rows as DuckDB writes them."""
        if not (self.data / "leads.parquet").exists():
            subprocess.run([self.python, PEERS / "duckdb_peer.py", "parquet", self.data], check=True)
        return self.files("parquet")

    def facts(self, description):
        """Everything counted for some leads, as engines take it that know nothing of interactions."""
        file = self.data / f"facts-{description.stem}.ndjson"
        if not file.exists():
            subprocess.run([self.python, PEERS / "duckdb_peer.py", "facts", description, self.data, file, "--leads",
                            str(FACTS)], check=True)
        return file


@dataclass
class Work:
    title: str
    make: object               # Setting -> programs, ours first
    unit: str = "s"            # what the table gives: s, or us: a record
    note: str = ""
    sizes: tuple = ("tiny", "S", "L")
    columns: tuple = field(default=())  # members of an answer that the table shows too


def scoring(setting, count, **more):
    rules, _ = setting.rules(count)
    return Served("Leadline", [setting.program("score_bench"), rules, *setting.files("csv"), "--serve"],
                  threads=setting.threads, ours=True, **more)


def duckdb(setting, count, name, *options, **more):
    _, description = setting.rules(count)
    return setting.python_peer(name, "duckdb_peer.py", "score", description, setting.data, *options,
                               threads=setting.threads, **more)


def loaded(setting):
    programs = [scoring(setting, 22), *duckdb(setting, 22, "DuckDB"), *duckdb(setting, 22, "DuckDB, expert", "--expert"),
                *setting.python_peer("pandas", "pandas_peer.py", setting.data)]
    if setting.size != "L":
        _, description = setting.rules(22)
        programs += setting.python_peer("SQLite", "sqlite_peer.py", "score", description, setting.data, most_runs=3)
    return programs


def many_rules(setting):
    return [scoring(setting, 1000), *duckdb(setting, 1000, "DuckDB, expert", "--expert"),
            *duckdb(setting, 1000, "DuckDB", most_runs=1)]


def from_files(setting, ending):
    rules, _ = setting.rules(22)
    out = setting.build / f"scores-from-{ending}.csv"
    command, files = setting.command, setting.files(ending)
    if ending == "parquet":
        if not setting.columnar_command or not setting.python:
            return []
        command, files = setting.columnar_command, setting.parquet_files()
    programs = [Command("Leadline", [command, "score", rules, *files, "--as-of", AS_OF,
                                     "--reasons", "0", "--threads", "{threads}", "--quiet", "--bad-rows", "stop",
                                     "--out", "{out}"], out=out, threads=setting.threads, ours=True)]
    programs += duckdb(setting, 22, "DuckDB", "--source", ending)
    if ending == "csv":
        programs += setting.python_peer("pandas", "pandas_peer.py", setting.data, "--source", "csv")
    return programs


def one_lead(setting):
    programs = [scoring(setting, 22)]
    programs[0].threads = (1,)
    if not setting.python:
        return programs
    _, description = setting.rules(22)
    facts = setting.facts(description)
    for name, engine in (("function in JavaScript", "function"), ("CEL (cel-js)", "cel"), ("ZEN (node)", "zen"),
                         ("json-rules-engine", "json-rules")):
        programs += setting.node_peer(name, "lead_peer.mjs", engine, description, facts, subset=True)
    for name, engine in (("ZEN (Python)", "zen"), ("CLIPS", "clips")):
        programs += setting.python_peer(name, "engine_peer.py", engine, description, facts, subset=True)
    for program in programs[1:]:
        program.per = sum(1 for _ in facts.open())
    return programs


def events(setting):
    timed = setting.count_lines("day.ndjson")
    rules, description = setting.rules(22)
    programs = [Served("Leadline", [setting.program("session_bench"), rules, setting.data / "day.ndjson",
                                    *setting.files("csv"), "--serve"], ours=True)]
    if setting.size == "L":  # too much for what JavaScript keeps of it
        return programs
    for name, engine, share in (("function in JavaScript", "function", 1), ("CEL (cel-js)", "cel", 4),
                                ("ZEN (node)", "zen", 20), ("json-rules-engine", "json-rules", 20)):
        programs += setting.node_peer(name, "event_peer.mjs", engine, description, setting.data, timed // share,
                                      subset=True)
    return programs


def lasting(setting):
    rules, _ = setting.rules(22)
    state = setting.build / "bench.state"
    argv = [setting.command, "run", rules, "--in", setting.data / "day.ndjson", "--out",
            setting.build / "decisions.ndjson", "--quiet"]

    def import_all():
        for file in [*setting.build.glob("bench.state*"), setting.build / "decisions.ndjson"]:
            file.unlink(missing_ok=True)
        subprocess.run([setting.command, "import", rules, "--state", state, *setting.files("csv"), "--at", AS_OF,
                        "--quiet", "--out", setting.build / "imported.ndjson"], check=True, stdout=subprocess.DEVNULL)

    return [Command("Leadline, a state of all there is", [*argv, "--state", state], before=import_all, ours=True,
                    compares=False, per=setting.count_lines("day.ndjson"))]


def matching(setting):
    submissions, known = setting.data / "submissions.csv", setting.data / "known" / "leads.csv"
    contacts = setting.data / "contacts.csv"
    programs = [Served("Leadline", [setting.program("match_bench"), HERE / "match_model.lead", submissions, contacts,
                                    known, "--serve"], ours=True),
                Served("Leadline, carried out one by one", [setting.program("submit_bench"), HERE / "match_model.lead",
                                                            submissions, contacts, known, "--serve"]),
                *setting.python_peer("DuckDB", "duckdb_peer.py", "match", setting.data, threads=setting.threads),
                Served("hash maps in C++", [setting.program("map_match"), submissions, contacts, known, "--serve"]),
                *setting.python_peer("SQLite", "sqlite_peer.py", "match", setting.data, most_runs=3)]
    for program in programs:
        program.per = setting.count("submissions")
    return programs


def why(setting):
    rules, _ = setting.rules(22)
    argv = [setting.program("score_bench"), rules, *setting.files("csv"), "--serve"]
    reasons = Served("Leadline, 3 reasons a record", [*argv, "--reasons", "3"], threads=setting.threads)
    return [scoring(setting, 22), reasons]


def ledger(setting):
    rules, _ = setting.rules(22)
    argv = [setting.command, "score", rules, *setting.files("csv"), "--as-of", AS_OF, "--threads", "{threads}",
            "--quiet", "--out", "{out}"]
    more = {"threads": setting.threads, "compares": False}
    return [Command("Leadline, scores alone", [*argv, "--reasons", "0"], out=setting.build / "why-0.csv", ours=True, **more),
            Command("Leadline, 3 reasons", [*argv, "--reasons", "3"], out=setting.build / "why-3.csv", **more),
            Command("Leadline, ledger of everything", [*argv, "--reasons", "0", "--ledger", setting.build / "ledger.csv"],
                    out=setting.build / "why-ledger.csv", **more)]


def growth(setting):
    rules, _ = setting.rules(22)
    tenth = Served("Leadline, a tenth of it", [setting.program("score_bench"), rules,
                                               *setting.files("csv", of=setting.smaller), "--serve"],
                   threads=setting.threads, compares=False)
    tenth.per = setting.count("leads", of=setting.smaller)
    return [scoring(setting, 22), tenth]


def growth_of_files(setting):
    rules, _ = setting.rules(22)

    def command(name, data, **more):
        return Command(name, [setting.command, "score", rules, *setting.files("csv", of=data), "--as-of", AS_OF,
                              "--reasons", "0", "--threads", "{threads}", "--quiet", "--out", "{out}"],
                       out=setting.build / "growth.csv", threads=setting.threads, compares=False, **more)

    tenth = command("Leadline, a tenth of it", setting.smaller)
    tenth.per = setting.count("leads", of=setting.smaller)
    return [command("Leadline", setting.data, ours=True), tenth]


def compiling(setting):
    rules, _ = setting.rules(10_000)
    return [Command("Leadline: parsed, checked, planned", [setting.program("compile_bench"), rules, "--runs", "1"],
                    ours=True, compares=False),
            Command("leadline check", [setting.command, "check", rules, "--format", "compact"], compares=False)]


WORKS = {
    "loaded": Work("Loaded tables, 22 rules", loaded),
    "rules-1000": Work("Loaded tables, 1,000 rules", many_rules),
    "csv": Work("CSV in, CSV of results out", lambda setting: from_files(setting, "csv"),
                note="Leadline is a new process each time; the others have started and take the files anew."),
    "ndjson": Work("NDJSON in, CSV of results out", lambda setting: from_files(setting, "ndjson")),
    "parquet": Work("Parquet in, CSV of results out", lambda setting: from_files(setting, "parquet"),
                    note="The files are those that DuckDB writes."),
    "lead": Work("One lead at a time", one_lead, unit="us", sizes=("tiny", "S"),
                 note="Microseconds a lead. Leadline counts the interactions too; for the others that was done before."),
    "events": Work("One event at a time, in memory", events, unit="us",
                   columns=("per_second", "p50_us", "p99_us", "tick_ms"),
                   note="Microseconds an event of a day, the affected leads scored. `tick_ms`: what the midnight behind it costs"
                        " Leadline, when windows and fading move for everybody; the others do not do that."),
    "state": Work("Events into a state on disk", lasting, unit="us",
                  note="Microseconds an event of a day: NDJSON in, decisions and state written. Opening the state counts too."),
    "match": Work("Matching submissions", matching, note="A contact by e-mail, a lead by contact and page, found or made. Carried out one by one, records are written"
                       " and decisions given, as in `leadline run`; the others only find."),
    "reasons": Work("What reasons cost, in memory", why),
    "ledger": Work("What reasons and the ledger cost, from CSV", ledger),
    "growth": Work("Growth with the data, in memory", growth, unit="us", sizes=("S", "L"), note="Microseconds a lead."),
    "growth-csv": Work("Growth with the data, from CSV", growth_of_files, unit="us", sizes=("S", "L"),
                       note="Microseconds a lead."),
    "compile": Work("A file of 10,000 rules", compiling),
}
