// SPDX-License-Identifier: Apache-2.0
// The same facts as explain_text.cpp, for programs.
#include "engine/explain/explain_json.hpp"

#include "engine/data/json_writer.hpp"
#include "engine/explain/explain_text.hpp"
#include "engine/explain/words.hpp"

namespace leadline::explaining {

namespace {

void add_facts(JsonWriter& json, const Facts& facts, ExprId condition) {
  json.key("facts").begin_array();
  for (const Fact& fact : facts.facts(condition)) {
    json.begin_object().key("what").text(fact.what).key("value").text(fact.value).end_object();
  }
  json.end_array();
}

void add_condition(JsonWriter& json, const Facts& facts, std::string_view key, ExprId condition) {
  json.key(key);
  condition == kNoExpr ? json.null() : json.text(facts.text(condition));
}

void add_line(JsonWriter& json, const Facts& facts, const LedgerLine& line) {
  const Program& program = facts.program();
  const Model& model = program.models[line.model];
  json.begin_object().key("what").text(name_of(line.kind)).key("group");
  line.group >= 0 ? json.text(model.groups[static_cast<std::size_t>(line.group)].name) : json.null();
  json.key("rule");
  line.rule >= 0 ? json.text(model.rules[static_cast<std::size_t>(line.rule)].label) : json.null();
  json.key("place").text(place_of(facts.sources(), program, line)).key("amount").number(line.amount);
  if (line.kind == LedgerLine::Kind::kRule) {
    const Rule& rule = model.rules[static_cast<std::size_t>(line.rule)];
    json.key("text")
        .text(rule.text)
        .key("holds")
        .yes_no(line.holds)
        .key("counted")
        .yes_no(line.counted)
        .key("points")
        .number(line.points);
    add_facts(json, facts, rule.condition);
    json.key("interactions").begin_array();
    for (const LedgerInteraction& interaction : line.interactions) {
      json.begin_object().key("kind").text(program.interactions[interaction.kind].name);
      json.key("at").time(facts.time_of(interaction)).key("attributes").text(facts.attributes_of(interaction));
      json.key("points").number(interaction.points).end_object();
    }
    json.end_array();
  }
  json.end_object();
}

// What stands of a model within an object; `only`: one of its groups, or -1 for all.
void add_model(JsonWriter& json, const Facts& facts, std::uint32_t m, std::int32_t only) {
  const Model& model = facts.program().models[m];
  const RecordLedger& ledger = facts.ledger();
  json.key("model").text(model.name).key("title").text(model.title).key("score").number(ledger.scores[m]).key("grade");
  ledger.grades[m] == 0 ? json.null() : json.text(model.grades[ledger.grades[m] - 1U].word);
  add_condition(json, facts, "grade_condition",
                ledger.grades[m] == 0 ? kNoExpr : model.grades[ledger.grades[m] - 1U].condition);
  add_condition(json, facts, "where", model.where);
  json.key("groups").begin_array();
  for (std::size_t g = 0; g < model.groups.size(); ++g) {
    if (only >= 0 && static_cast<std::size_t>(only) != g) continue;
    json.begin_object().key("group").text(model.groups[g].name).key("title").text(model.groups[g].title);
    json.key("points").number(ledger.groups[m].empty() ? kMissing64 : ledger.groups[m][g]).end_object();
  }
  json.end_array().key("ledger").begin_array();
  for (const LedgerLine& line : ledger.lines) {
    if (line.model == m && (only < 0 || line.group == only)) add_line(json, facts, line);
  }
  json.end_array();
}

void add_threshold(JsonWriter& json, const Facts& facts, std::uint32_t t) {
  const Threshold& threshold = facts.program().thresholds[t];
  const RecordLedger& ledger = facts.ledger();
  json.begin_object().key("threshold").text(threshold.full_name);
  json.key("holds").yes_no((ledger.thresholds[t] & kThresholdHoldsBit) != 0);
  json.key("reached").yes_no((ledger.thresholds[t] & kThresholdReachedBit) != 0);
  const std::int64_t score =
      threshold.model < 0 ? kMissing64 : ledger.scores[static_cast<std::size_t>(threshold.model)];
  json.key("at").number(threshold.at ? threshold.at->micros : kMissing64);
  json.key("to_go").number(
      threshold.at && score != kMissing64 && score < threshold.at->micros ? threshold.at->micros - score : kMissing64);
  json.key("why").text(threshold_text(facts, t)).end_object();
}

std::string_view name_of(TriedTransition::Outcome outcome) {
  switch (outcome) {
    case TriedTransition::Outcome::kFired:
      return "fired";
    case TriedTransition::Outcome::kNo:
      return "no";
    case TriedTransition::Outcome::kHeld:
      return "held";
    case TriedTransition::Outcome::kEntered:
      return "entered";
    case TriedTransition::Outcome::kRequire:
      return "require";
  }
  return {};
}

void add_process(JsonWriter& json, const Facts& facts) {
  const Program& program = facts.program();
  const RecordLedger& ledger = facts.ledger();
  json.key("process");
  if (ledger.process == 0) {
    json.null();
    return;
  }
  const Process& process = program.processes[ledger.process - 1U];
  json.begin_object().key("name").text(process.name).key("stage");
  ledger.stage == 0 ? json.null() : json.text(process.stages[ledger.stage - 1U].name);
  json.key("stage_since");
  ledger.stage_since == kMissing64 ? json.null() : json.time(ledger.stage_since);
  json.key("moves").begin_array();
  for (const auto& [from, to] : ledger.moves) {
    json.begin_object()
        .key("from")
        .text(process.stages[from].name)
        .key("to")
        .text(process.stages[to].name)
        .end_object();
  }
  json.end_array().key("held").begin_array();
  for (const std::string& held : ledger.held) json.text(held);
  json.end_array().key("tried").begin_array();
  for (const TriedTransition& tried : ledger.tried) {
    const Process& of = program.processes[tried.process];
    const Transition& transition = tried.any >= 0
                                       ? of.any[static_cast<std::size_t>(tried.any)].transitions[tried.transition]
                                       : of.stages[tried.from].transitions[tried.transition];
    json.begin_object()
        .key("transition")
        .text(transition.name)
        .key("from")
        .text(of.stages[tried.from].name)
        .key("to")
        .text(of.stages[transition.to].name);
    json.key("place").text(facts.sources().place(transition.span)).key("outcome").text(name_of(tried.outcome));
    json.key("why").text(outcome_text(facts, tried)).end_object();
  }
  json.end_array().end_object();
}

}  // namespace

void add_ledger(JsonWriter& json, const Facts& facts, std::uint32_t model, std::int32_t group) {
  const RecordLedger& ledger = facts.ledger();
  json.begin_object()
      .key("kind")
      .text(leadline::name_of(ledger.kind))
      .key("id")
      .text(facts.id(ledger.kind, ledger.row));
  add_model(json, facts, model, group);
  json.end_object();
}

std::string explain_json(const Facts& facts) {
  const Program& program = facts.program();
  const RecordLedger& ledger = facts.ledger();
  std::string out;
  JsonWriter json(out);
  json.begin_object().key("format_version").count(1).key("kind").text(leadline::name_of(ledger.kind));
  json.key("id").text(facts.id(ledger.kind, ledger.row)).key("as_of").time(facts.as_of()).key("models").begin_array();
  for (std::uint32_t m = 0; m < program.models.size(); ++m) {
    if (program.models[m].kind != ledger.kind) continue;
    json.begin_object();
    add_model(json, facts, m, -1);
    json.end_object();
  }
  json.end_array().key("thresholds").begin_array();
  for (std::uint32_t t = 0; t < program.thresholds.size(); ++t) {
    if (program.thresholds[t].kind == ledger.kind) add_threshold(json, facts, t);
  }
  json.end_array();
  add_process(json, facts);
  json.end_object();
  return out + '\n';
}

}  // namespace leadline::explaining
