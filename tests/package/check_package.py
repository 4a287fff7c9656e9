#!/usr/bin/env python3
"""Installs a build into a folder of its own and builds examples/embed_cpp and examples/embed_c against what was installed; the same with
the Debian package, installed by dpkg into a root that has nothing else.

    check_package.py SOURCE BUILD CXX
"""

import os
import re
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


def programs(page):
    """Each block of a Markdown page that is a whole program, by its language, with what the block behind it says that it prints."""
    blocks = re.findall(r"^```(.*)\n((?:.*\n)*?)```$", page.read_text(encoding="utf-8"), re.M)
    for (info, text), (_, output) in zip(blocks, blocks[1:]):
        if info.endswith(" program"):
            yield info.split()[0], (text, output)


def same(name, output, wanted):
    if output != wanted:
        sys.exit(f"{name} printed\n{output}but\n{wanted}was expected")


def check_prefix(prefix, source, compiler, work):
    """What was installed below `prefix` is all that a program needs that embeds it."""
    work.mkdir()
    # A user's machine has no source tree.
    example = work / "example"
    shutil.copytree(source / "examples" / "embed_cpp", example)
    run("cmake", "-S", example, "-B", work / "build", "-G", "Ninja", f"-DCMAKE_PREFIX_PATH={prefix}", f"-DCMAKE_CXX_COMPILER={compiler}")
    found = next(line for line in (work / "build" / "CMakeCache.txt").read_text(encoding="utf-8").splitlines() if line.startswith("leadline_DIR:"))
    if not found.split("=", 1)[1].startswith(str(prefix)):
        sys.exit(f"embed_cpp was built against another Leadline: {found}")
    run("cmake", "--build", work / "build")
    same("embed_cpp", run(work / "build" / "embed_cpp"), (example / "expected.txt").read_text(encoding="utf-8"))

    # The C library is found by pkg-config, and a C99 compiler is all that is needed.
    described = next(prefix.rglob("leadline_c.pc")).parent
    program = work / "embed_c"
    flags = run("pkg-config", "--cflags", "--libs", "leadline_c", PKG_CONFIG_PATH=str(described)).split()
    run("cc", "-std=c99", "-Wall", "-Wextra", "-Wpedantic", "-Werror", "-o", program, source / "examples" / "embed_c" / "main.c", *flags)
    same("embed_c", run(program, LD_LIBRARY_PATH=str(described.parent)), (source / "examples" / "embed_c" / "expected.txt").read_text(encoding="utf-8"))

    # What the documentation shows.
    page = work / "page"
    page.mkdir()
    (page / "CMakeLists.txt").write_text("cmake_minimum_required(VERSION 3.25)\nproject(page CXX)\nfind_package(leadline REQUIRED)\n"
                                         "add_executable(shown shown.cpp)\ntarget_link_libraries(shown leadline::leadline)\n", encoding="utf-8")
    shown = dict(programs(source / "docs" / "embedding.md"))
    (page / "shown.cpp").write_text(shown["cpp"][0], encoding="utf-8")
    run("cmake", "-S", page, "-B", page / "build", "-G", "Ninja", f"-DCMAKE_PREFIX_PATH={prefix}", f"-DCMAKE_CXX_COMPILER={compiler}")
    run("cmake", "--build", page / "build")
    same("the C++ program of docs/embedding.md", run(page / "build" / "shown"), shown["cpp"][1])
    (page / "shown.c").write_text(shown["c"][0], encoding="utf-8")
    run("cc", "-std=c99", "-Wall", "-Wextra", "-Wpedantic", "-Werror", "-o", page / "shown", page / "shown.c", *flags)
    same("the C program of docs/embedding.md", run(page / "shown", LD_LIBRARY_PATH=str(described.parent)), shown["c"][1])

    # The command finds the stock files that lie beside it: one that is nowhere else.
    stock = prefix / "share" / "leadline" / "rules"
    (stock / "only_here.lead").write_text('use "standard"\n', encoding="utf-8")
    rules = work / "uses_stock.lead"
    rules.write_text('use "only_here"\n', encoding="utf-8")
    run(prefix / "bin" / "leadline", "check", rules)
    (stock / "only_here.lead").unlink()


