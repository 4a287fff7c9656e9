// SPDX-License-Identifier: Apache-2.0
// Random logs of events for a checked program, a line of NDJSON each: records that come and change, interactions, some
// late, some twice, some of contacts that are not there yet, submissions, moves by hand to stages that exist or do not,
// merges, ticks, and pauses in which windows, silence and deadlines pass.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "laws/random.hpp"
#include "laws/reference/data.hpp"

namespace leadline::laws {

[[nodiscard]] std::vector<std::string> generate_log(Random& random, const Program& program,
                                                    const reference::ReferenceData& loaded, std::int64_t start);

}  // namespace leadline::laws
