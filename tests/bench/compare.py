# SPDX-License-Identifier: Apache-2.0
"""Holds the results of two programs against each other, record by record. A result is a CSV with a column `id`;
compared are the columns that both have, numbers as numbers. Run as a program, so that what it keeps in memory is not
that of the one who asks. Entry point: compare.

    compare.py OURS THEIRS [--subset]
"""

import csv
import json
import sys
from decimal import Decimal, InvalidOperation


# As `leadline score` calls them, and the others.
NAMES = {"m.score": "score", "m.grade": "grade"}


def read(path):
    with open(path, newline="") as file:
        rows = csv.reader(file)
        names = [NAMES.get(name, name) for name in next(rows)]
        return {row["id"]: row for row in (dict(zip(names, cells)) for cells in rows)}


def same(a, b):
    if a == b:
        return True
    try:
        return Decimal(a) == Decimal(b)
    except InvalidOperation:
        return False


def compare(ours, theirs, subset=False):
    """How many records were compared, how many differ, and the first that do. With `subset`, `theirs` may lack some."""
    a, b = read(ours), read(theirs)
    columns = [column for column in next(iter(a.values())) if column != "id" and column in next(iter(b.values()))]
    different = []
    for key, row in b.items():
        if key not in a:
            different.append(f"{key}: only in {theirs}")
        elif not all(same(a[key][column], row[column]) for column in columns):
            different.append(f"{key}: " + ", ".join(f"{column} {a[key][column]!r} and {row[column]!r}"
                                                    for column in columns if not same(a[key][column], row[column])))
    if not subset:
        different += [f"{key}: only in {ours}" for key in a if key not in b]
    return {"records": len(b), "columns": columns, "different": len(different), "first": different[:3]}


if __name__ == "__main__":
    print(json.dumps(compare(sys.argv[1], sys.argv[2], "--subset" in sys.argv)))
