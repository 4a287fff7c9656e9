// SPDX-License-Identifier: Apache-2.0
// Answers in words: what would be enough, and what it would set off.
#include "cli/what_if/why_not_text.hpp"

#include <fmt/format.h>

#include "cli/as_of.hpp"
#include "cli/console.hpp"
#include "cli/explain_text.hpp"
#include "cli/score_rows.hpp"
#include "cli/what_if/compare.hpp"
#include "engine/data/json_writer.hpp"

namespace leadline::cli {

namespace {

// `+20 Decision maker, +15 Student; spring.score 45 → 80`.
std::string effect_of(const Facts& facts, const RecordLedger& after) {
  const Program& program = facts.program();
  std::vector<std::string> rules;
  for (const RuleDifference& one : rule_differences(facts.ledger(), after)) {
    rules.push_back(
        fmt::format("{} {}", signed_points(one.after - one.before), program.models[one.model].rules[one.rule].label));
  }
  std::string text;
  for (const std::string& rule : rules) text += (text.empty() ? "" : ", ") + rule;
  for (std::uint32_t m = 0; m < program.models.size(); ++m) {
    const std::int64_t before = facts.ledger().scores[m];
    if (program.models[m].kind != facts.ledger().kind || before == after.scores[m]) continue;
    text += fmt::format("{}{}.score {} → {}", text.empty() ? "" : "; ", program.models[m].name, score_text(before),
                        score_text(after.scores[m]));
  }
  return text;
}

// Where the record stands.
std::string standing_of(const Facts& facts, const WhyNotGoal& goal) {
  if (!goal.is_grade) return threshold_text(facts, goal.threshold);
  const Model& model = facts.program().models[goal.model];
  const std::uint8_t grade = facts.ledger().grades[goal.model];
  std::string text =
      grade == 0 ? std::string("it has none") : fmt::format("it has \"{}\"", model.grades[grade - 1U].word);
  text += fmt::format("; `{}` does not hold", facts.text(goal.condition));
  const std::string read = facts.sentence(goal.condition);
  return read.empty() ? text : fmt::format("{} ({})", text, read);
}

void add_way(std::string& out, const Facts& facts, const WhyNotWay& way, const Scene& scene, bool first_of_many) {
  const std::vector<std::string> words = alteration_words(facts.program(), way.alteration, &scene);
  for (std::size_t i = 0; i < words.size(); ++i) {
    out += fmt::format("  {} {}\n", i != 0 ? " and" : first_of_many ? " - " : "   ", words[i]);
  }
  const std::string effect = effect_of(facts, way.ledger);
  if (!effect.empty()) out += fmt::format("        {}\n", effect);
}

}  // namespace

std::string why_not_text(const Facts& facts, const std::vector<WhyNotAnswer>& answers, const Scene& scene) {
  const RecordLedger& ledger = facts.ledger();
  std::string out = fmt::format("{} {} as of {}: what is missing\n", name_of(ledger.kind),
                                facts.id(ledger.kind, ledger.row), local_time(facts.as_of(), facts.program()));
  if (answers.empty()) return out + "\nnothing: every threshold holds, and the grade is the highest\n";
  for (const WhyNotAnswer& answer : answers) {
    out += fmt::format("\n{}: {}\n", answer.goal.name, standing_of(facts, answer.goal));
    if (!answer.ways.empty()) {
      const std::string count = counted(answer.changes, "change");
      out += answer.ways.size() == 1 ? fmt::format("  {} would be enough\n", count)
                                     : fmt::format("  each of these would be enough, {}\n", count);
      for (const WhyNotWay& way : answer.ways) add_way(out, facts, way, scene, answer.ways.size() > 1);
    } else if (answer.nearest) {
      out += "  nothing was found that is enough; this leads furthest\n";
      add_way(out, facts, *answer.nearest, scene, false);
    } else {
      out += "  nothing was found that helps\n";
    }
  }
  return out;
}

std::string why_not_json(const Facts& facts, const std::vector<WhyNotAnswer>& answers, const Scene& scene) {
  const Program& program = facts.program();
  const RecordLedger& ledger = facts.ledger();
  std::string out;
  JsonWriter json(out);
  const auto add_alteration = [&](const WhyNotWay& way) {
    json.begin_object().key("changes").begin_array();
    for (const auto& [key, value] : way.alteration.fields) {
      json.begin_object().key("field").text(fmt::format("{}.{}", name_of(key.first), key.second));
      json.key("before").value(scene.field(key.first, key.second)).key("after").value(value).end_object();
    }
    for (const SketchInteraction& one : way.alteration.interactions) {
      json.begin_object().key("interaction").text(one.kind).key("at").time(one.at);
      json.key("attributes").begin_object();
      for (const auto& [name, value] : one.attributes) json.key(name).value(value);
      json.end_object().end_object();
    }
    json.end_array().key("rules").begin_array();
    for (const RuleDifference& one : rule_differences(ledger, way.ledger)) {
      const Model& model = program.models[one.model];
      json.begin_object().key("model").text(model.name).key("rule").text(model.rules[one.rule].label);
      json.key("before").number(one.before).key("after").number(one.after).end_object();
    }
    json.end_array().key("scores").begin_array();
    for (std::uint32_t m = 0; m < program.models.size(); ++m) {
      if (program.models[m].kind != ledger.kind) continue;
      json.begin_object().key("model").text(program.models[m].name).key("before").number(ledger.scores[m]);
      json.key("after").number(way.ledger.scores[m]).end_object();
    }
    json.end_array().end_object();
  };
  json.begin_object().key("format_version").count(1).key("kind").text(name_of(ledger.kind));
  json.key("id").text(facts.id(ledger.kind, ledger.row)).key("as_of").time(facts.as_of());
  json.key("missing").begin_array();
  for (const WhyNotAnswer& answer : answers) {
    json.begin_object().key("goal").text(answer.goal.name).key("stands").text(standing_of(facts, answer.goal));
    json.key("changes").count(answer.changes).key("ways").begin_array();
    for (const WhyNotWay& way : answer.ways) add_alteration(way);
    json.end_array().key("furthest");
    if (answer.nearest) {
      add_alteration(*answer.nearest);
    } else {
      json.null();
    }
    json.end_object();
  }
  json.end_array().end_object();
  return out + '\n';
}

}  // namespace leadline::cli
