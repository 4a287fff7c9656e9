// SPDX-License-Identifier: Apache-2.0
// The points of rules and of blocks of rules.
#pragma once
#include "laws/reference/view.hpp"

namespace leadline::reference {

/// What a rule gives, after its bounds. One that does not hold may still give `or` points.
struct RuleResult {
  bool holds = false;
  Big points = 0;
};

[[nodiscard]] RuleResult rule_result(const View& subject, const Model& model, const Rule& rule);
[[nodiscard]] Big block_points(const View& subject, const Model& model, const RuleBlock& block);
[[nodiscard]] Big bounded(Big points, const Bounds& bounds);

}  // namespace leadline::reference
