// SPDX-License-Identifier: Apache-2.0
// Sentences about counts.
#include "editor/hit_words.hpp"

#include "engine/explain/words.hpp"

namespace leadline::editor {

namespace {

// `3 of 12 leads (25.0 %)`.
std::string part_of(std::uint64_t part, std::uint64_t whole, RecordKind kind) {
  const auto tenths = static_cast<std::uint64_t>(divide_rounded(Int128{part} * 1000, Int128{whole}));
  return explaining::grouped(part) + " of " + explaining::counted(whole, name_of(kind), plural_of(kind)) + " (" +
         std::to_string(tenths / 10) + '.' + std::to_string(tenths % 10) + " %)";
}

std::string nobody(RecordKind kind) { return "no " + std::string(name_of(kind)) + " is scored"; }

}  // namespace

std::string rule_hit_words(const Program& program, const CountedData& data, std::size_t model, std::size_t rule) {
  if (model >= data.hits.models.size() || rule >= data.hits.models[model].rules.size()) return "";
  const analysis::ModelHits& of = data.hits.models[model];
  const analysis::RuleHits& hits = of.rules[rule];
  if (of.scored == 0) return "in the data: " + nobody(program.models[model].kind);
  std::string out = "in the data: points to " + part_of(hits.records, of.scored, program.models[model].kind);
  if (hits.records != 0)
    out += ", " + explaining::signed_points(analysis::average_points(hits.points, hits.records).micros) + " on average";
  return out;
}

std::string model_hit_words(const Program& program, const CountedData& data, std::size_t model) {
  if (!data.problem.empty()) return "the data were not scored: " + data.problem;
  if (model >= data.hits.models.size()) return "";
  const Model& about = program.models[model];
  const analysis::ModelHits& hits = data.hits.models[model];
  std::string out = "in the data, as of " + explaining::local_time(data.as_of, program) + ": ";
  if (hits.scored == 0) return out + nobody(about.kind);
  out += explaining::counted(hits.scored, name_of(about.kind), plural_of(about.kind)) + " scored, " +
         to_text(analysis::average_points(hits.points, hits.scored)) + " points on average";
  if (about.grades.empty()) return out;
  std::vector<std::string> grades;
  for (std::size_t g = 0; g < hits.grades.size(); ++g) {
    const bool none = g == about.grades.size();
    if (none && hits.grades[g] == 0) continue;
    grades.push_back((none ? "none" : "\"" + about.grades[g].word + "\"") + " " + explaining::grouped(hits.grades[g]));
  }
  return out + "; grades " + explaining::joined(grades);
}

std::string grade_hit_words(const Program& program, const CountedData& data, std::size_t model, std::size_t grade) {
  if (model >= data.hits.models.size()) return "";
  const analysis::ModelHits& hits = data.hits.models[model];
  if (hits.scored == 0) return "in the data: " + nobody(program.models[model].kind);
  if (grade >= hits.grades.size()) return "";
  return "in the data: given to " + part_of(hits.grades[grade], hits.scored, program.models[model].kind);
}

std::string threshold_hit_words(const Program& program, const CountedData& data, std::size_t threshold) {
  if (threshold >= data.hits.thresholds.size()) return "";
  const auto [records, of] = data.hits.thresholds[threshold];
  if (of == 0) return "";
  return "in the data: reached by " + part_of(records, of, program.thresholds[threshold].kind);
}

}  // namespace leadline::editor
