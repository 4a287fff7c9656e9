// SPDX-License-Identifier: Apache-2.0
// Rows of a column taken in another order, and columns put behind one another.
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "engine/data/column.hpp"

namespace leadline {

struct InteractionTable;

/// The column becomes its rows `rows[0]`, `rows[1]`, …; kNoRow gives a missing value.
void gather(Column& column, std::span<const std::uint32_t> rows);

/// The rows from `first` on stand in another order: the first of them is now what was `order[0]` rows behind `first`.
void reorder_tail(Column& column, std::size_t first, std::span<const std::uint32_t> order);

/// Below, at or above zero as row `a` stands before, with or behind row `b`: texts by code points as written, numbers
/// and times by size, no before yes, choices by the order of their words, lists element by element, missing first.
[[nodiscard]] int compare_rows(const Column& column, std::size_t a, std::size_t b);

/// The order of the language among interactions of one kind and one time: by id, then by attributes as declared.
[[nodiscard]] int compare_interactions(const InteractionTable& table, std::size_t a, std::size_t b);

}  // namespace leadline
