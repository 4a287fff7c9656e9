// SPDX-License-Identifier: Apache-2.0
// How the value of each node moves with the present: not at all, as fast as time itself, or in a way of its own. A run
// asks so that it has to look at a record again only when something about it can have changed. Entry point: time_uses.
#pragma once
#include <cstdint>
#include <vector>

#include "engine/graph/plan.hpp"

namespace leadline {

struct TimeUse {
  /// By how much the value grows in a millisecond: `now` by 1, `stage_since` by 0, `created - now` by -1.
  std::int8_t slope = 0;
  /// The value can be another at the next moment, and no slope says how: whoever reads it has to ask again.
  bool restless = false;
  /// kCompareNumber: the sides move apart or towards one another; the moment when they meet is known.
  bool meets = false;
  /// Constants that meet, which it reads: nobody asks those when that will be, since they are only read.
  std::vector<NodeId> switches;

  /// Whether time changes the value otherwise than by a slope.
  [[nodiscard]] bool turns() const { return restless || meets || !switches.empty(); }
};

/// By node. Windows, fading and silence are not told here: their operations say themselves when they change.
[[nodiscard]] std::vector<TimeUse> time_uses(const Plan& plan);

}  // namespace leadline
