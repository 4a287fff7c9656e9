// SPDX-License-Identifier: Apache-2.0
// Windows that end at the present, as moments: clamped, and the first moment of an aggregate's window.
#pragma once
#include <algorithm>
#include <cstdint>
#include <limits>

#include "engine/graph/node.hpp"
#include "leadline/decimal.hpp"

namespace leadline {

/// The first moment there is; before it stands what is missing.
inline constexpr std::int64_t kBeginning = kMissing64 + 1;

/// A time that may lie beyond what 64 bits hold, as the last moment there is on its side.
[[nodiscard]] inline std::int64_t clamped(Int128 time) {
  const Int128 most = std::numeric_limits<std::int64_t>::max();
  return static_cast<std::int64_t>(std::min<Int128>(most, std::max<Int128>(kBeginning, time)));
}

/// From when on something lies within a window of so many milliseconds that ends at `now`.
[[nodiscard]] inline std::int64_t window_begin(std::int64_t milliseconds, std::int64_t now) {
  return clamped(Int128{now} - milliseconds + 1);
}

/// From when on something lies within all windows of an aggregate that end at `now`.
[[nodiscard]] inline std::int64_t window_begin(const Aggregate& aggregate, std::int64_t now) {
  std::int64_t low = kBeginning;
  for (const AggregateWindow& window : aggregate.within) {
    if (window.after == kNoNode) low = std::max(low, window_begin(window.milliseconds, now));
  }
  return low;
}

}  // namespace leadline
