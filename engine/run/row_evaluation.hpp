// SPDX-License-Identifier: Apache-2.0
// What it takes to ask a dataset for values row by row: the columns bound, the constants computed, an evaluator.
#pragma once
#include "engine/run/binding.hpp"
#include "engine/run/evaluator.hpp"
#include "engine/run/run_stages.hpp"

namespace leadline {

/// Plan and dataset must outlive it.
struct RowEvaluation {
  RowEvaluation(const Plan& plan, const Dataset& data, std::int64_t now, const std::vector<NamedRow>& named = {})
      : binding(plan, data, now, true, named),
        constants(binding, Evaluator::Mode::kSingle),
        evaluator(binding, Evaluator::Mode::kSingle) {
    settle_constants(binding, constants);
  }

  Binding binding;
  Evaluator constants;  // keeps the texts of constants
  Evaluator evaluator;
};

}  // namespace leadline
