// SPDX-License-Identifier: Apache-2.0
// How many points a rule or a block of rules can give, and by how much the change of one can move another.
#pragma once
#include <string>

#include "engine/analysis/point_range.hpp"
#include "engine/program/program.hpp"

namespace leadline::cli {

using analysis::PointRange;
using analysis::range_of;

/// `-5 to +10`, `+10 or more`, `any amount`, …
[[nodiscard]] std::string range_text(const PointRange& range);

/// What a rule can add to a score: zero where it gives nothing.
[[nodiscard]] PointRange range_of(const Program& program, const Rule& rule);
[[nodiscard]] PointRange range_of(const Program& program, const Model& model, const RuleBlock& block);

/// How a bounded sum moves where the sum moves by `moves` and the bounds change; `after` is the new sum.
[[nodiscard]] PointRange moved_through(const PointRange& moves, const Bounds& old_bounds, const Bounds& new_bounds,
                                       const PointRange& before, const PointRange& after);

}  // namespace leadline::cli
