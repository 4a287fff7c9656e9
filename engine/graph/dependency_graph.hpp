// SPDX-License-Identifier: Apache-2.0
// Who reads whom, as a graph: finds circles and an order in which everything stands behind what it reads.
#pragma once
#include <cstdint>
#include <utility>
#include <vector>

namespace leadline {

struct DependencyGraph {
  std::uint32_t size = 0;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> reads;  // (reader, what it reads)
};

/// Each circle as the list of those on it, ascending; circles by their smallest member.
[[nodiscard]] std::vector<std::vector<std::uint32_t>> find_circles(const DependencyGraph& graph);

/// Everything behind what it reads. The graph has no circle.
[[nodiscard]] std::vector<std::uint32_t> reading_order(const DependencyGraph& graph);

}  // namespace leadline
