// SPDX-License-Identifier: Apache-2.0
// What rules did to data that were scored: to how many records each gave points, how many got which grade, how many
// have reached which threshold. Reports and editors count it here. Entry point: hits_of.
#pragma once
#include <cstdint>
#include <vector>

#include "engine/program/program.hpp"
#include "engine/run/score.hpp"
#include "leadline/decimal.hpp"

namespace leadline::analysis {

/// ScoreOptions::reasons for a result of which hits are counted.
inline constexpr unsigned kAllReasons = 1'000'000;

struct RuleHits {
  std::uint64_t records = 0;  // to which it gave points
  Int128 points = 0;          // in all, millionths
};

struct ModelHits {
  std::uint64_t scored = 0;
  Int128 points = 0;                  // all scores, millionths
  std::vector<RuleHits> rules;        // as Model::rules
  std::vector<std::uint64_t> grades;  // as Model::grades, and behind them who has none
};

struct ThresholdHits {
  std::uint64_t records = 0;  // that have it, now or since they reached it
  std::uint64_t of = 0;
};

struct DataHits {
  std::vector<ModelHits> models;          // as Program::models
  std::vector<ThresholdHits> thresholds;  // as Program::thresholds
};

/// Of a result that was made with kAllReasons.
[[nodiscard]] DataHits hits_of(const Program& program, const ScoreResult& result);

/// Millionths, rounded to thousandths; `of` is not 0.
[[nodiscard]] Decimal average_points(Int128 points, std::uint64_t of);

}  // namespace leadline::analysis
