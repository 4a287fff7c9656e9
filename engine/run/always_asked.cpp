// SPDX-License-Identifier: Apache-2.0
#include "engine/run/always_asked.hpp"

#include <algorithm>

namespace leadline {

bool is_evaluated(const Program& program, RecordKind kind) {
  const auto is_about = [&](const auto& one) { return one.kind == kind; };
  return std::any_of(program.models.begin(), program.models.end(), is_about) ||
         std::any_of(program.processes.begin(), program.processes.end(), is_about);
}

std::vector<NodeId> always_asked(const Plan& plan, RecordKind kind) {
  const Program& program = *plan.program;
  std::vector<NodeId> nodes;
  for (std::size_t id = 0; id < program.models.size(); ++id) {
    if (program.models[id].kind != kind) continue;
    nodes.push_back(plan.models[id].score);
    if (!program.models[id].grades.empty()) nodes.push_back(plan.models[id].grade);
  }
  for (std::size_t id = 0; id < program.thresholds.size(); ++id) {
    if (program.thresholds[id].kind == kind) nodes.push_back(plan.thresholds[id].holds);
  }
  for (std::size_t id = 0; id < program.always.size(); ++id) {
    const RunNodes::OfAlways& of = plan.run.always[id];
    if (program.always[id].kind == kind) nodes.push_back(of.premise == kNoNode ? of.condition : of.premise);
  }
  if (kind == RecordKind::kContact) nodes.insert(nodes.end(), plan.segments.begin(), plan.segments.end());
  if (const NodeId orphan = plan.orphans[static_cast<std::size_t>(kind)]; orphan != kNoNode) nodes.push_back(orphan);
  return nodes;
}

std::vector<NodeId> asked_of_all(const Plan& plan, RecordKind kind) {
  const Program& program = *plan.program;
  std::vector<NodeId> nodes;
  const auto add = [&](NodeId node) {
    if (node != kNoNode) nodes.push_back(node);
  };
  for (std::size_t id = 0; id < program.models.size(); ++id) {
    if (program.models[id].kind != kind) continue;
    const ModelNodes& model = plan.models[id];
    for (const NodeId node : {model.scored, model.score, model.grade}) add(node);
    for (const NodeId group : model.groups) add(group);
  }
  for (std::size_t id = 0; id < program.thresholds.size(); ++id) {
    if (program.thresholds[id].kind == kind) add(plan.thresholds[id].holds);
  }
  add(plan.orphans[static_cast<std::size_t>(kind)]);
  // Conditions of transitions that read the state are asked for record by record.
  const auto add_plain = [&](NodeId node) {
    if (plan.nodes[node].state == 0) add(node);
  };
  for (std::size_t id = 0; id < program.processes.size(); ++id) {
    if (program.processes[id].kind != kind) continue;
    const ProcessNodes& process = plan.processes[id];
    add_plain(process.where);
    for (const StageNodes& stage : process.stages) {
      for (const TransitionNodes& transition : stage.transitions) add_plain(transition.condition);
    }
    for (const auto& any : process.any) {
      for (const TransitionNodes& transition : any) add_plain(transition.condition);
    }
  }
  return nodes;
}

}  // namespace leadline
