#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs the examples of Markdown pages: `check_examples.py LEADLINE PAGE…`.

Every fenced block whose info string begins with `lead` is checked by the leadline command. What follows says how:

  lead                    a whole file; it has to check without errors
  lead test               the same, and its tests have to pass
  lead fragment           statements of a file that uses "standard"
  lead condition KIND     each line is a condition about a record of that kind
  lead value KIND         each line is a value
  lead rule               rules of a group, in a model of leads
  lead model              grades and thresholds of a model with the groups `fit` and `engagement`
  lead stage              stages of a process for leads
  … error=ID              exactly this finding is expected, and no other error

A `console` block holds commands behind `$ ` and what they print to standard output; both are run and compared, in a
folder in which the project's examples, rules and docs lie. Any other block is left alone.
"""
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

FENCE = re.compile(r"^(```+)(.*)$")
KINDS = {"contact", "account", "lead", "opportunity", "user"}


def blocks(page):
    """Yields (line, info, text) of each fenced block."""
    fence, info, first, lines = None, "", 0, []
    for number, line in enumerate(page.read_text(encoding="utf-8").split("\n"), 1):
        match = FENCE.match(line)
        if fence is None:
            if match:
                fence, info, first, lines = match.group(1), match.group(2).strip(), number + 1, []
        elif match and match.group(1) == fence and not match.group(2).strip():
            yield first, info, "\n".join(lines)
            fence = None
        else:
            lines.append(line)
    if fence is not None:
        raise SystemExit(f"{page}:{first}: this block has no end")


def without_comment(line):
    """The line without a comment that ends it."""
    inside, escaped = False, False
    for i, letter in enumerate(line):
        if inside:
            if escaped:
                escaped = False
            elif letter == "\\":
                escaped = True
            elif letter == '"':
                inside = False
        elif letter == '"':
            inside = True
        elif letter == "#":
            return line[:i].rstrip()
    return line.rstrip()


def wrap(words, text):
    """The file that the block stands for."""
    standard = 'use "standard"\n'
    if not words or words == ["test"]:
        return text
    if words == ["fragment"]:
        return standard + text
    if words[0] in ("condition", "value") and len(words) == 2 and words[1] in KINDS:
        lines = [line for line in map(without_comment, text.split("\n")) if line.strip()]
        if words[0] == "condition":
            rules = [f'  "line {i}" +1 when {line}' for i, line in enumerate(lines, 1)]
            return standard + f"model wrapper {{\n  scores {words[1]}\n" + "\n".join(rules) + "\n}\n"
        values = [f"define value_{i} = {line}" for i, line in enumerate(lines, 1)]
        rules = [f'  "line {i}" +1 when value_{i} is present' for i in range(1, len(lines) + 1)]
        return standard + "\n".join(values) + f"\nmodel wrapper {{\n  scores {words[1]}\n" + "\n".join(rules) + "\n}\n"
    if words == ["rule"]:
        return standard + "model wrapper {\n  scores lead\n  group wrapped {\n" + text + "\n  }\n}\n"
    if words == ["model"]:
        return (standard + "model wrapper {\n  scores lead\n"
                '  group fit { "Fit" +50 when contact.source = "event" }\n'
                '  group engagement { "Engagement" +5 per email_click within 30 days, at most 50 points }\n' + text + "\n}\n")
    if words == ["stage"]:
        return (standard + "hours office { mon-fri 09:00-17:30 }\nprocess wrapper for lead {\n" + text + "\n}\n")
    raise SystemExit(f"unknown words in an info string: {' '.join(words)}")


class Runner:
    def __init__(self, leadline, folder):
        self.leadline, self.folder, self.failures, self.count = leadline, folder, [], 0

    def run(self, *arguments):
        return subprocess.run([self.leadline, *arguments], capture_output=True, text=True, timeout=120)

    def example(self, page, line, info, text):
        words = info.split()[1:]
        expected = [word[6:] for word in words if word.startswith("error=")]
        words = [word for word in words if not word.startswith("error=")]
        where = f"{page}:{line}"
        path = self.folder / f"{page.stem}_{line}.lead"
        path.write_text(wrap(words, text) + "\n", encoding="utf-8")
        self.count += 1
        found = self.run("check", "--format", "json", str(path))
        try:
            report = json.loads(found.stdout)
        except json.JSONDecodeError:
            self.failures.append(f"{where}: check printed no JSON (exit {found.returncode})\n{found.stdout}{found.stderr}")
            return
        errors = sorted({finding["check"] for finding in findings(report) if finding["severity"] == "error"})
        if errors != sorted(expected):
            plain = self.run("check", str(path))
            self.failures.append(f"{where}: expected {expected or 'no errors'}, found {errors or 'none'}\n{plain.stdout}{plain.stderr}")
        elif words == ["test"]:
            tested = self.run("test", str(path))
            if tested.returncode != 0 or "test \"" not in text:
                self.failures.append(f"{where}: test ended with {tested.returncode}\n{tested.stdout}{tested.stderr}")

    def console(self, page, line, text, project):
        commands, outputs = [], []
        for row in text.split("\n"):
            if row.startswith("$ "):
                commands.append(row[2:])
                outputs.append([])
            elif commands:
                outputs[-1].append(row)
        environment = dict(os.environ, PATH=f"{pathlib.Path(self.leadline).resolve().parent}:{os.environ['PATH']}", LC_ALL="C.UTF-8")
        for command, output in zip(commands, outputs):
            self.count += 1
            done = subprocess.run(["bash", "-c", command], cwd=project, env=environment, capture_output=True,
                                  text=True, timeout=300)
            if done.stdout.rstrip("\n") != "\n".join(output).rstrip("\n"):
                self.failures.append(f"{page}:{line}: `{command}` (exit {done.returncode}) printed\n{done.stdout}{done.stderr}")


def findings(report):
    """The findings of `check --format json`, wherever the report keeps them."""
    return report if isinstance(report, list) else report.get("diagnostics") or report.get("findings") or []


def main():
    leadline, pages = sys.argv[1], [pathlib.Path(name) for name in sys.argv[2:]]
    project = pathlib.Path(__file__).resolve().parents[2]
    with tempfile.TemporaryDirectory() as folder:
        runner = Runner(leadline, pathlib.Path(folder))
        here = pathlib.Path(folder) / "project"
        here.mkdir()
        for name in ("docs", "examples", "rules"):
            (here / name).symlink_to(project / name)
        for page in pages:
            for line, info, text in blocks(page):
                if info.split()[:1] == ["lead"]:
                    runner.example(page, line, info, text)
                elif info == "console":
                    runner.console(page, line, text, here)
    for failure in runner.failures:
        print(failure.rstrip() + "\n")
    print(f"{runner.count} examples, {len(runner.failures)} wrong")
    if runner.count == 0:
        print("no examples found: wrong page?")
    return 1 if runner.failures or runner.count == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
