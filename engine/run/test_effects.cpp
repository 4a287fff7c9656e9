// SPDX-License-Identifier: Apache-2.0
// The closure of what a condition reads, over everything that the program computes.
#include "engine/run/test_effects.hpp"

#include <algorithm>

namespace leadline {

std::vector<SkippedAction> effects_of(const Program& program, const std::vector<Action>& actions, RecordKind subject) {
  std::vector<SkippedAction> effects;
  const auto add = [&](RecordKind kind, std::int32_t field, const char* word, const Action& action) {
    effects.push_back({{kind, field}, word, action.span});
  };
  for (const Action& action : actions) {
    switch (action.kind) {
      case Action::Kind::kTask:
      case Action::Kind::kNotify:
      case Action::Kind::kSend:
      case Action::Kind::kReset:
        break;
      case Action::Kind::kSet:
        add(program.expr(action.set.record).type.record, static_cast<std::int32_t>(action.set.field), "set", action);
        break;
      case Action::Kind::kAssign:
      case Action::Kind::kAssignInTurn:
      case Action::Kind::kAssignInTurnUsers:
        add(subject, program.schema(subject).owner, "assign", action);
        break;
      case Action::Kind::kCreate:
        // Matching may find an existing record and write its fields.
        add(action.create, -1, "create", action);
        for (const SetField& field : action.fields)
          add(action.create, static_cast<std::int32_t>(field.field), "create", action);
        break;
      case Action::Kind::kFirstOf:
        for (SkippedAction& choice : effects_of(program, action.choices, subject)) effects.push_back(std::move(choice));
        break;
    }
  }
  return effects;
}

// Everything that a condition can be reached from; each part is walked once.
struct EffectReads::Reach {
  explicit Reach(const Program& p)
      : program(p),
        exprs(p.exprs.size()),
        models(p.models.size()),
        thresholds(p.thresholds.size()),
        segments(p.segments.size()) {}

  const Program& program;
  std::vector<bool> exprs, models, thresholds, segments;
  std::set<RecordKind> states;
  std::set<Effect> effects;

  void read(RecordKind kind, std::int32_t field) {
    if (field < -1) return;
    effects.emplace(kind, field);
    const RecordSchema& schema = program.schema(kind);
    for (const int of_state : {schema.status, schema.process, schema.stage, schema.stage_since, schema.reached,
                               schema.cleared, schema.held}) {
      if (of_state >= 0 && of_state == field) state(kind);
    }
  }

  void expr(ExprId root) {
    std::vector<ExprId> todo;
    const auto push = [&](ExprId id) {
      if (id != kNoExpr && !exprs[id]) {
        exprs[id] = true;
        todo.push_back(id);
      }
    };
    push(root);
    while (!todo.empty()) {
      const Expr& e = program.expr(todo.back());
      todo.pop_back();
      for (const ExprId child : e.children) push(child);
      if (e.op == Op::kField) {
        read(program.expr(e.children[0]).type.record, static_cast<std::int32_t>(e.index));
      } else if (e.op == Op::kLink) {
        link(program.expr(e.children[0]).type.record);
      } else if (e.op == Op::kScore || e.op == Op::kGroupScore || e.op == Op::kGrade) {
        model(e.index);
      } else if (e.op == Op::kScored) {
        for (std::uint32_t m = 0; m < program.models.size(); ++m) model(m);
      } else if (e.op == Op::kThresholdHolds || e.op == Op::kThresholdReached) {
        if (e.thresholds.empty()) threshold(e.index);
        for (const std::uint32_t t : e.thresholds) threshold(t);
        if (e.op == Op::kThresholdReached) state(program.expr(e.children[0]).type.record);
      } else if (e.op == Op::kInSegment) {
        segment(e.index);
      } else if (e.op == Op::kMissed) {
        const Process& process = program.processes[e.second];
        expr(process.deadlines[e.index].unless);
        state(process.kind);
      } else if (e.op == Op::kTimeInStage || e.op == Op::kEntering) {
        for (const Process& process : program.processes) state(process.kind);
      }
      if (e.selection != kNoSelection) selection(e.selection);
    }
  }

  void link(RecordKind kind) {
    const RecordSchema& schema = program.schema(kind);
    for (const int field : {schema.contact, schema.account, schema.lead}) {
      if (field >= 0) read(kind, field);
    }
    // A link that is missing is taken from the record behind another.
    if (kind == RecordKind::kLead) link(RecordKind::kContact);
    if (kind == RecordKind::kOpportunity) link(RecordKind::kLead);
  }

  void selection(SelectionId id) {
    if (id == kNoSelection) return;
    const Selection& s = program.selections[id];
    if (s.records) {
      read(s.record, -1);
      link(s.record);
    }
    link(s.subject);
    for (const std::uint32_t kind : s.kinds) {
      if (kind == kMoveKind || kind == kReachKind) state(s.subject);
    }
    for (const ExprId e : s.where) expr(e);
    for (const Window& window : s.within) expr(window.after);
    for (const ExprId e : s.since) expr(e);
    for (const ExprId e : s.until) expr(e);
  }

  void model(std::uint32_t m) {
    if (models[m]) return;
    models[m] = true;
    const Model& model = program.models[m];
    link(model.kind);
    expr(model.where);
    expr(model.score);
    for (const Rule& rule : model.rules) {
      for (const ExprId e : {rule.points, rule.or_points, rule.readable, rule.condition}) expr(e);
      selection(rule.selection);
      if (rule.form == RuleForm::kWithout) read(model.kind, program.schema(model.kind).created);
    }
    for (const Grade& grade : model.grades) expr(grade.condition);
  }

