// SPDX-License-Identifier: Apache-2.0
// A comparison of two versions of rules as text, as JSON, and as the CSV of affected records.
#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/diff/data_diff.hpp"
#include "cli/diff/rule_diff.hpp"
#include "cli/diff/witness.hpp"

namespace leadline::cli {

/// A record whose score moved, with the rules behind it.
struct LargestMove {
  const Affected* record = nullptr;
  std::string model;
  std::string id;
  std::string before, after;  // points, or `not scored`
  std::int64_t move = 0;      // 0: newly or no longer scored
  std::vector<Cause> causes;
};

struct DiffReport {
  const Meaning& before;
  const Meaning& after;
  std::string old_file, new_file;
  std::int64_t as_of = 0;
  const RulesDiff& rules;
  const WitnessSearch* search = nullptr;  // without data, where the rules may differ
  const ScoreDiff* scores = nullptr;      // with data
  std::vector<LargestMove> largest;
  std::vector<std::string> exceeded;  // limits
};

[[nodiscard]] std::string diff_text(const DiffReport& report);
[[nodiscard]] std::string diff_json(const DiffReport& report);

/// Scores of a model before and after: with the move where both score it.
[[nodiscard]] std::optional<LargestMove> largest_move(const Scored& before, const Scored& after,
                                                      const Affected& record);

/// One line for each affected record.
void write_affected(const Scored& before, const Scored& after, const ScoreDiff& diff, Causes& causes,
                    const std::function<void(std::string_view)>& write);

}  // namespace leadline::cli
