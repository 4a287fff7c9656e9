#!/usr/bin/env python3
"""Holds lines of events and decisions against the schemas of docs/events.

    check_event_schemas.py DOCS_EVENTS GOLDEN_EVENTS [EVENTS…]

Every event that is read and every decision that is written fits the schema of its kind; each kind occurs; a line that
lacks a needed key, or has one that its kind does not know, fits none. The files are those that the tests of the reader
and of the writer use (tests/golden/events). The lines of further logs of events fit their schemas too.
"""

import json
import sys
from pathlib import Path

from jsonschema import Draft202012Validator

# Lines that only the rules can refuse: the schema cannot know what fields, kinds of interaction and words there are.
NEEDS_RULES = ("takes a number", "takes yes or no", "takes one word", "takes an e-mail", "takes a duration", "has no `emial`",
               "has no field `emial`", "is no kind of interaction", "written by the run itself", "has no `pages`",
               "cannot be emptied", "both given and emptied", "into itself", "stands twice", "`id` stands outside",
               "that the calendar has", "each item a text: an object")


def lines_of(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def main():
    docs, golden = Path(sys.argv[1]), Path(sys.argv[2])
    problems = []
    seen_in_runs = set()

    def schemas(folder):
        found = {}
        for file in sorted((docs / folder).glob("*.json")):
            schema = json.loads(file.read_text(encoding="utf-8"))
            Draft202012Validator.check_schema(schema)
            found[file.stem] = Draft202012Validator(schema)
        return found

    events, decisions = schemas("events"), schemas("decisions")
    for name, key, known in (("events.ndjson", "type", events), ("decisions.ndjson", "decision", decisions)):
        seen = set()
        for line in lines_of(golden / name):
            kind = line[key]
            seen.add(kind)
            for error in known[kind].iter_errors(line):
                problems.append(f"{name}: {kind}: {error.message}")
            for required in known[kind].schema["required"]:
                less = {k: v for k, v in line.items() if k != required}
                if known[kind].is_valid(less):
                    problems.append(f"{name}: {kind}: fits also without `{required}`")
            if known[kind].schema["additionalProperties"] is False and known[kind].is_valid({**line, "surplus": 1}):
                problems.append(f"{name}: {kind}: fits also with a key that it does not have")
            others = [other for other in known if other != kind and known[other].is_valid(line)]
            if others:
                problems.append(f"{name}: {kind}: fits {others} too")
        problems += [f"{name}: no line shows `{kind}`" for kind in known if kind not in seen]

    for log in map(Path, sys.argv[3:]):
        for number, line in enumerate(lines_of(log), 1):
            problems += [f"{log}:{number}: {error.message}" for error in events[line["type"]].iter_errors(line)]

    # What a run has written, and what it has read.
    for path in sorted((golden.parent / "cli").glob("*/stdout")):
        for text in path.read_text(encoding="utf-8").splitlines():
            line = json.loads(text) if text.startswith('{"number":') else {}
            if line.get("decision") not in decisions:
                continue
            seen_in_runs.add(line["decision"])
            problems += [f"{path.parent.name}: {line['decision']}: {error.message}"
                         for error in decisions[line["decision"]].iter_errors(line)]
    if len(seen_in_runs) < 8:
        problems.append(f"the runs of the command show only {sorted(seen_in_runs)}")

    reasons = (golden / "refused.reasons").read_text(encoding="utf-8").splitlines()
    refused = (golden / "refused.ndjson").read_text(encoding="utf-8").splitlines()
    if len(reasons) != len(refused):
        problems.append("refused.ndjson and refused.reasons have different lengths")
    for text, reason in zip(refused, reasons):
        try:
            line = json.loads(text)
        except json.JSONDecodeError:
            continue
        kind = line.get("type") if isinstance(line, dict) else None
        fits = isinstance(kind, str) and kind in events and events[kind].is_valid(line)
        if fits and not any(words in reason for words in NEEDS_RULES):
            problems.append(f"refused.ndjson: the schema takes {text}, the reader says: {reason}")
    print("\n".join(problems) if problems else f"{len(events)} kinds of event and {len(decisions)} of decision fit their schemas")
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()
