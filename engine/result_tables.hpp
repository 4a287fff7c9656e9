// SPDX-License-Identifier: Apache-2.0
// Scores as columns with names: what embedders read. Entry point: result_tables.
#pragma once
#include <vector>

#include "engine/data/dataset.hpp"
#include "engine/run/score.hpp"
#include "leadline/leadline.hpp"

namespace leadline {

/// One table for each kind that a model scores or a process is for, in the order of the kinds. With `reasons`, a column
/// of that name stands last.
std::vector<ResultTable> result_tables(const Program& program, const Dataset& data, const ScoreResult& result,
                                       bool reasons);

}  // namespace leadline