def check_pipelines(source, build, work):
    """The example pipelines build the command alone, so what they install must need nothing else."""
    rules = source / "examples" / "spring_launch" / "spring_launch.lead"
    for name in ("github.yml", "gitlab-ci.yml"):
        text = (source / "examples" / "ci" / name).read_text(encoding="utf-8")
        if text.count("--target leadline_command") != 1:
            sys.exit(f"examples/ci/{name} does not build just the command")
        install = re.search(r"cmake (--install) build/release (.*)$", text, re.M)
        prefix = work / name
        run("cmake", "--install", build, "--prefix", prefix, *install[2].split())
        run(prefix / "bin" / "leadline", "check", rules)
        built = [str(file.relative_to(prefix)) for file in prefix.rglob("*") if file.is_file() and file.suffix not in (".lead", ".txt", ".csv")]
        if built != ["bin/leadline"]:
            sys.exit(f"examples/ci/{name} installs {', '.join(built)}, and builds the command only")


def check_debian_package(source, build, compiler, work):
    run("cpack", "--config", build / "CPackConfig.cmake", "-B", work)
    package = next(work.glob("leadline_*.deb"))
    field = {name: run("dpkg-deb", "--field", package, name).strip() for name in ("Package", "Version", "Depends")}
    said = run(build / "cli" / "leadline", "--version")
    if field["Package"] != "leadline" or field["Version"] not in said.split():
        sys.exit(f"the package is called {field['Package']} {field['Version']}, and the command says that it is {said}")
    for needed in ("libc6", "libicu72", "libphonenumber8", "libsqlite3-0", "tzdata"):
        if needed not in field["Depends"]:
            sys.exit(f"the package does not say that it needs {needed}: {field['Depends']}")

    root = work / "root"
    for folder in ("info", "updates", "triggers"):
        (root / "var" / "lib" / "dpkg" / folder).mkdir(parents=True)
    (root / "var" / "lib" / "dpkg" / "status").touch()
    # The root has nothing that the package depends on; the libraries are those of this machine.
    dpkg = ["dpkg", f"--root={root}", "--force-not-root", "--force-depends", "--force-script-chrootless", f"--log={work / 'dpkg.log'}"]
    run(*dpkg, "--install", package)
    listed = run("dpkg-query", f"--admindir={root / 'var' / 'lib' / 'dpkg'}", "--listfiles", "leadline").split("\n")
    for file in ("/usr/bin/leadline", "/usr/include/leadline.h", "/usr/include/leadline/leadline.hpp", "/usr/share/doc/leadline/copyright", "/usr/share/doc/leadline/docs/embedding.md",
                 "/usr/share/leadline/rules/standard.lead"):
        if file not in listed or not (root / file[1:]).is_file():
            sys.exit(f"{file} is not in the package")
    check_prefix(root / "usr", source, compiler, work / "from_package")
    run(*dpkg, "--remove", "leadline")
    left = [str(file) for file in (root / "usr").rglob("*") if file.is_file()] if (root / "usr").exists() else []
    if left:
        sys.exit(f"removing the package left {', '.join(left)}")


def main():
    source, build, compiler = Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve(), sys.argv[3]
    work = Path(tempfile.mkdtemp(prefix="leadline-package-"))
    try:
        prefix = work / "prefix"
        run("cmake", "--install", build, "--prefix", prefix)
        check_prefix(prefix, source, compiler, work / "from_install")
        print("installed, found, embedded")
        check_pipelines(source, build, work / "pipelines")
        print("what the example pipelines install: the command and the stock files")
        if shutil.which("dpkg-deb") and shutil.which("dpkg-shlibdeps"):
            check_debian_package(source, build, compiler, work / "package")
            print("the Debian package: made, installed into an empty root, found, embedded, removed")
        else:
            print("skipped: the Debian package (there is no dpkg-dev)")
    finally:
        shutil.rmtree(work)


if __name__ == "__main__":
    main()
