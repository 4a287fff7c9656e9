// SPDX-License-Identifier: Apache-2.0
// One scoring of given data as one HTML file that needs nothing else: scores, grades, stages with the time in them,
// rules, bad rows, matching, and some leads explained. Entry point: report_page.
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "cli/load_data.hpp"
#include "engine/graph/plan.hpp"
#include "engine/run/matching/duplicates.hpp"
#include "engine/run/score.hpp"
#include "leadline/source.hpp"

namespace leadline::cli {

struct ReportInput {
  const Sources& sources;
  const Program& program;
  const Plan& plan;
  const LoadedData& loaded;
  const ScoreResult& result;  // with all reasons
  std::string title;
  std::string rules;  // the rule file's name
  std::int64_t as_of = 0;
  unsigned leads = 10;
  std::vector<DuplicateResult> duplicates;  // one for each kind of record that has strategies
};

[[nodiscard]] std::string report_page(const ReportInput& input);

}  // namespace leadline::cli