  void threshold(std::uint32_t t) {
    if (thresholds[t]) return;
    thresholds[t] = true;
    const Threshold& threshold = program.thresholds[t];
    expr(threshold.condition);
    if (threshold.model >= 0) model(static_cast<std::uint32_t>(threshold.model));
  }

  void segment(std::uint32_t s) {
    if (segments[s]) return;
    segments[s] = true;
    nodes(program.segments[s].value);
  }

  void nodes(const SegmentNode& node) {
    expr(node.where);
    if (node.kind == SegmentNode::Kind::kContactsOf) {
      read(node.of, -1);
      link(node.of);
    }
    if (node.kind == SegmentNode::Kind::kSegment) segment(node.segment);
    for (const SegmentNode& child : node.children) nodes(child);
  }

  // A `first of` decides about a reset only where one of its choices is one.
  static bool has_reset(const std::vector<Action>& actions) {
    return std::any_of(actions.begin(), actions.end(), [](const Action& action) {
      return action.kind == Action::Kind::kReset || has_reset(action.choices);
    });
  }

  void resets(const std::vector<Action>& actions) {
    for (const Action& action : actions) {
      if (!has_reset({action})) continue;
      expr(action.condition);
      for (const Action& choice : action.choices) expr(choice.condition);
    }
  }

  // Stage, status, what was reached: all that moves records of a kind.
  void state(RecordKind kind) {
    if (!states.insert(kind).second) return;
    read(kind, program.schema(kind).status);
    for (std::uint32_t t = 0; t < program.thresholds.size(); ++t) {
      if (program.thresholds[t].kind == kind) threshold(t);
    }
    for (const Process& process : program.processes) {
      if (process.kind != kind) continue;
      expr(process.where);
      for (const Stage& stage : process.stages) {
        for (const Require& require : stage.requires_) {
          for (const ExprId e : require.present) expr(e);
          expr(require.condition);
        }
        for (const Transition& transition : stage.transitions) {
          expr(transition.condition);
          resets(transition.actions);
        }
        resets(stage.on_enter);
        resets(stage.on_exit);
      }
      for (const AnyStage& any : process.any) {
        for (const Transition& transition : any.transitions) {
          expr(transition.condition);
          resets(transition.actions);
        }
      }
    }
  }

  // Of the actions that write what is read; the others cannot change it.
  void conditions_of(const std::vector<Action>& actions, RecordKind subject) {
    for (const Action& action : actions) {
      if (touches({action}, subject)) values_of(action);
    }
  }

  void values_of(const Action& action) {
    expr(action.condition);
    for (const ExprId value : action.values) expr(value);
    for (const SetField& field : action.fields) expr(field.value);
    if (action.kind == Action::Kind::kSet) expr(action.set.value);
    for (const Action& choice : action.choices) values_of(choice);
  }

  // What sets a reaction off.
  void reaction(const Reaction& r) {
    switch (r.event) {
      case Reaction::Event::kEntersSegment:
      case Reaction::Event::kLeavesSegment:
        segment(r.segment);
        break;
      case Reaction::Event::kReaches:
        state(r.kind);
        break;
      case Reaction::Event::kEntersGrade:
        model(r.model);
        break;
      case Reaction::Event::kEntersStage:
        state(r.kind);
        break;
      case Reaction::Event::kDoes:
        selection(r.selection);
        break;
    }
  }

  [[nodiscard]] bool touches(const std::vector<Action>& actions, RecordKind subject) const {
    const std::vector<SkippedAction> written = effects_of(program, actions, subject);
    return std::any_of(written.begin(), written.end(),
                       [&](const SkippedAction& action) { return effects.count(action.effect) != 0; });
  }

  // An action that writes what is read is itself set off by something; until nothing new comes.
  void close() {
    std::size_t before = 0;
    do {
      before = effects.size() + states.size();
      for (const Process& process : program.processes) {
        const auto look = [&](const std::vector<Action>& actions) {
          if (!touches(actions, process.kind)) return;
          state(process.kind);
          conditions_of(actions, process.kind);
        };
        for (const Stage& stage : process.stages) {
          look(stage.on_enter);
          look(stage.on_exit);
          for (const Transition& transition : stage.transitions) look(transition.actions);
          for (const After& after : stage.after) look(after.actions);
        }
        for (const AnyStage& any : process.any) {
          for (const Transition& transition : any.transitions) look(transition.actions);
        }
        for (const Deadline& deadline : process.deadlines) look(deadline.actions);
      }
      for (const Reaction& r : program.reactions) {
        if (!touches(r.actions, r.kind)) continue;
        reaction(r);
        conditions_of(r.actions, r.kind);
      }
    } while (effects.size() + states.size() != before);
  }
};

EffectReads::EffectReads(const Program& program) : program_(&program) {}

const SkippedAction* EffectReads::depends(ExprId condition, const std::vector<SkippedAction>& skipped) const {
  if (skipped.empty()) return nullptr;
  Reach reach(*program_);
  reach.expr(condition);
  reach.close();
  for (const SkippedAction& action : skipped) {
    if (reach.effects.count(action.effect) != 0) return &action;
  }
  return nullptr;
}

}  // namespace leadline
