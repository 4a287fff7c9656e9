// SPDX-License-Identifier: Apache-2.0
// Lowers a checked program to nodes. What makes the graph small and fast is decided here: each operation runs at the
// farthest grain at which all that it reads can be seen, once for each distinct job title instead of once for each
// lead, and links bring the result back. Used by make_plan only; the parts are in lower_*.cpp.
#pragma once
#include <map>
#include <utility>
#include <vector>

#include "engine/graph/node_table.hpp"
#include "engine/graph/plan.hpp"

namespace leadline {

/// A value as seen from a base grain: a node at the end of a path of links. Where the path ends in LinkOp::kParent,
/// `node` is the contact's value and `pool` that of the account's contacts.
struct Seen {
  NodeId node = kNoNode;
  NodeId pool = kNoNode;
  std::vector<LinkId> path;
};

/// What an expression is about. The base is the subject's grain, or, inside a selection, that of pairs.
struct Scope {
  GrainId base = 0;
  RecordKind subject{};
  GrainId item = 0;         // 0: none
  GrainId home = 0;         // the subject's grain; that of tests where there is no subject
  bool submission = false;  // attributes are those of the submission

  [[nodiscard]] bool has_item() const { return item != 0; }
};

class GraphBuilder {
 public:
  explicit GraphBuilder(const Program& program);

  /// Lowers everything; the stages are still to be made.
  void build(Plan& plan, const PlanOptions& options);

 private:
  struct RecordSeen {
    std::vector<LinkId> path;
    RecordKind kind{};
    bool missing = false;
  };

  /// A rule's nodes before they are brought to the scored record.
  struct RuleSeen {
    Seen raw;
    Seen holds;
    Seen bounded;
    std::vector<Seen> traced;
  };

  struct AggregateRequest {
    AggregateOp op{};
    SelectionId selection = kNoSelection;
    std::string attribute;
    bool exactly = false;
    Bucket bucket;
    std::int64_t at_least = 1;
    ExprId points = kNoExpr;
    Fading fading;
    ZoneId zone = 0;
    Lane lane = Lane::kNumber;
  };

  // lower_expr.cpp
  Seen lower(ExprId id, const Scope& scope);
  Seen lower_fresh(const Expr& expr, const Scope& scope);
  Seen lower_field(const Expr& expr, const Scope& scope);
  Seen lower_attribute(const std::string& name, const Scope& scope, Lane lane);
  Seen lower_logic(const Expr& expr, const Scope& scope);
  Seen lower_number(const Expr& expr, const Scope& scope);
  RecordSeen lower_record(ExprId id, const Scope& scope);
  RecordSeen follow(RecordSeen record, LinkKind link, GrainId from);
  Seen field_of(const RecordSeen& record, std::uint32_t index);
  Seen id_of(RecordKind kind);
  Seen missing(Lane lane);
  Seen exists(const RecordSeen& record);
  std::vector<Seen> lower_children(const Expr& expr, const Scope& scope);
  static Scope about(RecordKind kind) { return Scope{grain_of(kind), kind, 0, grain_of(kind)}; }

  // lower_text.cpp
  Seen folded(Seen text, bool exactly);
  Seen lower_compare(const Expr& expr, const Scope& scope);
  Seen compare_texts(CompareOp compare, const Seen& a, const Seen& b, const Scope& scope);
  Seen lower_in(const Expr& expr, const Scope& scope);
  Seen lower_text_test(const Expr& expr, const Scope& scope);
  Seen lower_has(const Expr& expr, const Scope& scope);
  Seen lower_call(const Expr& expr, const Scope& scope);
  Seen lower_lookup(const Expr& expr, const Scope& scope);
  Seen in_list(const Seen& value, const Type& type, const Value& list, bool exactly, GrainId base);

  // lower_scores.cpp: what an expression reads of models, segments and the process
  Seen lower_scored(const Expr& expr, const Scope& scope);
  Seen lower_missed(const Expr& expr, const Scope& scope);
  NodeId segment_node(std::uint32_t segment);
  Seen lower_segment(const SegmentNode& segment);
  NodeId orphan_node(RecordKind kind);
  NodeId threshold_condition(std::uint32_t threshold);
  NodeId threshold_holds(std::uint32_t threshold);
  NodeId grade_node(std::uint32_t model);

