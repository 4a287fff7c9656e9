// SPDX-License-Identifier: Apache-2.0
// What an evaluation gave, as lines of text, one for each thing: so two evaluators are compared, and differences shown.
#pragma once
#include <string>
#include <vector>

#include "engine/data/dataset.hpp"
#include "engine/run/score.hpp"
#include "laws/reference/evaluate.hpp"

namespace leadline::laws {

/// Everything that `score` has in its columns, of each record of a kind that a model or a process is for.
[[nodiscard]] std::vector<std::string> columns_of(const Program& program, const reference::ReferenceResult& result);
[[nodiscard]] std::vector<std::string> columns_of(const Program& program, const Dataset& data,
                                                  const ScoreResult& result);

/// Everything that a ledger has, reached, cleared and held too.
[[nodiscard]] std::vector<std::string> story_of(const Program& program, const reference::ReferenceResult& result);
[[nodiscard]] std::vector<std::string> story_of(const Program& program, const Dataset& data, const Plan& plan,
                                                std::int64_t as_of);

/// What is wrong with a record's ledger by itself: lines that do not add up to the score. Empty: nothing.
[[nodiscard]] std::string ledger_faults(const Program& program, const Dataset& data, const Plan& plan,
                                        std::int64_t as_of);

/// The first lines in which two outcomes differ, or nothing.
[[nodiscard]] std::string difference(const std::string& left_name, const std::vector<std::string>& left,
                                     const std::string& right_name, const std::vector<std::string>& right);

/// Whether a model scores the kind or a process is for it.
[[nodiscard]] bool evaluated(const Program& program, RecordKind kind);

/// A data set with the rows of `data`, finished.
[[nodiscard]] Dataset dataset_of(const Program& program, const reference::ReferenceData& data);

}  // namespace leadline::laws
