// SPDX-License-Identifier: Apache-2.0
#include "engine/run/rest_conditions.hpp"

#include <algorithm>

#include "engine/graph/node_table.hpp"
#include "engine/run/run_stages.hpp"

namespace leadline {
namespace {

// Goes from a question to the conditions that decide it.
class Search {
 public:
  Search(const Plan& plan, RecordKind kind, const std::function<bool(NodeId)>& known)
      : plan_(plan), kind_(kind), known_(known), moves_(moving_nodes(plan)) {}

  // False: something decides that is neither a condition nor the record's own.
  [[nodiscard]] bool add(NodeId id, std::vector<NodeId>& conditions) const {
    const Node& node = plan_.nodes[id];
    const bool constant = node.grain == kConstantGrain;
    if (constant && !moves_[id]) return true;
    if (!constant && node.grain != grain_of(kind_)) return false;
    if (node.lane == Lane::kFlag && (constant || known_(id))) {
      if (std::find(conditions.begin(), conditions.end(), id) == conditions.end()) conditions.push_back(id);
      return true;
    }
    if (is_own(node)) return true;
    // Of constants only sums: nobody is told when another one has changed with the present.
    const bool follows =
        constant ? node.op == NodeOp::kAdd || node.op == NodeOp::kSubtract : follows_from_children(node.op);
    return follows &&
           std::all_of(node.children.begin(), node.children.end(), [&](NodeId one) { return add(one, conditions); });
  }

 private:
  // The present, a field of the record or a part of its state; of a text, what follows from its code.
  [[nodiscard]] bool is_own(const Node& node) const {
    switch (node.op) {
      case NodeOp::kNow:
      case NodeOp::kNumberColumn:
      case NodeOp::kFlagColumn:
      case NodeOp::kStageSince:
      case NodeOp::kStageIs:
      case NodeOp::kReached:
        return true;
      case NodeOp::kGather:
        return plan_.links[node.link].op == LinkOp::kCode && !plan_.grains[plan_.links[node.link].to].of_interaction &&
               !moves_[node.children[0]];
      default:
        return false;
    }
  }

  const Plan& plan_;
  RecordKind kind_;
  const std::function<bool(NodeId)>& known_;
  std::vector<bool> moves_;  // [node]: with the present, or with a submission
};

}  // namespace

RestConditions::RestConditions(const Plan& plan, RecordKind kind, const std::function<bool(NodeId)>& known) {
  const Program& program = *plan.program;
  const Search search(plan, kind, known);
  const auto add = [&](Place& place, NodeId node) {
    place.complete = place.complete && search.add(node, place.conditions) && place.conditions.size() <= kMost;
  };
  Place anywhere;
  if (const NodeId orphan = plan.orphans[static_cast<std::size_t>(kind)]; orphan != kNoNode) add(anywhere, orphan);
  for (std::size_t id = 0; id < program.thresholds.size(); ++id) {
    const Threshold& threshold = program.thresholds[id];
    if (threshold.kind != kind) continue;
    add(anywhere, plan.thresholds[id].holds);
    if (threshold.model >= 0) add(anywhere, plan.models[static_cast<std::size_t>(threshold.model)].scored);
  }
  places_.push_back(anywhere);
  for (std::size_t id = 0; id < program.processes.size(); ++id) {
    const Process& process = program.processes[id];
    const ProcessNodes& nodes = plan.processes[id];
    first_.push_back(static_cast<std::uint32_t>(places_.size()));
    for (std::size_t stage = 0; stage < process.stages.size() && process.kind == kind; ++stage) {
      Place place = anywhere;
      for (const TransitionNodes& transition : nodes.stages[stage].transitions) add(place, transition.condition);
      for (std::size_t any = 0; any < process.any.size(); ++any) {
        if (!process.any[any].from[stage]) continue;
        for (const TransitionNodes& transition : nodes.any[any]) add(place, transition.condition);
      }
      places_.push_back(std::move(place));
    }
  }
}

}  // namespace leadline
