// SPDX-License-Identifier: Apache-2.0
// Literals of rule text as constant values.
#pragma once
#include <optional>

#include "engine/program/checker.hpp"

namespace leadline::checking {

[[nodiscard]] bool is_literal(const ast::Expr& tree);

// The value of a literal. Where `expected` is a choice or grade, a text is one of its words; where it is another type,
// the literal has to fit it. Reports what is wrong and returns nothing then; an empty text and `missing` are missing.
std::optional<Value> literal_value(Checker& c, const ast::Expr& tree, const Type& expected = {});

// A word of a choice or grade; reports an unknown one with the nearest.
std::optional<Value> choice_word(Checker& c, const Type& type, const std::string& word, const Span& span);

// The time that a literal means in its file's zone.
std::optional<std::int64_t> literal_time(Checker& c, const ast::Expr& tree);

}  // namespace leadline::checking
