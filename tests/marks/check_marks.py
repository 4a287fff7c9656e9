#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Holds the table of docs/from_dynamics.md and the tests by mark together: `check_marks.py SOURCE_DIR`.

Each family's marks stand in the table once, in order. A row that is covered names a test;
a rule file of this folder that is named holds a test with the mark, any other place exists. Every test here begins with
a mark of the table, whose row names the file.
"""
import pathlib
import re
import sys

FAMILIES = {
    "REC": 8, "MAT": 14, "FRM": 6, "EVT": 4, "LNK": 6, "JRN": 3, "SCO": 19, "GRD": 6, "RQL": 5, "PRC": 14, "SEG": 7,
    "CON": 3, "LIV": 3, "RMT": 12, "RSC": 10,
}
MARK = re.compile(r"([A-Z]{3})-(\d+)")
KINDS = ("covered", "different: ", "out of scope: ", "not yet: ")


def rows_of(page):
    for line in page.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if line.startswith("|") and MARK.fullmatch(cells[0]):
            yield cells


def tests_of(folder):
    """(mark, label) of each test of each file."""
    return {
        file.name: [(label.split(" ", 1)[0], label)
                    for label in re.findall(r'^test "([^"]*)"', file.read_text(encoding="utf-8"), re.MULTILINE)]
        for file in sorted(folder.glob("*.lead"))
    }


def main():
    source = pathlib.Path(sys.argv[1])
    rows = list(rows_of(source / "docs" / "from_dynamics.md"))
    tests = tests_of(source / "tests" / "marks")
    wrong, named = [], {}

    for cells in rows:
        mark = cells[0]
        if len(cells) != 4:
            wrong.append(f"{mark}: {len(cells)} cells, not 4")
            continue
        if mark in named:
            wrong.append(f"{mark}: stands twice")
        places = re.findall(r"`([^`]+)`", cells[3])
        named[mark] = places
        if not cells[1].endswith("."):
            wrong.append(f"{mark}: what Dynamics did is no sentence")
        if not cells[2].startswith(KINDS):
            wrong.append(f"{mark}: `{cells[2]}` begins with none of {', '.join(KINDS)}")
        if cells[2].startswith("covered") and not places:
            wrong.append(f"{mark}: is covered by no test")
        for place in places:
            if "/" in place and not (source / place).exists():
                wrong.append(f"{mark}: there is no {place}")
            if "/" not in place and mark not in [one for one, _ in tests.get(place, [])]:
                wrong.append(f"{mark}: no test of {place} begins with it")

    for family, count in FAMILIES.items():
        numbers = [int(mark.split("-")[1]) for mark in named if mark.startswith(family + "-")]
        if numbers != list(range(1, count + 1)):
            wrong.append(f"{family}: the marks are {numbers}, not 1 to {count}")
    wrong += [f"{mark}: a family that is not known" for mark in named if mark.split("-")[0] not in FAMILIES]

    for file, labels in tests.items():
        for mark, label in labels:
            if file not in named.get(mark, []):
                wrong.append(f"{file}: the table does not name it for \"{label}\"")
    count = sum(len(labels) for labels in tests.values())
    if count == 0:
        wrong.append("there are no tests")

    print("\n".join([*wrong, f"{len(rows)} marks, {count} tests, {len(wrong)} wrong"]))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
