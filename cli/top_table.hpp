// SPDX-License-Identifier: Apache-2.0
// The best leads as a table for people: `leadline score --top N`.
#pragma once
#include <string>

#include "engine/run/score.hpp"

namespace leadline::cli {

/// The N best records that are open, by the first model that scores leads (else by the first model), then by the other models of its
/// kind, then by id. Empty if no model scores anything.
[[nodiscard]] std::string top_table(const Program& program, const Dataset& data, const ScoreResult& result,
                                    unsigned count);

}  // namespace leadline::cli
