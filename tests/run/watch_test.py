#!/usr/bin/env python3
"""`leadline test --watch`: runs again when a file that it read changes, also one that another uses, and ends without a word on Ctrl-C.

    watch_test.py --command LEADLINE
"""

import argparse
import os
import signal
import subprocess
import tempfile
import threading
import time
from pathlib import Path

RULES = """
record contact { size number }
model m { scores contact  "Big" +10 when contact.size > LIMIT }
"""
TESTS = """use "./rules.lead"
test "big" { contact a { size = 6 }  expect a.m.score = 10 }
"""


class Output:
    """What a process writes to a pipe, as it comes."""

    def __init__(self, pipe):
        self.text = ""
        self.changed = threading.Condition()
        threading.Thread(target=self.read, args=(pipe,), daemon=True).start()

    def read(self, pipe):
        while piece := os.read(pipe.fileno(), 4096):
            with self.changed:
                self.text += piece.decode()
                self.changed.notify_all()

    def wait_for(self, count, word):
        with self.changed:
            assert self.changed.wait_for(lambda: self.text.count(word) >= count, timeout=60), f"no {word} number {count} in: {self.text}"


def replace(path, text):
    """In one step, as editors do it: the watcher never sees half of it."""
    new = Path(path.parent.parent, "new")
    new.write_text(text)
    os.replace(new, path)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--command", required=True)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as work:
        rules, tests = Path(work, "rules", "rules.lead"), Path(work, "tests", "size.lead")
        rules.parent.mkdir()
        tests.parent.mkdir()
        rules.write_text(RULES.replace("LIMIT", "5"))
        tests.write_text(TESTS.replace("./rules", "../rules/rules"))
        process = subprocess.Popen([options.command, "test", str(tests.parent), "--watch"], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        out, said = Output(process.stdout), Output(process.stderr)
        try:
            said.wait_for(1, "watching")
            out.wait_for(1, "passed  big")
            # A file that the tests use, outside of the folder.
            replace(rules, RULES.replace("LIMIT", "50"))
            said.wait_for(2, "watching")
            out.wait_for(1, "failed  big")
            # Broken.
            replace(rules, RULES.replace("LIMIT", "("))
            said.wait_for(3, "watching")
            assert "syntax" in said.text, said.text
            # A new file in the folder.
            replace(rules, RULES.replace("LIMIT", "5"))
            said.wait_for(4, "watching")
            replace(Path(tests.parent, "more.lead"), TESTS.replace("./rules", "../rules/rules").replace('"big"', '"more"'))
            said.wait_for(5, "watching")
            out.wait_for(1, "passed  more")
            time.sleep(0.5)
            assert said.text.count("watching") == 5, "it runs without a change"
            process.send_signal(signal.SIGINT)
            assert process.wait(timeout=60) == 0, process.returncode
        finally:
            process.kill()


if __name__ == "__main__":
    main()
