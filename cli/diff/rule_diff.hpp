// SPDX-License-Identifier: Apache-2.0
// What differs between two versions of rules: rules, grades, thresholds and the rest by what they mean, and by how much
// the score of any record can move. Entry point: compare_rules.
#pragma once
#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "cli/diff/meaning.hpp"
#include "cli/diff/point_range.hpp"
#include "engine/program/program.hpp"

namespace leadline::cli {

enum class ChangeKind : std::uint8_t { kAdded, kRemoved, kChanged };
/// `added`, …
[[nodiscard]] std::string_view name_of(ChangeKind kind);

struct RuleChange {
  ChangeKind kind{};
  std::int32_t old_rule = -1;                // into Model::rules of the old model
  std::int32_t new_rule = -1;                // of the new one
  std::vector<std::string> what;             // kChanged: `points`, `condition`, `label`, …
  PointRange moves = PointRange::nothing();  // a record's points from this rule
};

/// A grade, a threshold, a bound, a stage, …
struct PartChange {
  ChangeKind kind{};
  std::string what;           // `grade "B"`, `threshold sales_ready`
  std::string before, after;  // as written; empty where there is nothing to show
  bool values = true;         // it can change a score, grade, threshold or stage
};

struct ModelDiff {
  std::string name;
  std::int32_t old_model = -1;  // into Program::models; -1: it is new
  std::int32_t new_model = -1;  // -1: it is gone
  std::vector<RuleChange> rules;
  std::vector<PartChange> parts;
  std::vector<std::uint32_t> readers;        // rules of the new model that are as before and read what is not
  std::size_t same = 0;                      // rules that mean the same
  PointRange moves = PointRange::nothing();  // the score of a record that both score
  bool scores_others = false;                // other records may be scored than before
  bool values = false;                       // a score, group or grade can differ

  [[nodiscard]] bool changed() const { return !rules.empty() || !parts.empty() || old_model < 0 || new_model < 0; }
};

struct RulesDiff {
  std::vector<ModelDiff> models;  // in the order of the new rules, then those that are gone
  std::vector<PartChange> parts;  // thresholds at the top of a file, processes, segments, fields, …
  bool values = false;            // a score, grade, threshold or stage of some record may differ

  [[nodiscard]] bool changed() const;
};

[[nodiscard]] RulesDiff compare_rules(const Meaning& before, const Meaning& after);

/// `at 60 or when …`, `when …`.
[[nodiscard]] std::string threshold_text(const Meaning& meaning, const Threshold& threshold);

// --- parts of the work ---

/// All but models: `values` of a part says whether `score` can tell.
[[nodiscard]] std::vector<PartChange> compare_parts(const Meaning& before, const Meaning& after);

/// Sets `moves` of the model and of its rule changes. `changed` names what differs otherwise, as Meaning::read does.
void find_moves(const Meaning& before, const Meaning& after, const std::set<std::string>& changed, ModelDiff& model);

}  // namespace leadline::cli
