// SPDX-License-Identifier: Apache-2.0
// What the engine gave, in the same lines as the reference evaluator's outcome.
#pragma once
#include "engine/data/dataset.hpp"
#include "engine/run/score.hpp"
#include "laws/outcome.hpp"

namespace leadline::laws {

/// A data set with the rows of `data`, finished.
[[nodiscard]] Dataset dataset_of(const Program& program, const reference::ReferenceData& data);

[[nodiscard]] std::vector<std::string> columns_of(const Program& program, const Dataset& data,
                                                  const ScoreResult& result);
/// From the ledgers of all records.
[[nodiscard]] std::vector<std::string> story_of(const Program& program, const Dataset& data, const Plan& plan,
                                                std::int64_t as_of);

/// What is wrong with the records' ledgers: lines that do not add up to the score, another story where all are told
/// together. Empty: nothing.
[[nodiscard]] std::string ledger_faults(const Program& program, const Dataset& data, const Plan& plan,
                                        std::int64_t as_of);

/// Where the reasons that scoring gives are not the strongest lines of the record's ledger. Empty: nowhere.
[[nodiscard]] std::string reason_faults(const Program& program, const Dataset& data, const Plan& plan,
                                        std::int64_t as_of);

}  // namespace leadline::laws
