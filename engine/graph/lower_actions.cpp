// SPDX-License-Identifier: Apache-2.0
// What a run carries out, to nodes: actions of processes, reactions and forms, and what has always to hold.
#include <algorithm>

#include "engine/graph/graph_builder.hpp"

namespace leadline {

Scope GraphBuilder::pair_scope(RecordKind subject, GrainId item) {
  Grain pair;
  pair.kind = GrainKind::kPair;
  pair.subject = grain_of(subject);
  pair.item = item;
  return Scope{table_.add(pair), subject, item, grain_of(subject)};
}

ActionNodes GraphBuilder::lower_action(const Action& action, const Scope& scope) {
  const auto node_of = [&](ExprId expr) {
    return expr == kNoExpr ? kNoNode : bring(lower(expr, scope), 0, scope.base);
  };
  ActionNodes nodes;
  nodes.condition = node_of(action.condition);
  const auto text_of = [&](const std::vector<TextPiece>& pieces) {
    std::vector<NodeId> text;
    for (const TextPiece& piece : pieces) text.push_back(node_of(piece.value));
    return text;
  };
  nodes.text = text_of(action.text);
  for (const ExprId value : action.values) nodes.values.push_back(node_of(value));
  for (const SentField& field : action.payload) {
    nodes.values.push_back(node_of(field.value));
    nodes.texts.push_back(text_of(field.text));
  }
  for (const SetField& field : action.fields) {
    nodes.values.push_back(node_of(field.value));
    nodes.texts.push_back(text_of(field.text));
  }
  if (action.kind == Action::Kind::kSet) {
    const RecordSeen record = lower_record(action.set.record, scope);
    nodes.path = record.path;
    nodes.reaches = !record.missing;
    nodes.target = record.kind;
    nodes.value = node_of(action.set.value);
    nodes.texts.push_back(text_of(action.set.text));
  }
  if (action.kind == Action::Kind::kAssignInTurnUsers) {
    const Scope users = pair_scope(scope.subject, grain_of(RecordKind::kUser));
    const auto of_user = [&](ExprId expr) {
      return expr == kNoExpr ? kNoNode : bring(lower(expr, users), 0, users.base);
    };
    nodes.users_where = of_user(action.users_where);
    nodes.at_most = of_user(action.at_most);
  }
  nodes.choices = lower_actions(action.choices, scope);
  return nodes;
}

std::vector<ActionNodes> GraphBuilder::lower_actions(const std::vector<Action>& actions, const Scope& scope) {
  std::vector<ActionNodes> nodes;
  nodes.reserve(actions.size());
  for (const Action& action : actions) nodes.push_back(lower_action(action, scope));
  return nodes;
}

RunNodes::OfReaction GraphBuilder::lower_reaction(const Reaction& reaction) {
  RunNodes::OfReaction nodes;
  if (reaction.event != Reaction::Event::kDoes) {
    nodes.actions = lower_actions(reaction.actions, about(reaction.kind));
    return nodes;
  }
  const Selection& selection = program_.selections[reaction.selection];
  for (const std::uint32_t kind : selection.kinds) {
    const Scope scope = pair_scope(reaction.kind, grain_of_interaction(kind));
    RunNodes::OfKind one;
    one.interaction = kind;
    std::vector<Seen> conditions;
    for (const ExprId where : selection.where) conditions.push_back(lower(where, scope));
    if (!conditions.empty()) {
      one.where = bring(combine(NodeOp::kAnd, Lane::kFlag, std::move(conditions), scope.base), 0, scope.base);
    }
    one.actions = lower_actions(reaction.actions, scope);
    nodes.kinds.push_back(std::move(one));
  }
  return nodes;
}

void GraphBuilder::build_run(RunNodes& run) {
  for (const Process& process : program_.processes) {
    const Scope scope = about(process.kind);
    RunNodes::OfProcess nodes;
    for (const Stage& stage : process.stages) {
      RunNodes::OfStage out;
      out.on_enter = lower_actions(stage.on_enter, scope);
      out.on_exit = lower_actions(stage.on_exit, scope);
      for (const Transition& transition : stage.transitions) {
        out.transitions.push_back(lower_actions(transition.actions, scope));
      }
      for (const After& after : stage.after) out.after.push_back(lower_actions(after.actions, scope));
      nodes.stages.push_back(std::move(out));
    }
    for (const AnyStage& any : process.any) {
      nodes.any.emplace_back();
      for (const Transition& transition : any.transitions) {
        nodes.any.back().push_back(lower_actions(transition.actions, scope));
      }
    }
    for (const Deadline& deadline : process.deadlines) {
      RunNodes::OfDeadline out;
      if (deadline.unless != kNoExpr) out.unless = bring(lower(deadline.unless, scope), 0, scope.base);
      out.actions = lower_actions(deadline.actions, scope);
      nodes.deadlines.push_back(std::move(out));
    }
    run.processes.push_back(std::move(nodes));
  }
  for (const Reaction& reaction : program_.reactions) run.reactions.push_back(lower_reaction(reaction));
  for (const Form& form : program_.forms) {
    Scope scope = about(form.writes_lead ? RecordKind::kLead : RecordKind::kContact);
    scope.submission = true;
    run.forms.push_back(lower_actions(form.on_create, scope));
  }
  for (const Always& always : program_.always) {
    RunNodes::OfAlways nodes;
    const GrainId base = grain_of(always.kind);
    if (always.premise != kNoExpr) nodes.premise = bring(lower(always.premise, about(always.kind)), 0, base);
    nodes.condition = bring(lower(always.condition, about(always.kind)), 0, base);
    run.always.push_back(nodes);
  }
  const std::vector<Node>& nodes = table_.nodes();
  run.reads_submission =
      std::any_of(nodes.begin(), nodes.end(), [](const Node& node) { return node.op == NodeOp::kSubmission; });
}

}  // namespace leadline
