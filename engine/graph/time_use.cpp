// SPDX-License-Identifier: Apache-2.0
#include "engine/graph/time_use.hpp"

#include <algorithm>

namespace leadline {
namespace {

bool linear(NodeOp op) {
  return op == NodeOp::kAdd || op == NodeOp::kSubtract || op == NodeOp::kGather || op == NodeOp::kNegate ||
         op == NodeOp::kEither || op == NodeOp::kNullOf;
}

// The slope of a node whose operation keeps slopes, or nothing that fits.
bool slope_of(const Node& node, const std::vector<TimeUse>& uses, std::int8_t& slope) {
  const auto of = [&](std::size_t child) { return int{uses[node.children[child]].slope}; };
  int sum = 0;
  switch (node.op) {
    case NodeOp::kAdd:
      sum = of(0) + of(1);
      break;
    case NodeOp::kSubtract:
      sum = of(0) - of(1);
      break;
    case NodeOp::kNegate:
      sum = -of(0);
      break;
    case NodeOp::kEither:
      if (of(0) != of(1)) return false;
      sum = of(0);
      break;
    default:
      sum = of(0);
      break;
  }
  if (sum < -1 || sum > 1) return false;
  slope = static_cast<std::int8_t>(sum);
  return true;
}

// Of the constants among what is read, those that meet, and those that they read.
std::vector<NodeId> switches_of(const Plan& plan, const std::vector<TimeUse>& uses, const std::vector<NodeId>& inputs) {
  std::vector<NodeId> switches;
  for (const NodeId input : inputs) {
    if (plan.nodes[input].grain != kConstantGrain) continue;
    if (uses[input].meets) switches.push_back(input);
    switches.insert(switches.end(), uses[input].switches.begin(), uses[input].switches.end());
  }
  std::sort(switches.begin(), switches.end());
  switches.erase(std::unique(switches.begin(), switches.end()), switches.end());
  return switches;
}

}  // namespace

std::vector<TimeUse> time_uses(const Plan& plan) {
  std::vector<TimeUse> uses(plan.nodes.size());
  for (NodeId id = 0; id < plan.nodes.size(); ++id) {
    const Node& node = plan.nodes[id];
    TimeUse& use = uses[id];
    if (node.op == NodeOp::kNow) {
      use.slope = 1;
      continue;
    }
    if (node.op == NodeOp::kWorked) {
      use.restless = true;
      continue;
    }
    const std::vector<NodeId> inputs = reads_of(plan, node);
    const auto sloped = [&](NodeId child) { return uses[child].slope != 0; };
    // What is computed for each row says itself that it is restless; constants are only read.
    const auto restless = [&](NodeId child) {
      return uses[child].restless && plan.nodes[child].grain == kConstantGrain;
    };
    use.restless = std::any_of(inputs.begin(), inputs.end(), restless);
    use.switches = switches_of(plan, uses, inputs);
    if (std::none_of(inputs.begin(), inputs.end(), sloped)) continue;
    if (node.op == NodeOp::kCompareNumber) {
      const int apart = int{uses[node.children[0]].slope} - int{uses[node.children[1]].slope};
      use.meets = apart == 1 || apart == -1;
      use.restless = use.restless || apart > 1 || apart < -1;
    } else if (node.op == NodeOp::kPresent) {
      continue;  // whether there is a value, time does not change
    } else if (node.op != NodeOp::kAggregate && linear(node.op) && slope_of(node, uses, use.slope)) {
      continue;
    } else {
      use.restless = true;
    }
  }
  return uses;
}

}  // namespace leadline
