// SPDX-License-Identifier: Apache-2.0
// Processes to nodes (conditions of transitions, what is required, resets), and the whole program in its order.
#include <algorithm>

#include "engine/graph/graph_builder.hpp"

namespace leadline {

GraphBuilder::GraphBuilder(const Program& program)
    : program_(program),
      table_(program),
      models_(program.models.size()),
      rules_(program.models.size()),
      thresholds_(program.thresholds.size()),
      segments_(program.segments.size(), kNoNode) {}

// The resets among some actions, with what has to hold for each; the other actions change nothing that score shows.
std::vector<ResetNodes> GraphBuilder::lower_resets(const std::vector<Action>& actions, RecordKind kind) {
  std::vector<ResetNodes> resets;
  for (const Action& action : actions) {
    ResetNodes reset;
    if (action.condition != kNoExpr) {
      reset.condition = bring(lower(action.condition, about(kind)), 0, grain_of(kind));
    }
    if (action.kind == Action::Kind::kReset) reset.thresholds = action.reset;
    if (action.kind == Action::Kind::kFirstOf) {
      // Also the other choices matter: the first that holds is taken.
      for (const Action& choice : action.choices) {
        std::vector<ResetNodes> one = lower_resets({choice}, kind);
        ResetNodes taken;
        if (choice.condition != kNoExpr) {
          taken.condition = bring(lower(choice.condition, about(kind)), 0, grain_of(kind));
        }
        if (!one.empty()) taken = std::move(one[0]);
        reset.choices.push_back(std::move(taken));
      }
      const auto resets_something = [](const ResetNodes& choice) {
        return !choice.thresholds.empty() || !choice.choices.empty();
      };
      if (std::none_of(reset.choices.begin(), reset.choices.end(), resets_something)) reset.choices.clear();
    }
    if (!reset.thresholds.empty() || !reset.choices.empty()) resets.push_back(std::move(reset));
  }
  return resets;
}

ProcessNodes GraphBuilder::build_process(std::uint32_t id) {
  const Process& process = program_.processes[id];
  const GrainId base = grain_of(process.kind);
  const auto node_of = [&](ExprId expr) { return bring(lower(expr, about(process.kind)), 0, base); };
  const auto transition_nodes = [&](const Transition& transition) {
    TransitionNodes nodes;
    nodes.condition = transition.condition == kNoExpr ? constant_flag(true).node : node_of(transition.condition);
    nodes.to = transition.to;
    nodes.resets = lower_resets(transition.actions, process.kind);
    return nodes;
  };
  ProcessNodes nodes;
  nodes.where = process.where == kNoExpr ? constant_flag(true).node : node_of(process.where);
  for (const Stage& stage : process.stages) {
    StageNodes out;
    for (const Require& require : stage.requires_) {
      RequireNodes wanted;
      wanted.to_enter = require.to_enter;
      for (const ExprId field : require.present) {
        Node present;
        present.op = NodeOp::kPresent;
        present.lane = Lane::kFlag;
        const Expr& expr = program_.expr(field);
        const Seen seen = expr.type.kind == TypeKind::kRecord
                              ? exists(lower_record(field, about(process.kind)))
                              : apply(std::move(present), {lower(field, about(process.kind))}, base);
        wanted.wanted.push_back(bring(seen, 0, base));
        const bool named = expr.op == Op::kField && !expr.children.empty();
        wanted.names.push_back(
            named ? program_.schema(program_.expr(expr.children[0]).type.record).fields[expr.index].name
                  : require.text);
      }
      if (require.condition != kNoExpr) {
        wanted.wanted.push_back(node_of(require.condition));
        wanted.names.push_back(require.text);
      }
      out.requires_.push_back(std::move(wanted));
    }
    for (const Transition& transition : stage.transitions) out.transitions.push_back(transition_nodes(transition));
    out.on_enter = lower_resets(stage.on_enter, process.kind);
    out.on_exit = lower_resets(stage.on_exit, process.kind);
    nodes.stages.push_back(std::move(out));
  }
  for (const AnyStage& any : process.any) {
    nodes.any.emplace_back();
    for (const Transition& transition : any.transitions) nodes.any.back().push_back(transition_nodes(transition));
  }
  return nodes;
}

void GraphBuilder::build(Plan& plan, const PlanOptions& options) {
  plan.program = &program_;
  for (std::uint32_t model = 0; model < program_.models.size(); ++model) build_model(model);
  for (std::uint32_t threshold = 0; threshold < program_.thresholds.size(); ++threshold) {
    threshold_condition(threshold);
    threshold_holds(threshold);
  }
  for (std::uint32_t segment = 0; segment < program_.segments.size(); ++segment) segment_node(segment);
  for (std::uint32_t process = 0; process < program_.processes.size(); ++process) {
    plan.processes.push_back(build_process(process));
  }
  for (int kind = 0; kind < kRecordKinds; ++kind) {
    plan.orphans[static_cast<std::size_t>(kind)] = orphan_node(static_cast<RecordKind>(kind));
  }
  if (options.tests) {
    for (const Test& test : program_.tests) plan.tests.push_back(lower_test(test));
  }
  if (options.conditions) plan.conditions = lower_conditions();
  if (options.run) build_run(plan.run);
  if (options.run) lower_strategies(plan.run.strategies);
  plan.models = std::move(models_);
  plan.thresholds = std::move(thresholds_);
  plan.segments = std::move(segments_);
  plan.nodes = std::move(table_.nodes());
  plan.grains = std::move(table_.grains());
  plan.links = std::move(table_.links());
  plan.aggregates = std::move(table_.aggregates());
}

}  // namespace leadline
