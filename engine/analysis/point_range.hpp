// SPDX-License-Identifier: Apache-2.0
// Intervals of points that hold every possible value, and perhaps more: exact sums and products, what has no end is
// said to have none. Entry point: range_of, for what an expression of numbers can be.
#pragma once
#include <optional>
#include <vector>

#include "engine/program/program.hpp"

namespace leadline::analysis {

/// An end of a range of points: millionths, or nothing where there is no end.
using End = std::optional<Int128>;

/// All points between two ends, both in.
struct PointRange {
  End low;
  End high;

  static PointRange at(Int128 points) { return {points, points}; }
  static PointRange nothing() { return at(0); }
  static PointRange everything() { return {}; }
  [[nodiscard]] bool is_nothing() const { return low && high && *low == 0 && *high == 0; }

  [[nodiscard]] PointRange with_nothing() const;
  /// What lies in both.
  [[nodiscard]] PointRange both(const PointRange& other) const;
};

/// The narrowest in which both lie.
[[nodiscard]] PointRange around(const PointRange& a, const PointRange& b);
/// What bounds leave of it.
[[nodiscard]] PointRange bounded(PointRange range, const Bounds& bounds);
/// Sums, differences and products of every value with every value; an end that is open stays open.
[[nodiscard]] PointRange operator+(const PointRange& a, const PointRange& b);
[[nodiscard]] PointRange operator-(const PointRange& a, const PointRange& b);
[[nodiscard]] PointRange operator*(const PointRange& a, const PointRange& b);

/// Everything that a number can be where it is not missing, wherever it is looked up; `groups` are those of the model
/// whose own score it reads.
[[nodiscard]] PointRange range_of(const Program& program, ExprId value, const std::vector<PointRange>& groups = {});

}  // namespace leadline::analysis
