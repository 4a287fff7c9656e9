// SPDX-License-Identifier: Apache-2.0
// The clauses of conditions as nodes of their own, for who wants to see what decided: the coverage of tests.
#include "engine/graph/graph_builder.hpp"
#include "engine/program/conditions.hpp"

namespace leadline {

std::vector<std::vector<NodeId>> GraphBuilder::lower_conditions() {
  std::vector<std::vector<NodeId>> conditions;
  for (const ConditionPlace& place : condition_places(program_)) {
    std::vector<NodeId>& nodes = conditions.emplace_back();
    for (const ExprId clause : place.clauses) {
      nodes.push_back(bring(lower(clause, about(place.record)), 0, grain_of(place.record)));
    }
  }
  return conditions;
}

}  // namespace leadline
