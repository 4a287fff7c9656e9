// SPDX-License-Identifier: Apache-2.0
// What an evaluation of a record asks for, whatever it finds. Entry points: always_asked of a run, asked_of_all where
// all records are evaluated.
#pragma once
#include <vector>

#include "engine/graph/plan.hpp"

namespace leadline {

/// Whether a model scores a kind's records or a process is for them.
[[nodiscard]] bool is_evaluated(const Program& program, RecordKind kind);

/// Nodes of records of a kind; some of them are constants.
[[nodiscard]] std::vector<NodeId> always_asked(const Plan& plan, RecordKind kind);

/// Likewise, for scores and the process: all that does not depend on where a record stands, scores and thresholds also
/// where they do.
[[nodiscard]] std::vector<NodeId> asked_of_all(const Plan& plan, RecordKind kind);

}  // namespace leadline
