// SPDX-License-Identifier: Apache-2.0
// The rules of a model as choices: each block of rules is a list of options, each option a region and the points that
// it gives there. Entry point: choices_of.
#pragma once
#include <vector>

#include "engine/analysis/conditions.hpp"
#include "engine/analysis/point_range.hpp"

namespace leadline::analysis {

/// What a rule gives where it holds.
struct RuleTerm {
  std::uint32_t rule = 0;  // into Model::rules
  PointRange each;         // for one interaction, bucket, stretch; or at all
  bool counted = false;    // times what `amount` says
  AxisId amount = 0;
  Bounds bounds;
  bool sure = true;  // the region in which it fails is known: its points are never missing

  [[nodiscard]] PointRange in(const Box& box) const;
};

/// One way in which a block can come out.
struct Option {
  Region when;
  std::int32_t term = -1;     // into Choices::terms; -1: no points
  bool other_points = false;  // of `or N points`
  PointRange other;
};

struct Block {
  std::int32_t group = -1;  // outside of any group
  std::vector<Option> options;
};

struct Choices {
  std::vector<RuleTerm> terms;  // as Model::rules
  std::vector<Region> holds;    // likewise
  std::vector<Region> fails;
  std::vector<Block> blocks;
};

[[nodiscard]] Choices choices_of(Conditions& conditions, const Model& model);

}  // namespace leadline::analysis
