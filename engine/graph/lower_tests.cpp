// SPDX-License-Identifier: Apache-2.0
// What tests expect, at a grain of its own: one row, from which the records that the test names can be seen.
#include <algorithm>

#include "engine/graph/graph_builder.hpp"
#include "engine/program/operations.hpp"

namespace leadline {
namespace {

// The parts of a condition that a failure shows, in written order. Conditions are looked into; what they compare is
// shown whole.
void collect_values(const Program& program, ExprId id, std::vector<ExprId>& values) {
  const Expr& expr = program.expr(id);
  const OpFamily family = family_of(expr.op);
  if (family == OpFamily::kLogic || family == OpFamily::kTest) {
    for (const ExprId child : expr.children) collect_values(program, child, values);
  } else if (expr.op != Op::kConstant && std::find(values.begin(), values.end(), id) == values.end()) {
    values.push_back(id);
  }
}

}  // namespace

Scope GraphBuilder::about_test() {
  Grain test;
  test.kind = GrainKind::kTest;
  const GrainId home = table_.add(test);
  return Scope{home, RecordKind::kUser, 0, home};
}

std::vector<ExpectNodes> GraphBuilder::lower_test(const Test& test) {
  const Scope scope = about_test();
  std::vector<ExpectNodes> lines;
  for (const TestLine& line : test.lines) {
    ExpectNodes& nodes = lines.emplace_back();
    if (line.kind != TestLine::Kind::kExpect || line.condition == kNoExpr) continue;
    nodes.condition = bring(lower(line.condition, scope), 0, scope.base);
    std::vector<ExprId> values;
    collect_values(program_, line.condition, values);
    for (const ExprId value : values) nodes.values.emplace_back(value, bring(lower(value, scope), 0, scope.base));
  }
  return lines;
}

}  // namespace leadline
