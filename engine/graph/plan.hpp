// SPDX-License-Identifier: Apache-2.0
// The frozen evaluation graph: nodes in an order in which each stands behind what it reads, the stages in which they
// run, and which node says what about the program. Entry point: make_plan. A plan never changes; any number of
// evaluations may share it.
#pragma once
#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/graph/counting.hpp"
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

/// An action as a run carries it out. What stands as a list in the program's Action stands here in the same order.
struct ActionNodes {
  NodeId condition = kNoNode;  // kNoNode: always
  std::vector<NodeId> text;    // kTask, kNotify: for each piece, kNoNode for a literal
  /// kSet: from the record to the one that is set, link by link; `reaches` is false where there is none such.
  std::vector<LinkId> path;
  bool reaches = true;
  RecordKind target{};                     // kSet: the kind of the record that is set
  std::vector<std::vector<NodeId>> texts;  // kSet: one; kSend, kCreate: for each field; as `text`, where it has one
  NodeId value = kNoNode;                  // kSet
  std::vector<NodeId> values;              // kAssign, kAssignInTurn; kSend: payload; kCreate: fields
  NodeId users_where = kNoNode;            // kAssignInTurnUsers: of a pair of record and user
  NodeId at_most = kNoNode;                // likewise, or of the record alone
  std::vector<ActionNodes> choices;        // kFirstOf
};

/// One part of an `on` line: what is compared of the incoming record and of the stored one.
struct MatchPartNodes {
  NodeId left = kNoNode;
  bool left_of_contact = false;  // of the contact that came with the incoming record
  NodeId right = kNoNode;
};

struct MatchLineNodes {
  std::vector<MatchPartNodes> parts;
  std::vector<MatchPartNodes> unless_differs;
};

struct StrategyNodes {
  std::vector<MatchLineNodes> lines;
  NodeId among = kNoNode;             // of the stored record; kNoNode: all
  std::vector<MatchPartNodes> never;  // only `left`: the values that may not stand in the list
};

/// What a run needs beyond scoring.
struct RunNodes {
  struct OfStage {
    std::vector<ActionNodes> on_enter, on_exit;
    std::vector<std::vector<ActionNodes>> transitions;  // [transition]
    std::vector<std::vector<ActionNodes>> after;        // [after]
  };
  struct OfDeadline {
    NodeId unless = kNoNode;
    std::vector<ActionNodes> actions;
  };
  struct OfProcess {
    std::vector<OfStage> stages;
    std::vector<std::vector<std::vector<ActionNodes>>> any;  // [block][transition]
    std::vector<OfDeadline> deadlines;
  };
  /// What a reaction to one kind of interaction reads: nodes at the grain `pair` of the record and the interaction.
  struct OfKind {
    std::uint32_t interaction = 0;
    NodeId where = kNoNode;  // kNoNode: always
    std::vector<ActionNodes> actions;
  };
  struct OfReaction {
    std::vector<ActionNodes> actions;  // but for kDoes
    std::vector<OfKind> kinds;         // kDoes
  };
  struct OfAlways {
    NodeId premise = kNoNode;
    NodeId condition = kNoNode;
  };
  std::vector<OfProcess> processes;
  std::vector<OfReaction> reactions;
  std::vector<std::vector<ActionNodes>> forms;  // `on create`
  std::vector<OfAlways> always;
  std::vector<StrategyNodes> strategies;
  bool reads_submission = false;  // some action of a form reads `form`, `page`, `id` or `at` of the submission
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
  std::vector<Counting> countings;
  std::vector<PlanStage> stages;  // nodes at grains of pairs and constants are in none

  std::vector<ModelNodes> models;
  std::vector<ThresholdNodes> thresholds;
  std::vector<NodeId> segments;  // flags at the grain of contacts
  std::vector<ProcessNodes> processes;
  std::array<NodeId, kRecordKinds> orphans{kNoNode, kNoNode, kNoNode, kNoNode, kNoNode};
  std::vector<std::vector<ExpectNodes>> tests;  // [test][line], where they were asked for
  RunNodes run;                                 // where it was asked for
  /// The clauses of each of `condition_places`, seen from the record that it is about, where they were asked for.
  std::vector<std::vector<NodeId>> conditions;
};

struct PlanOptions {
  bool tests = false;       // also what the program's tests expect
  bool run = false;         // also actions, reactions, forms and matching
  bool conditions = false;  // also the clauses of conditions, for the coverage of tests
};

[[nodiscard]] constexpr GrainId grain_of(RecordKind kind) { return 1 + static_cast<GrainId>(kind); }
inline constexpr GrainId kConstantGrain = 0;
inline constexpr GrainId kPoolGrain = 1 + kRecordKinds;
[[nodiscard]] constexpr GrainId grain_of_interaction(std::uint32_t kind) { return kPoolGrain + 1 + kind; }

/// Everything that a node reads: its children, and what its aggregate or its counting asks about interactions.
[[nodiscard]] std::vector<NodeId> reads_of(const Plan& plan, const Node& node);

/// What a condition about pairs wants to be equal: a number of the item, perhaps by its code, and one of who asks.
struct PairEquality {
  ItemNode item;
  NodeId subject = kNoNode;
};

/// Nothing where the condition is another.
[[nodiscard]] std::optional<PairEquality> pair_equality(const Plan& plan, NodeId condition);

/// Whether a node is better computed for a whole table than block by block: it compares the interactions of contacts
/// with the lead that asks for them. What it reads of its own grain stands in an earlier stage.
[[nodiscard]] bool whole_table(const Plan& plan, const Node& node);

/// Program to plan: builds the evaluation graph with equal nodes merged, orders it, freezes it. The program must
/// outlive the plan; the program has been checked, so this cannot fail.
std::shared_ptr<const Plan> make_plan(const Program& program, const PlanOptions& options = {});

}  // namespace leadline
