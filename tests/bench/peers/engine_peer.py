# SPDX-License-Identifier: Apache-2.0
"""Rule engines with a Python package that score one lead at a time, everything having been counted for it before.

    engine_peer.py zen|clips MODEL.json FACTS.ndjson
"""

import csv
import json
import pathlib
import sys

import model as models
from serve import serve


def zen_terms(model):
    """The rules as terms of a sum in ZEN's expression language."""
    counters, fadings = models.counters(model), models.fadings(model)
    for rule in model["rules"]:
        points = rule["points"] * 1000
        name = counters.get((rule.get("kind"), rule.get("page"), rule.get("days")))
        match rule["type"]:
            case "title":
                condition = " or ".join(f"contains(title, {json.dumps(word)})" for word in rule["words"])
            case "among":
                condition = f"{rule['field']} in {json.dumps(rule['values'])}"
            case "opted_in":
                condition = "opted_in"
            case "between":
                condition = f"employees >= {rule['low']}"
                if rule["high"] is not None:
                    condition += f" and employees <= {rule['high']}"
            case "revenue":
                condition = f"annual_revenue >= {rule['least']}"
            case "any":
                condition = f"{name} > 0"
            case "none":
                condition = f"{name} == 0"
            case "campaign":
                condition = f"campaign_{rule['days']}"
            case "count":
                yield f"min([{name} * {points}, {rule['most'] * 1000}])"
                continue
            case "fading":
                yield fadings[(rule["kind"], rule["points"], rule["half_life"])]
                continue
        yield f"(({condition}) ? {points} : 0)"


def zen_engine(model, _):
    import importlib.metadata

    import zen

    def place(name, x, **more):
        return {"id": name, "name": name, "position": {"x": x, "y": 0}} | more

    content = {"contentType": "application/vnd.gorules.decision", "nodes": [
        place("facts", 0, type="inputNode"),
        place("rules", 1, type="expressionNode", content={"expressions": [
            {"id": "score", "key": "score", "value": " + ".join(zen_terms(model))}]}),
        place("answer", 2, type="outputNode")],
        "edges": [{"id": "a", "sourceId": "facts", "targetId": "rules", "type": "edge"},
                  {"id": "b", "sourceId": "rules", "targetId": "answer", "type": "edge"}]}
    decision = zen.ZenEngine().create_decision(json.dumps(content))
    return lambda facts: decision.evaluate(facts)["result"]["score"], importlib.metadata.version("zen-engine")


def clips_rules(model, facts):
    """A template for the facts, and one rule a rule; each adds to a global."""
    counters, fadings = models.counters(model), models.fadings(model)
    lines = ["(defglobal ?*score* = 0)",
             "(deftemplate lead " + " ".join(f"(slot {name})" for name in facts) + ")"]

    def texts(values):
        return "|".join(json.dumps(value) for value in values)

    for number, rule in enumerate(model["rules"]):
        points = rule["points"] * 1000
        name = counters.get((rule.get("kind"), rule.get("page"), rule.get("days")))
        match rule["type"]:
            case "title":
                asked = " ".join(f"(str-index {json.dumps(word)} ?t)" for word in rule["words"])
                condition = f"(title ?t&:(or {asked} FALSE))"
            case "among":
                condition = f"({rule['field']} {texts(rule['values'])})"
            case "opted_in":
                condition = "(opted_in TRUE)"
            case "between":
                end = "" if rule["high"] is None else f"&:(<= ?e {rule['high']})"
                condition = f"(employees ?e&:(>= ?e {rule['low']}){end})"
            case "revenue":
                condition = f"(annual_revenue ?r&:(>= ?r {rule['least']}))"
            case "any":
                condition = f"({name} ?n&:(> ?n 0))"
            case "none":
                condition = f"({name} 0)"
            case "campaign":
                condition = f"(campaign_{rule['days']} TRUE)"
            case "count":
                condition = f"({name} ?n&:(> ?n 0))"
                points = f"(min {rule['most'] * 1000} (* ?n {points}))"
            case "fading":
                condition = f"({fadings[(rule['kind'], rule['points'], rule['half_life'])]} ?n&:(> ?n 0))"
                points = "?n"
        lines.append(f"(defrule rule-{number} (lead {condition}) => (bind ?*score* (+ ?*score* {points})))")
    return lines


def clips_engine(model, example):
    import clips

    environment = clips.Environment()
    for line in clips_rules(model, example):
        environment.build(line)
    template = environment.find_template("lead")
    total = environment.find_global("score")
    as_symbol = {True: clips.Symbol("TRUE"), False: clips.Symbol("FALSE")}

    def score(facts):
        total.value = 0
        fact = template.assert_fact(**{name: as_symbol[value] if isinstance(value, bool) else value
                                       for name, value in facts.items()})
        environment.run()
        fact.retract()
        return total.value

    return score, clips.__version__ if hasattr(clips, "__version__") else "clipspy"


def main():
    name, model_file, facts_file = sys.argv[1:]
    model = json.loads(pathlib.Path(model_file).read_text())
    leads = [json.loads(line) for line in pathlib.Path(facts_file).read_text().splitlines()]
    score, version = {"zen": zen_engine, "clips": clips_engine}[name](model, leads[0])
    scores = [None] * len(leads)

    def run():
        for i, facts in enumerate(leads):
            if facts["has_contact"] or facts["has_account"]:
                scores[i] = score(facts)

    def write(path):
        with open(path, "w", newline="") as file:
            out = csv.writer(file, lineterminator="\n")
            out.writerow(["id", "score"])
            out.writerows([facts["id"], "" if points is None else points / 1000]
                          for facts, points in zip(leads, scores))

    serve(run, write, version)


if __name__ == "__main__":
    main()
