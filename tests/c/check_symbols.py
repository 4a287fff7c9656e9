#!/usr/bin/env python3
"""What libleadline_c.so exports is what symbols.txt lists and leadline.h declares, and the header's version is the project's.

    check_symbols.py LIBRARY ROOT
"""

import re
import subprocess
import sys
from pathlib import Path


def main():
    library, root = sys.argv[1], Path(sys.argv[2])
    lines = subprocess.run(["nm", "--dynamic", "--defined-only", library], capture_output=True, text=True, check=True).stdout.splitlines()
    exported = {line.split()[-1].split("@")[0] for line in lines}
    listed = set((Path(__file__).parent / "symbols.txt").read_text(encoding="utf-8").split())
    header = (root / "bindings/c/leadline.h").read_text(encoding="utf-8")
    declared = set(re.findall(r"LEADLINE_API[^;(]*?\b(leadline_\w+)\(", header))
    problems = [f"exported, but not in symbols.txt: {name}" for name in sorted(exported - listed)]
    problems += [f"in symbols.txt, but not exported: {name}" for name in sorted(listed - exported)]
    problems += [f"exported, but not in leadline.h: {name}" for name in sorted(exported - declared)]
    problems += [f"in leadline.h, but not exported: {name}" for name in sorted(declared - exported)]
    version = re.search(r"project\(leadline VERSION ([\d.]+)", (root / "CMakeLists.txt").read_text(encoding="utf-8")).group(1)
    if f'LEADLINE_VERSION_STRING "{version}"' not in header:
        problems.append(f"leadline.h has another version than {version}")
    numbers = ".".join(re.findall(r"#define LEADLINE_VERSION_(?:MAJOR|MINOR|PATCH) (\d+)", header))
    if numbers != version:
        problems.append(f"leadline.h counts {numbers}, the project {version}")
    print("\n".join(problems) if problems else f"{len(exported)} symbols")
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()
