# SPDX-License-Identifier: Apache-2.0
"""The table of a run as Markdown. Entry points: head, section."""

import platform
import shlex
import subprocess
import sys
from pathlib import Path


def head(arguments, setting, foreign):
    cpu = next((line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines()
                if line.startswith("model name")), platform.machine())
    cores = sum(line.startswith("processor") for line in Path("/proc/cpuinfo").read_text().splitlines())
    memory = next(line.split()[1] for line in Path("/proc/meminfo").read_text().splitlines()
                  if line.startswith("MemTotal"))
    compiler = subprocess.run(["c++", "--version"], capture_output=True, text=True).stdout.splitlines()[0]
    busy, seconds = sum(b for b, _ in foreign), sum(s for _, s in foreign)
    quiet = f"{max(0.0, busy / seconds):.2f}" if seconds else "?"
    return (f"Size {arguments.size}; {arguments.runs} runs of each, in turns. {cpu}, {cores} cores, "
            f"{int(memory) // 1024 // 1024} GiB; {platform.system()} {platform.release()}; {compiler}; "
            f"Python {platform.python_version()}. While it ran, other programs kept {quiet} cores busy.\n\n"
            f"`tools/bench {shlex.join(sys.argv[1:])}`\n\n")


def time_text(seconds, unit, per):
    if unit == "us":
        return f"{seconds / per * 1e6:.3g} µs"
    return f"{seconds * 1000:.3g} ms" if seconds < 1 else f"{seconds:.3g} s"


def compared_text(compared):
    if compared is None:
        return ""
    if compared["different"]:
        return f"**{compared['different']:,} of {compared['records']:,} differ**"
    return f"{compared['records']:,} equal"


def section(name, work, measured, setting):
    """One table; the ratio is to Leadline with the same number of threads, a record at a time."""
    records = setting.count("leads")
    ours = [one for one in measured if one.program.ours]

    def each(one):
        return one.answers[0].get("done") or one.program.per or records

    def ratio(one, what):
        same = [our for our in ours if our.threads == one.threads] or ours
        if one.program.ours or not same or not one.median(what) or not same[0].median(what):
            return ""
        return f"{one.median(what) / each(one) / (same[0].median(what) / each(same[0])):.3g}"

    columns = [column for column in work.columns if any(column in one.answers[0] for one in measured)]
    lines = [f"### {work.title} (`{name}`)", ""]
    if work.note:
        lines += [work.note, ""]
    lines.append("| program | threads | median | fastest … slowest | runs | processor | peak MB | × Leadline | × its processor time |"
                 + "".join(f" {column} |" for column in columns) + " results |")
    lines.append("|---|---|---|---|---|---|---|---|---|" + "---|" * len(columns) + "---|")
    for one in measured:
        per = each(one)
        seconds = [answer["seconds"] for answer in one.answers]
        cpu = one.median("cpu")
        version = f" {one.program.version}" if one.program.version else ""
        lines.append(
            f"| {one.program.name}{version} | {one.threads} | {time_text(one.median(), work.unit, per)} | "
            f"{time_text(min(seconds), work.unit, per)} … {time_text(max(seconds), work.unit, per)} | {len(seconds)} | "
            f"{time_text(cpu, work.unit, per) if cpu is not None else ''} | "
            f"{max(answer['peak_mb'] for answer in one.answers):.0f} | {ratio(one, 'seconds')} | {ratio(one, 'cpu')} |"
            + "".join(f" {one.median(column):,.3g} |" if one.median(column) is not None else " |" for column in columns)
            + f" {compared_text(one.compared)} |")
    return "\n".join(lines) + "\n"
