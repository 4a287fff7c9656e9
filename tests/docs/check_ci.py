#!/usr/bin/env python3
"""The CI kit does what it says: the commands of the hooks and of the example pipelines are run on good and on bad rules,
and every exit status that docs/ci.md promises is produced.

    check_ci.py --command LEADLINE ROOT
"""

import argparse
import os
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree
from pathlib import Path

GOOD = """record contact {
  size  number
}

model m {
  scores contact
  "Big"  +10  when contact.size > 5
}

test "big" {
  contact a { size = 6 }
  contact b { size = 5 }
  expect a.m.score = 10 and b.m.score = 0
}
"""
BAD_FORM = GOOD.replace("size  number", "size number")
BAD_NAME = GOOD.replace("contact.size > 5", "contact.sise > 5")
BAD_TEST = GOOD.replace("score = 10", "score = 11")
UNTESTED = GOOD.replace("  contact b { size = 5 }\n", "").replace(" and b.m.score = 0", "")
CHANGED = GOOD.replace("+10  when", "+11  when").replace("score = 10", "score = 11")


def hooks(path):
    """The hooks of a pre-commit definition: flat maps, a value a line."""
    found = []
    for line in path.read_text(encoding="utf-8").splitlines():
        match = re.match(r"(- |  )(\w+): (.*)$", line)
        if match is None:
            assert line.startswith("#"), line
            continue
        if match[1] == "- ":
            found.append({})
        found[-1][match[2]] = match[3]
    return found


class Kit:
    def __init__(self, command, root, work):
        self.root, self.work = root, work
        programs = work / "bin"
        programs.mkdir()
        (programs / "leadline").symlink_to(Path(command).resolve())
        self.environment = {**os.environ, "PATH": f"{programs}:/usr/bin:/bin", "LEADLINE_RULES_DIR": str(root / "rules"), "LC_ALL": "C.UTF-8"}
        self.wrong = 0

    def status(self, line, text, name="rules/m.lead"):
        """Exit status of a shell line in a folder with one rule file."""
        with tempfile.TemporaryDirectory(dir=self.work) as folder:
            file = Path(folder, name)
            file.parent.mkdir(exist_ok=True)
            file.write_text(text)
            Path(folder, "before").mkdir()
            Path(folder, "before", "m.lead").write_text(GOOD)
            run = subprocess.run(["sh", "-c", line], cwd=folder, env=self.environment, capture_output=True, text=True, timeout=120)
            for report in Path(folder).glob("*.xml"):
                xml.etree.ElementTree.parse(report)
            self.said = run.stdout + run.stderr
            return run.returncode

    def expect(self, line, text, status):
        found = self.status(line, text)
        if found != status:
            self.wrong += 1
            print(f"`{line}`: status {found} where {status} is promised\n{self.said}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--command", required=True)
    parser.add_argument("root", type=Path)
    options = parser.parse_args()
    root = options.root.resolve()
    with tempfile.TemporaryDirectory() as work:
        kit = Kit(options.command, root, Path(work))

        # Every status of the table.
        kit.expect("leadline test rules/ --coverage --fail-under 100", GOOD, 0)
        kit.expect("leadline check nowhere.lead", GOOD, 1)
        kit.expect("leadline check --nonsense rules/", GOOD, 2)
        kit.expect("leadline fmt --check rules/", BAD_FORM, 3)
        kit.expect("leadline check rules/", BAD_NAME, 3)
        kit.expect("leadline test rules/", BAD_NAME, 3)
        kit.expect("leadline test rules/", BAD_TEST, 4)
        kit.expect("leadline test rules/ --coverage --fail-under 100", UNTESTED, 5)
        kit.expect("leadline test rules/ --mutate --fail-under 100", UNTESTED, 5)
        kit.expect("leadline diff before/m.lead rules/m.lead --fail-if differs", CHANGED, 5)
        kit.expect("leadline diff before/m.lead rules/m.lead --fail-if differs", GOOD, 0)
        documented = set(re.findall(r"^\| (\d) \|", (root / "docs/ci.md").read_text(encoding="utf-8"), re.M))
        declared = set(re.findall(r"= (\d),", (root / "cli/exit_code.hpp").read_text(encoding="utf-8")))
        if documented != declared:
            kit.wrong += 1
            print(f"docs/ci.md speaks of {sorted(documented)}, the command of {sorted(declared)}")

        # The hooks: on good rules and on bad ones.
        known = hooks(root / ".pre-commit-hooks.yaml")
        assert [hook["id"] for hook in known] == ["leadline-fmt", "leadline-check", "leadline-test"], known
        for hook in known:
            arguments = " ".join(re.findall(r'"(.*?)"', hook.get("args", ""))) or "rules/m.lead"
            assert re.search(hook["files"], "rules/m.lead"), hook
            kit.expect(f"{hook['entry']} {arguments}", GOOD, 0)
            if hook["id"] != "leadline-fmt":
                kit.expect(f"{hook['entry']} {arguments}", BAD_NAME, 3)

        # What the example pipelines call, as they write it.
        for name, least in (("github.yml", 4), ("gitlab-ci.yml", 3)):
            text = (root / "examples/ci" / name).read_text(encoding="utf-8")
            lines = [match[1] for match in re.finditer(r"^ *(?:- |run: )+(leadline (?:fmt|check|test) .*)$", text, re.M)]
            assert len(lines) >= least, (name, lines)
            for line in lines:
                kit.expect(line, GOOD, 0)
            kit.expect("; ".join(f"{{ {line}; }} || exit" for line in lines), BAD_TEST, 4)
            try:
                import yaml
            except ImportError:
                continue
            assert yaml.safe_load(text)
        sys.exit(1 if kit.wrong else 0)


if __name__ == "__main__":
    main()
