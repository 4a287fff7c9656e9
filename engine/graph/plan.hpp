// SPDX-License-Identifier: Apache-2.0
// The frozen evaluation graph. (Filled in by the graph room.)
#pragma once
#include <memory>

#include "engine/program/program.hpp"

namespace leadline {

class Plan;

/// Program to plan: builds the evaluation graph with equal nodes merged, orders it, freezes it. The program must outlive
/// the plan; the program has been checked, so this cannot fail.
std::shared_ptr<const Plan> make_plan(const Program& program);

}  // namespace leadline
