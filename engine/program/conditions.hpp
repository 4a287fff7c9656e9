// SPDX-License-Identifier: Apache-2.0
// Where the conditions of a program decide something, and the clauses that each is put together from with `and`, `or`
// and `not`: what coverage asks of tests, and what mutants change. Entry point: condition_places.
#pragma once
#include <functional>
#include <vector>

#include "engine/program/program.hpp"

namespace leadline {

struct ConditionPlace {
  enum class Kind : std::uint8_t { kModelWhere, kRule, kGrade, kThreshold, kTransition, kRequire } kind{};
  RecordKind record{};      // whom it is about
  std::uint32_t owner = 0;  // model, threshold (kThreshold) or process (kTransition, kRequire)
  std::uint32_t part = 0;   // rule, grade, transition or `require` of it
  std::uint32_t stage = 0;  // kTransition, kRequire: whose it is, unless `any` is one of Process::any
  std::int32_t any = -1;
  ExprId condition = kNoExpr;
  std::vector<ExprId> clauses;  // in written order, each once
  Span span;                    // of the rule, grade, threshold, transition or `require`
};

/// All of them, by models, then thresholds, then processes.
[[nodiscard]] std::vector<ConditionPlace> condition_places(const Program& program);

/// What a condition comes to, where its clauses are as `clause` says.
[[nodiscard]] bool condition_holds(const Program& program, ExprId condition, const std::function<bool(ExprId)>& clause);

/// The transition of a place of the kind kTransition.
[[nodiscard]] const Transition& transition_of(const Program& program, const ConditionPlace& place);

}  // namespace leadline
