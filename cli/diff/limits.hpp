// SPDX-License-Identifier: Apache-2.0
// `--fail-if "sales_ready > +10%"`: what a change of rules must not do. Entry points: parse_limit, exceeds.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "cli/diff/data_diff.hpp"
#include "leadline/result.hpp"

namespace leadline::cli {

struct Limit {
  /// What is counted: records that differ at all, whose score moves, or that have a threshold, grade or stage.
  enum class What : std::uint8_t { kDiffers, kChanged, kMoved, kThreshold, kGrade, kStage } what{};
  enum class Of : std::uint8_t { kChange, kAfter, kNewly, kNoLonger } of = Of::kChange;
  std::string name;   // of the threshold, grade or stage
  std::string model;  // of the grade; empty: any
  bool more = true;   // `>`, else `<`
  bool or_equal = false;
  std::int64_t number = 0;  // millionths
  bool percent = false;
  std::string text;  // as written
};

/// Thresholds, grades and stages have to be there in the old or the new rules.
Result<Limit> parse_limit(const std::string& text, const Program& before, const Program& after);

/// Whether data is needed to tell.
[[nodiscard]] bool needs_data(const Limit& limit);

/// What was found against the limit, in words; nothing if it is kept.
[[nodiscard]] std::optional<std::string> exceeded(const Limit& limit, const ScoreDiff& diff);

}  // namespace leadline::cli
