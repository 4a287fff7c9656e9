// SPDX-License-Identifier: Apache-2.0
// What two versions of rules say of one record, value by value: scores, groups, grades, thresholds, stage. Only what
// both versions have is compared.
#pragma once
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "engine/run/score.hpp"

namespace leadline::cli {

/// One version of rules with the data that it has read and what it makes of them.
struct Scored {
  const Program& program;
  const Dataset& data;
  const ScoreResult& result;

  [[nodiscard]] std::string_view id(RecordKind kind, std::uint32_t row) const;
  /// Index of a model or threshold, or -1.
  [[nodiscard]] std::int32_t model(std::string_view name) const;
  [[nodiscard]] std::int32_t threshold(std::string_view full_name) const;
  [[nodiscard]] std::int64_t score(std::uint32_t model, std::uint32_t row) const {
    return result.models[model].score[row];
  }
  /// Empty: none.
  [[nodiscard]] std::string grade(std::uint32_t model, std::uint32_t row) const;
  /// It holds or was reached.
  [[nodiscard]] bool reached(std::uint32_t threshold, std::uint32_t row) const;
  /// Empty: none.
  [[nodiscard]] std::string stage(RecordKind kind, std::uint32_t row) const;
};

struct ValueChange {
  enum class Kind : std::uint8_t { kThreshold, kGrade, kStage, kScore, kGroup } kind{};
  std::string what;  // `spring.score`
  std::string before, after;
};

/// Models and thresholds that both have, by their places in each.
struct SharedParts {
  SharedParts(const Program& before, const Program& after);

  std::vector<std::pair<std::uint32_t, std::uint32_t>> models;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> thresholds;
};

[[nodiscard]] std::vector<ValueChange> changes_of(const SharedParts& parts, const Scored& before, std::uint32_t old_row,
                                                  const Scored& after, std::uint32_t new_row, RecordKind kind);

}  // namespace leadline::cli
