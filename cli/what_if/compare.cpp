// SPDX-License-Identifier: Apache-2.0
// Ledgers before and after, in words and for programs.
#include "cli/what_if/compare.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "cli/as_of.hpp"
#include "cli/console.hpp"
#include "cli/score_rows.hpp"
#include "engine/data/json_writer.hpp"
#include "engine/program/dump_program.hpp"

namespace leadline::cli {

namespace {

std::string standing(std::uint8_t bits) {
  const bool reached = (bits & kThresholdReachedBit) != 0;
  const bool holds = (bits & kThresholdHoldsBit) != 0;
  if (reached) return holds ? "reached" : "reached earlier";
  return holds ? "holds" : "not reached";
}

std::string stage_of(const Program& program, const RecordLedger& ledger) {
  if (ledger.process == 0 || ledger.stage == 0) return "none";
  return program.processes[ledger.process - 1U].stages[ledger.stage - 1U].name;
}

std::string attributes_of(const Program& program, const SketchInteraction& one) {
  std::string text;
  for (const auto& [name, value] : one.attributes) {
    if (!value.missing)
      text += fmt::format("{}{} {}", text.empty() ? " with " : ", ", name, dump_value(program, value));
  }
  return text;
}

}  // namespace

std::vector<Difference> differences(const Program& program, const RecordLedger& before, const RecordLedger& after) {
  std::vector<Difference> all;
  const auto add = [&](std::string what, std::string was, std::string is) {
    if (was != is) all.push_back({std::move(what), std::move(was), std::move(is)});
  };
  for (std::uint32_t m = 0; m < program.models.size(); ++m) {
    const Model& model = program.models[m];
    if (model.kind != before.kind) continue;
    add(model.name + ".score", score_text(before.scores[m]), score_text(after.scores[m]));
    for (std::size_t g = 0; g < model.groups.size(); ++g) {
      add(model.name + '.' + model.groups[g].name, score_text(before.groups[m][g]), score_text(after.groups[m][g]));
    }
    const auto grade = [&](std::uint8_t place) {
      return place == 0 ? std::string("none") : model.grades[place - 1U].word;
    };
    add(model.name + ".grade", grade(before.grades[m]), grade(after.grades[m]));
  }
  for (std::size_t t = 0; t < program.thresholds.size(); ++t) {
    if (program.thresholds[t].kind != before.kind) continue;
    add(program.thresholds[t].full_name, standing(before.thresholds[t]), standing(after.thresholds[t]));
  }
  add("stage", stage_of(program, before), stage_of(program, after));
  return all;
}

std::vector<RuleDifference> rule_differences(const RecordLedger& before, const RecordLedger& after) {
  std::map<std::pair<std::uint32_t, std::uint32_t>, RuleDifference> all;
  const auto add = [&](const RecordLedger& ledger, std::int64_t RuleDifference::* where) {
    for (const LedgerLine& line : ledger.lines) {
      if (line.rule < 0) continue;
      const std::pair key{line.model, static_cast<std::uint32_t>(line.rule)};
      RuleDifference& one = all[key];
      one.model = key.first;
      one.rule = key.second;
      one.*where += line.amount;
    }
  };
  add(before, &RuleDifference::before);
  add(after, &RuleDifference::after);
  std::vector<RuleDifference> others;
  for (const auto& [key, one] : all) {
    if (one.before != one.after) others.push_back(one);
  }
  return others;
}

std::vector<std::string> alteration_words(const Program& program, const Alteration& alteration, const Scene* scene) {
  std::vector<std::string> words;
  for (const auto& [key, value] : alteration.fields) {
    std::string text = fmt::format("{}.{} = {}", name_of(key.first), key.second, dump_value(program, value));
    if (value.missing) text = fmt::format("{}.{} = missing", name_of(key.first), key.second);
    if (scene != nullptr) {
      const Value now = scene->field(key.first, key.second);
      text += fmt::format(" (it is {})", value_text(program, now));
    }
    words.push_back(std::move(text));
  }
  std::vector<std::pair<std::string, std::size_t>> counts;
  for (const SketchInteraction& one : alteration.interactions) {
    const std::string text = one.kind + attributes_of(program, one);
    const auto found =
        std::find_if(counts.begin(), counts.end(), [&](const auto& count) { return count.first == text; });
    if (found == counts.end()) {
      counts.emplace_back(text, 1);
    } else {
      ++found->second;
    }
  }
  for (const auto& [text, count] : counts) words.push_back(fmt::format("{} more {}", count, text));
  return words;
}

std::string what_if_text(const Facts& before, const RecordLedger& after, const Alteration& alteration,
                         const Scene& scene) {
  const Program& program = before.program();
  const RecordLedger& ledger = before.ledger();
  std::string out = fmt::format("{} {} as of {}, what if\n", name_of(ledger.kind), before.id(ledger.kind, ledger.row),
                                local_time(before.as_of(), program));
  for (const std::string& words : alteration_words(program, alteration, &scene)) out += "  " + words + '\n';
  const std::vector<Difference> others = differences(program, ledger, after);
  const std::vector<RuleDifference> rules = rule_differences(ledger, after);
  if (others.empty() && rules.empty()) return out + "\nnothing would be other\n";
  std::size_t width = 0;
  for (const Difference& one : others) width = std::max(width, one.what.size());
  if (!others.empty()) out += '\n';
  for (const Difference& one : others) {
    out += fmt::format("{:<{}}  {} → {}\n", one.what, width, one.before, one.after);
  }
  for (std::uint32_t m = 0; m < program.models.size(); ++m) {
    bool head = true;
    for (const RuleDifference& one : rules) {
      if (one.model != m) continue;
      if (head) out += fmt::format("\nrules of {} that count otherwise\n", program.models[m].name);
      head = false;
      const Rule& rule = program.models[m].rules[one.rule];
      out += fmt::format("{:>10}  {}: {} → {} ({})\n", signed_points(one.after - one.before), rule.label,
                         to_text(Decimal{one.before}), to_text(Decimal{one.after}), before.sources().place(rule.span));
    }
  }
  return out;
}

std::string what_if_json(const Facts& before, const RecordLedger& after, const Alteration& alteration,
                         const Scene& scene) {
  const Program& program = before.program();
  const RecordLedger& ledger = before.ledger();
  std::string out;
  JsonWriter json(out);
  json.begin_object().key("format_version").count(1).key("kind").text(name_of(ledger.kind));
  json.key("id").text(before.id(ledger.kind, ledger.row)).key("as_of").time(before.as_of());
  json.key("with").begin_array();
  for (const auto& [key, value] : alteration.fields) {
    json.begin_object().key("field").text(fmt::format("{}.{}", name_of(key.first), key.second));
    json.key("before").value(scene.field(key.first, key.second)).key("after").value(value).end_object();
  }
  for (const SketchInteraction& one : alteration.interactions) {
    json.begin_object().key("interaction").text(one.kind).key("attributes").begin_object();
    for (const auto& [name, value] : one.attributes) json.key(name).value(value);
    json.end_object().end_object();
  }
  json.end_array().key("differences").begin_array();
  for (const Difference& one : differences(program, ledger, after)) {
    json.begin_object().key("what").text(one.what).key("before").text(one.before).key("after").text(one.after);
    json.end_object();
  }
  json.end_array().key("rules").begin_array();
  for (const RuleDifference& one : rule_differences(ledger, after)) {
    const Model& model = program.models[one.model];
    json.begin_object().key("model").text(model.name).key("rule").text(model.rules[one.rule].label);
    json.key("place").text(before.sources().place(model.rules[one.rule].span));
    json.key("before").number(one.before).key("after").number(one.after).end_object();
  }
  json.end_array().end_object();
  return out + '\n';
}

}  // namespace leadline::cli
