// SPDX-License-Identifier: Apache-2.0
// Points within the bounds that rules set. Entry point: bounded.
#pragma once
#include <algorithm>

#include "engine/program/program.hpp"
#include "leadline/decimal.hpp"

namespace leadline {

/// Points in millionths within bounds; the lower one has the last word.
[[nodiscard]] inline Int128 bounded(const Bounds& bounds, Int128 points) {
  if (bounds.at_most) points = std::min<Int128>(points, bounds.at_most->micros);
  if (bounds.never_below) points = std::max<Int128>(points, bounds.never_below->micros);
  return points;
}

}  // namespace leadline
