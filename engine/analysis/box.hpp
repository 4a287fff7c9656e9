// SPDX-License-Identifier: Apache-2.0
// A box says for some axes what their values can be; those that it does not name can be anything. A region is a union
// of boxes: all records that could fulfil a condition.
#pragma once
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "engine/analysis/domain.hpp"

namespace leadline::analysis {

using AxisId = std::uint32_t;

class Box {
 public:
  /// The values that an axis can have, or nullptr: anything.
  [[nodiscard]] const Domain* find(AxisId axis) const;
  /// Where an axis stands in `axes`; their number where the box does not name it.
  [[nodiscard]] std::size_t place_of(AxisId axis) const;
  /// Narrows an axis; false where nothing is left of it.
  bool narrow(AxisId axis, const Domain& domain);
  /// Narrows by all that another box says; false where nothing is left of an axis. Adds the axes of which it now says
  /// more to `changed`.
  bool narrow(const Box& other, std::vector<AxisId>* changed = nullptr);

  [[nodiscard]] const std::vector<std::pair<AxisId, Domain>>& axes() const { return axes_; }

  friend bool operator==(const Box& a, const Box& b) { return a.axes_ == b.axes_; }

 private:
  friend class Trail;

  std::vector<std::pair<AxisId, Domain>> axes_;  // by axis
};

/// Narrows one box step by step and takes steps back, so that a search needs no copies of it.
class Trail {
 public:
  explicit Trail(Box& box) : box_(box) {}

  [[nodiscard]] const Box& box() const { return box_; }
  /// Narrows the axis at a place. Nothing where it says that already, else whether anything is left of it.
  std::optional<bool> narrow_at(std::size_t place, const Domain& domain);
  /// Narrows by another box, as Box::narrow does.
  bool narrow(const Box& other, std::vector<AxisId>& changed);

  [[nodiscard]] std::size_t steps() const { return steps_.size(); }
  /// Makes the box what it was when there were so many steps.
  void back(std::size_t steps);

 private:
  struct Step {
    AxisId axis = 0;
    bool named = false;  // before
    Domain before;
  };

  Box& box_;
  std::vector<Step> steps_;
};

/// Never says too little: where it would have more than kMost boxes it is everything.
struct Region {
  static constexpr std::size_t kMost = 256;

  std::vector<Box> boxes;

  static Region nothing() { return {}; }
  static Region everything() { return {{Box{}}}; }

  [[nodiscard]] bool empty() const { return boxes.empty(); }
  /// True where some box says nothing at all.
  [[nodiscard]] bool is_everything() const;
  void add(Box box);
  void add(const Region& other);
};

}  // namespace leadline::analysis
