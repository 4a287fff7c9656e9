// SPDX-License-Identifier: Apache-2.0
// Whether the `where` of a source can hold of any of many rows, of which only is known between what the columns lie.
// What is not known counts as possible, so a no is certain. Entry point: may_hold.
#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>

#include "engine/program/program.hpp"

namespace leadline {

/// What is known of a column's texts in some rows. Texts that are there stand between two, by their bytes; whole
/// numbers between two numbers, as their texts stand in no such order.
struct ColumnRange {
  bool none_there = false;  // every row is without one
  bool one_text = false;    // every row has the same, `least`
  std::optional<std::string> least;
  std::optional<std::string> most;
  std::optional<std::pair<std::int64_t, std::int64_t>> whole;
};

/// What is known of a column; null: nothing.
using RangeOf = std::function<const ColumnRange*(const std::string& column)>;

[[nodiscard]] bool may_hold(const Program& program, ExprId condition, const RangeOf& range_of);

}  // namespace leadline
