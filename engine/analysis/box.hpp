// SPDX-License-Identifier: Apache-2.0
// A box says for some axes what their values can be; those that it does not name can be anything. A region is a union
// of boxes: all records that could fulfil a condition.
#pragma once
#include <cstdint>
#include <utility>
#include <vector>

#include "engine/analysis/domain.hpp"

namespace leadline::analysis {

using AxisId = std::uint32_t;

class Box {
 public:
  /// The values that an axis can have, or nullptr: anything.
  [[nodiscard]] const Domain* find(AxisId axis) const;
  /// Narrows an axis; false where nothing is left of it.
  bool narrow(AxisId axis, const Domain& domain);
  /// Narrows by all that another box says; false where nothing is left of an axis.
  bool narrow(const Box& other);

  [[nodiscard]] const std::vector<std::pair<AxisId, Domain>>& axes() const { return axes_; }

  friend bool operator==(const Box& a, const Box& b) { return a.axes_ == b.axes_; }

 private:
  std::vector<std::pair<AxisId, Domain>> axes_;  // by axis
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
