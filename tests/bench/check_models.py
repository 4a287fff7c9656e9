# SPDX-License-Identifier: Apache-2.0
"""The model of the benchmarks means the same to Leadline and as SQL: scores generated data with `leadline score` and with
SQLite, and compares every lead's score, grade and stage. Also the rule file of 22 rules and its description agree.

    check_models.py LEADLINE COMPILER
"""

import csv
import json
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
sys.path.insert(0, str(HERE / "peers"))

import lead_text  # noqa: E402
import model as models  # noqa: E402
from compare import compare  # noqa: E402

SIZE = ["--contacts", "300", "--accounts", "30", "--leads", "450", "--interactions", "6000"]


def by_sqlite(folder, model):
    (folder / "model.json").write_text(json.dumps(model))
    asked = f"run\nwrite {folder / 'sqlite.csv'}\n"
    subprocess.run([sys.executable, HERE / "peers" / "sqlite_peer.py", "score", folder / "model.json", folder],
                   input=asked, text=True, check=True, stdout=subprocess.DEVNULL)
    return folder / "sqlite.csv"


def by_leadline(leadline, folder, rules):
    out = folder / "leadline.csv"
    files = [folder / f"{name}.csv" for name in ("contacts", "accounts", "leads", "interactions")]
    done = subprocess.run([leadline, "score", rules, *files, "--as-of", "2026-07-01T00:00:00Z", "--quiet", "--out", out],
                          capture_output=True, text=True)
    if done.returncode != 0:
        raise SystemExit(done.stderr)
    return out


def main():
    leadline, compiler = sys.argv[1:]
    wrong = 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        subprocess.run([compiler, "-std=c++20", HERE / "generate.cpp", "-o", folder / "generate"], check=True)
        subprocess.run([folder / "generate", folder, *SIZE], check=True)
        for count in (22, 60, 150):
            model = models.base() if count == 22 else models.generated(count)
            rules = HERE / "base_model.lead"
            if count != 22:
                rules = folder / "rules.lead"
                rules.write_text(lead_text.lead_text(model))
            found = compare(by_leadline(leadline, folder, rules), by_sqlite(folder, model))
            with (folder / "leadline.csv").open(newline="") as file:
                stages = {row["stage"] for row in csv.DictReader(file)}
            if found["different"] or found["records"] != 450 or len(found["columns"]) != 3:
                print(f"{count} rules: {found}")
                wrong += 1
            if len(stages) < 3:  # else the comparison says little
                print(f"{count} rules: all leads stand in {stages}")
                wrong += 1
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
