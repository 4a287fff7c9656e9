// SPDX-License-Identifier: Apache-2.0
#include "laws/outcome.hpp"

#include <algorithm>

namespace leadline::laws {

namespace {

using reference::RecordResult;
using reference::ReferenceResult;

std::string number(std::optional<std::int64_t> value) { return value ? std::to_string(*value) : "missing"; }

std::string words(const std::vector<std::string>& list) {
  std::string out;
  for (const std::string& word : list) out += (out.empty() ? "" : ", ") + word;
  return "[" + out + "]";
}

// Only what the columns have.
std::vector<std::string> column_lines(const Program& program, RecordKind kind, const RecordResult& record) {
  const std::string who = std::string(name_of(kind)) + " " + record.id + ": ";
  std::vector<std::string> lines;
  for (std::size_t m = 0; m < program.models.size(); ++m) {
    const Model& model = program.models[m];
    if (model.kind != kind) continue;
    const reference::ModelResult& result = record.models[m];
    std::string groups;
    for (std::size_t g = 0; g < model.groups.size(); ++g)
      groups += " " + model.groups[g].name + "=" + number(result.groups[g]);
    lines.push_back(who + model.name + ".score=" + number(result.score) + groups + " grade=" +
                    (result.grade < 0 ? "none" : model.grades[static_cast<std::size_t>(result.grade)].word));
  }
  for (std::size_t i = 0; i < program.thresholds.size(); ++i) {
    if (program.thresholds[i].kind != kind) continue;
    lines.push_back(who + program.thresholds[i].full_name + (record.holds[i] ? " holds" : "") +
                    (record.reached[i] ? " reached" : ""));
  }
  std::string place = "no process";
  if (record.process >= 0) {
    const Process& process = program.processes[static_cast<std::size_t>(record.process)];
    place = process.name +
            (record.stage < 0 ? " nowhere" : " " + process.stages[static_cast<std::size_t>(record.stage)].name);
  }
  lines.push_back(who + "stands in " + place + " since " + number(record.stage_since));
  return lines;
}

std::vector<std::string> story_lines(const Program& program, RecordKind kind, const RecordResult& record) {
  std::vector<std::string> lines = column_lines(program, kind, record);
  const std::string who = std::string(name_of(kind)) + " " + record.id + ": ";
  lines.push_back(who + "reached " + words(record.reached_names) + " cleared " + words(record.cleared_names));
  lines.push_back(who + "held " + words(record.held));
  std::string moves;
  for (const auto& [from, to] : record.moves) moves += " " + std::to_string(from) + ">" + std::to_string(to);
  lines.push_back(who + "moves" + moves);
  if (program.schema(kind).status >= 0) {
    lines.push_back(who + "status " + (record.status ? std::to_string(*record.status) : "missing"));
  }
  return lines;
}

template <class Lines>
std::vector<std::string> all_lines(const Program& program, const ReferenceResult& result, Lines lines_of) {
  std::vector<std::string> all;
  for (const RecordKind kind : kEvaluatedKinds) {
    if (!evaluated(program, kind)) continue;
    for (const RecordResult& record : result.records[static_cast<std::size_t>(kind)]) {
      const auto lines = lines_of(program, kind, record);
      all.insert(all.end(), lines.begin(), lines.end());
    }
  }
  return all;
}

}  // namespace

bool evaluated(const Program& program, RecordKind kind) {
  return std::any_of(program.models.begin(), program.models.end(),
                     [&](const Model& model) { return model.kind == kind; }) ||
         std::any_of(program.processes.begin(), program.processes.end(),
                     [&](const Process& process) { return process.kind == kind; });
}

std::vector<std::string> columns_of(const Program& program, const ReferenceResult& result) {
  return all_lines(program, result, column_lines);
}

std::vector<std::string> story_of(const Program& program, const ReferenceResult& result) {
  return all_lines(program, result, story_lines);
}

std::string difference(const std::string& left_name, const std::vector<std::string>& left,
                       const std::string& right_name, const std::vector<std::string>& right) {
  std::string out;
  int shown = 0;
  for (std::size_t i = 0; i < std::max(left.size(), right.size()) && shown < 12; ++i) {
    const std::string a = i < left.size() ? left[i] : "(nothing)";
    const std::string b = i < right.size() ? right[i] : "(nothing)";
    if (a == b) continue;
    out += left_name + "  " + a + "\n" + right_name + "  " + b + "\n";
    ++shown;
  }
  return out;
}

}  // namespace leadline::laws
