// SPDX-License-Identifier: Apache-2.0
// What is known of `contains`, `starts with`, `like` and the rest without a record: what they say of a given text, and
// when one of them follows from another.
#pragma once
#include <optional>
#include <string_view>

#include "engine/program/program.hpp"

namespace leadline::analysis {

/// Whether a folded text passes the test `expr` (kText, its needles constant, case ignored); nothing if that is not
/// what it is.
[[nodiscard]] std::optional<bool> passes(const Program& program, ExprId expr, std::string_view folded);

/// True where every text that passes the test `a` passes `b`, when both are asked of one text. False where that is not
/// known.
[[nodiscard]] bool follows(const Program& program, ExprId a, ExprId b);

/// The needles of a test whose needles are constant, as written; empty otherwise.
[[nodiscard]] std::vector<std::string> needles_of(const Program& program, ExprId expr);

}  // namespace leadline::analysis
