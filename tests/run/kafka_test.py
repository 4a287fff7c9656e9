#!/usr/bin/env python3
"""`leadline run` from and to topics of Kafka: killed with SIGKILL at random moments and started again, it decides and says
what a run over a file says; and what it says of a topic that is not there or not the one that it has read.

    kafka_test.py LEADLINE RULES_DIR --cluster PROGRAM [--broker HOST:PORT] [--events N] [--kills N] [--seed K]

PROGRAM is the build's tests/run/kafka_cluster: librdkafka's mock of a cluster. The mock keeps the messages of a
transaction that was not ended, so a decision may stand there twice. With --broker a real cluster is used, and none may.
"""

import argparse
import csv
import datetime
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

from kill_test import RULES, make_log, tables

LONGEST = 150
# The least that something is decided of.
PAIR = [{"type": "contact", "id": "c1", "at": "2026-01-01T00:00:00Z", "last_name": "N", "email": "n@example.com"},
        {"type": "lead", "id": "l1", "at": "2026-01-01T00:00:01Z", "contact": "c1", "topic": "T", "campaign": "spring"}]


class Cluster:
    def __init__(self, program, broker):
        self.process = subprocess.Popen([program] + ([broker] if broker else []), stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        text=True, encoding="utf-8")
        self.brokers = self.process.stdout.readline().strip()

    def tell(self, command):
        self.process.stdin.write(command + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline().strip()
        if answer != "ok":
            sys.exit(f"`{command}`: {answer}")

    def messages(self, topic):
        """Partition, offset, key and text of each message, in the order of partitions."""
        self.process.stdin.write(f"get {topic}\n")
        self.process.stdin.flush()
        found = []
        for line in self.process.stdout:
            line = line.rstrip("\n")
            if line == "end":
                return found
            partition, offset, key, text = line.split(" ", 3)
            found.append((int(partition), int(offset), key, text))
        sys.exit("the cluster has ended")

    def close(self):
        self.process.stdin.close()
        self.process.wait(timeout=LONGEST)


class Test:
    def __init__(self, options, work):
        self.command = str(Path(options.command).resolve())
        self.rules_dir = str(Path(options.rules).resolve())
        self.exact = bool(options.broker)
        self.work = work
        self.problems = []
        self.cluster = Cluster(options.cluster, options.broker)
        self.source = random.Random(options.seed)
        self.tag = f"{os.getpid()}-"
        self.begin = int(time.time() * 1000)  # brokers delete what is old

    def name(self, topic):
        return f"kafka://{self.cluster.brokers}/{self.tag}{topic}"

    def topic(self, topic, partitions):
        self.cluster.tell(f"topic {self.tag}{topic} {partitions}")

    def start(self, state, *arguments):
        return subprocess.Popen([self.command, "run", str(self.work / "rules.lead"), "--quiet"] +
                                (["--state", str(self.work / state)] if state else []) + list(arguments), cwd=self.work,
                                env={**os.environ, "LEADLINE_RULES_DIR": self.rules_dir}, stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, text=True, encoding="utf-8")

    def finish(self, process, status=0, said=""):
        try:
            output, errors = process.communicate(timeout=LONGEST)
        except subprocess.TimeoutExpired:
            process.kill()
            output, errors = process.communicate()
            self.problems.append(f"a run did not end: {errors}")
            return output
        if process.returncode != status or said not in errors:
            self.problems.append(f"a run ended with {process.returncode}, not {status}, and said {errors!r}, not {said!r}")
        return output

    def check(self, holds, what):
        if not holds:
            self.problems.append(what)

    def decisions(self, topic):
        """The texts in the order of their numbers, each once; one that stands there twice has to be the same."""
        texts = {}
        again = 0
        before = {}
        for partition, _, key, text in self.cluster.messages(self.tag + topic):
            object = json.loads(text)
            number = object["number"]
            self.check(key == object.get("id", "-"), f"the key of {text} is {key}")
            self.check(texts.setdefault(number, text) == text, f"decision {number} was said in two ways")
            again += number <= before.get(partition, 0)
            before[partition] = max(number, before.get(partition, 0))
        self.check(sorted(texts) == list(range(1, len(texts) + 1)), "decisions are lost")
        self.check(not (self.exact and again), f"{again} decisions were said twice")
        return [texts[number] for number in sorted(texts)]

    def put(self, topic, lines, partitions, first=0):
        """Messages of one contact go into one partition, their times say the order of the log."""
        for place, line in enumerate(lines, first):
            partition = hash_of(line) % partitions
            self.cluster.tell(f"put {self.tag}{topic} {partition} {self.begin + place} {line}")
        self.cluster.tell("flush x")

    def run_killed(self, name, partitions, lines, kills, expected):
        """Messages come in pieces; the run is killed while it takes one, again and again, then does the rest."""
        for topic, count in (("events-" + name, partitions), ("decisions-" + name, min(partitions, 2)), ("bad-" + name, 1)):
            self.topic(topic, count)
        arguments = ["--in", self.name("events-" + name), "--out", self.name("decisions-" + name), "--bad-file",
                     self.name("bad-" + name), "--stop-at-end"]
        cuts = [len(lines) * cut // (kills + 1) for cut in range(kills + 2)]
        hits = 0
        longest = 0.6
        for kill in range(kills):
            self.put("events-" + name, lines[cuts[kill]:cuts[kill + 1]], partitions, cuts[kill])
            process = self.start(f"{name}.state", *arguments)
            begun = time.monotonic()
            try:
                process.wait(timeout=self.source.uniform(0.02, longest))
                longest = max(0.05, 0.8 * (time.monotonic() - begun))  # the next one is to be hit
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGKILL)
                hits += 1
            process.communicate()
            self.check(process.returncode in (0, -signal.SIGKILL), f"a run ended with {process.returncode}")
        self.put("events-" + name, lines[cuts[kills]:], partitions, cuts[kills])
        self.finish(self.start(f"{name}.state", *arguments))
        self.check(hits >= kills // 3, f"only {hits} kills hit a run")

        calm = (self.work / "calm.ndjson").read_text(encoding="utf-8").splitlines()
        self.check(self.decisions("decisions-" + name) == calm, f"{name}: other decisions than over a file")
        rows = {}
        for _, _, _, text in self.cluster.messages(f"{self.tag}bad-{name}"):
            row = json.loads(text)
            self.check(rows.setdefault((row["file"], row["line"]), row["row"]) == row["row"], "two bad rows at one place")
        with (self.work / "bad.csv").open(encoding="utf-8", newline="") as file:
            bad = [row["row"] for row in csv.DictReader(file)]
        self.check(sorted(rows.values()) == sorted(bad), f"{name}: other bad rows than of the run over a file")
        found = tables(self.work / f"{name}.state")
        self.check(sorted(row[1] for row in found["inputs"]) == sorted(
            sum(hash_of(line) % partitions == partition for line in lines) for partition in range(partitions)),
            f"{name}: the state stands elsewhere in the topic: {found['inputs']}")
        for table in expected:
            if table in ("inputs", "outputs"):
                continue
            mine = [row for row in found[table] if row[0] != "identity"]
            if mine != expected[table]:
                self.problems.append(f"{name}: the table `{table}` differs from that of the run over a file")
        return hits

    def live(self):
        """Decisions come while events do, also if they come into one of three partitions only."""
        self.topic("live", 3)
        self.topic("told", 1)
        process = self.start("live.state", "--in", self.name("live"), "--out", self.name("told"))
        for place, event in enumerate(PAIR):
            self.cluster.tell(f"put {self.tag}live 1 {self.begin + place} {json.dumps(event)}")
        self.cluster.tell("flush x")
        until = time.monotonic() + LONGEST
        while not self.decisions("told"):
            if time.monotonic() > until or process.poll() is not None:
                self.problems.append("nothing was decided of an event that came while the run waited")
                break
            time.sleep(0.1)
        process.send_signal(signal.SIGTERM)
        self.finish(process, 0, "everything so far is committed")

    def trouble(self):
        self.topic("few", 1)
        self.topic("few-told", 1)
        self.put("few", [json.dumps(event) for event in PAIR], 1)
        # Without a state, to standard output.
        output = self.finish(self.start("", "--in", self.name("few"), "--stop-at-end"))
        self.check('"number":1,' in output, "nothing was decided without a state")
        arguments = ["--in", self.name("few"), "--out", self.name("few-told"), "--stop-at-end"]
        self.finish(self.start("few.state", *arguments))
        first = (self.work / "few.state").read_bytes()
        self.put("few", [json.dumps(dict(PAIR[1], id="l2", at="2026-01-02T00:00:00Z"))], 1)
        self.finish(self.start("few.state", *arguments))
        # A copy from before: what it would say has been said with other words, maybe.
        if self.exact:  # the mock forgets what a transaction says about offsets
            (self.work / "few.state").write_bytes(first)
            self.finish(self.start("few.state", *arguments), 1, "the state is an older copy")

        def elsewhere(change):
            (self.work / "other.state").write_bytes(first)
            with sqlite3.connect(self.work / "other.state") as database:
                database.execute(change)
            database.close()
            return self.start("other.state", "--in", self.name("few"), "--stop-at-end")

        self.finish(elsewhere("UPDATE inputs SET tail = 'another'"), 1, "message 1 of partition 0 is another one")
        self.finish(elsewhere("UPDATE inputs SET bytes = 5, lines = 5"), 1, "it is not the topic that the state has read")
        self.finish(self.start("", "--in", "kafka://localhost"), 1, "names no topic; write kafka://HOST:PORT/TOPIC")
        self.finish(self.start("", "--in", self.name("few"), "--kafka-property", "no.such=1"), 1, "no.such=1")
        self.finish(self.start("", "--in", self.name("few"), "--kafka-property", "enable.auto.commit=true"), 1,
                    "the run sets `enable.auto.commit` itself")
        self.finish(self.start("", "--in", self.name("none"), "--stop-at-end"), *(
            (1, "there is no such topic") if self.exact else (0, "")))  # the mock makes every topic
        self.finish(self.start("", "--in", "/dev/null", "--stop-at-end"), 2, "--stop-at-end is for a topic")
        self.finish(self.start("", "--in", "kafka://127.0.0.1:1/few"), 1, "no broker answers at 127.0.0.1:1")


def hash_of(line):
    """Of the contact that a line is about, the same on every machine; one that is about none has its own."""
    try:
        event = json.loads(line)
    except ValueError:
        event = {}
    about = event.get("contact") or event.get("id") or event.get("from") or line
    return sum(about.encode()) if isinstance(about, str) else 0


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("command")
    parser.add_argument("rules")
    parser.add_argument("--cluster", required=True)
    parser.add_argument("--broker")
    parser.add_argument("--events", type=int, default=1000)
    parser.add_argument("--kills", type=int, default=8)
    parser.add_argument("--seed", type=int, default=datetime.date(2026, 1, 1).toordinal())
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as work:
        test = Test(options, Path(work))
        (test.work / "rules.lead").write_text(RULES, encoding="utf-8")
        make_log(test.work / "log.ndjson", options.events, test.source)
        lines = (test.work / "log.ndjson").read_text(encoding="utf-8").splitlines()
        test.finish(test.start("calm.state", "--in", "log.ndjson", "--out", "calm.ndjson", "--bad-file", "bad.csv"))
        expected = tables(test.work / "calm.state")
        hits = test.run_killed("one", 1, lines, options.kills, expected)
        hits += test.run_killed("three", 3, lines, options.kills, expected)
        test.live()
        test.trouble()
        test.cluster.close()
    print("\n".join(test.problems) if test.problems else
          f"{hits} kills of runs over topics: as over a file, and no decision lost" + (" or doubled" if test.exact else ""))
    sys.exit(1 if test.problems else 0)


if __name__ == "__main__":
    main()
