# SPDX-License-Identifier: Apache-2.0
"""A model (model.py) as a Leadline rule file; records, interactions and process are those of base_model.lead.
Entry point: lead_text."""

import json
import pathlib

from model import BEHAVIOUR

BASE = pathlib.Path(__file__).resolve().parent.parent / "base_model.lead"


def _list(values):
    return "[" + ", ".join(json.dumps(value) for value in values) + "]"


def _within(rule):
    return "" if rule["days"] is None else f" within {rule['days']} days"


def _what(rule):
    kind = rule["kind"] or "interaction"
    return kind if rule["page"] is None else f"{kind} where page = {json.dumps(rule['page'])}"


def _body(rule):
    points = f"{rule['points']:+}"
    match rule["type"]:
        case "title":
            # Short words are asked for as words; in the generated titles that is the same.
            asked = [("word ", [word for word in rule["words"] if len(word) <= 3]),
                     ("", [word for word in rule["words"] if len(word) > 3])]
            return f"{points} when " + " or ".join(f"contact.job_title contains {how}any {_list(words)}"
                                                   for how, words in asked if words)
        case "among":
            owner = {"country": "contact.", "industry": "account.", "source": ""}[rule["field"]]
            return f"{points} when {owner}{rule['field']} in {_list(rule['values'])}"
        case "opted_in":
            return f"{points} when contact.opted_in"
        case "between":
            if rule["high"] is None:
                return f"{points} when account.employees >= {rule['low']}"
            return f"{points} when account.employees between {rule['low']} and {rule['high']}"
        case "revenue":
            return f"{points} when account.annual_revenue >= {rule['least']}"
        case "count":
            return f"{points} per {_what(rule)}{_within(rule)}, at most {rule['most']} points"
        case "any" | "none":
            quantity = "any" if rule["type"] == "any" else "no"
            return f"{points} when {quantity} {_what(rule)}{_within(rule)}"
        case "campaign":
            return f"{points} when any interaction where campaign = lead.campaign{_within(rule)}"
        case "fading":
            return f"{points} per {rule['kind']}, halving every {rule['half_life']} days"


def lead_text(model):
    """The text of a rule file."""
    base = BASE.read_text()
    begin, end = base.index("\nmodel ") + 1, base.index("\nprocess ") + 1
    lines = ["model m {", "  scores lead"]
    groups = [("fit", [rule for rule in model["rules"] if rule["type"] not in BEHAVIOUR]),
              ("engagement", [rule for rule in model["rules"] if rule["type"] in BEHAVIOUR])]
    number = 0
    for name, rules in groups:
        lines.append(f"  group {name} {{")
        for rule in rules:
            number += 1
            lines.append(f'    "Rule {number}" {_body(rule)}')
        lines.append("  }")
    for word, least in model["grades"]:
        lines.append(f'  grade "{word}" ' + ("otherwise" if least is None else f"when score >= {least}"))
    lines.append(f"  threshold teleprospect_ready at {model['tele']}")
    lines.append(f"  threshold sales_ready at {model['sales']}")
    lines.append("}\n\n")
    return base[:begin] + "\n".join(lines) + base[end:]
