// SPDX-License-Identifier: Apache-2.0
// How many points a rule, a group or a model can give, and by how much the change of one can move another: intervals
// that hold every possible value, and perhaps more. Sums are exact; what has no end is said to have none.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "engine/program/program.hpp"

namespace leadline::cli {

/// A closed interval of millionths; an end that is missing lies nowhere.
struct PointRange {
  std::optional<Int128> low = Int128{0};
  std::optional<Int128> high = Int128{0};

  static PointRange all() { return {std::nullopt, std::nullopt}; }
  static PointRange at(Int128 value) { return {value, value}; }
  [[nodiscard]] bool is_zero() const { return low && high && *low == 0 && *high == 0; }

  /// The smallest interval with both.
  [[nodiscard]] PointRange with(const PointRange& other) const;
  [[nodiscard]] PointRange with_zero() const { return with(at(0)); }
  [[nodiscard]] PointRange plus(const PointRange& other) const;
  /// Every value of this one less every value of the other.
  [[nodiscard]] PointRange minus(const PointRange& other) const;
  [[nodiscard]] PointRange times(const PointRange& other) const;
  [[nodiscard]] PointRange within(const Bounds& bounds) const;
  [[nodiscard]] PointRange both(const PointRange& other) const;

  /// `-5 to +10`, `up to +10`, `by any amount`, …
  [[nodiscard]] std::string text() const;
};

/// What an expression of numbers can be; missing ones do not count.
[[nodiscard]] PointRange range_of(const Program& program, ExprId id);
/// What a rule can add to a score: zero where it gives nothing.
[[nodiscard]] PointRange range_of(const Program& program, const Rule& rule);
[[nodiscard]] PointRange range_of(const Program& program, const Model& model, const RuleBlock& block);

/// How a bounded sum moves where the sum moves by `moves` and the bounds change; `after` is the new sum.
[[nodiscard]] PointRange moved_through(const PointRange& moves, const Bounds& old_bounds, const Bounds& new_bounds,
                                       const PointRange& before, const PointRange& after);

}  // namespace leadline::cli
