// SPDX-License-Identifier: Apache-2.0
// What an evaluation of a record of a run asks for, whatever it finds. Entry point: always_asked.
#pragma once
#include <vector>

#include "engine/graph/plan.hpp"

namespace leadline {

/// Nodes of records of a kind; some of them are constants.
[[nodiscard]] std::vector<NodeId> always_asked(const Plan& plan, RecordKind kind);

}  // namespace leadline
