#!/usr/bin/env python3
"""What a person at a terminal sees, and a pipe does not: progress while files are read, and colours.

    terminal_test.py LEADLINE FOLDER-OF-GOLDEN-CASES

Runs the command with a pseudo-terminal behind its standard error (and, for colours, its standard output).
"""

import os
import pty
import re
import subprocess
import sys
import tempfile
from pathlib import Path


def seen(command, folder, environment=None, stdout_too=False):
    """What arrives at the terminal, and what at the pipe of standard output."""
    ours, theirs = pty.openpty()
    plain = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "TERM")}
    run = subprocess.Popen(command, cwd=folder, stdin=subprocess.DEVNULL, stderr=theirs,
                           stdout=theirs if stdout_too else subprocess.PIPE,
                           env={**plain, "TERM": "xterm", **(environment or {})})
    os.close(theirs)
    shown = b""
    piped = b"" if stdout_too else None
    while True:
        try:
            block = os.read(ours, 65536)
        except OSError:  # the other end is closed
            break
        if not block:
            break
        shown += block
    if piped is None:
        piped = run.stdout.read()
    run.wait(timeout=120)
    os.close(ours)
    return shown.decode(), piped.decode(), run.returncode


def check(holds, what, text):
    if not holds:
        sys.exit(f"{what}; the terminal showed:\n{text!r}")


def main():
    leadline, cases = sys.argv[1], Path(sys.argv[2])
    scoring = cases / "cli" / "score_csv"
    shared = cases / "shared"
    score = [leadline, "score", shared / "spring.lead", shared / "data", "--as-of", "2026-07-01"]

    shown, piped, status = seen(score, scoring)
    check(status == 0, "the score failed", shown)
    check("\r\x1b[Kreading " in shown and " %" in shown, "no progress while reading", shown)
    last_progress = shown.rfind(" %")
    check("\r\x1b[K" in shown[last_progress:], "the progress line stays behind", shown)
    check("records" in shown[last_progress:] or "scored" in shown[last_progress:], "no summary after it", shown)
    check("\x1b" not in piped and piped.count("\n") > 1, "the results in the pipe are not plain", piped)

    with tempfile.TemporaryDirectory() as folder:
        shown, _, _ = seen([*score, "--ledger", Path(folder) / "ledger.csv"], scoring)
        check("\r\x1b[Kwriting the ledger " in shown, "no progress while the ledger is written", shown)
        last_progress = shown.rfind(" %")
        check("\r\x1b[K" in shown[last_progress:], "the progress line of the ledger stays behind", shown)
        shown, _, _ = seen([*score, "--quiet", "--ledger", Path(folder) / "ledger.csv"], scoring)
        check(shown == "", "`--quiet` is not quiet", shown)

    wrong = cases / "cli" / "check_errors"
    files = sorted(wrong.glob("*.lead"))
    check(bool(files), "no rule file with mistakes in check_errors", "")
    shown, _, status = seen([leadline, "check", *files], wrong, stdout_too=True)
    check(status != 0 and "\x1b[" in shown, "no colours on a terminal", shown)
    plain, _, _ = seen([leadline, "check", *files], wrong, {"NO_COLOR": "1"}, stdout_too=True)
    check("\x1b[" not in plain, "`NO_COLOR` is not heeded", plain)
    # With the colours taken away both say the same.
    check(re.sub(r"\x1b\[[0-9;]*m", "", shown) == plain, "colours change the words", shown + "\n" + plain)


if __name__ == "__main__":
    main()
