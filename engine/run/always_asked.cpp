// SPDX-License-Identifier: Apache-2.0
#include "engine/run/always_asked.hpp"

namespace leadline {

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

}  // namespace leadline
