// SPDX-License-Identifier: Apache-2.0
// What a change of rules does to given records: how scores, grades, thresholds and stages move, which records are
// affected, and which rule is to blame. Entry point: compare_scores.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "cli/diff/outcome.hpp"
#include "cli/diff/rule_diff.hpp"
#include "engine/graph/plan.hpp"
#include "leadline/result.hpp"

namespace leadline::cli {

struct ModelMoves {
  std::string name;
  RecordKind kind{};
  std::uint64_t scored_before = 0, scored_after = 0;
  std::uint64_t newly_scored = 0, no_longer_scored = 0;
  std::uint64_t up = 0, down = 0;                 // of those that both score
  std::int64_t most_up = 0, most_down = 0;        // millionths; most_down is negative
  std::vector<std::string> grades;                // of both, the new order first; the last one is "" for none
  std::vector<std::vector<std::uint64_t>> moves;  // [grade before][grade after]; empty without grades
};

/// How many records have something before and after: a threshold, or a stage.
struct HeadCount {
  std::string name;
  RecordKind kind{};
  std::uint64_t before = 0, after = 0;
  std::uint64_t newly = 0, no_longer = 0;
};

struct Affected {
  RecordKind kind{};
  std::uint32_t old_row = 0, new_row = 0;
  std::vector<ValueChange> changes;
  std::int64_t largest =
      0;  // |score after - score before|, over its models; the largest number where it is newly or no longer scored
};

struct ScoreDiff {
  std::vector<ModelMoves> models;
  std::vector<HeadCount> thresholds;
  std::vector<HeadCount> stages;                  // by process, as written
  std::uint64_t records = 0;                      // that both versions know, of kinds that are scored
  std::uint64_t only_before = 0, only_after = 0;  // that one version alone makes of the data
  std::vector<Affected> affected;                 // by kind and id
};

[[nodiscard]] ScoreDiff compare_scores(const Scored& before, const Scored& after);

/// Why one record's score moved, rule by rule: `+5 Decision maker`, strongest first.
struct Cause {
  std::string what;
  std::int64_t points = 0;
};

class Causes {
 public:
  Causes(const RulesDiff& diff, const Plan& old_plan, const Scored& before, const Plan& new_plan, const Scored& after,
         std::int64_t as_of);
  ~Causes();

  /// Of a model that both have.
  [[nodiscard]] std::vector<Cause> of(const Affected& record, const std::string& model);

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

/// `+5 Decision maker; -3 the bound of group fit`.
[[nodiscard]] std::string cause_text(const std::vector<Cause>& causes, std::size_t most);

}  // namespace leadline::cli
