// SPDX-License-Identifier: Apache-2.0
// A program as readable text, every name resolved and every default filled in: for `leadline show` and for tests.
#pragma once
#include <string>
#include <string_view>

#include "engine/program/program.hpp"

namespace leadline {

/// The whole program but its tests, actions and matching.
[[nodiscard]] std::string dump_program(const Program& program);

/// One expression, in parentheses where it is more than a name or a call.
[[nodiscard]] std::string dump_expression(const Program& program, ExprId id);

/// One selection with its whole tail.
[[nodiscard]] std::string dump_selection(const Program& program, SelectionId id);

/// A constant as it would be written.
[[nodiscard]] std::string dump_value(const Program& program, const Value& value);

/// `text`, `list of number`, `choice ["a", "b"]`.
[[nodiscard]] std::string dump_type(const Program& program, const Type& type);
/// `text`, `choice`, …: the word for a kind of type.
[[nodiscard]] std::string_view name_of(TypeKind kind);

/// `day`, `2 hours`, the attribute.
[[nodiscard]] std::string dump_bucket(const Bucket& bucket);

/// `at most 20, never below -5`; empty without bounds.
[[nodiscard]] std::string dump_bounds(const Bounds& bounds);

}  // namespace leadline
