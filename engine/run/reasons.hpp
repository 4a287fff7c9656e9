// SPDX-License-Identifier: Apache-2.0
// The strongest rules behind each record's scores.
#pragma once
#include "engine/run/binding.hpp"
#include "engine/run/run_stages.hpp"
#include "engine/run/score.hpp"

namespace leadline {

/// Fills RecordScores::reasons: for each record the `most` counted rules with the largest amounts, then as written.
/// The columns of RuleNodes::counted are in the binding.
void find_reasons(const Binding& binding, EvaluatorPool& pool, unsigned most, unsigned threads, ScoreResult& result);

}  // namespace leadline
