// SPDX-License-Identifier: Apache-2.0
// Evaluates what a test expects of its named records. Entry point: evaluate_expectation.
#pragma once
#include <cstdint>
#include <vector>

#include "engine/data/dataset.hpp"
#include "engine/graph/plan.hpp"
#include "engine/program/program.hpp"

namespace leadline {

/// A part of the condition that one can look at: a field, a score, a count.
struct ExpectedValue {
  ExprId expr = kNoExpr;
  Value value;
};

struct Expectation {
  bool holds = false;
  std::vector<ExpectedValue> values;  // in written order, each once; constants are left out
};

/// `line` is a line of `test` that expects a condition. The plan was made with tests; `rows` are the rows of the test's
/// records in `data`, kNoRow for those that are not there yet: such a record is missing.
[[nodiscard]] Expectation evaluate_expectation(const Plan& plan, const Dataset& data, std::int64_t now,
                                               std::uint32_t test, std::uint32_t line,
                                               const std::vector<std::uint32_t>& rows);

}  // namespace leadline
