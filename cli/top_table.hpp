// SPDX-License-Identifier: Apache-2.0
// The best leads as a table for people: `leadline score --top N`.
#pragma once
#include <string>
#include <vector>

#include "engine/run/score.hpp"

namespace leadline::cli {

/// A record with the model by which it is one of the best.
struct BestRecord {
  RecordKind kind{};
  std::uint32_t row = 0;
  std::uint32_t model = 0;
};

/// The best records that are open, in the order of top_table.
[[nodiscard]] std::vector<BestRecord> best_records(const Program& program, const Dataset& data,
                                                   const ScoreResult& result, unsigned count);

/// The N best records that are open, by the first model that scores leads (else by the first model), then by the other
/// models of its kind, then by id. Empty if no model scores anything.
[[nodiscard]] std::string top_table(const Program& program, const Dataset& data, const ScoreResult& result,
                                    unsigned count);

}  // namespace leadline::cli
