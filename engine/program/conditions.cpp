// SPDX-License-Identifier: Apache-2.0
// Conditions and their clauses.
#include "engine/program/conditions.hpp"

#include <algorithm>

namespace leadline {
namespace {

bool joins(Op op) { return op == Op::kAnd || op == Op::kOr || op == Op::kNot; }

void collect_clauses(const Program& program, ExprId id, std::vector<ExprId>& clauses) {
  const Expr& expr = program.expr(id);
  if (joins(expr.op)) {
    for (const ExprId child : expr.children) collect_clauses(program, child, clauses);
  } else if (expr.op != Op::kConstant && std::find(clauses.begin(), clauses.end(), id) == clauses.end()) {
    clauses.push_back(id);
  }
}

}  // namespace

std::vector<ConditionPlace> condition_places(const Program& program) {
  std::vector<ConditionPlace> places;
  const auto add = [&](ConditionPlace place) {
    if (place.condition == kNoExpr) return;
    collect_clauses(program, place.condition, place.clauses);
    places.push_back(std::move(place));
  };
  using Kind = ConditionPlace::Kind;
  for (std::uint32_t m = 0; m < program.models.size(); ++m) {
    const Model& model = program.models[m];
    add({Kind::kModelWhere, model.kind, m, 0, 0, -1, model.where, {}, model.span});
    for (std::uint32_t r = 0; r < model.rules.size(); ++r) {
      add({Kind::kRule, model.kind, m, r, 0, -1, model.rules[r].condition, {}, model.rules[r].span});
    }
    for (std::uint32_t g = 0; g < model.grades.size(); ++g) {
      add({Kind::kGrade, model.kind, m, g, 0, -1, model.grades[g].condition, {}, model.grades[g].span});
    }
  }
  for (std::uint32_t t = 0; t < program.thresholds.size(); ++t) {
    const Threshold& threshold = program.thresholds[t];
    add({Kind::kThreshold, threshold.kind, t, 0, 0, -1, threshold.condition, {}, threshold.span});
  }
  for (std::uint32_t p = 0; p < program.processes.size(); ++p) {
    const Process& process = program.processes[p];
    const auto add_all = [&](const std::vector<Transition>& transitions, std::uint32_t stage, std::int32_t any) {
      for (std::uint32_t t = 0; t < transitions.size(); ++t) {
        add({Kind::kTransition, process.kind, p, t, stage, any, transitions[t].condition, {}, transitions[t].span});
      }
    };
    for (std::size_t i = 0; i < process.any.size(); ++i) {
      add_all(process.any[i].transitions, 0, static_cast<std::int32_t>(i));
    }
    for (std::uint32_t s = 0; s < process.stages.size(); ++s) {
      add_all(process.stages[s].transitions, s, -1);
      const std::vector<Require>& required = process.stages[s].requires_;
      for (std::uint32_t r = 0; r < required.size(); ++r) {
        add({Kind::kRequire, process.kind, p, r, s, -1, required[r].condition, {}, required[r].span});
      }
    }
  }
  return places;
}

bool condition_holds(const Program& program, ExprId condition, const std::function<bool(ExprId)>& clause) {
  const Expr& expr = program.expr(condition);
  const auto holds = [&](ExprId child) { return condition_holds(program, child, clause); };
  if (expr.op == Op::kNot) return !holds(expr.children[0]);
  if (expr.op == Op::kAnd) return std::all_of(expr.children.begin(), expr.children.end(), holds);
  if (expr.op == Op::kOr) return std::any_of(expr.children.begin(), expr.children.end(), holds);
  if (expr.op == Op::kConstant) return !expr.value.missing && expr.value.number != 0;
  return clause(condition);
}

const Transition& transition_of(const Program& program, const ConditionPlace& place) {
  const Process& process = program.processes[place.owner];
  return place.any >= 0 ? process.any[static_cast<std::size_t>(place.any)].transitions[place.part]
                        : process.stages[place.stage].transitions[place.part];
}

}  // namespace leadline
