// SPDX-License-Identifier: Apache-2.0
#include "engine/data/stage_check.hpp"

#include <algorithm>
#include <vector>

#include "engine/program/nearest.hpp"

namespace leadline {

namespace {

std::string with_nearest(const std::string& reason, std::string_view name, const std::vector<std::string>& candidates) {
  const std::string near = checking::nearest(name, candidates);
  return near.empty() ? reason : reason + "; did you mean `" + near + "`?";
}

}  // namespace

StageProblem stage_problem(const Program& program, RecordKind kind, std::string_view process, std::string_view stage) {
  std::vector<const Process*> processes;
  for (const Process& one : program.processes) {
    if (one.kind == kind) processes.push_back(&one);
  }
  if (processes.empty()) return {};
  if (!process.empty()) {
    std::vector<std::string> names;
    const Process* found = nullptr;
    for (const Process* one : processes) {
      names.push_back(one->name);
      if (one->name == process) found = one;
    }
    if (found == nullptr) {
      return {true, with_nearest("there is no process `" + std::string(process) + "`", process, names)};
    }
    processes = {found};
  }
  if (stage.empty()) return {};
  stage = present_stage(program, kind, process, stage);
  std::vector<std::string> stages;
  for (const Process* one : processes) {
    for (const Stage& known : one->stages) {
      if (known.name == stage) return {};
      stages.push_back(known.name);
    }
  }
  const std::string reason = process.empty()
                                 ? "no process has a stage `" + std::string(stage) + "`"
                                 : "process `" + std::string(process) + "` has no stage `" + std::string(stage) + "`";
  return {false, with_nearest(reason, stage, stages)};
}

std::string_view present_stage(const Program& program, RecordKind kind, std::string_view process,
                               std::string_view stage) {
  std::string_view renamed;
  for (const Process& one : program.processes) {
    if (one.kind != kind || (!process.empty() && one.name != process)) continue;
    if (one.find(stage) >= 0) return stage;
    for (const auto& [old, now] : one.was) {
      if (old == stage && renamed.empty()) renamed = one.stages[now].name;
    }
  }
  return renamed.empty() ? stage : renamed;
}

std::string present_transition(const Program& program, RecordKind kind, std::string_view process,
                               std::string_view transition) {
  const std::size_t arrow = transition.find("->");
  if (arrow == std::string_view::npos) return std::string(transition);
  const std::size_t to = arrow + 2;
  const std::size_t end = std::min(transition.find('#', to), transition.size());
  std::string now(present_stage(program, kind, process, transition.substr(0, arrow)));
  now += "->";
  now += present_stage(program, kind, process, transition.substr(to, end - to));
  now += transition.substr(end);
  return now;
}

}  // namespace leadline