  // lower_selection.cpp
  Seen lower_aggregate(const AggregateRequest& request);
  AggregateRequest request_of(const Expr& expr);
  Seen item_identity(ExprId time);

  // lower_model.cpp
  void build_model(std::uint32_t model);
  NodeId score_node(std::uint32_t model);
  NodeId raw_score(std::uint32_t model);
  NodeId scored_node(std::uint32_t model);
  NodeId group_node(std::uint32_t model, std::uint32_t group);
  NodeId group_raw(std::uint32_t model, std::uint32_t group);
  NodeId if_scored(std::uint32_t model, NodeId node);
  NodeId blocks_sum(std::uint32_t model, const std::vector<RuleBlock>& blocks);
  const RuleSeen& rule_seen(std::uint32_t model, std::uint32_t rule);
  RuleSeen lower_rule(const Rule& rule, RecordKind subject);
  RuleSeen lower_per_selection(const Rule& rule, RecordKind subject);
  RuleSeen lower_without(const Rule& rule, RecordKind subject);
  Seen block_points(std::uint32_t model, const RuleBlock& block, int only);
  bool reads_item(ExprId id);

  // lower_process.cpp
  ProcessNodes build_process(std::uint32_t process);
  std::vector<ResetNodes> lower_resets(const std::vector<Action>& actions, RecordKind kind);

  // lower_actions.cpp: what a run carries out
  void build_run(RunNodes& run);
  RunNodes::OfReaction lower_reaction(const Reaction& reaction);
  std::vector<ActionNodes> lower_actions(const std::vector<Action>& actions, const Scope& scope);
  ActionNodes lower_action(const Action& action, const Scope& scope);
  Scope pair_scope(RecordKind subject, GrainId item);

  // lower_matching.cpp
  void lower_strategies(std::vector<StrategyNodes>& strategies);
  StrategyNodes lower_strategy(const MatchStrategy& strategy);
  NodeId normal_form(ExprId value, const Type& type, RecordKind subject);
  bool speaks_of_contact(ExprId value, RecordKind kind);

  // lower_tests.cpp
  Scope about_test();
  std::vector<ExpectNodes> lower_test(const Test& test);

  // lower_conditions.cpp
  std::vector<std::vector<NodeId>> lower_conditions();

  // seen.cpp: combining values at the farthest common grain
  Seen constant(const Value& value);
  Seen constant_number(std::int64_t number, TypeKind type = TypeKind::kNumber);
  Seen constant_flag(bool yes);
  [[nodiscard]] bool is_constant(const Seen& seen) const;
  Seen apply(Node node, const std::vector<Seen>& children, GrainId base);
  /// And, or, sums: children that share the beginning of a path are combined at its end first.
  Seen combine(NodeOp op, Lane lane, std::vector<Seen> children, GrainId base);
  NodeId combine_at(NodeOp op, Lane lane, const std::vector<Seen>& children, GrainId base, std::size_t depth);
  NodeId bring(const Seen& seen, std::size_t depth, GrainId base);
  [[nodiscard]] GrainId grain_at(const std::vector<LinkId>& path, std::size_t depth, GrainId base) const;
  static Seen behind(std::vector<LinkId> path, Seen seen);
  LinkId link(LinkOp op, GrainId from, GrainId to);
  [[nodiscard]] bool is_parent(LinkId id) const;

  const Program& program_;
  NodeTable table_;
  std::map<std::pair<ExprId, GrainId>, Seen> seen_;
  std::map<ExprId, bool> reads_item_;
  std::vector<ModelNodes> models_;  // filled piece by piece: rules, groups and models read each other
  std::vector<std::vector<RuleSeen>> rules_;
  std::vector<ThresholdNodes> thresholds_;
  std::vector<NodeId> segments_;
};

[[nodiscard]] Lane lane_of(const Type& type);

}  // namespace leadline
