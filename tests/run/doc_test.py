#!/usr/bin/env python3
"""`leadline doc` of every rule file of the examples and the stock: all rules, grades, thresholds and stages are in it, tables have as
many cells in each row, HTML is well formed and has a picture for each process.  doc_test.py LEADLINE ROOT
"""

import html
import re
import shutil
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path


class Balanced(HTMLParser):
    def __init__(self):
        super().__init__()
        self.open, self.wrong = [], []

    def handle_starttag(self, tag, attributes):
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.wrong.append((tag, self.getpos()))


def main():
    leadline, root = str(Path(sys.argv[1]).resolve()), Path(sys.argv[2]).resolve()
    wrong = []
    rules = thresholds = pictures = 0
    files = [*sorted((root / "examples").rglob("*.lead")), *sorted((root / "rules").glob("*.lead"))]
    for file in files:
        def run(*words):
            done = subprocess.run([leadline, *words], capture_output=True, text=True, encoding="utf-8", cwd=file.parent)
            if done.returncode != 0:
                wrong.append(f"{file}: {words}: {done.stderr}")
            return done.stdout

        program = run("show", "program", str(file))
        page = run("doc", str(file))
        plain = page.replace("\\", "")
        for label in re.findall(r'^ +"([^"]+)" \(?[-+0-9]', program, re.M):
            rules += 1
            if label.replace("\\", "") not in plain:
                wrong.append(f"{file}: the rule {label} is missing")
        for name in re.findall(r"^ *threshold (?:\w+\.)?(\w+) for", program, re.M):
            thresholds += 1
            if f"`{name}`" not in page:
                wrong.append(f"{file}: the threshold {name} is missing")
        rows = [line for line in page.splitlines() if line.startswith("|")]
        blocks = re.findall(r"(?:^\|.*\n)+", page, re.M)
        for block in blocks:
            counts = {len(re.findall(r"(?<!\\)\|", line)) for line in block.splitlines()}
            if len(counts) != 1:
                wrong.append(f"{file}: a table with rows of {counts} cells\n{block[:400]}")
        if not rows and "model " in program:
            wrong.append(f"{file}: no table")
        processes = len(re.findall(r"^process ", program, re.M))
        pictures += processes
        if page.count("```mermaid") != processes:
            wrong.append(f"{file}: {page.count('```mermaid')} pictures of {processes} processes")
        text = run("doc", str(file), "--format", "html")
        parser = Balanced()
        parser.feed(re.sub(r"<svg.*?</svg>", "", text, flags=re.S))
        if parser.open or parser.wrong:
            wrong.append(f"{file}: HTML: {parser.open} {parser.wrong[:3]}")
        if shutil.which("dot") and text.count("<svg") != processes:
            wrong.append(f"{file}: {text.count('<svg')} pictures in HTML of {processes} processes")
        if " <" in page and html.escape("<") not in text:
            wrong.append(f"{file}: `<` is not escaped")
    if not (rules and thresholds and pictures):
        wrong.append(f"{rules} rules, {thresholds} thresholds and {pictures} processes were looked for: is `show program` still as it was?")
    print("\n".join(wrong) if wrong else f"doc_test: {len(files)} rule files, {rules} rules, {thresholds} thresholds, {pictures} processes")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
