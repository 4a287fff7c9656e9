#!/usr/bin/env python3
"""Looks at `leadline report` as a reader does: the file needs nothing else, says what the data say, and in a real browser (where
Chromium is installed) its charts are drawn.  report_test.py LEADLINE GOLDEN_SHARED
"""

import html
import json
import re
import shutil
import struct
import subprocess
import sys
import tempfile
import zlib
from html.parser import HTMLParser
from pathlib import Path

BAR = (0x44, 0x77, 0xAA)
VOID = {"meta", "br", "link", "img", "input"}


class Balanced(HTMLParser):
    """Every element that is opened is closed, in order."""

    def __init__(self):
        super().__init__()
        self.open, self.wrong, self.ids = [], [], []

    def handle_starttag(self, tag, attributes):
        if tag not in VOID:
            self.open.append(tag)
        for name, value in attributes:
            if name in ("src", "href") and value and not value.startswith("#"):
                self.wrong.append(f"<{tag} {name}={value}>: something outside the file")

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.wrong.append(f"</{tag}> at {self.getpos()}")


def check(ok, *what):
    if not ok:
        sys.exit("report_test: " + " ".join(str(w) for w in what))


def pixels_of(png, colour):
    """How many pixels of a PNG (8 bits, RGB or RGBA, not interlaced) have a colour."""
    data = png.read_bytes()
    check(data[:8] == b"\x89PNG\r\n\x1a\n", "no PNG")
    at, parts, width, depth = 8, b"", 0, 0
    while at < len(data):
        size, kind = struct.unpack(">I4s", data[at:at + 8])
        body = data[at + 8:at + 8 + size]
        if kind == b"IHDR":
            width, height, bits, form, _, _, interlace = struct.unpack(">IIBBBBB", body)
            check(bits == 8 and form in (2, 6) and interlace == 0, "another PNG than expected")
            depth = 3 if form == 2 else 4
        if kind == b"IDAT":
            parts += body
        at += size + 12
    raw, before, found, at = zlib.decompress(parts), bytearray(width * depth), 0, 0
    for _ in range(height):
        kind, line = raw[at], bytearray(raw[at + 1:at + 1 + width * depth])
        at += 1 + width * depth
        for i in range(len(line)):
            left = line[i - depth] if i >= depth else 0
            up, corner = before[i], before[i - depth] if i >= depth else 0
            if kind == 1:
                line[i] = (line[i] + left) & 255
            elif kind == 2:
                line[i] = (line[i] + up) & 255
            elif kind == 3:
                line[i] = (line[i] + (left + up) // 2) & 255
            elif kind == 4:
                guess = left + up - corner
                a, b, c = abs(guess - left), abs(guess - up), abs(guess - corner)
                line[i] = (line[i] + (left if a <= b and a <= c else up if b <= c else corner)) & 255
        before = line
        found += sum(tuple(line[i:i + 3]) == colour for i in range(0, len(line), depth))
    return found


def main():
    leadline = str(Path(sys.argv[1]).resolve())
    shared = Path(sys.argv[2]).resolve()
    with tempfile.TemporaryDirectory() as work:
        work = Path(work)
        shutil.copytree(shared, work, dirs_exist_ok=True)
        rules = work / "spring.lead"
        # A name that would break the page if it were not escaped, and a strategy, so that matching is looked at.
        text = rules.read_text(encoding="utf-8").replace('"Decision maker"', '"Decision <b>maker</b> </script>"')
        rules.write_text(text + '\nmatch contact by_country { on country }\n', encoding="utf-8")
        (work / "data" / "leads.csv").open("a", encoding="utf-8").write("a,b,c,d,e,f,g,h,i,j,k,l,m,n\n")
        run = subprocess.run([leadline, "report", "spring.lead", "data", "-o", "report.html", "--as-of", "2026-07-01", "--leads", "2", "--title",
                              "Spring & <summer>"], cwd=work, capture_output=True, text=True, encoding="utf-8")
        check(run.returncode == 0, run.stderr)
        page = (work / "report.html").read_text(encoding="utf-8")

        balanced = Balanced()
        balanced.feed(page)
        check(not balanced.open and not balanced.wrong, balanced.open, balanced.wrong[:3])
        check("<b>maker" not in page and "Spring &amp; &lt;summer&gt;" in page, "something is not escaped")
        for words in ("What was read", "Spring launch", "Grades", "Rules", "Thresholds", "Funnel", "Rows that were set aside",
                      "Records that may be one", "The 2 best open leads, explained", "Permission is hereby granted"):
            check(words in page, f"`{words}` is missing")

        # The numbers are those of `score` and its ledger.
        scores = subprocess.run([leadline, "score", "spring.lead", "data", "--as-of", "2026-07-01", "--format", "ndjson", "--quiet", "--ledger",
                                 "ledger.ndjson", "--out", "scores.ndjson"], cwd=work, capture_output=True, text=True)
        check(scores.returncode == 0, scores.stderr)
        lines = [json.loads(line) for line in (work / "scores.ndjson").read_text(encoding="utf-8").splitlines()]
        scored = [x["spring.score"] for x in lines if x.get("spring.score") is not None]
        charts = [json.loads(x) for x in re.findall(r'<div class="chart"><script type="application/json">(.*?)</script>', page)]
        check(len(charts) == 3, len(charts), "charts")
        check(sum(charts[0]["values"]) == len(scored), charts[0], scored)
        ends = [[float(x) for x in re.findall(r"-?[\d.]+", name)] for name in charts[0]["names"]]
        expected = [sum(low <= s < high for s in scored) for low, high in ends]
        check(charts[0]["values"] == expected, charts[0], expected)
        grades = [sum(x.get("spring.grade") == word for x in lines if x.get("spring.score") is not None) for word in charts[1]["names"]]
        check(charts[1]["values"] == grades, charts[1], grades)
        ledger = [json.loads(line) for line in (work / "ledger.ndjson").read_text(encoding="utf-8").splitlines()]
        for label in {x["rule"] for x in ledger if x["rule"]}:
            hits = {x["id"] for x in ledger if x["rule"] == label}
            total = {i: sum(x["amount"] for x in ledger if x["rule"] == label and x["id"] == i) for i in hits}
            count = sum(1 for points in total.values() if points != 0)
            row = re.search(r"<tr><td>" + re.escape(html.escape(label)) + r'</td><td>[^<]*</td><td class="number">([\d,]+)</td>', page)
            check(row and int(row[1].replace(",", "")) == count, label, row and row[1], count)

        browser = next((b for b in ("chromium", "chromium-browser", "google-chrome") if shutil.which(b)), None)
        if browser is None:
            print("report_test: skipped: charts in a browser (no Chromium installed)")
            return
        options = [browser, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", f"--user-data-dir={work / 'profile'}",
                   "--window-size=1200,4000", "--virtual-time-budget=5000", "--enable-logging=stderr"]
        dom = subprocess.run([*options, "--dump-dom", (work / "report.html").as_uri()], capture_output=True, text=True, timeout=120)
        check('data-drawn="3"' in dom.stdout, "not all charts are drawn", dom.stderr[-2000:])
        check(dom.stdout.count("<canvas") == 3, "canvases")
        check("Uncaught" not in dom.stderr, dom.stderr[-2000:])
        shot = work / "shot.png"
        subprocess.run([*options, f"--screenshot={shot}", (work / "report.html").as_uri()], capture_output=True, timeout=120)
        with_charts = pixels_of(shot, BAR)
        # Without the charts only the bars of the tables are left.
        bare = work / "bare.html"
        bare.write_text(re.sub(r'<div class="chart">.*?</div>', "", page), encoding="utf-8")
        subprocess.run([*options, f"--screenshot={shot}", bare.as_uri()], capture_output=True, timeout=120)
        without = pixels_of(shot, BAR)
        check(with_charts > without + 5000, "bars on the screen:", with_charts, without)
        print(f"report_test: drawn by {browser}, {with_charts - without} pixels of bars")


if __name__ == "__main__":
    main()
