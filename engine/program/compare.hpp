// SPDX-License-Identifier: Apache-2.0
// What the signs of a comparison say of an order. Entry point: holds.
#pragma once
#include "engine/program/program.hpp"

namespace leadline {

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
