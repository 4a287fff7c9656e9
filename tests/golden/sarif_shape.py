#!/usr/bin/env python3
"""Holds the SARIF of `leadline check` to what GitHub's code scanning asks of an upload, and its fingerprints to staying
the same while lines move.

    sarif_shape.py LEADLINE RULES
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import jsonschema

TEXT = {"type": "object", "required": ["text"], "properties": {"text": {"type": "string", "minLength": 1}}}
REGION = {
    "type": "object",
    "required": ["startLine", "startColumn", "endLine", "endColumn"],
    "properties": {name: {"type": "integer", "minimum": 1} for name in ("startLine", "startColumn", "endLine", "endColumn")},
}
LOCATION = {
    "type": "object",
    "required": ["physicalLocation"],
    "properties": {
        "message": TEXT,
        "physicalLocation": {
            "type": "object",
            "required": ["artifactLocation", "region"],
            "properties": {
                "artifactLocation": {"type": "object", "required": ["uri"],
                                     "properties": {"uri": {"type": "string", "pattern": "^[^ \\\\]+$"}}},
                "region": REGION,
            },
        },
    },
}
# The properties that GitHub calls required, and those of which it says how it reads them.
SCHEMA = {
    "type": "object",
    "required": ["$schema", "version", "runs"],
    "properties": {
        "$schema": {"pattern": "sarif-2\\.1\\.0"},
        "version": {"const": "2.1.0"},
        "runs": {
            "type": "array", "minItems": 1, "maxItems": 20,
            "items": {
                "type": "object",
                "required": ["tool", "results"],
                "properties": {
                    "tool": {"type": "object", "required": ["driver"], "properties": {"driver": {
                        "type": "object",
                        "required": ["name", "semanticVersion", "rules"],
                        "properties": {
                            "semanticVersion": {"pattern": "^\\d+\\.\\d+\\.\\d+"},
                            "rules": {"type": "array", "maxItems": 25000, "items": {
                                "type": "object",
                                "required": ["id", "shortDescription", "fullDescription", "help", "defaultConfiguration"],
                                "properties": {
                                    "id": {"type": "string", "minLength": 1},
                                    "shortDescription": {**TEXT, "properties": {"text": {"maxLength": 1024}}},
                                    "fullDescription": {**TEXT, "properties": {"text": {"maxLength": 1024}}},
                                    "help": TEXT,
                                    "defaultConfiguration": {"properties": {"level": {"enum": ["note", "warning", "error"]}}},
                                },
                            }},
                        },
                    }}},
                    "results": {"type": "array", "maxItems": 25000, "items": {
                        "type": "object",
                        "required": ["ruleId", "ruleIndex", "level", "message", "locations", "partialFingerprints"],
                        "properties": {
                            "level": {"enum": ["note", "warning", "error"]},
                            "message": TEXT,
                            "locations": {"type": "array", "minItems": 1, "maxItems": 10, "items": LOCATION},
                            "relatedLocations": {"type": "array", "items": LOCATION},
                            "partialFingerprints": {"type": "object", "required": ["primaryLocationLineHash"],
                                                    "properties": {"primaryLocationLineHash": {"pattern": "^[0-9a-f]{16}:\\d+$"}}},
                        },
                    }},
                },
            },
        },
    },
}

RULES = """use "standard"
list nobody = ["DE"]
list nobody = ["FR"]
model m {
  scores lead
  "Opens" +1 per email_opn
  "Opens" +1 per email_opn
}
"""
WARNED = """use "standard"
list nobody = ["DE"]
model m {
  scores lead
  "Opens" +1 per email_open
  "Opens" +1 per email_open
}
"""


UNTESTED = """record contact { country text  size number }
model m {
  scores contact
  "Near" +5 when country = "AT" or country = "DE"
  "Vast" +9 when size > 1000
}
test "Austrian" {
  contact c { country = "AT" }
  expect c.m.score = 5
}
"""


def sarif(command, folder, name, text, ask=("check", "--no-config")):
    (folder / name).write_text(text, encoding="utf-8")
    run = subprocess.run([command, *ask, name, "--format", "sarif"], cwd=folder, capture_output=True, text=True,
                         encoding="utf-8")
    document = json.loads(run.stdout)
    jsonschema.Draft7Validator(SCHEMA).validate(document)
    results = document["runs"][0]["results"]
    rules = document["runs"][0]["tool"]["driver"]["rules"]
    for result in results:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"], result
    return results


def fingerprints(results):
    return [result["partialFingerprints"]["primaryLocationLineHash"] for result in results]


def main():
    command = sys.argv[1]
    os.environ["LEADLINE_RULES_DIR"] = sys.argv[2]
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        errors = sarif(command, folder, "a file.lead", RULES)
        assert any("relatedLocations" in result for result in errors), errors
        assert any("fixes" in result for result in errors), errors
        assert errors[0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "a%20file.lead"

        before = sarif(command, folder, "rules.lead", WARNED)
        assert len(before) >= 3, before
        assert len(set(fingerprints(before))) == len(before), "each finding has its own fingerprint"
        moved = sarif(command, folder, "rules.lead", "# a comment\n\n" + WARNED.replace("model", "\n\nmodel"))
        assert fingerprints(moved) == fingerprints(before), "lines that move keep their fingerprints"
        changed = sarif(command, folder, "rules.lead", WARNED.replace("+1", "+2"))
        assert set(fingerprints(changed)) & set(fingerprints(before)) == {fingerprints(before)[0]}
        other = sarif(command, folder, "other.lead", WARNED)
        assert not set(fingerprints(other)) & set(fingerprints(before)), "another file, another finding"

        coverage = ("test", "--coverage")
        before = sarif(command, folder, "untested.lead", UNTESTED, coverage)
        assert {result["ruleId"] for result in before} == {"test/uncovered"} and len(before) >= 4, before
        assert len(set(fingerprints(before))) == len(before)
        moved = sarif(command, folder, "untested.lead", "\n# a comment\n" + UNTESTED, coverage)
        assert fingerprints(moved) == fingerprints(before)
        more = UNTESTED + 'test "nobody" {\n  contact c { country = "FR" }\n  expect c.m.score = 0\n}\n'
        tested = sarif(command, folder, "untested.lead", more, coverage)
        assert 0 < len(tested) < len(before), "a test more, a finding less"
        assert set(fingerprints(tested)) < set(fingerprints(before)), "what is left is what it was, also in the same line"


if __name__ == "__main__":
    main()
