// SPDX-License-Identifier: Apache-2.0
// Records that show how far a model's scores go, and which of them a threshold or a grade needs. A pool is made once a
// model: the records of the ends of its ranges, and of each rule by itself and on top of the others.
#pragma once
#include <memory>
#include <optional>
#include <vector>

#include "engine/analysis/analyse.hpp"
#include "engine/analysis/analyst.hpp"

namespace leadline::analysis {

class Pool {
 public:
  Pool(Analyst& a, std::uint32_t model) : a_(a), model_(model) {}

  /// Made when they are first asked for.
  [[nodiscard]] const std::vector<Shown>& records();
  /// The record with the lowest or highest score; nothing if none has one.
  [[nodiscard]] const Shown* lowest();
  [[nodiscard]] const Shown* highest();
  [[nodiscard]] const Shown* group_end(std::uint32_t group, bool highest);

 private:
  void add(const Box& box);
  void fill();

  Analyst& a_;
  std::uint32_t model_;
  std::vector<Shown> records_;
  bool filled_ = false;
};

/// Points for people; one end of a range.
[[nodiscard]] std::string points_text(Int128 points);

/// Where no record's score lies within the condition of a threshold, or everybody's does.
[[nodiscard]] ReachReport::Reach reach_of(Analyst& a, std::uint32_t model, ExprId condition);

/// An end of a model's score, or of a group's (-1: the model's).
[[nodiscard]] EndReport end_report(const Analyst& a, std::uint32_t model, std::int32_t group, bool highest, Pool& pool);

/// The checks of thresholds, grades and bounds, and of properties; a pool for each model.
void check_scores(Analyst& a, const std::vector<std::unique_ptr<Pool>>& pools);
void check_properties(Analyst& a, const std::vector<std::unique_ptr<Pool>>& pools);

}  // namespace leadline::analysis
