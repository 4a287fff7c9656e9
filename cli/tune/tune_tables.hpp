// SPDX-License-Identifier: Apache-2.0
// Scores against outcomes: what each threshold would have flagged and caught, what each rule says about success. Counts
// only; what is shown as a share is divided when it is written. Entry point: make_tables.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "cli/tune/past_scores.hpp"
#include "engine/program/program.hpp"

namespace leadline::cli {

struct ThresholdCounts {
  std::uint64_t flagged = 0;
  std::uint64_t caught = 0;  // of these, successes
};

/// A stretch of time: the earlier records, on which one decides, or the later ones, on which one looks how it holds.
struct Stretch {
  std::string name;               // `train`, `holdout`
  std::int64_t from = 0, to = 0;  // first and last decision
  std::uint64_t records = 0, successes = 0, scored = 0;
  /// How often a success scores above a failure, over all pairs, ties half: twice the count, and twice the pairs.
  Int128 pairs_in_order = 0, pairs = 0;

  [[nodiscard]] std::uint64_t missed(const ThresholdCounts& counts) const { return successes - counts.caught; }
};

struct ThresholdRow {
  std::int64_t at = kMissing64;         // score >= at; kMissing64: the condition of a threshold
  std::string present;                  // name of the threshold of the rules; empty: a candidate
  std::vector<ThresholdCounts> counts;  // [stretch]
};

struct RuleRow {
  std::uint32_t rule = 0;
  struct Counts {
    std::uint64_t hits = 0, successes = 0;
  };
  std::vector<Counts> counts;  // [stretch]
};

/// `40/week`.
struct Capacity {
  std::uint64_t records = 0;
  std::int64_t per = 0;  // milliseconds
  std::string text;
};
Result<Capacity> parse_capacity(const std::string& text);

struct TuneTables {
  std::vector<Stretch> stretches;
  std::vector<ThresholdRow> thresholds;  // from the highest down
  std::vector<RuleRow> rules;
  std::optional<std::size_t> filled;  // row of `thresholds` that fills the capacity, as the first stretch has it
  bool too_small = false;             // even the highest score is given more often than that
};

/// The records before `holdout` are the first stretch; where there are none before or after, there is one stretch.
[[nodiscard]] TuneTables make_tables(const Program& program, std::uint32_t model, const PastScores& past,
                                     std::int64_t holdout, const std::optional<Capacity>& capacity);

/// How many a stretch of time has for each unit, in tenths, hundredths, … of one; rounded once.
[[nodiscard]] std::uint64_t parts_per(std::uint64_t count, const Stretch& stretch, std::int64_t unit, int parts);

}  // namespace leadline::cli
