// SPDX-License-Identifier: Apache-2.0
// The rules of a model as choices: each block of rules is a list of options, each option a region and the points that
// it gives there. Entry point: choices_of.
#pragma once
#include <optional>
#include <vector>

#include "engine/analysis/conditions.hpp"

namespace leadline::analysis {

/// An end of a range of points: millionths, or nothing where there is no end.
using End = std::optional<Int128>;

/// All points between two ends, both in.
struct PointRange {
  End low;
  End high;

  static PointRange nothing() { return {Int128{0}, Int128{0}}; }
};

[[nodiscard]] PointRange bounded(PointRange range, const Bounds& bounds);
/// The sum; an end that is open stays open.
[[nodiscard]] PointRange operator+(const PointRange& a, const PointRange& b);
/// The narrowest in which both lie.
[[nodiscard]] PointRange around(const PointRange& a, const PointRange& b);

/// Everything that a number can be, wherever it is looked up; `groups` are those of the model whose own score it reads.
[[nodiscard]] PointRange range_of(const Program& program, ExprId value, const std::vector<PointRange>& groups);

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
