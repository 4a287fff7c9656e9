#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Checks, formats and tests rule files: `check_rule_files.py LEADLINE FILE…`.

Each file has to check without a finding, be formatted, hold at least one test unless it only declares terms,
and pass its tests.
"""
import pathlib
import subprocess
import sys


def run(leadline, *arguments):
    done = subprocess.run([leadline, *arguments], capture_output=True, text=True, timeout=300)
    return done.returncode, done.stdout + done.stderr


def main():
    leadline, files, wrong = sys.argv[1], sys.argv[2:], 0
    for name in files:
        steps = [("check", "--fail-level", "hint", name), ("fmt", "--check", name)]
        text = pathlib.Path(name).read_text(encoding="utf-8")
        if "\ntest \"" in text:
            steps.append(("test", name))
        elif pathlib.Path(name).name != "terms.lead":
            print(f"{name}: has no tests")
            wrong += 1
        for step in steps:
            code, output = run(leadline, *step)
            if code != 0:
                print(f"{name}: leadline {' '.join(step)} ended with {code}\n{output}")
                wrong += 1
    print(f"{len(files)} rule files, {wrong} steps wrong")
    return 1 if wrong or not files else 0


if __name__ == "__main__":
    sys.exit(main())
