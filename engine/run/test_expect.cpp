// SPDX-License-Identifier: Apache-2.0
// Conditions of tests through the same nodes and operations as everything else, one row at a time.
#include "engine/run/test_expect.hpp"

#include "engine/run/evaluator.hpp"
#include "engine/run/run_stages.hpp"

namespace leadline {

namespace {

Value value_of(Evaluator& evaluator, NodeId node, const Type& type) {
  Value value;
  value.type = type;
  value.missing = true;
  switch (evaluator.plan.nodes[node].lane) {
    case Lane::kFlag: {
      const auto flag = evaluator.value<std::uint8_t>(node, 0);
      value.missing = !present(flag);
      value.number = flag;
      break;
    }
    case Lane::kNumber: {
      const auto number = evaluator.value<std::int64_t>(node, 0);
      value.missing = !present(number);
      value.number = value.missing ? 0 : number;
      break;
    }
    case Lane::kText: {
      const auto text = evaluator.value<std::string_view>(node, 0);
      value.missing = !present(text);
      value.text = std::string(text);
      // A record as a value is its id.
      if (value.type.kind == TypeKind::kRecord) value.type.kind = TypeKind::kText;
      break;
    }
    case Lane::kList: {
      const auto list = evaluator.value<ListView>(node, 0);
      value.missing = !present(list);
      if (list.constant != nullptr) {
        value.items = list.constant->items;
      } else {
        for (std::uint64_t i = list.begin; i < list.end; ++i) value.items.push_back(list.items->value(i));
      }
      break;
    }
    case Lane::kPoints:
      break;
  }
  return value;
}

}  // namespace

Expectation evaluate_expectation(const Plan& plan, const Dataset& data, std::int64_t now, std::uint32_t test,
                                 std::uint32_t line, const std::vector<std::uint32_t>& rows) {
  std::vector<NamedRow> named;
  const std::vector<Test::Record>& records = plan.program->tests[test].records;
  for (std::size_t i = 0; i < records.size(); ++i) named.push_back({records[i].kind, rows[i]});
  Binding binding(plan, data, now, true, named);
  Evaluator constants(binding, Evaluator::Mode::kSingle);
  settle_constants(binding, constants);
  Evaluator evaluator(binding, Evaluator::Mode::kSingle);
  const ExpectNodes& nodes = plan.tests[test][line];
  Expectation expectation;
  expectation.holds = evaluator.yes(nodes.condition, 0);
  for (const auto& [expr, node] : nodes.values)
    expectation.values.push_back({expr, value_of(evaluator, node, plan.program->expr(expr).type)});
  return expectation;
}

}  // namespace leadline
