#!/usr/bin/env python3
"""Runs one case of the command and compares what it says.

A case is a folder with `cmd` (shell lines that call `leadline`), its input files (those in the folder `shared`, two above, are
there in every case), and what is expected: `stdout`,
`stderr`, `status` (the exit status of the last line), and `NAME.expected` for each file NAME that it has to write.
Seconds, events per second, and how long events took are masked. LEADLINE_UPDATE_GOLDEN=1 writes the expectations instead; `NAME.expected` only where it exists.

    run_cli.py --command LEADLINE --rules RULES FOLDER
"""

import argparse
import difflib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

EXPECTED = ("stdout", "stderr", "status")


def masked(text):
    text = re.sub(r"\b(within|longest) [\d.]+ (ns|µs|ms|s)\b", r"\1 N.NN s", text)
    return re.sub(r"\b[\d,]+ events/s\b", "N events/s", re.sub(r"\b\d+\.\d\d s\b", "N.NN s", text))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--command", required=True)
    parser.add_argument("--rules", required=True)
    parser.add_argument("folder", type=Path)
    options = parser.parse_args()
    case = options.folder.resolve()
    update = os.environ.get("LEADLINE_UPDATE_GOLDEN") == "1"

    with tempfile.TemporaryDirectory() as work:
        work = Path(work)
        for file in [*(case.parent.parent / "shared").iterdir(), *case.iterdir()]:
            if file.name in EXPECTED or file.suffix == ".expected":
                continue
            (shutil.copytree if file.is_dir() else shutil.copy)(file, work / file.name)
        programs = work / ".programs"
        programs.mkdir()
        (programs / "leadline").symlink_to(Path(options.command).resolve())
        environment = {
            "PATH": f"{programs}:/usr/bin:/bin", "LEADLINE_RULES_DIR": options.rules, "LC_ALL": "C.UTF-8", "TZ": "UTC",
            **{name: value for name, value in os.environ.items() if name.startswith(("ASAN_", "UBSAN_", "LSAN_"))},
        }
        run = subprocess.run(["sh", "cmd"], cwd=work, env=environment, capture_output=True, text=True, encoding="utf-8",
                             stdin=subprocess.DEVNULL, timeout=280)
        found = {"stdout": masked(run.stdout), "stderr": masked(run.stderr), "status": f"{run.returncode}\n"}
        for file in case.glob("*.expected"):
            written = work / file.stem
            found[file.name] = masked(written.read_text(encoding="utf-8")) if written.is_file() else "(no such file)\n"

    wrong = 0
    for name, text in found.items():
        path = case / name
        expected = path.read_text(encoding="utf-8") if path.is_file() else None
        # An empty stdout or stderr needs no file.
        if text == (expected or ("0\n" if name == "status" else "")):
            continue
        if update:
            path.write_text(text, encoding="utf-8")
            print(f"wrote {path}")
            continue
        wrong += 1
        print(f"{case.name}: {name} differs")
        sys.stdout.writelines(difflib.unified_diff((expected or "").splitlines(True), text.splitlines(True), "expected", "found"))
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
