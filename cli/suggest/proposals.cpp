// SPDX-License-Identifier: Apache-2.0
// Records for conditions, moves and reactions; only the engine says which of them come to it.
#include "cli/suggest/proposals.hpp"

#include <algorithm>

#include "engine/values/civil.hpp"

namespace leadline::cli {

using Kind = CoverageItem::Kind;

namespace {

Value named(const std::string& text) {
  Value value;
  value.type.kind = TypeKind::kText;
  value.text = text;
  return value;
}

}  // namespace

// Rules for points, of those models that the condition may look at.
void Proposals::add_points(RecordKind kind, Sketch& sketch) {
  for (const Model& model : program_.models) {
    if (model.kind != kind) continue;
    const std::uint64_t share = random_() % 5;
    for (const Rule& rule : model.rules) {
      if (random_() % 4 < share) seeker_.want(rule, random_() % 6 != 0, sketch);
    }
  }
}

void Proposals::fit_models(RecordKind kind, const Aim& aim, Sketch& sketch) {
  for (const Model& model : program_.models) {
    if (model.kind != kind || (aim.model != nullptr && aim.model != &model)) continue;
    seeker_.want(model.where, true, sketch);
  }
}

void Proposals::stand_in(const Process& process, std::uint32_t stage, Sketch& sketch) {
  sketch.fields[{process.kind, "process"}] = named(process.name);
  sketch.fields[{process.kind, "stage"}] = named(process.stages[stage].name);
}

void Proposals::set_required(const Require& require, bool yes, Sketch& sketch) {
  if (require.condition != kNoExpr) seeker_.want(require.condition, yes, sketch);
  for (const ExprId field : require.present) {
    const Expr& expr = program_.expr(field);
    if (expr.op != Op::kField || expr.type.list) continue;
    const RecordKind kind = program_.expr(expr.children[0]).type.record;
    const std::pair key{kind, program_.schema(kind).fields[expr.index].name};
    if (!yes) {
      sketch.fields.erase(key);
      continue;
    }
    Value value;
    value.type = expr.type;
    value.number = expr.type.kind == TypeKind::kTime ? now_ : Decimal::kOne;
    if (expr.type.kind == TypeKind::kYesNo) value.number = 1;
    if (expr.type.textual()) value.text = "something";
    if (expr.type.kind == TypeKind::kEmail) value.text = "ana@example.com";
    if (expr.type.kind == TypeKind::kChoice) {
      value.number = 0;
      value.text = program_.choices[expr.type.choice].words.front();
    }
    sketch.fields.emplace(key, value);
  }
}

// What the stages of a process want before a record moves on.
void Proposals::add_required(const Process& process, const Require* but_for, Sketch& sketch) {
  for (const Stage& stage : process.stages) {
    for (const Require& require : stage.requires_) {
      if (&require != but_for) set_required(require, true, sketch);
    }
  }
}

// A record that is about to move, and that a `require` speaks of.
void Proposals::move(const CoverageItem& item, const Aim& aim, Proposal& proposal) {
  const Process& process = *aim.process;
  std::vector<const Transition*> ways;
  std::vector<std::uint32_t> from;
  for (std::uint32_t s = 0; s < process.stages.size(); ++s) {
    const auto consider = [&](const Transition& transition) {
      if (aim.require->to_enter ? transition.to != aim.stage : s != aim.stage) return;
      ways.push_back(&transition);
      from.push_back(s);
    };
    for (const Transition& transition : process.stages[s].transitions) consider(transition);
    for (const AnyStage& any : process.any) {
      if (!any.from[s] || !aim.require->to_enter) continue;
      for (const Transition& transition : any.transitions) consider(transition);
    }
  }
  std::uint32_t stage = aim.require->to_enter ? (aim.stage == 0 ? 0 : aim.stage - 1) : aim.stage;
  std::uint32_t to = aim.require->to_enter ? aim.stage : aim.stage + 1;
  if (!ways.empty()) {
    const std::size_t way = static_cast<std::size_t>(random_() % ways.size());
    stage = from[way];
    to = ways[way]->to;
    if (random_() % 2 == 0) seeker_.want(ways[way]->condition, true, proposal.sketch);
  }
  if (stage != 0) stand_in(process, stage, proposal.sketch);
  if (random_() % 2 == 0 && to < process.stages.size()) proposal.go_to = process.stages[to].name;
  add_required(process, aim.require, proposal.sketch);
  const bool yes = item.kind == Kind::kClauseYes;
  // What lacks one clause has all the others.
  set_required(*aim.require, yes || (aim.clause != kNoExpr && random_() % 2 == 0), proposal.sketch);
  if (aim.clause != kNoExpr) seeker_.want(aim.clause, yes, proposal.sketch);
}

// The subject of a segment's condition becomes the record of the sketch.
void Proposals::want_segment(const SegmentNode& node, bool yes, Sketch& sketch) {
  switch (node.kind) {
    case SegmentNode::Kind::kContacts:
    case SegmentNode::Kind::kContactsOf:
      if (node.kind == SegmentNode::Kind::kContactsOf) sketch.kind = node.of;
      if (node.where != kNoExpr) seeker_.want(node.where, yes, sketch);
      return;
    case SegmentNode::Kind::kSegment:
      want_segment(program_.segments[node.segment].value, yes, sketch);
      return;
    case SegmentNode::Kind::kUnion: {
      const std::size_t chosen = static_cast<std::size_t>(random_() % node.children.size());
      for (std::size_t i = 0; i < node.children.size(); ++i) {
        if (!yes || i == chosen) want_segment(node.children[i], yes, sketch);
      }
      return;
    }
    case SegmentNode::Kind::kIntersect:
      for (const SegmentNode& child : node.children) want_segment(child, yes, sketch);
      return;
    case SegmentNode::Kind::kExcept:
      for (std::size_t i = 0; i < node.children.size(); ++i) want_segment(node.children[i], yes == (i == 0), sketch);
      return;
  }
}

void Proposals::react(const Aim& aim, Proposal& proposal) {
  const Reaction& reaction = *aim.reaction;
  Sketch& sketch = proposal.sketch;
  switch (reaction.event) {
    case Reaction::Event::kEntersSegment:
      want_segment(program_.segments[reaction.segment].value, true, sketch);
      return;
    case Reaction::Event::kLeavesSegment: {
      want_segment(program_.segments[reaction.segment].value, true, sketch);
      Sketch then = sketch;
      want_segment(program_.segments[reaction.segment].value, false, then);
      proposal.then = std::move(then);
      return;
    }
    case Reaction::Event::kReaches:
      if (!reaction.thresholds.empty()) {
        const std::uint32_t one = reaction.thresholds[static_cast<std::size_t>(random_() % reaction.thresholds.size())];
        seeker_.want(program_.thresholds[one].condition, true, sketch);
      }
      return;
    case Reaction::Event::kEntersGrade:
      seeker_.want(program_.models[reaction.model].grades[reaction.grade].condition, true, sketch);
      return;
    case Reaction::Event::kEntersStage:
      for (const Process& process : program_.processes) {
        if (process.kind != reaction.kind) continue;
        if (process.where != kNoExpr) seeker_.want(process.where, true, sketch);
        add_required(process, nullptr, sketch);
        for (std::uint32_t s = 1; s < process.stages.size(); ++s) {
          if (process.stages[s].name == reaction.stage) stand_in(process, s, sketch);
        }
      }
      return;
    case Reaction::Event::kDoes:
      seeker_.want_selection(reaction.selection, 1, sketch);
      return;
  }
}

Proposal Proposals::make(const CoverageItem& item, const Aim& aim) {
  Proposal proposal;
  Sketch& sketch = proposal.sketch;
  sketch.kind = aim.kind;
  if (aim.harder && (!aim.by_running() || random_() % 2 == 0)) add_points(aim.kind, sketch);
  const bool lacking = item.kind == Kind::kClauseNo;
  const bool of_model = aim.place != nullptr && aim.place->kind == ConditionPlace::Kind::kModelWhere;
  if (!of_model) fit_models(aim.kind, aim, sketch);
  if (aim.rule != nullptr) seeker_.want(*aim.rule, true, sketch);
  if (aim.require != nullptr) {
    if (aim.process->where != kNoExpr) seeker_.want(aim.process->where, true, sketch);
    move(item, aim, proposal);
  } else if (aim.reaction != nullptr) {
    react(aim, proposal);
  } else if (aim.place != nullptr) {
    seeker_.want(aim.place->condition, true, sketch);
    if (aim.clause != kNoExpr) {
      // Of alternatives all others have to be no.
      if (random_() % 2 == 0) seeker_.want(aim.place->condition, !lacking, sketch);
      seeker_.want(aim.clause, !lacking, sketch);
    }
    if (aim.process != nullptr) {
      const std::vector<std::uint32_t> stages = stages_of(aim);
      if (!stages.empty()) {
        stand_in(*aim.process, stages[static_cast<std::size_t>(random_() % stages.size())], sketch);
        // What all stages want together can be in the way of what this one wants.
        if (random_() % 2 == 0) add_required(*aim.process, nullptr, sketch);
        for (const std::uint32_t stage : stages) {
          for (const Require& require : aim.process->stages[stage].requires_) set_required(require, true, sketch);
        }
        Value since;
        since.type.kind = TypeKind::kTime;
        since.number = now_ - static_cast<std::int64_t>(random_() % 2) * longest_wait(program_, aim) - 1;
        sketch.fields[{aim.kind, "stage_since"}] = since;
      }
    }
  }
  for (SketchInteraction& one : sketch.interactions) one.at = std::min(one.at, now_);
  return proposal;
}

}  // namespace leadline::cli
