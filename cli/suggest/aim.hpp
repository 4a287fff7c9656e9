// SPDX-License-Identifier: Apache-2.0
// What a test for something uncovered has to come to. Entry point: aim_at.
#pragma once
#include <cstdint>
#include <optional>
#include <vector>

#include "engine/program/conditions.hpp"
#include "engine/run/coverage.hpp"

namespace leadline::cli {

struct Aim {
  RecordKind kind{};                      // of the record that the test is about
  const ConditionPlace* place = nullptr;  // null: of a rule or grade without a condition, of a reaction
  const Rule* rule = nullptr;
  const Model* model = nullptr;
  ExprId clause = kNoExpr;
  const Process* process = nullptr;  // of a transition or `require`
  const Require* require = nullptr;  // of `stage`
  std::uint32_t stage = 0;
  const Reaction* reaction = nullptr;
  bool harder = false;  // it takes points

  /// A score neither moves records by hand nor reacts: only a run shows whether a test comes to it.
  [[nodiscard]] bool by_running() const { return require != nullptr || reaction != nullptr; }
};

/// `places` are the program's condition_places.
[[nodiscard]] std::optional<Aim> aim_at(const Program& program, const std::vector<ConditionPlace>& places,
                                        const CoverageItem& item);

/// Stages from which the transition of an aim can be taken.
[[nodiscard]] std::vector<std::uint32_t> stages_of(const Aim& aim);

/// The longest duration that its condition names, and a day.
[[nodiscard]] std::int64_t longest_wait(const Program& program, const Aim& aim);

}  // namespace leadline::cli
