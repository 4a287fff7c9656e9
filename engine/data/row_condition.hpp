// SPDX-License-Identifier: Apache-2.0
// The `where` of a source, asked of one row: columns on the left, literals on the right. Entry point: row_holds.
#pragma once
#include <functional>
#include <string>
#include <string_view>

#include "engine/program/program.hpp"

namespace leadline {

/// The text of a column, empty where it is missing.
using ColumnText = std::function<std::string_view(const std::string& column)>;

[[nodiscard]] bool row_holds(const Program& program, ExprId condition, const ColumnText& column);

}  // namespace leadline
