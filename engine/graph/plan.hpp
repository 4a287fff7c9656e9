// SPDX-License-Identifier: Apache-2.0
// The frozen evaluation graph: nodes in an order in which each stands behind what it reads, the stages in which they
// run, and which node says what about the program. Entry point: make_plan. A plan never changes; any number of
// evaluations may share it.
#pragma once
#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engine/graph/node.hpp"
#include "engine/program/program.hpp"

namespace leadline {

/// Nodes of one grain that run over its rows together. What they read of other grains was computed by earlier stages.
struct PlanStage {
  GrainId grain = 0;
  std::vector<NodeId> nodes;
};

/// A rule as seen from the scored record.
struct RuleNodes {
  NodeId raw = kNoNode;  // points before the bounds
  NodeId holds = kNoNode;
  NodeId bounded = kNoNode;    // points after the bounds
  NodeId counted = kNoNode;    // the same, 0 where its block counts another rule
  std::vector<NodeId> traced;  // the nodes whose interactions stand behind it
};

struct ModelNodes {
  NodeId where = kNoNode;
  NodeId plain = kNoNode;          // points: ungrouped blocks and groups, summed
  NodeId before_bounds = kNoNode;  // number: the score before the model's bounds
  NodeId raw = kNoNode;            // number: after the bounds, whoever is scored
  NodeId scored = kNoNode;
  NodeId score = kNoNode;  // missing where not scored
  NodeId grade = kNoNode;
  std::vector<NodeId> group_points;  // points before the group's bounds
  std::vector<NodeId> groups_raw;
  std::vector<NodeId> groups;
  std::vector<RuleNodes> rules;
};

struct ThresholdNodes {
  NodeId condition = kNoNode;
  NodeId holds = kNoNode;  // and its model scores the record
};

struct RequireNodes {
  std::vector<NodeId> wanted;  // flags: all must be yes
  std::vector<std::string> names;
  bool to_enter = false;
};

struct ResetNodes {
  NodeId condition = kNoNode;  // kNoNode: always
  std::vector<std::uint32_t> thresholds;
  /// `first of { … }`: one of these, the first whose condition holds; then `thresholds` is empty.
  std::vector<ResetNodes> choices;
};

struct TransitionNodes {
  NodeId condition = kNoNode;
  std::uint32_t to = 0;
  std::vector<ResetNodes> resets;
};

struct StageNodes {
  std::vector<RequireNodes> requires_;
  std::vector<TransitionNodes> transitions;
  std::vector<ResetNodes> on_enter;
  std::vector<ResetNodes> on_exit;
};

struct ProcessNodes {
  NodeId where = kNoNode;
  std::vector<StageNodes> stages;
  std::vector<std::vector<TransitionNodes>> any;
};

/// What a test expects, at the grain of tests.
struct ExpectNodes {
  NodeId condition = kNoNode;
  std::vector<std::pair<ExprId, NodeId>> values;  // the parts that a failure shows, in written order
};

/// Read-only once it is made.
struct Plan {
  const Program* program = nullptr;
  std::vector<Node> nodes;    // children before parents
  std::vector<Grain> grains;  // [0] constant, [1 + kind] records, then pool, then interactions, then the others
  std::vector<Link> links;
  std::vector<Aggregate> aggregates;
  std::vector<PlanStage> stages;  // nodes at grains of pairs and constants are in none

  std::vector<ModelNodes> models;
  std::vector<ThresholdNodes> thresholds;
  std::vector<NodeId> segments;  // flags at the grain of contacts
  std::vector<ProcessNodes> processes;
  std::array<NodeId, kRecordKinds> orphans{kNoNode, kNoNode, kNoNode, kNoNode, kNoNode};
  std::vector<std::vector<ExpectNodes>> tests;  // [test][line], where they were asked for
};

struct PlanOptions {
  bool tests = false;  // also what the program's tests expect
};

[[nodiscard]] constexpr GrainId grain_of(RecordKind kind) { return 1 + static_cast<GrainId>(kind); }
inline constexpr GrainId kConstantGrain = 0;
inline constexpr GrainId kPoolGrain = 1 + kRecordKinds;
[[nodiscard]] constexpr GrainId grain_of_interaction(std::uint32_t kind) { return kPoolGrain + 1 + kind; }

/// Program to plan: builds the evaluation graph with equal nodes merged, orders it, freezes it. The program must
/// outlive the plan; the program has been checked, so this cannot fail.
std::shared_ptr<const Plan> make_plan(const Program& program, const PlanOptions& options = {});

}  // namespace leadline
