// SPDX-License-Identifier: Apache-2.0
// What is missing to a threshold or a better grade: the fewest changes to the record with which the engine says that it
// is there. Entry point: why_not.
#pragma once
#include <string>
#include <vector>

#include "cli/what_if/scene.hpp"
#include "engine/graph/plan.hpp"

namespace leadline::cli {

struct WhyNotGoal {
  bool is_grade = false;
  std::uint32_t threshold = 0;
  std::uint32_t model = 0;
  std::uint32_t grade = 0;
  ExprId condition = kNoExpr;
  std::string name;  // `spring.sales_ready`, `grade "A" of spring`
};

/// Changes that the engine has tried out, and what it said.
struct WhyNotWay {
  Alteration alteration;
  RecordLedger ledger;
};

struct WhyNotAnswer {
  WhyNotGoal goal;
  std::vector<WhyNotWay> ways;       // all of the same number of changes; empty: none was found
  std::size_t changes = 0;           // of each way
  std::optional<WhyNotWay> nearest;  // without ways: what came closest, if anything helps at all
  std::size_t tried = 0;
};

/// Thresholds that do not hold and grades above the record's, the nearest of each model first. `asked`: only the one of
/// this name (`sales_ready`, `spring.sales_ready`, `A`); an error names what there is.
[[nodiscard]] Result<std::vector<WhyNotGoal>> goals_of(const Program& program, const RecordLedger& ledger,
                                                       const std::string& asked);

/// `most`: how many ways to show.
[[nodiscard]] WhyNotAnswer why_not(const Plan& plan, const Scene& scene, const RecordLedger& ledger, std::int64_t as_of,
                                   const WhyNotGoal& goal, std::size_t most);

}  // namespace leadline::cli
