# SPDX-License-Identifier: Apache-2.0
"""Programs that are measured: served ones, which keep their data loaded and are told when to run, and commands, which
are started anew each time. Both are run with a number of threads and tell seconds, processor seconds and peak memory.
Entry points: Served, Command."""

import json
import os
import shlex
import subprocess
import tempfile
import time


class Failed(Exception):
    pass


def busy_seconds():
    """Processor seconds of everything on this machine since it started."""
    with open("/proc/stat") as file:
        user, nice, system = (int(field) for field in file.readline().split()[1:4])
    return (user + nice + system) / os.sysconf("SC_CLK_TCK")


class Program:
    """`most_runs`: a slow program is not run more often. `per`: how many things one run does, where not all records.
    `compares`: its result can be held against Leadline's; `subset`: it need not have all records."""

    def __init__(self, name, argv, threads=(1,), env=None, most_runs=None, compares=True, subset=False, ours=False,
                 per=None):
        self.name = name
        self.argv = [str(word) for word in argv]
        self.threads = threads
        self.env = os.environ | (env or {})
        self.most_runs = most_runs
        self.compares = compares
        self.subset = subset
        self.ours = ours
        self.per = per
        self.version = ""

    def start(self):
        pass

    def stop(self):
        pass

    def fail(self, what):
        raise Failed(f"{self.name}: {what}: {shlex.join(self.argv)}")


class Served(Program):
    def start(self):
        self.process = subprocess.Popen(self.argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                                        env=self.env)
        self.version = self.answer().get("version", "")

    def answer(self):
        line = self.process.stdout.readline()
        if not line:
            self.fail("ended")
        return json.loads(line)

    def ask(self, line):
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        return self.answer()

    def run(self, threads):
        return self.ask(f"run {threads}")

    def write(self, path):
        if not self.ask(f"write {path}")["written"]:
            self.fail("wrote no result")

    def stop(self):
        self.process.stdin.close()
        self.process.wait()


class Command(Program):
    """In `argv`, `{threads}` is the number of threads and `{out}` the file of the result. `before` is called before
    each run, and does not count. The peak that the kernel tells of a command is never below that of the process which
    started it: that is small, and does nothing large."""

    def __init__(self, *arguments, out=None, before=None, **more):
        super().__init__(*arguments, **more)
        self.out = out
        self.before = before
        self.said = tempfile.TemporaryFile("w+")

    def run(self, threads):
        if self.before is not None:
            self.before()
        argv = [word.replace("{threads}", str(threads)).replace("{out}", str(self.out)) for word in self.argv]
        self.said.seek(0)
        self.said.truncate()
        begin = time.perf_counter()
        process = subprocess.Popen(argv, stdout=subprocess.DEVNULL, stderr=self.said, env=self.env)
        _, status, usage = os.wait4(process.pid, 0)
        passed = time.perf_counter() - begin
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            self.said.seek(0)
            self.fail(f"exit status {process.returncode}: {self.said.read().strip()}")
        return {"seconds": passed, "cpu": usage.ru_utime + usage.ru_stime, "peak_mb": usage.ru_maxrss / 1024}

    def write(self, path):
        """A command's result is the file that it wrote."""
        os.replace(self.out, path)
