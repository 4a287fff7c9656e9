// SPDX-License-Identifier: Apache-2.0
// Pictures of a plan and of processes for people: text, and DOT for Graphviz.
#pragma once
#include <string>

#include "engine/graph/plan.hpp"

namespace leadline {

/// The stages in their order, one node a line.
[[nodiscard]] std::string dump_plan(const Plan& plan);

/// All nodes in their order, one a line.
[[nodiscard]] std::string dump_graph(const Plan& plan);

/// The evaluation graph, a box for each grain.
[[nodiscard]] std::string dot_graph(const Plan& plan);

/// The stages of a process and its transitions.
[[nodiscard]] std::string dot_process(const Program& program, std::uint32_t process);

}  // namespace leadline
