// SPDX-License-Identifier: Apache-2.0
// Operations on single values, for whoever computes them one by one.
#pragma once
#include <algorithm>

#include "engine/graph/node.hpp"
#include "leadline/decimal.hpp"

namespace leadline {

/// Points in millionths within bounds; the lower one has the last word.
[[nodiscard]] inline Int128 bounded(const Bounds& bounds, Int128 points) {
  if (bounds.at_most) points = std::min<Int128>(points, bounds.at_most->micros);
  if (bounds.never_below) points = std::max<Int128>(points, bounds.never_below->micros);
  return points;
}

/// Whether a comparison holds of two values of which the first is less (negative), equal (zero) or more.
[[nodiscard]] inline bool holds(CompareOp compare, int order) {
  switch (compare) {
    case CompareOp::kEqual:
      return order == 0;
    case CompareOp::kLess:
      return order < 0;
    case CompareOp::kLessEqual:
      return order <= 0;
    case CompareOp::kGreater:
      return order > 0;
    case CompareOp::kGreaterEqual:
      return order >= 0;
  }
  return false;
}

}  // namespace leadline
