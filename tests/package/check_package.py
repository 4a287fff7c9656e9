#!/usr/bin/env python3
"""Installs a build into a folder of its own and builds examples/embed_cpp and examples/embed_c against what was installed.

    check_package.py SOURCE BUILD CXX
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path


def run(*command, **environment):
    done = subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, **environment})
    if done.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))}\n{done.stdout}{done.stderr}")
    return done.stdout


def main():
    source, build, compiler = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
    work = Path(tempfile.mkdtemp(prefix="leadline-package-"))
    try:
        prefix = work / "prefix"
        run("cmake", "--install", build, "--prefix", prefix)

        # A user's machine has no source tree: only what was installed may be needed.
        example = work / "example"
        shutil.copytree(source / "examples" / "embed_cpp", example)
        run("cmake", "-S", example, "-B", work / "build", "-G", "Ninja", f"-DCMAKE_PREFIX_PATH={prefix}", f"-DCMAKE_CXX_COMPILER={compiler}")
        run("cmake", "--build", work / "build")
        output = run(work / "build" / "embed_cpp")
        expected = (example / "expected.txt").read_text(encoding="utf-8")
        if output != expected:
            sys.exit(f"embed_cpp printed\n{output}but\n{expected}was expected")

        # The C library is found by pkg-config, and a C99 compiler is all that is needed.
        described = next(prefix.rglob("leadline_c.pc")).parent
        program = work / "embed_c"
        flags = run("pkg-config", "--cflags", "--libs", "leadline_c", PKG_CONFIG_PATH=str(described)).split()
        run("cc", "-std=c99", "-Wall", "-Wextra", "-Wpedantic", "-Werror", "-o", program, source / "examples" / "embed_c" / "main.c", *flags)
        output = run(program, LD_LIBRARY_PATH=str(described.parent))
        expected = (source / "examples" / "embed_c" / "expected.txt").read_text(encoding="utf-8")
        if output != expected:
            sys.exit(f"embed_c printed\n{output}but\n{expected}was expected")

        # The installed command finds the stock files that were installed with it.
        rules = work / "uses_standard.lead"
        rules.write_text('use "standard"\n', encoding="utf-8")
        run(prefix / "bin" / "leadline", "check", rules)
    finally:
        shutil.rmtree(work)
    print("installed, found, embedded")


if __name__ == "__main__":
    main()
