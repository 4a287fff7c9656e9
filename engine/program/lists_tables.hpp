// SPDX-License-Identifier: Apache-2.0
// Tables after their declaration: a table from a file learns the types of its keys from the first look-up.
#pragma once
#include <vector>

#include "engine/program/checker.hpp"

namespace leadline::checking {

// Makes sure that the table's keys are of these types (text or number each); reports at `span` if they cannot be.
bool decide_table_keys(Checker& c, std::uint32_t table, const std::vector<Type>& keys, const Span& span);

// The dates that `hours` leave out: one a line, `2026-12-25`.
void read_holidays(Checker& c, const ast::Hours& tree, Hours& hours);

}  // namespace leadline::checking
