// SPDX-License-Identifier: Apache-2.0
// Whole numbers from outside, which become counts of millionths.
#pragma once
#include <cstdint>
#include <limits>

#include "leadline/decimal.hpp"

namespace leadline {

/// The largest whole number that is a number of the language; the smallest is the same below zero.
inline constexpr std::int64_t kMostWhole = std::numeric_limits<std::int64_t>::max() / Decimal::kOne;

}  // namespace leadline
