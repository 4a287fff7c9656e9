// SPDX-License-Identifier: Apache-2.0
// What `leadline score` tells about a run on stderr: what was read, what was set aside, how the records scored, what
// was left out, how long each phase took. Entry point: score_summary.
#pragma once
#include <cstddef>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "engine/data/load_summary.hpp"
#include "engine/run/score.hpp"

namespace leadline::cli {

struct ScoreRun {
  std::string rules;  // the rule file's name
  const Program* program = nullptr;
  const Dataset* data = nullptr;
  const LoadSummary* load = nullptr;
  const ScoreResult* result = nullptr;
  std::string bad_file;  // empty: no bad rows
  std::map<std::string, std::uint64_t> bad_reasons;
  std::string out;  // `-`: standard output
  std::size_t lines_written = 0;
  std::size_t lines_unchanged = 0;  // with --only-changed
  std::string ledger;
  std::vector<std::pair<std::string, double>> phases;  // name and seconds
};

[[nodiscard]] std::string score_summary(const ScoreRun& run);

/// What stands in the rules (or the data) that score does not carry out: `2 forms`, `1 reaction`, … Empty: nothing.
[[nodiscard]] std::vector<std::string> left_out_by_score(const Program& program, const LoadSummary& load);

}  // namespace leadline::cli
