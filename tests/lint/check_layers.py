#!/usr/bin/env python3
"""Holds the #include lines to the rooms of docs/architecture.md: a room sees only what stands to its left.

Also: third-party libraries stay where they belong, no file is longer than 800 lines, none has a name that says nothing.

    check_layers.py ROOT
"""

import re
import sys
from pathlib import Path

# From left to right. A file belongs to the longest prefix that fits.
ROOMS = [
    "engine/include/leadline/",
    "engine/values/",
    "grammar/",
    "engine/program/",
    "engine/graph/",
    "engine/data/",
    "engine/arrow/",
    "engine/run/",
    "engine/explain/",
    "engine/state/",
    "engine/analysis/",
    "engine/",
    "engine/files/",
    "editor/",
    "cli/",
    "bindings/",
]
# Values are text and arithmetic, the grammar is syntax; neither sees the other.
FORBIDDEN_PAIRS = {("grammar/", "engine/values/")}
# The facade's own headers stand with the vocabulary but belong to the facade.
FACADE_HEADERS = {"leadline/arrow.hpp", "leadline/leadline.hpp", "leadline/log_ties.hpp", "leadline/session.hpp"}
# Only these files may include these libraries.
THIRD_PARTY = {
    r"<tao/pegtl": [r"grammar/.*"],
    r"<boost/graph": [r"engine/graph/dependency_graph\.cpp"],
    r"<fmt/": [r".*\.cpp"],
    r"<unicode/": [r"engine/.*\.cpp"],
    r"<simdjson": [r".*\.cpp"],
    r"<sqlite3": [r"engine/state/.*\.cpp"],
    r"<(arrow|parquet)/": [r"engine/files/arrow_file\.cpp"],
    r"<librdkafka/": [r"cli/kafka/.*\.cpp"],
    r"<toml\+\+": [r"cli/check_config\.cpp"],
}
# PEGTL is compiled into one translation unit of the library.
PEGTL_SOURCES = 1
NAMES_THAT_SAY_NOTHING = re.compile(r"(^|_)(utils?|helpers?|common|misc)(_|\.|$)")
INCLUDE = re.compile(r'^\s*#\s*include\s+(["<][^">]+[">])', re.M)


def room_of(path):
    rooms = [room for room in ROOMS if path.startswith(room)]
    return max(rooms, key=len) if rooms else None


def target_of(include):
    name = include[1:-1]
    if name.startswith("leadline/"):
        return "engine/" if name in FACADE_HEADERS else "engine/include/leadline/"
    return room_of(name)


def includes_pegtl(root, path, seen):
    """True if the file includes PEGTL itself or through our own headers."""
    if path in seen or not (root / path).is_file():
        return False
    seen.add(path)
    return any(i.startswith("<tao/pegtl") or includes_pegtl(root, i[1:-1], seen)
               for i in INCLUDE.findall((root / path).read_text(encoding="utf-8")))


def main():
    root = Path(sys.argv[1])
    problems = []
    files = [p for folder in ("grammar", "engine", "editor", "cli", "bindings", "tests") for p in (root / folder).rglob("*") if p.suffix in (".hpp", ".cpp")]
    if not files:
        sys.exit("no sources below " + str(root))
    for file in sorted(files):
        path = file.relative_to(root).as_posix()
        text = file.read_text(encoding="utf-8")
        if text.count("\n") > 800:
            problems.append(f"{path}: {text.count(chr(10))} lines; 800 is the most")
        if NAMES_THAT_SAY_NOTHING.search(file.stem):
            problems.append(f"{path}: a name that says nothing")
        if path.startswith("tests/"):
            continue
        here = room_of(path)
        if path.removeprefix("engine/include/") in FACADE_HEADERS:
            here = "engine/"
        for include in INCLUDE.findall(text):
            for pattern, allowed in THIRD_PARTY.items():
                if include.startswith(pattern) and not any(re.fullmatch(a, path) for a in allowed):
                    problems.append(f"{path}: {include} belongs elsewhere")
            there = target_of(include)
            if there is None:
                continue
            if ROOMS.index(there) > ROOMS.index(here) or (here, there) in FORBIDDEN_PAIRS:
                problems.append(f"{path}: {here} may not see {include}")
    units = [f.relative_to(root).as_posix() for f in files if f.suffix == ".cpp" and not f.is_relative_to(root / "tests")]
    pegtl = [u for u in units if includes_pegtl(root, u, set())]
    if len(pegtl) > PEGTL_SOURCES:
        problems.append(f"PEGTL is compiled in {', '.join(pegtl)}; {PEGTL_SOURCES} is the most")
    print("\n".join(problems) if problems else f"{len(files)} files keep to their rooms")
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()
