#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Holds docs/standard.md to rules/standard.lead: `standard_page.py RULES PAGE`.

Every kind, field, attribute, strategy, form, list, process and stage that the stock file declares has to be in the
page's tables, and the tables may name nothing else.
"""
import pathlib
import re
import sys

TYPES = "text|number|yes_no|time|duration|email|phone|domain|choice|list"


def declared(text):
    text = re.sub(r'"[^"\n]*"', '""', re.sub(r"#[^\n]*", "", text))
    names = set()
    for kind, body in re.findall(r"^(record \w+|interaction \w+(?:\s+by us)?)\s*\{([^}]*)\}", text, re.M):
        word = kind.split()[1]
        body = re.sub(r"together[^\n]*", "", body)
        body = re.sub(r"\[[^\]]*\]", "", body)
        names.update(f"{word}.{name}" for name in re.findall(rf"(\w+)\s+(?:{TYPES})\b", body) if name != "of" and name != "list")
    names.update(f"interaction {name}" for name in re.findall(r"^interaction (\w+)", text, re.M))
    for word in ("match contact", "match lead", "match account", "list", "process", "define"):
        names.update(f"{word} {name}" for name in re.findall(rf"^{word} (\w+)", text, re.M))
    names.update(f"stage {name}" for name in re.findall(r"^  stage (\w+)", text, re.M))
    return names


def written(page):
    """`## record contact` and the first cell of each row below a heading that names what its rows are."""
    names, prefix = set(), None
    for line in page.split("\n"):
        if line.startswith("#"):
            match = re.search(r"`([\w ]+)`$", line)
            prefix = match.group(1) if match else None
        elif prefix and line.startswith("| `"):
            cells = [cell.strip() for cell in line.strip("|").split("|")]
            for name in re.findall(r"`(\w+)`", cells[0]):
                if prefix.startswith("record "):
                    names.add(f"{prefix.split()[1]}.{name}")
                else:
                    names.add(f"{prefix} {name}")
                if prefix == "interaction":
                    names.update(f"{name}.{attribute}" for attribute in re.findall(r"`(\w+)`", cells[1]))
    return names


def main():
    rules, page = (pathlib.Path(name).read_text(encoding="utf-8") for name in sys.argv[1:3])
    stock, described = declared(rules), written(page)
    for name in sorted(stock - described):
        print(f"not in the page: {name}")
    for name in sorted(described - stock):
        print(f"not in the stock file: {name}")
    print(f"{len(stock)} names")
    return 1 if stock != described or len(stock) < 100 else 0


if __name__ == "__main__":
    sys.exit(main())
