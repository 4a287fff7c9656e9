// SPDX-License-Identifier: Apache-2.0
// The lowest and highest score that a model, and each of its groups, can give to any record. Entry point: ranges_of.
// An end is never too near: no record has less than `low` or more than `high`. Each comes with the box in which the
// search found it, from which a record can be made that shows it.
#pragma once
#include <vector>

#include "engine/analysis/points.hpp"

namespace leadline::analysis {

/// One end, and where it is found. The box also says how many interactions it takes.
struct FoundEnd {
  End points;  // nothing: there is no end
  Box box;
};

struct FoundRange {
  FoundEnd low;
  FoundEnd high;

  [[nodiscard]] PointRange range() const { return {low.points, high.points}; }
  /// All numbers in it.
  [[nodiscard]] NumberSet numbers() const;
};

struct ModelRanges {
  FoundRange score;
  std::vector<FoundRange> groups;  // as Model::groups, after their bounds
  FoundRange before_bounds;        // the score before the model's bounds
  std::vector<FoundRange> groups_before_bounds;
  FoundRange outside;  // of the rules outside of groups
};

/// `under` is the region of the records that the model scores.
[[nodiscard]] ModelRanges ranges_of(Conditions& conditions, const Model& model, const Choices& choices,
                                    const Region& under);

}  // namespace leadline::analysis
