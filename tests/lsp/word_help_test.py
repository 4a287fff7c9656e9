#!/usr/bin/env python3
"""Holds the help for words to the grammar: each word with help is one of the grammar's, each of its words has help.

    word_help_test.py ROOT
"""

import re
import sys
from pathlib import Path

# Words that say nothing alone, or explain themselves where they stand.
NEED_NONE = set("""
second seconds minute minutes hour day days week weeks month months quarter quarters year years mon tue wed thu fri sat sun
contact account lead opportunity user contacts accounts leads opportunities users kind
all is as at below by by us complete created differs every for from frequent closest child known latest earliest updated most
newest oldest longest highest lowest union into levenshtein tokens nothing of points reject rejected sent notified to to enter was
that with won lost before default encoding separator times numbers update present update all update missing only
update nothing average count max min sum assign assign in turn to country end age clock phone halving contains segment
end of valid
""".split()) | {"by us", "to enter", "update present", "update all", "update missing only", "update nothing", "assign in turn to", "every", "update"}


def main():
    root = Path(sys.argv[1])
    grammar = "".join(file.read_text(encoding="utf-8") for file in sorted((root / "grammar").glob("grammar_*.hpp")))
    words = set(re.findall(r'\b(?:kw|word)<"([^"]+)">', grammar))
    helped = set(re.findall(r'^    \{"([^"]+)",', (root / "editor/word_help.cpp").read_text(encoding="utf-8").split("kFunctions")[0], re.M))
    if len(words) < 150 or len(helped) < 100:
        sys.exit(f"{len(words)} words, {len(helped)} helps: are they still written like this?")
    singles = {single for word in words for single in word.split()}
    wrong = [f"there is help for `{help}`, which the grammar does not know" for help in sorted(helped)
             if help not in words and not all(single in singles for single in help.split())]
    covered = helped | {" ".join(help.split()[:n]) for help in helped for n in range(1, len(help.split()))}
    wrong += [f"`{word}` has no help" for word in sorted(words) if word not in covered and word not in NEED_NONE]
    print("\n".join(wrong) if wrong else f"{len(helped)} words have help")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
