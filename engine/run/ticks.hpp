// SPDX-License-Identifier: Apache-2.0
// When a running lifecycle looks at what time alone has changed: at midnight of the file's zone, or as often as the
// rules' `clock every` says. Entry point: next_tick.
#pragma once
#include <algorithm>
#include <cstdint>
#include <limits>

#include "engine/values/zone.hpp"

namespace leadline {

/// The time at which something happens that never does.
inline constexpr std::int64_t kNeverMoves = std::numeric_limits<std::int64_t>::max();

/// The first tick after a moment. `every` is in milliseconds, 0: midnight alone. Every midnight is a tick; the others
/// are counted from it.
[[nodiscard]] inline std::int64_t next_tick(const Zone& zone, std::int64_t every, std::int64_t after) {
  const std::int64_t day = zone.day_number(after);
  const std::int64_t midnight = zone.midnight_of_day(day + 1);
  if (every <= 0) return midnight;
  const std::int64_t begin = zone.midnight_of_day(day);
  return std::min(midnight, begin + ((after - begin) / every + 1) * every);
}

}  // namespace leadline
