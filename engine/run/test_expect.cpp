// SPDX-License-Identifier: Apache-2.0
// Conditions of tests through the same nodes and operations as everything else, one row at a time.
#include "engine/run/test_expect.hpp"

#include "engine/run/row_evaluation.hpp"
#include "engine/run/value_of.hpp"

namespace leadline {

Expectation evaluate_expectation(const Plan& plan, const Dataset& data, std::int64_t now, std::uint32_t test,
                                 std::uint32_t line, const std::vector<std::uint32_t>& rows) {
  std::vector<NamedRow> named;
  const std::vector<Test::Record>& records = plan.program->tests[test].records;
  for (std::size_t i = 0; i < records.size(); ++i) named.push_back({records[i].kind, rows[i]});
  RowEvaluation evaluation(plan, data, now, named);
  Evaluator& evaluator = evaluation.evaluator;
  const ExpectNodes& nodes = plan.tests[test][line];
  Expectation expectation;
  expectation.holds = evaluator.yes(nodes.condition, 0);
  for (const auto& [expr, node] : nodes.values)
    expectation.values.push_back({expr, value_of(evaluator, node, plan.program->expr(expr).type, 0)});
  return expectation;
}

}  // namespace leadline
