#!/usr/bin/env python3
"""Builds the Python package against an installed build and runs its tests with pyarrow, polars, pandas and DuckDB for real.

    check_python.py SOURCE BUILD COMMAND [WORK]

WORK keeps the packages from PyPI between runs. Ends with 0 and one line that says what was skipped where PyPI cannot be reached.
"""

import os
import subprocess
import sys
import venv
from pathlib import Path

TOOLS = ["scikit-build-core>=0.10", "nanobind>=2.2", "ninja"]
PACKAGES = ["pytest", "pyarrow>=14", "polars>=1", "pandas>=2.2", "duckdb>=1"]


def run(*command, **environment):
    subprocess.run(command, check=True, env={**os.environ, **environment})


def installed(python, packages):
    return subprocess.run([python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *packages], check=False).returncode == 0


def main():
    source, build, command = (Path(argument).resolve() for argument in sys.argv[1:4])
    work = Path(sys.argv[4] if len(sys.argv) > 4 else build / "python").resolve()
    work.mkdir(parents=True, exist_ok=True)
    environment = work / "venv"
    if not (environment / "bin" / "python").exists():
        try:
            venv.create(environment, with_pip=True)
        except subprocess.CalledProcessError:
            print("skipped: the Python package, as this Python cannot make virtual environments (python3-venv)")
            return
    python = environment / "bin" / "python"
    if not installed(python, TOOLS + PACKAGES):
        print("skipped: the Python package, as PyPI cannot be reached")
        return

    prefix = work / "prefix"
    run("cmake", "--install", str(build), "--prefix", str(prefix))
    found = next(prefix.rglob("leadline-config.cmake")).parent
    run(str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-build-isolation", "--no-deps", "--force-reinstall",
        "-C", f"cmake.define.leadline_DIR={found}", "-C", f"build-dir={work / 'wheel'}", str(source / "bindings" / "python"))
    run(str(python), "-m", "pytest", "-q", "-p", "no:cacheprovider", str(source / "bindings" / "python" / "tests"), LEADLINE_COMMAND=str(command), LEADLINE_SOURCE=str(source),
        PYTHONDONTWRITEBYTECODE="1")
    print("the Python package was tested with pyarrow, polars, pandas and DuckDB")


if __name__ == "__main__":
    main()
