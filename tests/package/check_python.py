#!/usr/bin/env python3
"""Builds the Python package against an installed build and runs its tests with pyarrow, polars, pandas, DuckDB and nanoarrow for real,
or those of leadline.spark in a Spark of two executor processes.

    check_python.py SOURCE BUILD COMMAND [--spark] [--work FOLDER]

FOLDER (BUILD/python) keeps the packages from PyPI between runs. Ends with 77 and a line that says what was skipped where PyPI cannot be
reached or something else is not there.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

TOOLS = ["scikit-build-core>=0.10", "nanobind>=2.2", "ninja"]
PACKAGES = ["pytest", "pyarrow>=14", "polars>=1", "pandas>=2.2", "duckdb>=1", "nanoarrow>=0.5"]
SPARK = ["pyspark>=3.5"]
SPARK_TESTS = "test_spark*.py"  # and the test that holds all ways to one table
JAVA = 17


def run(*command, **environment):
    done = subprocess.run([str(word) for word in command], check=False, env={**os.environ, **environment})
    if done.returncode != 0:
        sys.exit(done.returncode)


def quietly(*command):
    done = subprocess.run([str(word) for word in command], check=False, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))}\n{done.stdout}{done.stderr}")


def java_version():
    java = shutil.which("java", path=os.path.join(os.environ.get("JAVA_HOME", ""), "bin")) or shutil.which("java")
    said = subprocess.run([java, "-version"], check=False, capture_output=True, text=True).stderr if java else ""
    found = re.search(r'version "(?:1\.)?(\d+)', said)
    return int(found.group(1)) if found else 0


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("source", type=Path)
    parser.add_argument("build", type=Path)
    parser.add_argument("command", type=Path)
    parser.add_argument("--spark", action="store_true")
    parser.add_argument("--work", type=Path)
    options = parser.parse_args()
    source, build, command = options.source.resolve(), options.build.resolve(), options.command.resolve()
    work = (options.work or build / "python").resolve()
    what = "leadline.spark" if options.spark else "the Python package"

    def skip(why):
        print(f"skipped: {what} ({why})")
        sys.exit(77)

    if options.spark and java_version() < JAVA:
        skip(f"there is no Java {JAVA}; Debian has it in openjdk-{JAVA}-jre-headless")
    if not (Path(sysconfig.get_path("include")) / "Python.h").exists():
        skip("this Python has no headers to compile against; Debian has them in python3-dev")
    work.mkdir(parents=True, exist_ok=True)
    python = work / "venv" / "bin" / "python"
    if not python.exists():
        try:
            venv.create(work / "venv", with_pip=True)
        except subprocess.CalledProcessError:
            shutil.rmtree(work / "venv", ignore_errors=True)
            skip("this Python cannot make virtual environments; Debian has what it lacks in python3-venv")
    pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    packages = TOOLS + PACKAGES + (SPARK if options.spark else [])
    # What is there already needs no network.
    fetched = subprocess.run([*pip, "--retries", "1", "--timeout", "20", *packages], check=False, capture_output=True, text=True)
    if fetched.returncode != 0:
        skip(f"its packages cannot be had from PyPI: {(fetched.stderr.strip().splitlines() or ['pip failed'])[-1]}")

    prefix = work / "prefix"
    quietly("cmake", "--install", build, "--prefix", prefix)
    found = next(prefix.rglob("leadline-config.cmake")).parent
    environment = {"PATH": f"{python.parent}{os.pathsep}{os.environ['PATH']}"}
    run(*pip, "--no-build-isolation", "--no-deps", "--force-reinstall", "-C", f"cmake.define.leadline_DIR={found}", "-C", f"build-dir={work / 'wheel'}", source, **environment)
    tests = source / "bindings" / "python" / "tests"
    chosen = [*sorted(tests.glob(SPARK_TESTS)), tests / "test_same_table.py", tests / "test_pages.py"] if options.spark else [tests, f"--ignore-glob={tests / SPARK_TESTS}"]
    # Not from the source folder, which is no place to import from.
    os.chdir(work)
    run(python, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-W", "ignore::FutureWarning", "--rootdir", tests, *chosen, LEADLINE_COMMAND=str(command),
        LEADLINE_SOURCE=str(source), LEADLINE_PREFIX=str(prefix), PYTHONDONTWRITEBYTECODE="1", **environment)


if __name__ == "__main__":
    main()
