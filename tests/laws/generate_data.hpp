// SPDX-License-Identifier: Apache-2.0
// Random records and interactions for a checked program: missing values, orphans, dangling links, ties in time,
// repeated ids, interactions to come, numbers at the ends of their range, texts that fold strangely, every kind of
// recorded state.
#pragma once
#include <cstdint>

#include "laws/random.hpp"
#include "laws/reference/data.hpp"

namespace leadline::laws {

/// A time in 2026, often at or near a midnight of the program's zone or a change of its clocks.
[[nodiscard]] std::int64_t generate_time(Random& random, const Program& program);

[[nodiscard]] reference::ReferenceData generate_data(Random& random, const Program& program, std::int64_t as_of);

}  // namespace leadline::laws
