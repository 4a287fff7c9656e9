// SPDX-License-Identifier: Apache-2.0
// Items of a coverage are found again in the program by where they stand.
#include "cli/suggest/aim.hpp"

#include <algorithm>

#include "engine/values/civil.hpp"

namespace leadline::cli {

namespace {

void aim_at_place(const Program& program, const std::vector<ConditionPlace>& places, const CoverageItem& item,
                  Aim& aim) {
  for (const ConditionPlace& place : places) {
    if (!(place.span == item.span)) continue;
    aim.place = &place;
    aim.kind = place.record;
    if (place.kind == ConditionPlace::Kind::kTransition) aim.process = &program.processes[place.owner];
    for (const ExprId clause : place.clauses) {
      if (program.expr(clause).span == item.clause) aim.clause = clause;
    }
  }
}

void aim_at_model(const Program& program, const CoverageItem& item, Aim& aim) {
  for (const Model& model : program.models) {
    for (const Rule& rule : model.rules) {
      if (rule.span == item.span) aim.rule = &rule;
    }
    const bool grade =
        std::any_of(model.grades.begin(), model.grades.end(), [&](const Grade& one) { return one.span == item.span; });
    const bool threshold = std::any_of(model.thresholds.begin(), model.thresholds.end(),
                                       [&](std::uint32_t one) { return program.thresholds[one].span == item.span; });
    if (grade || threshold || model.span == item.span || (aim.rule != nullptr && aim.model == nullptr)) {
      aim.model = &model;
      aim.kind = model.kind;
    }
  }
}

void aim_at_require(const Program& program, const CoverageItem& item, Aim& aim) {
  for (const Process& process : program.processes) {
    for (std::uint32_t s = 0; s < process.stages.size(); ++s) {
      for (const Require& require : process.stages[s].requires_) {
        if (!(require.span == item.span)) continue;
        aim.process = &process;
        aim.require = &require;
        aim.stage = s;
        aim.kind = process.kind;
      }
    }
  }
}

}  // namespace

std::optional<Aim> aim_at(const Program& program, const std::vector<ConditionPlace>& places, const CoverageItem& item) {
  Aim aim;
  aim_at_place(program, places, item, aim);
  aim_at_model(program, item, aim);
  aim_at_require(program, item, aim);
  for (const Reaction& reaction : program.reactions) {
    if (!(reaction.span == item.span)) continue;
    aim.reaction = &reaction;
    aim.kind = reaction.kind;
  }
  if (aim.place == nullptr && aim.model == nullptr && !aim.by_running()) return std::nullopt;
  aim.harder = aim.rule == nullptr;
  return aim;
}

std::vector<std::uint32_t> stages_of(const Aim& aim) {
  if (aim.place->any < 0) return {aim.place->stage};
  std::vector<std::uint32_t> stages;
  const AnyStage& any = aim.process->any[static_cast<std::size_t>(aim.place->any)];
  for (std::uint32_t s = 0; s < any.from.size(); ++s) {
    if (any.from[s]) stages.push_back(s);
  }
  return stages;
}

std::int64_t longest_wait(const Program& program, const Aim& aim) {
  std::int64_t longest = 0;
  std::vector<ExprId> todo;
  if (aim.place != nullptr) todo.push_back(aim.place->condition);
  while (!todo.empty()) {
    const Expr& expr = program.expr(todo.back());
    todo.pop_back();
    todo.insert(todo.end(), expr.children.begin(), expr.children.end());
    if (expr.op == Op::kConstant && expr.type.kind == TypeKind::kDuration) {
      longest = std::max(longest, expr.value.number);
    }
  }
  return longest + kMsPerDay;
}

}  // namespace leadline::cli
