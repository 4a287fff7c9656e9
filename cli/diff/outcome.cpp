// SPDX-License-Identifier: Apache-2.0
// Values of one record, side by side.
#include "cli/diff/outcome.hpp"

#include <algorithm>

#include "cli/score_rows.hpp"

namespace leadline::cli {

namespace {

std::string or_none(const std::string& text) { return text.empty() ? "none" : '"' + text + '"'; }

}  // namespace

std::string_view Scored::id(RecordKind kind, std::uint32_t row) const {
  const Column& ids = data.table(kind).columns[static_cast<std::size_t>(program.schema(kind).id)];
  return (*ids.dictionary)[ids.codes[row]];
}

std::int32_t Scored::model(std::string_view name) const {
  for (std::size_t m = 0; m < program.models.size(); ++m) {
    if (program.models[m].name == name) return static_cast<std::int32_t>(m);
  }
  return -1;
}

std::int32_t Scored::threshold(std::string_view full_name) const {
  for (std::size_t t = 0; t < program.thresholds.size(); ++t) {
    if (program.thresholds[t].full_name == full_name) return static_cast<std::int32_t>(t);
  }
  return -1;
}

std::string Scored::grade(std::uint32_t model, std::uint32_t row) const {
  const ModelScores& scores = result.models[model];
  if (row >= scores.grade.size() || scores.grade[row] == 0 || scores.score[row] == kMissing64) return {};
  return program.models[model].grades[scores.grade[row] - 1U].word;
}

bool Scored::reached(std::uint32_t threshold, std::uint32_t row) const {
  const auto& bits = result.records[static_cast<std::size_t>(program.thresholds[threshold].kind)].thresholds;
  return threshold < bits.size() && row < bits[threshold].size() && bits[threshold][row] != 0;
}

std::string Scored::stage(RecordKind kind, std::uint32_t row) const {
  const RecordScores& scores = result.records[static_cast<std::size_t>(kind)];
  if (row >= scores.stage.size() || scores.stage[row] == 0) return {};
  return program.processes[scores.process[row] - 1U].stages[scores.stage[row] - 1U].name;
}

SharedParts::SharedParts(const Program& before, const Program& after) {
  for (std::uint32_t a = 0; a < after.models.size(); ++a) {
    for (std::uint32_t b = 0; b < before.models.size(); ++b) {
      const bool same = before.models[b].name == after.models[a].name && before.models[b].kind == after.models[a].kind;
      if (same) models.emplace_back(b, a);
    }
  }
  for (std::uint32_t a = 0; a < after.thresholds.size(); ++a) {
    for (std::uint32_t b = 0; b < before.thresholds.size(); ++b) {
      const bool same = before.thresholds[b].full_name == after.thresholds[a].full_name &&
                        before.thresholds[b].kind == after.thresholds[a].kind;
      if (same) thresholds.emplace_back(b, a);
    }
  }
}

std::vector<ValueChange> changes_of(const SharedParts& parts, const Scored& before, std::uint32_t old_row,
                                    const Scored& after, std::uint32_t new_row, RecordKind kind) {
  std::vector<ValueChange> changes;
  const auto note = [&](ValueChange::Kind what_kind, std::string what, std::string was, std::string is) {
    if (was != is) changes.push_back({what_kind, std::move(what), std::move(was), std::move(is)});
  };
  for (const auto& [b, a] : parts.models) {
    const Model& model = after.program.models[a];
    if (model.kind != kind) continue;
    note(ValueChange::Kind::kScore, model.name + ".score", score_text(before.score(b, old_row)),
         score_text(after.score(a, new_row)));
    note(ValueChange::Kind::kGrade, model.name + ".grade", or_none(before.grade(b, old_row)),
         or_none(after.grade(a, new_row)));
    const std::vector<Group>& old_groups = before.program.models[b].groups;
    for (std::size_t g = 0; g < model.groups.size(); ++g) {
      const auto found = std::find_if(old_groups.begin(), old_groups.end(),
                                      [&](const Group& group) { return group.name == model.groups[g].name; });
      if (found == old_groups.end()) continue;
      const auto old_group = static_cast<std::size_t>(found - old_groups.begin());
      note(ValueChange::Kind::kGroup, model.name + '.' + model.groups[g].name,
           score_text(before.result.models[b].groups[old_group][old_row]),
           score_text(after.result.models[a].groups[g][new_row]));
    }
  }
  for (const auto& [b, a] : parts.thresholds) {
    if (after.program.thresholds[a].kind != kind) continue;
    note(ValueChange::Kind::kThreshold, after.program.thresholds[a].full_name,
         before.reached(b, old_row) ? "yes" : "no", after.reached(a, new_row) ? "yes" : "no");
  }
  note(ValueChange::Kind::kStage, "stage", or_none(before.stage(kind, old_row)), or_none(after.stage(kind, new_row)));
  return changes;
}

}  // namespace leadline::cli
